"""What a contact is about, in its own words."""

from collections import Counter

from pipeline.domain import Contact
from pipeline.language import content_words

N_WORDS = 2


def contact_reason(contact: Contact) -> str | None:
    """The agent's disposition code, else the words that both parties come back to most; None if none.

    Ties go to the word that was said first, so that the same contact is always named the same.
    """
    if contact.disposition:
        return contact.disposition
    said: dict[str, Counter[str]] = {"agent": Counter(), "customer": Counter()}
    order: dict[str, int] = {}
    for turn in contact.turns:
        if turn.speaker in said:
            for word in content_words(turn.text):
                said[turn.speaker][word] += 1
                order.setdefault(word, len(order))
    shared = {
        word: min(said["agent"][word], said["customer"][word])
        for word in order
        if len(word) > 3
        and not word[0].isdigit()
        and said["agent"][word]
        and said["customer"][word]
    }
    best = sorted(shared, key=lambda word: (-shared[word], order[word]))[:N_WORDS]
    return " ".join(best) or None
