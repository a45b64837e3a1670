"""Numbers become sentences, here and nowhere else: pages, figures and terminal say the same words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pipeline.reports.rows import ContactRows, Row
from pipeline.reports.words import Words

LIMITS = ("clipped", "dead_channel", "swapped_channels")
WORTH_SAYING_S = 5.0  # seconds of waiting or hold from which a sentence mentions them


def headline(overview: Row, by_kind: Sequence[Row], words: Words) -> str:
    """What a night shows in plain words: how many customers told it again, and what that cost."""
    total = overview["n_contacts"]
    kinds = {row["kind"]: row for row in by_kind}
    if not total:
        return words("headline.empty")
    if "repeat_story" not in kinds:
        return words("headline.nobody", total=total)
    return words("headline.told_again", n=kinds["repeat_story"]["n_contacts"], total=total)


def cost(by_kind: Sequence[Row], flows: Sequence[Row], words: Words) -> str:
    """What telling it again cost all customers together; empty when it cost nothing."""
    lost = {row["kind"]: row["seconds_lost"] for row in by_kind}
    waited_s = sum(row["wait_seconds"] or 0 for row in flows)
    parts = [
        words(key, time=words.seconds(seconds))
        for key, seconds in (
            ("cost.retelling", lost.get("repeat_story", 0)),
            ("cost.identification", lost.get("repeat_identification", 0)),
            ("cost.waiting", waited_s),
        )
        if round(seconds)
    ]
    return words("cost.sentence", parts=words.listed(parts)) if parts else ""


def agent(leg: Row | None, words: Words) -> str:
    """Who had a leg: "A101 (klantenservice)"."""
    if leg is None:
        return words("agent.unknown")
    who = leg["agent_id"] or words("agent.unknown")
    where = ", ".join(each for each in (leg["queue"], leg["partner"]) if each)
    return f"{who} ({where})" if where else who


def part(leg: Row, words: Words) -> str:
    """Who had a leg, and whether it was worked out from what was heard: "a representative (inferred)"."""
    who = agent(leg, words)
    return f"{who} {words('leg.inferred')}" if leg["is_inferred"] else who


def limits(told: ContactRows, words: Words) -> str:
    """What limits how far the transcript can be trusted; empty when nothing does."""
    n_left_out = sum(mark["kind"] in ("loop", "invention") for mark in told.heard)
    kinds = {mark["kind"] for mark in told.heard}
    parts = [words(f"limit.{kind}") for kind in LIMITS if kind in kinds]
    if n_left_out:
        parts.append(words.count("limit.left_out", n_left_out))
    return words("limit.sentence", parts=words.listed(parts)) if parts else ""


def place(queue: str | None, partner: str | None, words: Words) -> str:
    """A queue, and the outside company that it is with."""
    name = queue or words("queue.unknown")
    return f"{name} · {partner}" if partner else name


def what_happened(told: ContactRows, words: Words) -> str:
    """The contact in one sentence: who was told what, how the customer was put through, what it cost."""
    steps = [words("step.tried_alone")] if told.of_kind("failed_self_service") else []
    for leg in told.legs:
        steps += _arriving(told, leg, words)
        steps.append(_speaking(told, leg, words))
        steps += _giving_again(told, leg, words)
        if leg["hold_s"] >= WORTH_SAYING_S:
            steps.append(words("step.hold", time=words.seconds(leg["hold_s"])))
    return words("step.sentence", steps=words.listed(steps)) if steps else ""


def how_it_ended(contact: Row, words: Words) -> str:
    """The outcome, the estimated effort and what drove it."""
    parts = [words.term("outcome_sentence", contact["outcome"])]
    if contact["effort"] is None:
        parts.append(
            words(
                "effort.cannot_tell", why=words.term("why_null", contact.get("effort_null_reason"))
            )
        )
    else:
        parts.append(words("effort.sentence", effort=words.number(contact["effort"])))
        if contact["main_cause"] not in (None, "none"):
            parts.append(words("effort.cause", cause=words.term("cause", contact["main_cause"])))
    return " ".join(parts)


def claim(told: ContactRows, finding: Row, words: Words) -> str:
    """What a finding says, with who and when."""
    said = _claim(told, finding, words)
    return said[:1].upper() + said[1:]


def _claim(told: ContactRows, finding: Row, words: Words) -> str:
    kind, detail = finding["kind"], finding["detail"]
    values = {
        "agent": agent(told.leg(finding["leg_no"]), words),
        "before": _earlier(told, finding, words),
        "what": words.listed([words.term("what", each) for each in detail.get("what") or []])
        if kind == "repeat_identification"
        else "",
        "threat": words.term("threat_kind", detail.get("kind")) if kind == "threat" else "",
    }
    if kind == "repeat_story":
        asked = detail.get("prompt") == "agent_asked"
        return words("claim.story_asked" if asked else "claim.story_volunteered", **values)
    if kind == "repeat_identification":
        check = words("claim.security") if detail.get("is_security") else ""
        return words("claim.repeat_identification", **values) + check
    if kind == "promise":
        status = words.term("promise_status", detail.get("status"))
        return words("claim.promise", status=status, **values)
    if f"claim.{kind}" in words.phrases:
        return words(f"claim.{kind}", **values)
    return words.term("finding", kind)


def sureness(finding: Row, words: Words) -> str:
    """How likely it is that a careful person agrees."""
    return words("sure", share=words.share(finding["confidence"]))


def transferred(transfer: Row, words: Words) -> str:
    """How a transfer was done and what was passed on."""
    said = {
        name: words(f"transfer.{name}.{'yes' if transfer[f'is_{name}'] else 'no'}")
        for name in ("announced", "reason_given", "briefed")
    }
    kind = words.term("transfer_kind", transfer["kind"])
    gap = words("transfer.gap", time=words.seconds(transfer["gap_s"]))
    return words("transfer.sentence", kind=kind, gap=gap, **said)


def flow(row: Row, words: Words) -> str:
    """A way from queue to queue: how many were put through, how many told it again, what it cost."""
    return words(
        "flow.sentence",
        source=place(row["from_queue"], row["from_partner"], words),
        target=place(row["to_queue"], row["to_partner"], words),
        n=words.count("flow.put_through", row["n_transfers"]),
        cold=row["n_cold"],
        again=words.count("flow.again", row["n_repeat_story"]),
        lost=words.seconds(row["customer_seconds_lost"]),
        waited=words.seconds(row["wait_seconds"] or 0),
    )


def effort_reasons(told: ContactRows, words: Words) -> list[str]:
    """What each row of the effort stands for, in the order of the rows; waits and holds say how long."""
    lengths = {
        "wait": [leg["wait_before_s"] for leg in told.legs],
        "hold": [leg["hold_s"] for leg in told.legs],
    }
    waits = {key: _matching(told.effort, key, lengths[key]) for key in lengths}
    labels, seen = [], {"wait": 0, "hold": 0}
    for row in told.effort:
        reason = row["reason"]
        label = words.term("effort_reason", reason)
        if waits.get(reason):
            position, seconds = waits[reason][seen[reason]]
            seen[reason] += 1
            if reason == "wait":
                label = words(
                    "effort_reason.wait_queue" if position == 0 else "effort_reason.wait_transfer"
                )
            label = f"{label}, {words.seconds(seconds)}"
        labels.append(label)
    return labels


def _matching(
    rows: Sequence[Row], reason: str, lengths: Sequence[float]
) -> list[tuple[int, float]]:
    """Which leg's waiting stands behind each row of a reason; empty where they do not pair up."""
    real = [(position, length) for position, length in enumerate(lengths) if length > 0]
    return real if len(real) == sum(row["reason"] == reason for row in rows) else []


def _arriving(told: ContactRows, leg: Row, words: Words) -> list[str]:
    transfer = told.transfer_to(leg["leg_no"])
    waited_s = leg["wait_before_s"] or 0
    steps = []
    if transfer:
        steps.append(words(f"step.{transfer['kind']}"))
    if waited_s >= WORTH_SAYING_S:
        key = "step.waited" if transfer else "step.queued"
        steps.append(words(key, time=words.seconds(waited_s)))
    return steps


def _speaking(told: ContactRows, leg: Row, words: Words) -> str:
    who, stories = agent(leg, words), told.of_kind("repeat_story")
    again = [each for each in stories if each["leg_no"] == leg["leg_no"]]
    elsewhere = [each for each in again if each["related_contact_id"] != told.contact_id]
    if elsewhere:
        return words("step.told_before", agent=who, before=_earlier(told, elsewhere[0], words))
    if again:
        earlier = {
            each["leg_no"]
            for each in stories
            if each["leg_no"] is not None and each["leg_no"] < leg["leg_no"]
        }
        return words("step.told_once_more" if earlier else "step.told_again", agent=who)
    is_first = any(
        each["related_leg_no"] == leg["leg_no"] and each["related_contact_id"] == told.contact_id
        for each in stories
    )
    return words("step.told" if is_first else "step.spoke", agent=who)


def _giving_again(told: ContactRows, leg: Row, words: Words) -> list[str]:
    whats = [
        words.term("what", what)
        for each in told.of_kind("repeat_identification")
        if each["leg_no"] == leg["leg_no"]
        for what in each["detail"].get("what") or []
    ]
    if not whats:
        return []
    return [words("step.gave_again", what=words.listed(list(dict.fromkeys(whats))))]


def _earlier(told: ContactRows, finding: Row, words: Words) -> str:
    """Where the earlier place of a finding lies: a moment of this contact, or the day of another."""
    proof = told.proof(finding, related=True)
    if not proof:
        return words("before.unknown")
    if proof[0]["contact_id"] == told.contact_id:
        leg = told.leg(finding["related_leg_no"])
        return words("before.here", at=words.clock(proof[0]["start_s"]), agent=agent(leg, words))
    return words("before.elsewhere", day=_day_of(told, proof[0]["contact_id"], words))


def _day_of(told: ContactRows, contact_id: str, words: Words) -> str:
    days: dict[str, datetime] = {row["contact_id"]: row["started_at"] for row in told.journey}
    at = days.get(contact_id)
    return words.day(at) if at else words("before.unknown_day")


def owners(rows: Sequence[Row], words: Words) -> list[dict[str, Any]]:
    """Who could have spared customers the effort, each with its share."""
    return [
        {
            "owner": row["owner"],
            "name": words.term("owner", row["owner"]),
            "share": row["share"],
            "said": words.share(row["share"]),
        }
        for row in rows
    ]
