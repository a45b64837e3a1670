"""Which contacts are one journey: of one customer, soon after each other, or tied by what is said."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from pipeline.domain import Contact, Journey, Transfer
from pipeline.journey.handoff import transfers_of
from pipeline.journey.reason import contact_reason
from pipeline.language import Phrases, Story, content_words

PHRASES = Phrases.beside(__file__)
REFERS_BACK = ("reached_before", "agreed_before", "on_file")
OPENING_TURNS = 14
# Shares of what is said that was said before, by weight: of the customer's words, of the opening.
# Nineteen in twenty contacts of different customers share less than the first pair, two in five less
# than the second.
SAME = (0.17, 0.22)
FAR = (0.06, 0.11)
ENOUGH_WORDS = 6  # content words of the customer under which nobody can tell what it was about
CONTINUES = timedelta(minutes=60)  # after a transfer: the same call under a new id


def join(
    contacts: Iterable[Contact], *, window_days: float = 7.0, reach_days: float = 60.0
) -> list[Journey]:
    """Join contacts into journeys, each oldest first; transfers and reason are worked out with it.

    Contacts of one customer belong together

    - always, when one goes on where a transfer ended the other;
    - within `window_days` of the last one (7 days is the usual definition of a repeat contact), unless
      they are plainly about different things, at different desks, and nobody refers to the other;
    - within `reach_days` when something ties them: the same story is told, somebody refers to an
      earlier contact ("I rang last month", "I see you were promised a call"), the agents chose the
      same code, or the customer comes to the same desk and not plainly about something else.

    Contacts of an unknown customer stay alone. The result does not depend on the order of the input.
    """
    by_customer: dict[str, list[Contact]] = defaultdict(list)
    groups: list[list[Contact]] = []
    for contact in sorted(contacts, key=lambda c: (c.started_at, c.contact_id)):
        if contact.customer_key is None:
            groups.append([contact])
        else:
            by_customer[contact.customer_key].append(contact)
    for theirs in by_customer.values():
        groups.extend(_split(theirs, timedelta(days=window_days), timedelta(days=reach_days)))
    journeys = [_journey(group) for group in groups]
    return sorted(journeys, key=lambda journey: (journey.first_at, journey.journey_id))


def _split(contacts: list[Contact], window: timedelta, reach: timedelta) -> list[list[Contact]]:
    """The contacts of one customer, oldest first, cut where a new journey begins."""
    groups: list[list[Contact]] = []
    for contact in contacts:
        home = _home(groups, contact, window, reach)
        if home is None:
            groups.append([contact])
        else:
            home.append(contact)
    return groups


def _home(
    groups: Sequence[list[Contact]], contact: Contact, window: timedelta, reach: timedelta
) -> list[Contact] | None:
    """The journey so far that a contact belongs to, None for a new one; of several the latest."""
    latest = sorted(groups, key=lambda group: group[-1].started_at, reverse=True)
    pause = {id(group): contact.started_at - group[-1].started_at for group in latest}
    for group in latest:
        if _goes_on(group[-1], contact):
            return group
    within_reach = [group for group in latest if pause[id(group)] <= max(window, reach)]
    shares = {id(group): _shares(group, contact) for group in within_reach}
    for group in within_reach:
        if pause[id(group)] <= reach and _is_same_matter(group, contact, shares[id(group)]):
            return group
    refers_back = _refers_back(contact)
    for group in within_reach:
        is_near = not _is_far(group, contact, shares[id(group)])
        is_same_desk = _is_same_desk(group, contact)
        if pause[id(group)] <= reach and (refers_back or (is_same_desk and is_near)):
            return group
        if pause[id(group)] <= window and (is_same_desk or is_near):
            return group
    return None


def _goes_on(before: Contact, contact: Contact) -> bool:
    """Whether a contact is the other half of a call that was transferred and got a new id."""
    if not before.legs or before.legs[-1].ended_by != "transfer":
        return False
    ended_at = before.started_at + timedelta(seconds=before.duration_s)
    return contact.started_at - ended_at <= CONTINUES


def _shares(group: Sequence[Contact], contact: Contact) -> tuple[float, float] | None:
    """How much of a contact was said before (customer, opening); None where one says too little."""
    before = [turn for each in group for turn in each.turns if turn.speaker != "ivr"]
    now = [turn for turn in contact.turns if turn.speaker != "ivr"]
    theirs_before = [turn.text for turn in before if turn.speaker == "customer"]
    theirs_now = " ".join(turn.text for turn in now if turn.speaker == "customer")
    said = (len(content_words(" ".join(theirs_before))), len(content_words(theirs_now)))
    if min(said) < ENOUGH_WORDS:
        return None
    opening = " ".join(turn.text for turn in now[:OPENING_TURNS])
    background = [turn.text for turn in before + now]
    return (
        Story(theirs_before).share_told(theirs_now),
        Story([turn.text for turn in before], background).share_told(opening),
    )


def _is_same_matter(
    group: Sequence[Contact], contact: Contact, shares: tuple[float, float] | None
) -> bool:
    """Whether the agents chose the same code, or the same is told in the same words."""
    if contact.disposition and any(each.disposition == contact.disposition for each in group):
        return True
    return shares is not None and (shares[0] >= SAME[0] or shares[1] >= SAME[1])


def _is_same_desk(group: Sequence[Contact], contact: Contact) -> bool:
    """Whether a contact begins at a queue where the customer has been."""
    queues = {leg.queue for each in group for leg in each.legs if leg.queue}
    return bool(contact.legs) and contact.legs[0].queue in queues


def _is_far(group: Sequence[Contact], contact: Contact, shares: tuple[float, float] | None) -> bool:
    """Whether a contact is plainly about something else: no word in common, or another code."""
    if shares is None:
        return False
    if shares[0] < FAR[0] and shares[1] < FAR[1]:
        return True
    codes = {each.disposition for each in group if each.disposition}
    return bool(contact.disposition and codes)


def _refers_back(contact: Contact) -> bool:
    """Whether somebody speaks of an earlier contact while this one opens."""
    said = [turn for turn in contact.turns if turn.speaker != "ivr"][:OPENING_TURNS]
    return any(PHRASES.has(contact.language, turn.text, *REFERS_BACK) for turn in said)


def _journey(contacts: list[Contact]) -> Journey:
    first = contacts[0].contact_id
    transfers: list[Transfer] = []
    told: list[str] = []
    for contact in contacts:
        transfers.extend(transfers_of(contact, told))
        told.extend(turn.text for turn in contact.turns if turn.speaker == "customer")
    return Journey(
        journey_id="j-" + hashlib.sha256(first.encode()).hexdigest()[:12],
        contacts=tuple(contacts),
        transfers=tuple(transfers),
        contact_reason=contact_reason(contacts[0]),
    )
