"""Which language is spoken, from the little words that only one of them has."""

from collections.abc import Iterable

from pipeline.language.words import spoken_words

DUTCH = frozenset(
    "de het een en van ik je u dat die dit niet met voor aan op te er maar ook bij nog wel dan naar "
    "heb heeft hebben ben bent zijn was wordt kan kunt moet mag wil zou ja nee hoor nou even mijn uw "
    "geen waar wat hoe toen want omdat goed dag mevrouw meneer ge gij efkes".split()
)
ENGLISH = frozenset(
    "the a and of to in it you that is for on with as have has had this they but not what all were "
    "when your can there an which their if will would my yes no i'm it's don't just been them from "
    "do at be or so me he she her his how could thank thanks please right".split()
)
ENOUGH_WORDS = 4


def identify_language(texts: Iterable[str]) -> str | None:
    """`nl` or `en` for what was said; None when there is too little to tell."""
    dutch = english = 0
    for text in texts:
        for word in spoken_words(text):
            dutch += word in DUTCH and word not in ENGLISH
            english += word in ENGLISH and word not in DUTCH
    if max(dutch, english) < ENOUGH_WORDS or dutch == english:
        return None
    return "nl" if dutch > english else "en"
