"""Text to words: folded so that spelling, case and accents do not matter, length kept."""

import re
import unicodedata
from functools import lru_cache

from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH
from spacy.lang.nl.stop_words import STOP_WORDS as DUTCH

MASK = re.compile(r"\[[a-z_]+\]")
WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")

# What people say in every call, whatever it is about: it makes two stories no more alike.
SMALL_TALK = frozenset(
    """
    ja nee oke hoor nou eh uh uhm hm hmm mm hallo hoi dag goedemorgen goedemiddag goedenavond
    goeiemorgen goeiemiddag goeienavond morgen middag avond meneer mevrouw dank bedankt dankjewel
    graag gedaan fijn prima goed helemaal eigenlijk gewoon even eventjes natuurlijk inderdaad precies
    klopt kijk weet zeg zegt zei zeggen gezegd bel belt bellen gebeld spreek spreekt wacht wachten
    momentje ogenblikje vragen vraag help helpen geholpen kunt mag wil wilt graag denk dus maar want
    zoals toch wel niet geen nog al net weer heel erg beetje gaat gaan ging komt komen kwam krijg kreeg
    moet moeten moest staat staan doet doen deed maken maakt laat laten zie ziet zien zitten zit hebt
    heeft hadden had ben bent zijn was waren word wordt werd
    yes yeah yep no okay ok oh well hello hi hey bye thanks thank please sorry sir madam maam right so
    just like know think mean got get getting going go goes went come came said say says tell told call
    called calling ring rang speak speaking help want wanted need needed good morning afternoon evening
    sure fine great perfect lovely alright actually really look see saw hang hold minute moment bear
    nummer number klantnummer polisnummer ordernummer bestelnummer postcode huisnummer geboortedatum
    waarmee waarover mee naam achternaam name surname code reference referentie
    would could should can will i'm i've it's that's there's i'd you're they've they're don't didn't
    isn't wasn't haven't hasn't can't couldn't won't wouldn't
    """.split()
)
STOP = frozenset(DUTCH) | frozenset(ENGLISH) | SMALL_TALK


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character.lower())[:1]
    return plain if len(plain) == 1 else character


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without accents and with plain apostrophes, as long as the text that came in.

    Because the length is kept, offsets found in the folded text hold in the original.
    """
    if text.isascii():
        return text.lower()
    return "".join("'" if character in "’‘`´" else _fold_character(character) for character in text)


def spoken_words(text: str) -> tuple[str, ...]:
    """All words of a text, folded; masks such as `[name]` are no words."""
    return tuple(WORD.findall(MASK.sub(" ", fold(text))))


@lru_cache(maxsize=8192)
def content_words(text: str) -> tuple[str, ...]:
    """The words that carry what a text is about: no stop words, no small talk, no masks."""
    return tuple(
        word
        for word in spoken_words(text)
        if word not in STOP and (len(word) > 2 or word.isdigit())
    )
