"""What an agent asks a customer to identify with, and which answer that calls for."""

import re
from collections.abc import Iterable

from pipeline.language.phrases import Match, Phrases
from pipeline.language.sentences import sentences
from pipeline.language.words import MASK, WORD, fold

PHRASES = Phrases.beside(__file__)
READS_BACK, NO_NEED, REQUEST = "reads_back", "no_need", "request"
LEFT_OPEN = (" is?", " was?")
BARE_WORDS = 7  # "En het huisnummer dan nog": so short, naming it is asking it
# "zendingnummer", "patiëntnummer": whatever a Dutch company counts by; house numbers are in the list.
NUMBER_OF_SOMETHING = re.compile(
    r"(?<!\w)(?!huis|telefoon|mobiel|doorkies|toestel|rug|kamer|serie|model|type)[a-z]{4,}nummer(?!\w)"
)
ACRONYM_NUMBER = re.compile(r"\b(?!NI|BSN|VAT|BTW)[A-Z]{2,5} (?:number|nummer)\b")  # "PCN number"
# Masks of redaction that answer an ask; other asks are answered by digits, spelled letters or a name.
ANSWERED_BY = {
    "customer_number": {"[customer_number]", "[order_number]", "[card]"},
    "order_number": {"[order_number]", "[customer_number]"},
    "postcode": {"[postcode]", "[address]"},
    "address": {"[address]", "[postcode]"},
    "dob": {"[dob]"},
    "phone": {"[phone]"},
    "email": {"[email]"},
    "name": {"[name]"},
    "bsn": {"[bsn]", "[customer_number]"},
    "iban": {"[iban]", "[customer_number]"},
    "card": {"[card]", "[customer_number]", "[order_number]"},
    "licence_plate": {"[licence_plate]", "[order_number]"},
}
# One may stand for the other when it is asked again: a card number is often called customer number.
SAME_KIND = {
    "customer_number": "number",
    "order_number": "number",
    "card": "number",
    "bsn": "bsn",
    "postcode": "address",
    "address": "address",
}
NUMBER_WORDS = frozenset(
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
    "zestien zeventien achttien negentien twintig dertig veertig vijftig zestig zeventig tachtig "
    "negentig dubbel zero oh one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
    "eighty ninety double triple".split()
)


def asked_for(language: str | None, text: str) -> tuple[str, ...]:
    """What a turn of an agent asks for (`customer_number`, `postcode`, `dob`, …), in order.

    An agent who reads it back to have it confirmed, or who gives a number, asks for nothing.
    """
    if is_read_back(language, text):
        return ()
    found = list(PHRASES.find(language, text, *ANSWERED_BY))
    named = {(match.start, match.end) for match in found}
    for compound in (*NUMBER_OF_SOMETHING.finditer(fold(text)), *ACRONYM_NUMBER.finditer(text)):
        if not any(start < compound.end() and compound.start() < end for start, end in named):
            found.append(Match("order_number", compound.start(), compound.end()))
    asked = [match for match in found if _is_ask(language, text, match)]
    return tuple(dict.fromkeys(match.cue for match in sorted(asked, key=lambda m: m.start)))


def _is_ask(language: str | None, text: str, match: Match) -> bool:
    """Whether the sentence around a match asks: a question mark, a request, or hardly any other word.

    One that holds a number gives it.
    """
    start, end = next(((a, b) for a, b in sentences(text) if a <= match.start < b), (0, len(text)))
    sentence = text[start:end]
    if PHRASES.has(language, sentence, NO_NEED):
        return False
    if sentence.endswith("?"):
        return True
    is_given = bool(set(MASK.findall(sentence)) - {"[name]"})
    is_bare = len(WORD.findall(sentence)) <= BARE_WORDS
    return not is_given and (is_bare or PHRASES.has(language, sentence, REQUEST))


def is_read_back(language: str | None, text: str) -> bool:
    """Whether an agent reads something back or offers it, to have it confirmed.

    "Your order number is?" leaves it open.
    """
    return not text.rstrip().endswith(LEFT_OPEN) and PHRASES.has(language, text, READS_BACK)


def kind_of(what: str) -> str:
    """What counts as the same question: an address is asked with the postcode or with the street."""
    return SAME_KIND.get(what, what)


def given_in(text: str) -> tuple[str, ...]:
    """What a redacted turn of a customer gives, asked or not, as its masks tell (names left out)."""
    masks = MASK.findall(text)
    return tuple(what for what in ANSWERED_BY if what != "name" and f"[{what}]" in masks)


def answers(text: str, whats: Iterable[str]) -> bool:
    """Whether a customer's turn holds an answer to an ask: a mask of it, digits, or spelled numbers."""
    masks = set(MASK.findall(text))
    if any(masks & ANSWERED_BY[what] for what in whats):
        return True
    if set(whats) <= {"name", "email"}:
        return False
    words = WORD.findall(fold(text))
    spoken = sum(part in NUMBER_WORDS for word in words for part in word.split("-"))
    return any(character.isdigit() for character in text) or spoken >= 3
