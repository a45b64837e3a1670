"""The synthetic contact centre: the same each time, sound, and of the shape that boards look for."""

from collections import Counter
from datetime import timedelta

import pytest

from pipeline.store import Artefacts, Night, rebuild
from tests.generator import CHANGE, END, LAUNCH, keep_copies, made
from tests.generator.centre import AFTER, BEFORE, is_launch


@pytest.fixture(scope="module")
def journeys():
    return list(made(3_000))


@pytest.fixture(scope="module")
def contacts(journeys):
    return [contact for one in journeys for contact in one.journey.contacts]


def test_a_seed_gives_the_same_journeys_and_another_others(journeys):
    assert list(made(50)) == journeys[: len(list(made(50)))]
    assert next(made(1, seed=2)) != journeys[0]


def test_everything_passes_the_checks_and_so_do_copies(tmp_path):
    some = list(made(120))
    artefacts = Artefacts(str(tmp_path / "artefacts"))
    with Night.begin(tmp_path / "s.duckdb", "n1") as night:
        night.put_contacts(contact for one in some for contact in one.journey.contacts)
        night.put_judged(some)
        assert night.failing_checks() == []
        n_contacts = keep_copies(night, artefacts, 3)
    assert n_contacts == 3 * sum(len(one.journey.contacts) for one in some)
    assert rebuild(tmp_path / "copies.duckdb", artefacts.folder.url) == n_contacts


def test_contacts_have_some_thirty_turns_in_two_languages(contacts):
    assert 25 <= sum(len(one.turns) for one in contacts) / len(contacts) <= 35
    languages = Counter(one.language for one in contacts)
    assert 0.8 < languages["nl"] / len(contacts) < 0.9
    assert set(languages) == {"nl", "en"}


def test_weekdays_and_hours_are_those_of_a_contact_centre(contacts):
    days = Counter(one.started_at.weekday() for one in contacts)
    assert days[0] > days[4] > days[5] > days[6]
    hours = Counter(one.started_at.hour for one in contacts)
    assert hours[10] > hours[17] > hours[20]
    assert max(one.started_at.date() for one in contacts) <= END


def test_phones_ring_at_the_launch_and_nobody_can_answer(journeys):
    launch = [
        (contact, score)
        for one in journeys
        for contact, score in zip(one.journey.contacts, one.efforts, strict=True)
        if one.journey.contact_reason in ("app werkt niet", "app does not work")
    ]
    ringing = [score for contact, score in launch if is_launch(contact.started_at.date())]
    before = [contact for contact, _ in launch if contact.started_at.date() < LAUNCH]
    assert len(ringing) > 2 * len(before) > 0
    solved = sum(score.outcome == "resolved" for score in ringing)
    assert solved < 0.2 * len(ringing)


def test_repairs_go_to_another_partner_who_is_told_more(journeys):
    cold = {BEFORE: [], AFTER: []}
    for one in journeys:
        for transfer in one.journey.transfers:
            contact = one.journey.contact(transfer.contact_id)
            partner = contact.leg(transfer.to_leg).partner
            if partner in cold:
                cold[partner].append(transfer.kind == "cold")
                assert (contact.started_at.date() < CHANGE) is (partner == BEFORE)
    share = {partner: sum(kinds) / len(kinds) for partner, kinds in cold.items()}
    assert share[BEFORE] > share[AFTER] + 0.2


def test_promises_are_kept_and_broken_and_some_come_back_within_the_window(journeys):
    statuses = Counter(
        found.detail["status"]
        for one in journeys
        for found in one.findings
        if found.kind == "promise"
    )
    assert set(statuses) == {"kept", "broken", "unknown"}
    repeats = [one.journey for one in journeys if len(one.journey.contacts) > 1]
    assert 0.05 < len(repeats) / len(journeys) < 0.4
    assert all(
        later.started_at - earlier.started_at <= timedelta(days=7)
        for journey in repeats
        for earlier, later in zip(journey.contacts, journey.contacts[1:], strict=False)
    )
