"""What became of a promise, as the next contacts of the journey show it.

Phrases say it ("nobody rang", "it came the next day"), and how the next contact begins tells it as
well: by the meaning of what customer and agents say first, one straight cut (`models/promise_kept.npz`).
Both are weighed in `models/promise_kept.toml`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.promise.candidates import PHRASES, REACHING, Candidate
from pipeline.domain import Contact, Quote, Turn
from pipeline.language import Story
from pipeline.language.senses import placed_meanings
from pipeline.language.sentences import sentences
from pipeline.trained import load_arrays, load_weights

MODEL = "promise_kept"
KEPT_FROM, BROKEN_UNTIL = 0.55, 0.45  # chances of having been kept; between them nobody can tell
MOST_BY_SOUND = 1.0  # log odds: of two promises one may be kept, whatever the mood
QUOTED_FROM = 0.9  # weight of words that are about the promise, and not only about something
ABOUT = tuple(f"about_{what}" for what in REACHING)
STATUSES = ("broken", "kept")  # where one sentence says both, it is broken
LOOKING_BACK = 16  # turns of a later contact in which people look back
OPENING_TURNS = 6  # of those, in which a caller says why
FIRST = {"customer": 6, "agent": 5}  # turns of each of which the meaning counts
N_DIMENSIONS = 384
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Cut:
    """A straight cut through what customer and agents mean on average as a contact begins."""

    weights: Vector
    intercept: float

    def kept(self, meant: Vector) -> float:
        """How much it sounds as if promises were kept, in log odds; never beyond what words can say."""
        sounds = float(self.weights @ meant + self.intercept)
        return max(-MOST_BY_SOUND, min(MOST_BY_SOUND, sounds))


def fate_of(
    later: Sequence[Contact], turn: Turn, made: Sequence[Candidate]
) -> tuple[str, Quote | None]:
    """Whether a promise was `kept` or `broken`, else `unknown`, with the words of a later contact that say so."""
    next_one = next((contact for contact in later if contact.turns), None)
    if next_one is None:
        return "unknown", None
    features = {
        "said_kept": said_kept(next_one, turn, made),
        "sounds_kept": read_cut().kept(meant_at_first(next_one)),
    }
    chance = load_weights(MODEL).chance(features)
    if BROKEN_UNTIL < chance < KEPT_FROM:
        return "unknown", None
    status = "kept" if chance >= KEPT_FROM else "broken"
    weight, _, quote = max(
        (each for each in _all_shown(later, turn, made) if each[1] == status),
        key=lambda each: each[0],
        default=(0.0, status, None),
    )
    return status, quote if weight >= QUOTED_FROM else None


def said_kept(contact: Contact, turn: Turn, made: Sequence[Candidate]) -> float:
    """How clearly a later contact says in words that a promise was kept; below 0 that it was broken."""
    shown = [*_all_shown([contact], turn, made)]
    weight, status, _ = max(shown, key=lambda each: each[0], default=(0.0, "kept", None))
    return weight if status == "kept" else -weight


def meant_at_first(contact: Contact) -> Vector:
    """What the customer's first turns mean on average; and the agents'."""
    sides: list[Vector] = []
    for speaker, most in FIRST.items():
        texts = [t.text for t in contact.turns[:LOOKING_BACK] if t.speaker == speaker][:most]
        sides.append(placed_meanings(texts).mean(axis=0) if texts else np.zeros(N_DIMENSIONS))
    return np.concatenate(sides)


def forget_cut() -> None:
    """What was learnt is read anew when it is next needed."""
    read_cut.cache_clear()


@cache
def read_cut() -> Cut:
    """The cut; raises FileNotFoundError saying how to make it."""
    kept = load_arrays(MODEL)
    return Cut(kept["weights"], float(kept["intercept"]))


@dataclass(frozen=True, slots=True)
class _Matter:
    """What a promise is about: the kinds of act, and its words."""

    kinds: frozenset[str]
    words: Story

    @classmethod
    def of(cls, turn: Turn, made: Sequence[Candidate]) -> "_Matter":
        kinds = {f"about_{match.cue}" for each in made for match in each.acts} & set(ABOUT)
        return cls(frozenset(kinds), Story([turn.text[each.start : each.end] for each in made]))


def _all_shown(
    later: Sequence[Contact], turn: Turn, made: Sequence[Candidate]
) -> Iterator[tuple[float, str, Quote]]:
    matter = _Matter.of(turn, made)
    for contact in later:
        for position, each in enumerate(contact.turns[:LOOKING_BACK]):
            yield from _shown(contact, each, position, matter)


def _shown(
    contact: Contact, turn: Turn, position: int, matter: _Matter
) -> Iterator[tuple[float, str, Quote]]:
    """What a turn shows to have become of a promise: how clearly about it, status, words."""
    language, text = contact.language, turn.text
    found = PHRASES.find(language, text)
    if turn.speaker == "agent" and position < OPENING_TURNS and "about_call" in matter.kinds:
        for match in found:
            if match.cue == "ringing_as_agreed":
                yield 2.5, "kept", _quote(contact, turn, "kept", match.start, match.end)
                return
    spans = sentences(text)
    for i, (start, end) in enumerate(spans):
        here = {m.cue for m in found if start <= m.start < end}
        status = next((each for each in STATUSES if each in here), None)
        if status is None or (status == "kept" and text[start:end].endswith("?")):
            continue
        around = (spans[max(0, i - 1)][0], spans[min(len(spans) - 1, i + 1)][1])
        beside = {m.cue for m in found if around[0] <= m.start < around[1]}
        weight = 1.5 * bool(here & matter.kinds) + 0.5 * bool(beside & matter.kinds)
        weight += min(1.5, 0.4 * sum(matter.words.shared(text[start:end]).values()))
        if turn.speaker == "customer":
            weight += 0.5 + 0.4 * (position < OPENING_TURNS)
        words = next(m for m in found if m.cue == status and start <= m.start < end)
        yield weight, status, _quote(contact, turn, status, words.start, words.end)


def _quote(contact: Contact, turn: Turn, cue: str, start: int, end: int) -> Quote:
    return Quote.cite(contact.contact_id, turn, cue, start, end)
