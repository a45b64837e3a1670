"""Words and sentences in both languages."""

import string
from pathlib import Path
from typing import get_args

import pytest

from pipeline.detect import all_detectors
from pipeline.domain.contact import MarkKind
from pipeline.language.asks import ANSWERED_BY
from pipeline.reports import Words, sentences
from pipeline.reports.words import LANGUAGES
from pipeline.trained import load_weights
from tests.support.cases import read_case
from tests.unit.reports.lisa import CONTACT, STORY, finding, flow, heard, leg, lisa

CASES = Path(__file__).parents[2] / "cases"
NL, EN = Words.of("nl"), Words.of("en")


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things():
    assert NL.phrases.keys() == EN.phrases.keys()
    assert {k for k in NL.phrases if holes(NL.phrases[k]) != holes(EN.phrases[k])} == set()


@pytest.mark.parametrize("words", [NL, EN], ids=LANGUAGES)
@pytest.mark.parametrize(
    ("group", "keys"),
    [
        ("effort_reason", [*load_weights("effort").weights, "baseline", "limit"]),
        ("empathy_reason", [*load_weights("empathy").weights, "baseline", "limit"]),
        ("what", list(ANSWERED_BY)),
        ("outcome", ["resolved", "unresolved", "customer_must_act", "follow_up_promised", "none"]),
        ("cause", ["process", "agent", "product", "customer", "none"]),
        ("why_null", ["no_words", "poor_transcript", "too_short", "none"]),
    ],
)
def test_everything_that_the_store_can_say_has_words(words, group, keys):
    assert [key for key in keys if f"{group}.{key}" not in words.phrases] == []


@pytest.mark.parametrize("words", [NL, EN], ids=LANGUAGES)
def test_every_kind_of_finding_has_a_name_and_a_claim(words):
    kinds = {each.name for each in all_detectors()}
    named = {kind for kind in kinds if f"finding.{kind}" in words.phrases}
    claimed = {key.split(".")[1] for key in words.phrases if key.startswith("claim.")}
    assert kinds - named == set()
    assert kinds - claimed == {"repeat_story"}  # it has two: asked for, volunteered


@pytest.mark.parametrize("words", [NL, EN], ids=LANGUAGES)
def test_every_quote_of_the_cases_says_what_it_shows(words):
    cases = [read_case(path) for path in sorted(CASES.glob("*/*.case"))]
    cues = {cue for case in cases for _, _, cue in case.expected}
    assert {cue for cue in cues if f"cue.{cue}" not in words.phrases} == set()


def test_an_unknown_reason_is_shown_as_it_is():
    assert NL.term("effort_reason", "brand_new") == "brand new"
    assert NL.term("outcome", None) == "niet te bepalen"


@pytest.mark.parametrize("language", ["de", "", "../nl"])
def test_a_language_without_words_is_refused(language):
    with pytest.raises(ValueError, match="expected one of nl, en"):
        Words.of(language)


def test_an_unknown_time_zone_is_refused():
    with pytest.raises(ValueError, match="Europe/Amsterdam"):
        Words.of("nl", "Mars/Olympus")


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        (0, "0 s", "0 s"),
        (59.4, "59 s", "59 s"),
        (60, "1 min", "1 min"),
        (181, "3 min 1 s", "3 min 1 s"),
        (3600, "1 u", "1 h"),
        (9720, "2 u 42 min", "2 h 42 min"),
    ],
)
def test_stretches_of_time(value, nl, en):
    assert (plain(NL.seconds(value)), plain(EN.seconds(value))) == (nl, en)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0:00"), (253.4, "4:13"), (-385, "−6:25"), (3661, "1:01:01")]
)
def test_moments(value, text):
    assert NL.clock(value) == text


def test_numbers_and_points():
    assert (NL.number(1234.56), EN.number(1234.56)) == ("1.234,6", "1,234.6")
    assert [NL.points(p) for p in (0.5, -1.184, -0.085, -0.02)] == [
        "+0,5",
        "−1,2",
        "−0,09",
        "−0,02",
    ]


def test_instants_are_told_in_the_time_zone():
    assert NL.instant(CONTACT["started_at"]) == "6 okt 2026, 13:42"
    assert Words.of("en", "Europe/London").instant(CONTACT["started_at"]) == "6 Oct 2026, 12:42"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            NL,
            "De klant wachtte 5 min in de wachtrij, vertelde het verhaal aan A101 (klantenservice), "
            "werd koud doorverbonden, wachtte 3 min, vertelde het opnieuw aan A214 (storingen) en "
            "moest het klantnummer opnieuw geven.",
        ),
        (
            EN,
            "The customer waited 5 min in the queue, told the story to A101 (klantenservice), "
            "was put through cold, waited 3 min, told it again to A214 (storingen) and "
            "had to give the customer number again.",
        ),
    ],
    ids=LANGUAGES,
)
def test_what_happened(words, said):
    assert plain(sentences.what_happened(lisa(), words)) == said


def test_what_happened_without_findings_holds_and_unknown_agents():
    legs = [leg(1, 0.0, 60.0, 2.0, agent_id=None, queue=None, hold_s=30.0)]
    quiet = lisa(legs=legs, findings=[], transfers=[])
    assert (
        plain(sentences.what_happened(quiet, EN))
        == "The customer spoke to an agent and was on hold for 30 s."
    )


def test_a_story_told_in_an_earlier_contact_names_the_day():
    earlier = CONTACT | {"contact_id": "before"}
    story = STORY | {"leg_no": 1, "related_contact_id": "before"}
    proof = [
        row | ({"contact_id": "before"} if row["cue"] == "told" else {}) for row in lisa().evidence
    ]
    told = lisa(
        findings=[story],
        evidence=proof,
        journey=[earlier, CONTACT],
        legs=[leg(1, 0, 60, 0)],
        transfers=[],
    )
    assert sentences.what_happened(told, NL) == (
        "De klant vertelde aan A101 (klantenservice) opnieuw wat op 6 okt 2026 al verteld was."
    )


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        (
            CONTACT,
            "In the end the customer had to act. Estimated customer effort is 2.5 on a scale "
            "from 1 (very hard) to 7 (very easy). What made it hard was mostly the process.",
        ),
        (
            CONTACT | {"outcome": None, "effort": None, "effort_null_reason": "poor_transcript"},
            "How it ended cannot be told. Customer effort cannot be told: the transcript is too uncertain.",
        ),
    ],
)
def test_how_it_ended(contact, said):
    assert sentences.how_it_ended(contact, EN) == said


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (
            STORY,
            "A214 (storingen) vroeg naar het verhaal dat de klant om 0:20 aan A101 (klantenservice) al verteld had.",
        ),
        (
            STORY | {"detail": {"prompt": "volunteered"}},
            "De klant vertelde aan A214 (storingen) opnieuw wat om 0:20 aan A101 (klantenservice) al verteld was.",
        ),
        (
            finding("f9", "ping_pong", 6, 3, 1.0, detail={}, seconds_lost=None),
            "De klant werd heen en weer gestuurd.",
        ),
        (
            finding("f9", "threat", 6, 3, 1.0, detail={"kind": "churn"}, seconds_lost=None),
            "De klant dreigt op te stappen.",
        ),
        (
            finding("f9", "promise", 6, 3, 1.0, detail={"status": "broken"}, seconds_lost=None),
            "A214 (storingen) deed een toezegging. Een later contact laat zien dat die niet is nagekomen.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value["kind"],
)
def test_claims(one, said):
    assert sentences.claim(lisa(), one, NL) == said


KINDS = [
    {"kind": "repeat_story", "n_contacts": 4, "seconds_lost": 130.0},
    {"kind": "repeat_identification", "n_contacts": 2, "seconds_lost": 20.0},
]


def test_the_headline_and_what_it_cost():
    overview = {"n_contacts": 11}
    assert (
        sentences.headline(overview, KINDS, EN)
        == "In 4 of 11 contacts the customer had to tell the story again."
    )
    assert plain(sentences.cost(KINDS, [flow("a", "b", 2, 1)], EN)) == (
        "Together that cost customers 2 min 10 s of telling it again, 20 s of giving what had already "
        "been given and 2 min of waiting between two agents."
    )


def test_the_headline_of_a_good_night_and_of_none():
    assert sentences.headline({"n_contacts": 3}, [], NL).startswith("In geen van de 3 contacten")
    assert (
        sentences.headline({"n_contacts": 0}, [], NL) == "Er staan nog geen contacten in de opslag."
    )
    assert sentences.cost([], [], NL) == ""


def test_how_a_transfer_was_done():
    assert plain(sentences.transferred(lisa().transfers[0], NL)) == (
        "Koud doorverbonden, 3 min ertussen: aangekondigd, zonder reden; het verhaal is niet doorgegeven."
    )


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([], ""),
        (["music", "ringing", "ivr", "silence"], ""),
        (["clipped", "music", "clipped"], "Read it with care: the sound is distorted."),
        (["loop"], "Read it with care: in 1 place words that nobody said were left out."),
        (
            ["invention", "swapped_channels", "dead_channel", "loop"],
            "Read it with care: one side cannot be heard, the sides are not those that the source "
            "names and in 2 places words that nobody said were left out.",
        ),
    ],
)
def test_the_limits_of_a_transcript_are_said_in_one_sentence(kinds, said):
    marks = [heard(kind, 1.0, 2.0) for kind in kinds]
    assert plain(sentences.limits(lisa(heard=marks), EN)) == said


@pytest.mark.parametrize("words", [NL, EN], ids=LANGUAGES)
def test_every_mark_has_words(words):
    said = {key.split(".")[1] for key in words.phrases if key.startswith(("heard.", "limit."))}
    assert set(get_args(MarkKind)) - {"loop", "invention"} <= said
