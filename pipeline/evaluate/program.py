"""What the program says of labelled journeys, read from the views of the store."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.evaluate.labels import LabelledJourney
from pipeline.evaluate.opinion import Claim, Effort, Opinion

Row = dict[str, Any]
UNKNOWN_EFFORT = 9.0  # beyond the scale: a contact with a number speaks before one without


class Rows(Protocol):
    """Whatever answers named queries with rows; the reader of the published store does."""

    def rows(self, query_name: str, **params: Any) -> list[Row]:
        """The rows of a query, column to value."""


@dataclass(frozen=True, slots=True)
class Program:
    """The program's opinion of each labelled journey, and what else the store knows of them.

    `joined` is the store's journey of each contact that is there; `texts` are by contact and turn.
    """

    opinions: Mapping[str, Opinion]
    joined: Mapping[str, str | None]
    texts: Mapping[tuple[str, int], str]


def read_program(rows: Rows, journeys: Sequence[LabelledJourney]) -> Program:
    """What the store says of the contacts of labelled journeys.

    Raises ValueError when none of them is there.
    """
    ids = [contact_id for journey in journeys for contact_id in journey.contact_ids]
    asked = {"contact_ids": json.dumps(ids)}
    contacts = {row["contact_id"]: row for row in rows.rows("judged_contacts", **asked)}
    if not contacts:
        raise ValueError("none of the labelled contacts is in the store: run it over them first")
    legs = _by_contact(rows.rows("judged_legs", **asked))
    transfers = _by_contact(rows.rows("judged_transfers", **asked))
    findings = _by_contact(rows.rows("judged_findings", **asked))
    return Program(
        opinions={
            journey.journey_id: _opinion(
                [contacts[each] for each in journey.contact_ids if each in contacts],
                *(_of(journey, part) for part in (legs, transfers, findings)),
            )
            for journey in journeys
        },
        joined={contact_id: row["journey_id"] for contact_id, row in contacts.items()},
        texts={
            (row["contact_id"], row["turn_no"]): row["text"] or ""
            for row in rows.rows("judged_turns", **asked)
        },
    )


def _by_contact(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[row["contact_id"]].append(row)
    return found


def _of(journey: LabelledJourney, part: Mapping[str, list[Row]]) -> list[Row]:
    return [row for contact_id in journey.contact_ids for row in part.get(contact_id, ())]


def _opinion(
    contacts: Sequence[Row], legs: Sequence[Row], transfers: Sequence[Row], findings: Sequence[Row]
) -> Opinion:
    caused = [row for row in contacts if row["main_cause"]]
    hardest = min(caused, key=_effort_of, default=None)  # it speaks for the journey
    return Opinion(
        claims=tuple(_claim(row) for row in findings),
        transfers={
            (row["contact_id"], row["from_leg"], row["to_leg"]): row["kind"] for row in transfers
        },
        outcomes={row["contact_id"]: row["outcome"] for row in contacts if row["outcome"]},
        efforts={
            row["contact_id"]: Effort(
                float(row["effort"]), _number(row["effort_low"]), _number(row["effort_high"])
            )
            for row in contacts
            if row["effort"] is not None
        },
        empathies={
            (row["contact_id"], row["leg_no"]): float(row["empathy"])
            for row in legs
            if row["empathy"] is not None
        },
        main_cause=hardest["main_cause"] if hardest else None,
    )


def _effort_of(contact: Row) -> float:
    return UNKNOWN_EFFORT if contact["effort"] is None else float(contact["effort"])


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _claim(row: Row) -> Claim:
    detail = row["detail"]
    return Claim(
        kind=row["kind"],
        contact_id=row["contact_id"],
        turns=tuple(row["turns"] or ()),
        related_contact_id=row["related_contact_id"],
        related_turns=tuple(row["related_turns"] or ()),
        detail=(json.loads(detail) if isinstance(detail, str) else detail) or {},
        confidence=float(row["confidence"]),
        cues=tuple(row["cues"] or ()),
    )
