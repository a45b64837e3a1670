"""The same call in Dutch, Flemish, second-language Dutch and English is as hard and is met as well."""

import pytest

from pipeline.detect import find_all
from pipeline.domain import EffortScore
from pipeline.score import judge
from tests.support.build import contact_of, journey_of

MOST_APART = 0.75  # points of effort: less than half of a step that two careful people differ by

# (customer, agent) in turns; a hard call that ends badly, and one that is put right.
HARD = {
    "nl": [
        ("Mijn wasmachine is al twee weken stuk en de monteur is weer niet gekomen.", "Wat is uw klantnummer?"),
        ("Dat heb ik net al gegeven. Ik heb drie kwartier in de wacht gestaan.", "Ik heb het nummer nodig."),
        ("Vorige keer beloofden jullie dat er iemand zou komen.", "Daar kan ik niets aan doen, dat is de planning."),
        ("Dit is echt belachelijk. Ik heb twee dagen vrij genomen.", "U kunt een klacht indienen op de website."),
    ],
    "nl, Flemish": [
        ("Mijn wasmachien is al twee weken kapot en de hersteller is weer niet gekomen.", "Wat is uw klantnummer?"),
        ("Dat heb ik just al gegeven. Ik heb drie kwartier hangen wachten.", "Ik heb het nummer nodig."),
        ("De vorige keer hadt ge beloofd dat er iemand ging komen.", "Daar kan ik niks aan doen, dat is de planning."),
        ("Dit is echt belachelijk, zenne. Ik heb twee dagen verlof gepakt.", "Ge kunt een klacht indienen op de website."),
    ],
    "nl, second language": [
        ("Wasmachine van mij twee weken kapot en monteur weer niet gekomen.", "Wat is uw klantnummer?"),
        ("Ik heb al gegeven net. Drie kwartier ik wacht aan telefoon.", "Ik heb nummer nodig."),
        ("Vorige keer jullie beloven iemand komt.", "Daar kan ik niets aan doen, is de planning."),
        ("Dit is echt belachelijk. Ik neem twee dagen vrij voor dit.", "U kunt klacht indienen op website."),
    ],
    "en": [
        ("My washing machine has been broken for two weeks and the engineer didn't turn up again.", "What's your customer number?"),
        ("I gave you that just now. I've been on hold for three quarters of an hour.", "I need the number."),
        ("Last time you promised that somebody would come.", "There's nothing I can do about that, it's the planning."),
        ("This is ridiculous. I've taken two days off for this.", "You can file a complaint on the website."),
    ],
}  # fmt: skip
EASY = {
    "nl": [
        ("Ik wil graag mijn nieuwe adres doorgeven.", "Dat kan, wat is het nieuwe adres?"),
        ("Kerkstraat, in Zwolle. Vanaf de eerste.", "Ik heb het meteen aangepast, u hoeft verder niets te doen."),
        ("Oh, dat is snel. Dank u wel.", "Graag gedaan, veel plezier in uw nieuwe huis."),
    ],
    "nl, Flemish": [
        ("Ik wou graag mijn nieuw adres doorgeven.", "Dat kan, wat is het nieuw adres?"),
        ("Kerkstraat, in Aalst. Vanaf den eerste.", "Ik heb het direct aangepast, ge moet verder niks meer doen."),
        ("Amai, dat is rap. Dank u wel.", "Graag gedaan, veel plezier in uw nieuw huis."),
    ],
    "nl, second language": [
        ("Ik wil nieuwe adres van mij zeggen.", "Dat kan, wat is nieuwe adres?"),
        ("Kerkstraat in Zwolle. Van de eerste.", "Ik heb meteen aangepast, u hoeft niets meer doen."),
        ("Oh, dat is snel. Dank u wel.", "Graag gedaan, veel plezier in nieuwe huis."),
    ],
    "en": [
        ("I'd like to give you my new address.", "Of course, what is the new address?"),
        ("Church Street, in York. From the first.", "I've changed it straight away, you don't need to do anything else."),
        ("Oh, that was quick. Thank you.", "You're welcome, enjoy your new home."),
    ],
}  # fmt: skip


def effort_of(kind: str, said: list[tuple[str, str]]) -> EffortScore:
    turns = [turn for heard, answer in said for turn in (("customer", heard), ("agent", answer))]
    journey = journey_of(
        contact_of([turns], language=kind[:2], wait_s=2700.0 if said[3:] else 20.0)
    )
    return judge(journey, find_all(journey))[0][0]


@pytest.mark.parametrize("kind", sorted(HARD))
@pytest.mark.parametrize(("told", "is_hard"), [(HARD, True), (EASY, False)], ids=["hard", "easy"])
def test_the_same_call_is_as_hard_in_whatever_words(
    kind: str, told: dict[str, list[tuple[str, str]]], *, is_hard: bool
) -> None:
    score, dutch = effort_of(kind, told[kind]), effort_of("nl", told["nl"])
    assert score.effort is not None and dutch.effort is not None
    assert (score.effort < 4) == is_hard
    assert score.effort == pytest.approx(dutch.effort, abs=MOST_APART)
