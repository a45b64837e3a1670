"""What a retelling says besides its quotes, and how well it holds on misheard words."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.detect.repeat_story import detect
from pipeline.domain import Contact, Finding, Speaker
from tests.support.build import contact_of, journey_of
from tests.support.cases import read_case
from tests.support.mishear import mishear_contact

CASES = sorted((Path(__file__).parents[2] / "cases" / "repeat_story").glob("*.case"))
TOLD: tuple[Speaker, str] = (
    "customer",
    "Mijn droger piept en de trommel draait niet meer rond sinds zondag, en het ruikt verbrand.",
)
AGAIN: tuple[Speaker, str] = (
    "customer",
    "De droger ruikt verbrand, hij piept, en sinds zondag draait de trommel niet.",
)
ASKS: tuple[Speaker, str] = ("agent", "Waar kan ik u mee helpen?")
HELLO: tuple[Speaker, str] = ("agent", "Werkplaats, goedemiddag.")


def found(*contacts: Contact) -> list[Finding]:
    return detect.findings(journey_of(*contacts))


def test_a_retelling_says_who_prompted_it_how_long_it_took_and_how_much_was_new() -> None:
    contact = contact_of([[ASKS, TOLD], [ASKS, AGAIN]])
    (finding,) = found(contact)
    retelling = contact.turn(4)
    assert finding.detail["prompt"] == "agent_asked"
    assert finding.detail["prompt_turn"] == 3
    assert finding.detail["scope"] == "same_call"
    assert finding.seconds_lost == round(retelling.end_s - retelling.start_s, 1)
    assert finding.detail["share_new"] == 0.0
    assert (finding.turns, finding.related_turns) == ((4,), (2,))


def test_a_volunteered_retelling_with_new_details_says_so() -> None:
    more = (AGAIN[0], f"{AGAIN[1]} Mijn buurman heeft de stekker eruit getrokken.")
    (finding,) = found(contact_of([[ASKS, TOLD], [HELLO, more]]))
    assert finding.detail["prompt"] == "volunteered"
    assert finding.detail["prompt_turn"] is None
    share_new = finding.detail["share_new"]
    assert isinstance(share_new, float)
    assert 0.1 < share_new < 0.6


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ("Werkplaats. Wat scheelt er met dat ding?", "agent_asked"),
        ("Werkplaats, met [name]. Mag ik uw klantnummer?", "volunteered"),
        ("Ik zie dat u bent doorverbonden.", "volunteered"),
    ],
)
def test_any_question_but_that_for_a_number_prompts_a_retelling(said: str, prompt: str) -> None:
    (finding,) = found(contact_of([[ASKS, TOLD], [("agent", said), AGAIN]]))
    assert finding.detail["prompt"] == prompt


def test_in_a_later_contact_the_first_telling_is_named_there() -> None:
    first = contact_of([[ASKS, TOLD]], contact_id="c1")
    later = contact_of([[ASKS, AGAIN]], contact_id="c2", days_later=3)
    (finding,) = found(first, later)
    assert finding.detail["scope"] == "later_contact"
    assert (finding.related_contact_id, finding.related_turns) == ("c1", (2,))


def test_within_a_call_the_first_telling_is_that_of_the_call() -> None:
    earlier = contact_of([[ASKS, TOLD]], contact_id="c1")
    shorter = ("customer", "De droger piept nog steeds en hij ruikt verbrand sinds zondag.")
    put_through = contact_of([[ASKS, shorter], [HELLO, AGAIN]], contact_id="c2", days_later=3)
    of_leg = {finding.leg_no: finding for finding in found(earlier, put_through)}
    assert (of_leg[2].related_contact_id, of_leg[2].related_turns) == ("c2", (2,))


def test_unless_it_was_hardly_told_there() -> None:
    earlier = contact_of([[ASKS, TOLD]], contact_id="c1")
    named = ("customer", "Goedemiddag, kunt u mij met de werkplaats verbinden?")
    put_through = contact_of([[ASKS, named], [HELLO, AGAIN]], contact_id="c2", days_later=3)
    (finding,) = found(earlier, put_through)
    assert (finding.leg_no, finding.related_contact_id) == (2, "c1")


def test_a_new_leg_with_the_same_agent_is_no_second_telling() -> None:
    contact = contact_of([[ASKS, TOLD], [ASKS, AGAIN]])
    legs = tuple(replace(leg, agent_id="A1") for leg in contact.legs)
    assert found(contact)
    assert not found(replace(contact, legs=legs))


def test_back_with_the_first_agent_what_the_second_heard_still_counts() -> None:
    third = (
        AGAIN[0],
        "Daar ben ik weer. De droger piept, ruikt verbrand en de trommel draait niet.",
    )
    contact = contact_of([[ASKS, TOLD], [ASKS, AGAIN], [HELLO, third]])
    legs = tuple(replace(leg, agent_id=name) for leg, name in zip(contact.legs, "ABA", strict=True))
    findings = found(replace(contact, legs=legs))
    assert [finding.leg_no for finding in findings] == [2, 3]
    assert {finding.related_turns for finding in findings} == {(2,)}


def test_a_loop_of_the_recogniser_costs_the_customer_nothing() -> None:
    plain = contact_of([[ASKS, TOLD], [ASKS, AGAIN]])
    looped = (AGAIN[0], AGAIN[1] + " draait de trommel niet" * 20)
    (finding,) = found(contact_of([[ASKS, TOLD], [ASKS, looped]]))
    (expected,) = found(plain)
    assert expected.seconds_lost is not None
    assert finding.seconds_lost is not None
    assert abs(finding.seconds_lost - expected.seconds_lost) < 1.0
    assert finding.confidence == expected.confidence


def test_a_copy_of_the_recogniser_is_no_retelling() -> None:
    assert not found(contact_of([[ASKS, TOLD], [ASKS, TOLD]]))


def test_a_turn_without_words_is_not_quoted() -> None:
    silent: tuple[Speaker, str] = ("customer", "")
    (finding,) = found(contact_of([[ASKS, TOLD], [ASKS, silent, AGAIN, silent]]))
    assert finding.turns == (5,)


@pytest.mark.thorough
def test_a_fifth_of_the_words_misheard_costs_little() -> None:
    """F1 over all cases and three hearings: at most six points below that of the words as written."""

    def f1(seed: int) -> float:
        right = claimed = labelled = 0
        for path in CASES:
            case = read_case(path)
            contacts = case.journey.contacts
            if seed:
                contacts = tuple(mishear_contact(contact, seed) for contact in contacts)
            legs = {
                (contact.contact_id, turn.turn_no): turn.leg_no
                for contact in contacts
                for turn in contact.turns
            }
            again = {(c, legs[c, turn]) for c, turn, cue in case.expected if cue == "retold"}
            findings = found(*contacts)
            claims = {(finding.contact_id, finding.leg_no) for finding in findings}
            right += len(again & claims)
            claimed += len(claims)
            labelled += len(again)
        return 2 * right / (claimed + labelled)

    assert sum(f1(seed) for seed in (1, 2, 3)) / 3 >= f1(0) - 0.06
