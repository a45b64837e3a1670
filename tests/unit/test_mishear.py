"""The corruptor does what real Whisper output does, and the same each time."""

import random
from collections import Counter
from pathlib import Path

import jiwer
import pytest

from pipeline.domain import Contact
from pipeline.language.phrases import LANGUAGES
from tests.support.cases import read_case
from tests.support.mishear import kind_of, mishear, mishear_contact, mishear_document, plain

CASES = Path(__file__).parents[1] / "cases" / "repeat_story"


def contacts(language: str) -> list[Contact]:
    paths = sorted(CASES.glob(f"*.{language}.case"))
    return [contact for path in paths for contact in read_case(path).journey.contacts]


def words(contact: Contact) -> str:
    return " ".join(
        word for turn in contact.turns for token in turn.text.split() if (word := plain(token))
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("share", [0.1, 0.2, 0.3])
def test_about_the_asked_share_of_words_is_wrong(language: str, share: float) -> None:
    said = contacts(language)
    heard = [mishear_contact(contact, 1, share) for contact in said]
    measured = jiwer.wer([words(each) for each in said], [words(each) for each in heard])
    assert share * 0.75 <= measured <= share * 1.35


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_seed_hears_the_same_and_another_does_not(language: str) -> None:
    contact = contacts(language)[0]
    assert mishear_contact(contact, 3) == mishear_contact(contact, 3)
    assert mishear_contact(contact, 3) != mishear_contact(contact, 4)


def test_masks_stay_and_nothing_wrong_is_nothing_changed() -> None:
    rng = random.Random(1)  # noqa: S311
    for _ in range(50):
        assert "[order_number]." in mishear("Dat is [order_number].", "nl", rng, 0.9)
    assert mishear("", "en", rng) == ""


def test_no_text_is_ever_lost_whole() -> None:
    rng = random.Random(1)  # noqa: S311
    assert all(mishear("Ja.", "nl", rng, 1.0).strip() for _ in range(200))


def test_names_go_wrong_more_often_than_short_words() -> None:
    rng = random.Random(2)  # noqa: S311
    wrong: Counter[str] = Counter()
    said: Counter[str] = Counter()
    for _ in range(400):
        for word in ("Groningen", "Marieke", "het", "in"):
            heard = mishear(f"dus {word} dus", "nl", rng).lower()
            kind = kind_of(word, is_first=False)
            said[kind] += 1
            wrong[kind] += f" {word.lower()} " not in f" {heard} "
    assert wrong["name"] / said["name"] > 1.5 * wrong["short"] / said["short"]


def test_a_document_is_misheard_turn_by_turn_and_otherwise_left_alone() -> None:
    document = {
        "contact_id": "c1",
        "wait_s": 3,
        "turns": [
            {"turn": n, "text": "De monteur kwam woensdag niet opdagen."} for n in range(1, 4)
        ],
    }
    heard = mishear_document(document, "nl", 1, 0.9)
    assert heard["wait_s"] == 3
    assert [turn["turn"] for turn in heard["turns"]] == [1, 2, 3]
    assert document["turns"][0] != heard["turns"][0]


def test_a_language_that_was_not_learnt_is_refused() -> None:
    with pytest.raises(KeyError):
        mishear("bonjour", "fr", random.Random(1))  # noqa: S311
