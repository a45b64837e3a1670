"""What the page of one contact shows, made ready for its template."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from pipeline.reports import figures, sentences
from pipeline.reports.audio import Sound, playing
from pipeline.reports.figures.scale import scale_of
from pipeline.reports.rows import ContactRows, Row
from pipeline.reports.transcript import Piece, pieces_of, shared_pieces
from pipeline.reports.words import Words

MOST_EMPATHY, EASIEST = 4.0, 7.0
QUOTES_SHOWN, QUOTE_WIDTH = 2, 80


@dataclass(frozen=True, slots=True)
class Said:
    """One turn as it is shown: where a click leads, how it plays, its text in pieces."""

    turn_no: int
    speaker: str
    who: str
    clock: str
    href: str | None
    sounds: str  # "number:second" of each recording that holds it, with spaces between
    lasts_s: float  # how long the turn lasts
    pieces: Sequence[Piece]
    is_context: bool = False  # what was asked or answered beside the evidence


@dataclass(frozen=True, slots=True)
class Side:
    """One half of a pair: the first time, or the repetition."""

    heading: str
    where: str
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Pair:
    """A first time and its repetition, side by side, with what the repetition cost."""

    number: int
    kind: str
    claim: str
    lost: str | None
    lost_why: str
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Part:
    """A leg of the transcript: what came before it, how it was reached, what was said."""

    number: int
    heading: str
    waited: str | None
    transfer: str | None
    said: Sequence[Said]


def contact_context(
    told: ContactRows, sounds: Sequence[Sound], hrefs: Mapping[str, str], words: Words
) -> dict[str, Any]:
    """Everything that the template of a contact's page needs; `hrefs` names the pages that exist."""
    shown = _Shown(told, sounds, hrefs, words)
    contact = told.contact
    return {
        "contact": contact,
        "facts": _facts(told, words),
        "story": sentences.what_happened(told, words),
        "ending": sentences.how_it_ended(contact, words),
        "sounds": sounds,
        "timeline": figures.timeline(told, words).to_json(),
        "shortened": words("lane.shortened")
        if scale_of(told.legs, float(contact["duration_s"] or 0)).is_shortened
        else "",
        "waterfall": figures.effort_waterfall(told, words).to_json() if told.effort else None,
        "journey": figures.journey_line(
            told.journey, words, here=told.contact_id, hrefs=hrefs
        ).to_json()
        if len(told.journey) > 1
        else None,
        "journey_contacts": [
            {
                "contact_id": row["contact_id"],
                "day": words.instant(row["started_at"]),
                "outcome": words.term("outcome", row["outcome"]),
                "effort": _number(row["effort"], words),
                "href": hrefs.get(row["contact_id"]),
                "is_here": row["contact_id"] == told.contact_id,
            }
            for row in told.journey
        ],
        "retellings": [
            shown.pair(each, "page.first_time", "page.again", "page.lost_why")
            for each in told.of_kind("repeat_story")
        ],
        "asks": [
            shown.pair(each, "page.given_then", "page.asked_now", "page.lost_why_asked")
            for each in told.of_kind("repeat_identification")
        ],
        "findings": [shown.finding(each) for each in told.findings],
        "transfers": [sentences.transferred(each, words) for each in told.transfers],
        "effort": _effort(told, words),
        "effort_between": words(
            "effort.between",
            low=_number(contact["effort_low"], words),
            high=_number(contact["effort_high"], words),
        )
        if contact["effort"] is not None
        else sentences.how_it_ended(contact, words),
        "owners": sentences.owners(told.owners, words),
        "journey_effort": _journey_effort(told, words),
        "empathy": [_empathy(told, leg, words) for leg in told.legs],
        "limits": sentences.limits(told, words),
        "transcript": [shown.part(leg) for leg in told.legs],
    }


@dataclass(frozen=True, slots=True)
class _Shown:
    """The rows of a contact with what showing them takes."""

    told: ContactRows
    sounds: Sequence[Sound]
    hrefs: Mapping[str, str]
    words: Words

    def pair(self, finding: Row, before: str, after: str, why: str) -> Pair:
        told, words = self.told, self.words
        earlier = told.proof(finding, related=True)
        here = told.proof(finding)
        lost = finding["seconds_lost"]
        return Pair(
            number=told.number(finding),
            kind=finding["kind"],
            claim=sentences.claim(told, finding, words),
            lost=words.seconds(lost) if lost else None,
            lost_why=words(why),
            before=self._side(words(before), earlier, finding["related_leg_no"], here),
            after=self._side(words(after), here, finding["leg_no"], earlier),
        )

    def finding(self, finding: Row) -> dict[str, Any]:
        told, words = self.told, self.words
        quotes = [*told.proof(finding), *told.proof(finding, related=True)]
        lost = finding["seconds_lost"]
        return {
            "number": told.number(finding),
            "kind": finding["kind"],
            "name": words.term("finding", finding["kind"]),
            "claim": sentences.claim(told, finding, words),
            "clock": None if finding["at_s"] is None else words.clock(finding["at_s"]),
            "sure": sentences.sureness(finding, words),
            "lost": words.seconds(lost) if lost else None,
            "quotes": [
                {
                    "words": quote["words"],
                    "cue": words.term("cue", quote["cue"]),
                    "clock": words.clock(quote["start_s"]),
                    "href": self._turn_href(quote),
                }
                for quote in quotes
            ],
        }

    def part(self, leg: Row) -> Part:
        told, words = self.told, self.words
        waited_s = leg["wait_before_s"] or 0
        transfer = told.transfer_to(leg["leg_no"])
        number = leg["leg_no"]
        return Part(
            number=number,
            heading=f"{words('page.leg', n=number)} · {sentences.part(leg, words)}",
            waited=words("page.waiting", time=words.seconds(waited_s)) if waited_s >= 1 else None,
            transfer=sentences.transferred(transfer, words) if transfer else None,
            said=[
                self._said(turn, pieces_of(turn, told, words), f"#turn-{turn['turn_no']}")
                for turn in told.turns
                if turn["leg_no"] == number
            ],
        )

    def _side(
        self, heading: str, quotes: Sequence[Row], leg_no: int | None, other: Sequence[Row]
    ) -> Side:
        told, words = self.told, self.words
        elsewhere = {quote["contact_id"] for quote in quotes} - {told.contact_id}
        where = sentences.agent(told.leg(leg_no), words)
        if elsewhere:
            contact_id = min(elsewhere)
            day = next(
                (words.day(r["started_at"]) for r in told.journey if r["contact_id"] == contact_id),
                "–",
            )
            where = words("page.other_contact", contact_id=contact_id, day=day)
        text = " ".join(quote["words"] for quote in other)
        is_story = any(quote["cue"] in ("told", "retold") for quote in quotes)
        said = [
            self._said(
                quote,
                shared_pieces(quote["words"], text) if is_story else [Piece(quote["words"])],
                self._turn_href(quote),
            )
            for quote in quotes
        ]
        beside = [
            self._said(turn, [Piece(turn["text"])], self._turn_href(turn), is_context=True)
            for turn in told.beside(quotes)
        ]
        return Side(heading, where, sorted([*said, *beside], key=lambda each: each.turn_no))

    def _said(
        self, turn: Row, pieces: Sequence[Piece], href: str | None, *, is_context: bool = False
    ) -> Said:
        words, told = self.words, self.told
        is_here = turn["contact_id"] == told.contact_id
        who = words.term("speaker", turn["speaker"])
        agent_id = turn["agent_id"] if turn["speaker"] == "agent" else None
        at = playing(turn, self.sounds) if is_here else []
        return Said(
            turn_no=turn["turn_no"],
            speaker=turn["speaker"],
            who=f"{who} {agent_id}" if agent_id else who,
            clock=words.clock(turn["start_s"]),
            href=href,
            sounds=" ".join(f"{number}:{second}" for number, second in at),
            lasts_s=round(turn["end_s"] - turn["start_s"], 2),
            pieces=pieces,
            is_context=is_context,
        )

    def _turn_href(self, quote: Row) -> str | None:
        anchor = f"#turn-{quote['turn_no']}"
        if quote["contact_id"] == self.told.contact_id:
            return anchor
        page = self.hrefs.get(quote["contact_id"])
        return f"{page}{anchor}" if page else None


def _facts(told: ContactRows, words: Words) -> list[tuple[str, str]]:
    contact = told.contact
    facts = [
        ("page.duration", words.seconds(contact["duration_s"] or 0)),
        ("page.waited", words.seconds(sum(leg["wait_before_s"] or 0 for leg in told.legs))),
    ]
    if contact["hold_s"] >= 1:
        facts.append(("page.on_hold", words.seconds(contact["hold_s"])))
    kinds = Counter(words.term("kind_short", each["kind"]) for each in told.transfers)
    transfers = ", ".join(f"{count}× {kind}" for kind, count in kinds.items())
    facts.append(("page.transfers", transfers or "–"))
    facts.append(("page.outcome", words.term("outcome", contact["outcome"])))
    if contact["contact_reason"]:
        facts.append(("page.reason", contact["contact_reason"]))
    return [(words(key), value) for key, value in facts]


def _effort(told: ContactRows, words: Words) -> list[dict[str, Any]]:
    numbers = {each["finding_id"]: told.number(each) for each in told.findings}
    return [
        {
            "reason": reason,
            "points": words.number(row["points"])
            if row["reason"] == "baseline"
            else words.points(row["points"]),
            "number": numbers.get(row["finding_id"]),
            "quotes": _shown(told, row["turns"]),
        }
        for row, reason in zip(told.effort, sentences.effort_reasons(told, words), strict=True)
    ]


def _journey_effort(told: ContactRows, words: Words) -> str | None:
    """Peak, last contact and total of the journey's effort; None where it is one contact or unknown."""
    known = [row["effort"] for row in told.journey if row["effort"] is not None]
    if len(told.journey) < 2 or not known:
        return None
    return words(
        "journey_effort.sentence",
        peak=words.number(min(known)),
        last=words.number(known[-1]),
        spent=words.number(sum(EASIEST - effort for effort in known)),
    )


def _empathy(told: ContactRows, leg: Row, words: Words) -> dict[str, Any]:
    """The empathy of a leg: the score and what it adds up from, or why there is none."""
    if leg["empathy"] is not None:
        score, why = words("empathy.of", empathy=words.number(leg["empathy"])), None
    elif leg["empathy_occasion"] is False and not leg["empathy_null_reason"]:
        score, why = None, words("empathy.no_occasion")
    else:
        why = words.term("why_null", leg["empathy_null_reason"])
        score, why = None, why[:1].upper() + why[1:]
    return {
        "leg": sentences.agent(leg, words),
        "score": score,
        "between": None
        if leg["empathy"] is None
        else words(
            "empathy.between",
            low=words.number(leg["empathy_low"]),
            high=words.number(leg["empathy_high"]),
        ),
        "share": None if leg["empathy"] is None else leg["empathy"] / MOST_EMPATHY,
        "why": why,
        "rows": [
            {
                "reason": words.term("empathy_reason", row["reason"]),
                "points": words.number(row["points"])
                if row["reason"] == "baseline"
                else words.points(row["points"]),
                "share": min(1.0, abs(row["points"]) / MOST_EMPATHY * 2),
                "is_less": row["points"] < 0,
                "is_baseline": row["reason"] == "baseline",
                "quotes": _shown(told, row["turns"]),
            }
            for row in told.empathy
            if row["leg_no"] == leg["leg_no"]
        ],
    }


def _shown(told: ContactRows, turns: Sequence[int]) -> list[dict[str, Any]]:
    """The turns in which something shows, the first few, each begun."""
    texts = {turn["turn_no"]: turn["text"] for turn in told.turns}
    return [
        {"turn_no": number, "words": shorten(texts[number], QUOTE_WIDTH, placeholder=" …")}
        for number in turns[:QUOTES_SHOWN]
        if number in texts
    ]


def _number(value: float | None, words: Words) -> str:
    return "–" if value is None else words.number(value)
