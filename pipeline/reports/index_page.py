"""What the first page of the report shows, made ready for its template."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.reports import figures, sentences
from pipeline.reports.figures.sankey import MOST_FLOWS
from pipeline.reports.rows import Row, Rows
from pipeline.reports.words import Words

EASIEST, HARDEST = 7.0, 1.0
LINKS_EACH = 8  # contacts named behind one handoff


@dataclass(frozen=True, slots=True)
class Selection:
    """The contacts that get a page, hardest first, and how they were chosen."""

    contacts: Sequence[Row]
    n_all: int
    n_worst: int
    is_capped: bool

    def said(self, words: Words) -> str:
        """Which contacts are shown, in words."""
        shown = len(self.contacts)
        if shown == self.n_all:
            return words("page.contacts_all", total=self.n_all)
        key = "page.contacts_capped" if self.is_capped else "page.contacts_some"
        return words(key, shown=shown, total=self.n_all, worst=self.n_worst)


def index_context(
    rows: Rows, selection: Selection, hrefs: Mapping[str, str], words: Words
) -> dict[str, Any]:
    """Everything that the template of the first page needs; `hrefs` names the pages that exist."""
    overview = rows.rows("overview")[0]
    by_kind = rows.rows("findings_by_kind")
    flows = rows.rows("handoff_flows")
    reasons = rows.rows("effort_reasons")
    last = rows.rows("last_run")
    return {
        "headline": sentences.headline(overview, by_kind, words),
        "cost": sentences.cost(by_kind, flows, words),
        "numbers": _numbers(overview, by_kind, words),
        "sankey": figures.handoff_sankey(flows, words).to_json() if flows else None,
        "handoffs_said": words("page.handoffs_some", shown=MOST_FLOWS, total=len(flows))
        if len(flows) > MOST_FLOWS
        else "",
        "flows": _flows(flows, rows.rows("report_handoffs", n_each=LINKS_EACH), hrefs, words),
        "drivers": figures.drivers(reasons, words).to_json() if reasons else None,
        "reasons": [
            (
                words.term("effort_reason", row["reason"]),
                words.points(row["points"]),
                row["n_contacts"],
            )
            for row in reasons
        ],
        "owners": sentences.owners(rows.rows("effort_owners_overall"), words),
        "contacts_said": selection.said(words),
        "contacts": [_contact(row, hrefs, words) for row in selection.contacts],
        "set_aside": rows.rows("set_aside", run_id=last[0]["run_id"]) if last else [],
        "run": _run(last[0], words) if last else words("page.run_none"),
        "versions": json.loads(last[0]["versions"]) if last else {},
    }


def _numbers(overview: Row, by_kind: Sequence[Row], words: Words) -> list[tuple[str, str]]:
    retold = next((r["n_contacts"] for r in by_kind if r["kind"] == "repeat_story"), 0)
    effort = overview["effort_mean"]
    return [
        (str(overview["n_contacts"]), words("page.figure_contacts")),
        (str(retold), words("page.figure_retold")),
        (str(overview["n_cold"]), words("page.figure_cold", n=overview["n_transfers"])),
        ("–" if effort is None else words.number(effort), words("page.figure_effort")),
        (str(overview["n_resolved"]), words("page.figure_resolved")),
    ]


def _flows(
    flows: Sequence[Row], behind: Sequence[Row], hrefs: Mapping[str, str], words: Words
) -> list[dict[str, Any]]:
    ends = ("from_queue", "from_partner", "to_queue", "to_partner")
    contacts: dict[tuple[Any, ...], list[Row]] = {}
    for row in behind:
        contacts.setdefault(tuple(row[end] for end in ends), []).append(row)
    told = []
    for row in flows:
        these = contacts.get(tuple(row[end] for end in ends), [])
        names = list(dict.fromkeys(each["contact_id"] for each in these))
        told.append(
            {
                "source": sentences.place(row["from_queue"], row["from_partner"], words),
                "target": sentences.place(row["to_queue"], row["to_partner"], words),
                "n": row["n_transfers"],
                "n_cold": row["n_cold"],
                "n_again": row["n_repeat_story"],
                "lost": words.seconds(row["customer_seconds_lost"]),
                "waited": words.seconds(row["wait_seconds"] or 0),
                "contacts": [(name, hrefs.get(name)) for name in names],
                "n_more": max(0, row["n_transfers"] - len(these)),
            }
        )
    return told


def _contact(row: Row, hrefs: Mapping[str, str], words: Words) -> dict[str, Any]:
    effort = row["effort"]
    return {
        "contact_id": row["contact_id"],
        "href": hrefs[row["contact_id"]],
        "at": words.instant(row["started_at"]),
        "reason": row["contact_reason"],
        "effort": None if effort is None else words.number(effort),
        "hardness": 0 if effort is None else (EASIEST - effort) / (EASIEST - HARDEST),
        "n_again": row["n_retellings"],
        "n_transfers": row["n_transfers"],
        "n_cold": row["n_cold"],
        "lost": words.seconds(row["seconds_lost"]) if round(row["seconds_lost"]) else "",
        "outcome": words.term("outcome", row["outcome"]),
        "outcome_key": row["outcome"] or "none",
    }


def _run(run: Row, words: Words) -> str:
    return words(
        "page.run_sentence",
        run_id=run["run_id"],
        started=words.instant(run["started_at"]),
        took=words.seconds((run["ended_at"] - run["started_at"]).total_seconds()),
        n_in=run["n_contacts_in"],
        n_new=run["n_new"],
        n_changed=run["n_changed"],
        n_transcribed=run["n_transcribed"],
        audio=words.seconds(run["audio_s"]),
        n_findings=run["n_findings"],
    )
