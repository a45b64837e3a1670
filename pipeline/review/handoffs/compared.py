"""Handoffs compared: before and after a day, partners side by side, and ways that led back."""

from typing import Any

from pipeline.reports.rows import Row
from pipeline.reports.sentences import place
from pipeline.reports.words import Words
from pipeline.review.pages import call_href

ENOUGH = 5  # contacts or transfers under which a mean says more about chance


def changed(row: Row, words: Words) -> dict[str, Any]:
    """A way before and after a day; `row` is of `board_handoffs_before_after`."""
    partners = sorted({*row["partners_before"], *row["partners_after"]})
    target = place(row["to_queue"], None, words)
    if row["is_to_partner"]:
        before, after = (", ".join(row[f"partners_{side}"]) or "–" for side in ("before", "after"))
        target += f" · {before} → {after}" if before != after else f" · {', '.join(partners)}"
    return {
        "source": place(row["from_queue"], None, words),
        "target": target,
        "n": _pair(row, "n_{}", lambda value: words.number(value, 0)),
        "cold": _pair(row, "cold_share_{}", words.share),
        "retold": _pair(row, "retold_share_{}", words.share),
        "minutes": _pair(row, "customer_min_a_transfer_{}", words.number),
        "effort": _pair(row, "effort_{}", words.number),
    }


def partner(row: Row, words: Words) -> dict[str, Any]:
    """An outside company, or our own people; `row` is of `board_partners`."""
    is_enough = row["n_contacts"] >= ENOUGH
    handed = row["n_transfers"] >= ENOUGH
    return {
        "name": row["partner"] or words("handoffs.own"),
        "n": words.number(row["n_contacts"], 0),
        "effort": _known(row["effort_mean"], row["n_effort_known"] >= ENOUGH, words.number),
        "resolved": _known(row["resolved_share"], is_enough, words.share),
        "n_transfers": words.number(row["n_transfers"], 0),
        "cold": _known(row["cold_share"], handed, words.share),
        "retold": _known(row["retold_share"], handed, words.share),
        "waited": _known(row["gap_s_mean"], handed, words.seconds),
        "promises": words(
            "handoffs.promises_said",
            kept=row["n_kept"],
            n=row["n_promises"],
            broken=row["n_broken"],
        )
        if row["n_promises"]
        else "–",
    }


def loop(row: Row, words: Words) -> dict[str, Any]:
    """A way that led back; `row` is of `screens_loops`."""
    return {
        "way": " → ".join(queue or words("queue.unknown") for queue in row["queues"]),
        "n": words.number(row["n_contacts"], 0),
        "minutes": words.number(row["customer_min"], 0),
        "effort": _known(row["effort_mean"], row["n_contacts"] >= ENOUGH, words.number),
        "examples": [(each, call_href(each)) for each in row["contact_ids"]],
    }


def _pair(row: Row, name: str, told: Any) -> tuple[str, str]:
    before, after = (row[name.format(side)] for side in ("before", "after"))
    return ("–" if before is None else told(before), "–" if after is None else told(after))


def _known(value: float | None, is_enough: bool, told: Any) -> str:
    return told(value) if is_enough and value is not None else "–"
