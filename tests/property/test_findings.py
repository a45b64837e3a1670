"""What holds of every finding, whatever was said: its quotes are the text, its id is its own."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.detect import all_detectors, find_all
from pipeline.domain import Contact, Journey, Quote
from pipeline.journey import join
from tests.support.journeys import contacts_of_one_customer, journeys

RANDOM = settings(deadline=None, max_examples=60)


@RANDOM
@given(journeys())
def test_every_quote_equals_the_text_at_its_offsets(journey: Journey) -> None:
    for finding in find_all(journey):
        assert finding.evidence
        for item in finding.evidence:
            contact = journey.contact(item.contact_id)
            if isinstance(item, Quote):
                text = contact.turn(item.turn_no).text
                assert item.words
                assert text[item.char_start : item.char_end] == item.words
            else:
                assert 0.0 <= item.at_s <= contact.duration_s


@RANDOM
@given(journeys())
def test_every_finding_is_at_a_place_of_the_journey(journey: Journey) -> None:
    for finding in find_all(journey):
        contact = journey.contact(finding.contact_id)
        assert finding.leg_no in {leg.leg_no for leg in contact.legs}
        assert {contact.turn(turn_no).leg_no for turn_no in finding.turns} == {finding.leg_no}
        assert 0.0 <= finding.confidence <= 1.0
        assert finding.seconds_lost is None or finding.seconds_lost >= 0.0
        if finding.related_contact_id is not None:
            related = journey.contact(finding.related_contact_id)
            assert all(related.turn(turn_no) for turn_no in finding.related_turns)


@RANDOM
@given(journeys())
def test_ids_are_unique(journey: Journey) -> None:
    counts = Counter(finding.finding_id for finding in find_all(journey))
    assert all(count == 1 for count in counts.values())


@RANDOM
@given(contacts_of_one_customer(), st.integers(0, 2**16))
def test_findings_do_not_depend_on_the_order_of_the_input(
    contacts: list[Contact], seed: int
) -> None:
    shuffled = list(contacts)
    Random(seed).shuffle(shuffled)  # noqa: S311
    found = [find_all(journey) for journey in join(contacts)]
    assert found == [find_all(journey) for journey in join(shuffled)]


@RANDOM
@given(journeys())
def test_the_same_journey_gives_the_same_findings(journey: Journey) -> None:
    assert find_all(journey) == find_all(journey)


@RANDOM
@given(journeys(), st.integers(2, 99))
def test_ids_do_not_depend_on_the_detectors_version(journey: Journey, version: int) -> None:
    for each in all_detectors():
        ids = [finding.finding_id for finding in each.findings(journey)]
        newer = [finding.finding_id for finding in replace(each, version=version).findings(journey)]
        assert ids == newer


def test_the_random_journeys_are_not_empty_of_findings() -> None:
    kinds: Counter[str] = Counter()

    @settings(deadline=None, max_examples=200, database=None, derandomize=True)
    @given(journeys())
    def count(journey: Journey) -> None:
        kinds.update(finding.kind for finding in find_all(journey))

    count()
    assert set(kinds) == {each.name for each in all_detectors()}
