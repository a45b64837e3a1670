"""Journeys of customers, contact by contact, until they are helped or give up."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from pipeline.domain import Contact, Journey, JudgedJourney, Leg, Survey, Transfer
from tests.generator.centre import (
    DUTCH,
    END,
    QUEUES,
    REASONS,
    WEEKS,
    cold_share,
    is_launch,
    one_of,
    partner_of,
    some_agent,
    some_day,
    some_reason,
    some_time,
)
from tests.generator.judgement import Seen, effort_of, empathy_of, sighted
from tests.generator.talk import Talk, words

ANALYSIS = "synthetic"
MOST_CONTACTS = 4
AGAIN = 0.5  # chance that somebody who was not helped is back within the week
TURNS_ALONE = (12, 22)  # of small talk, in a contact of one leg
TURNS_A_LEG = (8, 16)


def made(
    n_contacts: int, *, seed: int = 1, first: date | None = None, last: date = END
) -> Iterator[JudgedJourney]:
    """Judged journeys with that many contacts or a few more, begun on days from `first` to `last`.

    Without `first` over half a year. The same arguments give the same journeys.
    """
    first = first or last - timedelta(weeks=WEEKS) + timedelta(days=1)
    n_made = journey_no = 0
    while n_made < n_contacts:
        journey_no += 1
        dice = random.Random(f"{seed} {journey_no}")  # noqa: S311 - the same journeys each time
        journey = _journey(dice, f"{seed}-{journey_no:07}", some_day(dice, first, last), last)
        n_made += len(journey.journey.contacts)
        yield journey


def _journey(dice: random.Random, name: str, day: date, last: date) -> JudgedJourney:
    language = "nl" if dice.random() < DUTCH else "en"
    reason = some_reason(dice, day)
    customer = None if dice.random() < 0.03 else f"k-{name}"
    at = some_time(dice, day)
    contacts: list[Seen] = []
    while True:
        n_before = len(contacts)
        seen = _contact(dice, f"c-{name}-{n_before + 1}", at, language, reason, customer, contacts)
        contacts.append(seen)
        at = some_time(dice, at.date() + timedelta(days=dice.choice((1, 1, 2, 2, 3, 4, 5))))
        is_over = seen.outcome == "resolved" or len(contacts) == MOST_CONTACTS or customer is None
        if is_over or at.date() > last or dice.random() > AGAIN:
            break
    return JudgedJourney(
        Journey(
            f"j-{name}",
            tuple(seen.contact for seen in contacts),
            tuple(transfer for seen in contacts for transfer in seen.transfers),
            words(language)["reason"][reason]["name"],
        ),
        tuple(finding for seen in contacts for finding in seen.findings),
        tuple(effort_of(dice, seen, number) for number, seen in enumerate(contacts)),
        tuple(score for seen in contacts for score in empathy_of(dice, seen)),
        ANALYSIS,
    )


def _contact(
    dice: random.Random,
    contact_id: str,
    at: datetime,
    language: str,
    reason: str,
    customer: str | None,
    before: list[Seen],
) -> Seen:
    day = at.date()
    of_launch = reason == "launch" and is_launch(day)
    wait_s = round(dice.expovariate(1 / (420 if is_launch(day) else 110)), 1)
    talk = Talk.of(dice, contact_id, language, day, words(language)["reason"][reason]["name"])
    seen = Seen(talk)
    queues = _way(dice, reason)
    legs: list[Leg] = []
    for number, queue in enumerate(queues, start=1):
        partner = partner_of(queue, day)
        talk.leg_no, talk.queue, talk.agent_id = number, queue, some_agent(dice, queue, partner)
        start_s = talk.at_s
        if number == 1:
            _opening(dice, seen, reason, wait_s, before)
        else:
            _taking_over(dice, seen, reason, legs[-1], day)
        n_turns = TURNS_A_LEG if len(queues) > 1 else TURNS_ALONE
        talk.small_talk(dice.randint(*n_turns))
        hold_s = round(dice.expovariate(1 / 60), 1) if dice.random() < 0.25 else 0.0
        talk.at_s = round(talk.at_s + hold_s, 2)
        is_last = number == len(queues)
        if is_last:
            _ending(dice, seen, reason, is_helpless=of_launch)
        else:
            seen.is_cold = dice.random() < cold_share(queues[number], day)
            key = "announce" if seen.is_cold else "announce_warm"
            name = QUEUES[queues[number]].name[language]
            talk.agent(key, queue=name)
        legs.append(
            Leg(
                number,
                start_s,
                talk.at_s,
                talk.agent_id,
                QUEUES[queue].team,
                queue,
                partner,
                hold_s,
                (),
                "normal" if is_last else "transfer",
            )
        )
        if not is_last:
            talk.at_s = round(talk.at_s + dice.expovariate(1 / 80), 1)
    seen.contact = Contact(
        contact_id=contact_id,
        started_at=at,
        legs=tuple(legs),
        customer_key=customer,
        language=language,
        wait_s=wait_s,
        turns=tuple(talk.turns),
        transcript_quality=round(0.6 + 0.35 * dice.random(), 2),
        content_hash=f"hash of {contact_id}",
        origin="synthetic",
    )
    seen.contact = replace(seen.contact, survey=_survey(dice, seen, at))
    return seen


def _way(dice: random.Random, reason: str) -> list[str]:
    """The queues that a contact goes through."""
    way = [REASONS[reason].queue]
    for queue, chance in REASONS[reason].onward.items():
        if dice.random() < chance:
            way.append(queue)
    if len(way) > 1 and dice.random() < 0.06:
        way.append(way[0])  # and back again
    return way


def _opening(
    dice: random.Random, seen: Seen, reason: str, wait_s: float, before: list[Seen]
) -> None:
    talk = seen.talk
    talk.agent("greeting")
    if wait_s > 240 and dice.random() < 0.5:
        quote = talk.cite(talk.customer("waited", minutes=str(round(wait_s / 60))), "waited")
        sighted(seen, "wait_complaint", dice, quote, seconds_lost=wait_s)
    if before:
        last = before[-1]
        for promise in last.promises:
            is_kept = dice.random() < 0.45
            proof = talk.customer("kept" if is_kept else "not_kept")
            cue = "kept" if is_kept else "broken"
            last.settle(promise, cue, talk.cite(proof, cue), talk.leg_no)
            seen.n_broken += not is_kept
        talk.customer("call_back")
    elif dice.random() < 0.2:
        sighted(seen, "failed_self_service", dice, talk.cite(talk.customer("tried"), "tried"))
    talk.agent("ask_number")
    seen.answered = talk.cite(talk.customer("number"), "given")
    if before:
        told = talk.story(reason, "again")
        first = before[0].told
        sighted(seen, "repeat_story", dice, talk.cite(told, "retold"), related=first,
                seconds_lost=round(told.end_s - told.start_s, 1))  # fmt: skip
        seen.told = talk.cite(told, "told")
    else:
        seen.told = talk.cite(talk.story(reason), "told")


def _taking_over(dice: random.Random, seen: Seen, reason: str, left: Leg, day: date) -> None:
    talk = seen.talk
    is_cold = seen.is_cold
    if is_cold:
        first = talk.agent("unbriefed")
        told = talk.story(reason, "again")
        sighted(seen, "repeat_story", dice, talk.cite(told, "retold"), related=seen.told,
                seconds_lost=round(told.end_s - told.start_s, 1))  # fmt: skip
        if dice.random() < 0.4 and seen.answered:
            asked = talk.agent("ask_number")
            talk.customer("number")
            sighted(seen, "repeat_identification", dice, talk.cite(asked, "asked_again"),
                    related=seen.answered, seconds_lost=12.0)  # fmt: skip
    else:
        first = talk.agent("briefed")
    seen.transfers.append(
        Transfer(
            talk.contact_id,
            left.leg_no,
            talk.leg_no,
            "cold" if is_cold else "warm",
            not is_cold,
            True,
            True,
            round(first.start_s - left.end_s, 1),
            (talk.cite(first, "not_briefed" if is_cold else "briefed"),),
        )
    )
    if left.leg_no >= 2:
        sighted(seen, "ping_pong", dice, talk.cite(first, "sent_back"))


def _ending(dice: random.Random, seen: Seen, reason: str, *, is_helpless: bool) -> None:
    talk = seen.talk
    hardship = len(seen.transfers) + 2 * seen.n_broken + (2 if is_helpless else 0)
    if is_helpless:
        talk.agent("blind")
    chance = 0.05 if is_helpless else REASONS[reason].resolved - 0.12 * hardship
    is_low = dice.random() < 0.04 + 0.1 * hardship
    if is_low:
        sighted(seen, "valley", dice, talk.cite(talk.customer("low"), "low"))
        if dice.random() < 0.5:
            talk.agent("sorry")
            seen.comforted.add(talk.leg_no)
    if dice.random() < 0.01 + 0.05 * hardship:
        kind = one_of(dice, ("churn", "social_media", "regulator"))
        quote = talk.cite(talk.customer("threat"), "threat")
        sighted(seen, "threat", dice, quote, detail={"kind": kind})
    if dice.random() < 0.3:
        _, quote, due = talk.promise()
        seen.promises.append(
            sighted(seen, "promise", dice, quote, detail={"due": due, "status": "unknown"})
        )
    if dice.random() < chance:
        seen.outcome = "resolved"
        talk.agent("solved")
        if is_low and dice.random() < 0.4:
            quote = talk.cite(talk.customer("relieved"), "relieved")
            sighted(seen, "recovery", dice, quote)
    elif seen.promises:
        seen.outcome = "follow_up_promised"
    else:
        seen.outcome = one_of(dice, ("unresolved", "unresolved", "customer_must_act"))
        talk.agent("dead_end")
    talk.agent("closing")
    talk.customer("goodbye")


def _survey(dice: random.Random, seen: Seen, at: datetime) -> Survey | None:
    """One in five is asked afterwards, one in two of those answers."""
    if dice.random() > 0.2:
        return None
    asked_at = at + timedelta(hours=2)
    if dice.random() < 0.5:
        return Survey(asked_at=asked_at)
    felt = 6.0 if seen.outcome == "resolved" else 3.4
    felt -= 0.6 * len(seen.transfers) + seen.n_broken
    ces = float(min(7, max(1, round(dice.gauss(felt, 1.0)))))
    return Survey(ces=ces, csat=ces, goal_reached=seen.outcome == "resolved", asked_at=asked_at)
