"""What a report is made from: rows of named queries, and all rows of one contact together."""

import difflib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Row = dict[str, Any]


class Rows(Protocol):
    """Whatever answers named queries with rows; the reader of the published store does."""

    def rows(self, query_name: str, **params: Any) -> list[Row]:
        """The rows of a query, column to value."""


class UnknownContactError(ValueError):
    """There is no contact of that id; the message names the nearest."""


@dataclass(frozen=True, slots=True)
class ContactRows:
    """Everything that the store knows of one contact, each list in the order in which it happened."""

    contact: Row
    recordings: Sequence[Row]
    legs: Sequence[Row]
    turns: Sequence[Row]
    transfers: Sequence[Row]
    transfer_evidence: Sequence[Row]
    findings: Sequence[Row]
    evidence: Sequence[Row]
    marks: Sequence[Row]
    heard: Sequence[Row]
    effort: Sequence[Row]
    empathy: Sequence[Row]
    journey: Sequence[Row]

    @property
    def contact_id(self) -> str:
        """The contact's id in the source system."""
        return str(self.contact["contact_id"])

    @property
    def owners(self) -> list[Row]:
        """Whose the effort was, the largest share first; as the view effort_owner has it."""
        points: dict[str, float] = {}
        for row in self.effort:
            if row["owner"] is not None and row["points"] < 0:
                points[row["owner"]] = points.get(row["owner"], 0.0) + row["points"]
        whole = sum(points.values())
        owned = [
            {"owner": owner, "points": each, "share": each / whole}
            for owner, each in points.items()
        ]
        return sorted(owned, key=lambda row: (-row["share"], row["owner"]))

    def leg(self, leg_no: int | None) -> Row | None:
        """The leg with that number, None when there is none."""
        return next((leg for leg in self.legs if leg["leg_no"] == leg_no), None)

    def transfer_to(self, leg_no: int) -> Row | None:
        """The transfer that led to a leg, None for the first."""
        return next((each for each in self.transfers if each["to_leg"] == leg_no), None)

    def of_kind(self, kind: str) -> list[Row]:
        """The findings of one kind."""
        return [finding for finding in self.findings if finding["kind"] == kind]

    def proof(self, finding: Row, *, related: bool = False) -> list[Row]:
        """The quotes that show a finding, or those of the earlier or later place it relates to."""
        quotes = [
            row
            for row in self.evidence
            if row["finding_id"] == finding["finding_id"] and row["turn_no"] is not None
        ]
        return [row for row in quotes if _is_related(row, finding) == related]

    def beside(self, quotes: Sequence[Row]) -> list[Row]:
        """What makes quotes understood: the agent's question before them, the answer to an ask.

        Empty where the quotes stand in another contact.
        """
        if not quotes or any(quote["contact_id"] != self.contact_id for quote in quotes):
            return []
        order = {turn["turn_no"]: index for index, turn in enumerate(self.turns)}
        first, last = quotes[0], quotes[-1]
        before, after = order[first["turn_no"]] - 1, order[last["turn_no"]] + 1
        turns = []
        if first["speaker"] == "customer" and before >= 0:
            turns.append((self.turns[before], "agent", first))
        if last["speaker"] == "agent" and after < len(self.turns):
            turns.append((self.turns[after], "customer", last))
        return [
            turn
            for turn, speaker, quote in turns
            if turn["speaker"] == speaker and turn["leg_no"] == quote["leg_no"]
        ]

    def number(self, finding: Row) -> int:
        """The number under which a finding is shown, from 1 in the order in which it happened."""
        return 1 + next(
            i for i, each in enumerate(self.findings) if each["finding_id"] == finding["finding_id"]
        )


def read_contact(rows: Rows, contact_id: str) -> ContactRows:
    """All rows of one contact; raises UnknownContactError, naming the nearest ids, when there is none."""
    found = rows.rows("contact", contact_id=contact_id)
    if not found:
        raise UnknownContactError(_not_there(rows, contact_id))
    contact = found[0]

    def its(query: str) -> list[Row]:
        return rows.rows(query, contact_id=contact_id)

    sums = its("contributions")
    return ContactRows(
        contact=contact,
        recordings=its("recordings"),
        legs=its("legs"),
        turns=its("turns"),
        transfers=its("transfers"),
        transfer_evidence=its("transfer_evidence"),
        findings=[row | {"detail": json.loads(row["detail"])} for row in its("findings")],
        evidence=its("evidence"),
        marks=its("marks"),
        heard=its("heard"),
        effort=[row for row in sums if row["score"] == "effort"],
        empathy=[row for row in sums if row["score"] == "empathy"],
        journey=rows.rows("journey_contacts", journey_id=contact["journey_id"]),
    )


def _is_related(quote: Row, finding: Row) -> bool:
    if (
        quote["contact_id"] == finding["contact_id"]
        and quote["turn_no"] in finding["turns"]
        and not (
            quote["turn_no"] in finding["related_turns"]
            and finding["related_contact_id"] == finding["contact_id"]
        )
    ):
        return False
    return (
        quote["contact_id"] == finding["related_contact_id"]
        and quote["turn_no"] in finding["related_turns"]
    )


def _not_there(rows: Rows, contact_id: str) -> str:
    known = [str(row["contact_id"]) for row in rows.rows("contact_ids")]
    if not known:
        return f"there is no contact {contact_id!r}: the store is empty; fill it with `retold run`"
    near = difflib.get_close_matches(contact_id, known, n=3, cutoff=0.4) or known[:3]
    return f"there is no contact {contact_id!r} in the store; the nearest are {', '.join(near)}"
