"""What a contact is about: one name for many wordings, never another for another night's company."""

import pytest

from pipeline.domain import Speaker
from pipeline.journey import contact_reason, join
from pipeline.journey.reason import PHRASES, load_themes
from tests.support.build import contact_of

SAME = [
    (
        "nl",
        "factuur te hoog",
        [
            "Mijn energienota is veel te hoog.",
            "De rekening die ik kreeg is twee keer zo hoog als normaal.",
            "Ik heb een factuur gekregen en die is hoger dan afgesproken.",
        ],
    ),
    (
        "nl",
        "pakket niet ontvangen",
        [
            "Mijn pakket is niet aangekomen.",
            "Er staat dat het pakje bezorgd is maar ik heb niks ontvangen.",
            "Ik wacht nog op mijn bestelling, die zou gisteren geleverd worden.",
        ],
    ),
    (
        "nl",
        "abonnement opzeggen",
        ["Ik wil mijn abonnement opzeggen.", "Ik zou graag mijn lidmaatschap willen beëindigen."],
    ),
    (
        "nl",
        "inloggen lukt niet",
        ["Ik kan niet inloggen in mijn account.", "Ik ben mijn wachtwoord vergeten."],
    ),
    (
        "nl",
        "internet werkt niet",
        ["De internetverbinding valt steeds weg.", "De wifi ligt eruit, alles knippert."],
    ),
    (
        "nl",
        "monteur niet gekomen",
        ["De monteur is niet komen opdagen.", "Er zou een monteur komen en er is niemand geweest."],
    ),
    ("nl", "espressoapparaat lekt", ["Mijn espressoapparaat lekt aan de onderkant."]),
    (
        "en",
        "bill too high",
        ["My electricity bill is far too high.", "The invoice is higher than we agreed, my bill."],
    ),
    (
        "en",
        "parcel not received",
        ["My parcel never arrived.", "It says delivered but I haven't received the package."],
    ),
    (
        "en",
        "cancel subscription",
        ["I want to cancel my subscription.", "I'd like to cancel my membership please."],
    ),
    ("en", "cannot log in", ["I've been locked out of my account.", "I forgot my password."]),
    ("en", "charged twice", ["You've charged me twice.", "There's a double charge on my card."]),
    (
        "en",
        "engineer no-show",
        ["The engineer didn't show up.", "I waited in all day and the engineer never came."],
    ),
    ("en", "kettle leaking", ["The kettle I bought is leaking from the handle."]),
]


def reason_of(said: str, language: str, disposition: str | None = None) -> str | None:
    turns: list[tuple[Speaker, str]] = [("agent", "…"), ("customer", said), ("agent", "…")]
    return contact_reason(contact_of([turns], language=language, disposition=disposition))


@pytest.mark.parametrize(
    ("language", "name", "said"),
    [(language, name, said) for language, name, wordings in SAME for said in wordings],
)
def test_many_wordings_have_one_name(language: str, name: str, said: str) -> None:
    assert reason_of(said, language) == name


def test_the_code_that_the_agent_chose_stays_the_reason() -> None:
    assert reason_of("Mijn pakket is niet aangekomen.", "nl", disposition="LEKKAGE") == "LEKKAGE"


@pytest.mark.parametrize("said", ["Goedemorgen.", "Ja.", "…"])
def test_where_nothing_was_said_there_is_none(said: str) -> None:
    assert reason_of(said, "nl") is None


def test_a_place_in_passing_is_not_what_it_is_about() -> None:
    said = "Op de snelweg begint het stuur te trillen, mijn stuur trilt."
    assert reason_of(said, "nl") == "stuur werkt niet"


def test_masked_data_are_no_reason() -> None:
    assert reason_of("Mijn [order_number] is [name].", "nl") is None


def test_a_journey_is_about_what_its_first_contact_is_about() -> None:
    first = contact_of([[("customer", "Mijn pakket is niet aangekomen.")]], contact_id="c1")
    later = contact_of(
        [[("customer", "Ik zou teruggebeld worden.")]], contact_id="c2", days_later=2
    )
    (journey,) = join([later, first])
    assert journey.contact_reason == "pakket niet ontvangen"


def test_other_contacts_change_no_name() -> None:
    mine = contact_of([[("customer", "Mijn pakket is niet aangekomen.")]], customer_key="k1")
    others = [
        contact_of(
            [[("customer", said)]], contact_id=f"o{i}", customer_key=f"o{i}", language=language
        )
        for i, (language, _, wordings) in enumerate(SAME)
        for said in wordings[:1]
    ]
    alone = join([mine])[0].contact_reason
    (among,) = [j.contact_reason for j in join([mine, *others]) if j.customer_key == "k1"]
    assert among == alone


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_problem_has_a_name(language: str) -> None:
    themes = load_themes(language)
    cues = PHRASES._by_language[language].cues
    assert set(cues) == {*themes.events, *themes.problems}
    assert all(themes.alone.values()) and set(themes.alone) == set(themes.problems)
    assert len({*themes.events.values(), *themes.problems.values()}) == len(cues)
