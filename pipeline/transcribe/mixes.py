"""Whose words they are on a mixed line: voices told apart, and named by what they say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from pipeline.domain import Leg, Speaker, leg_at
from pipeline.transcribe.clusters import (
    Labels,
    centres_of,
    find_voices,
    path_of,
    voices_in,
    windows_of,
)
from pipeline.transcribe.diarise import Rows, Voiceprints
from pipeline.transcribe.recogniser import Word
from pipeline.transcribe.roles import SAME_VOICE, agents_of_legs, roles_of, sound_out

OPPOSITE = 3.0  # points to either side by which two halves of a voice are two people
MOST_VOICES = 5  # of a line whose legs nobody knows: a customer and four agents

# In log chance, as `clusters` counts it: what a word's sound weighs, and what changing voice costs.
WORD_SHARPNESS = 60.0  # a second of a cosine that is higher by 1
N_NEAR = 3  # windows before and after a word's middle that may tell of it
REACH_S = 0.64  # windows whose middle lies within it of a word's middle tell of the word
PAUSE_S = 0.15
INSIDE, AFTER_PAUSE, AFTER_SENTENCE, AFTER_QUESTION = 6.0, 0.7, 0.7, 0.3

Line = tuple[Sequence[Word], Voiceprints | None]
Spoken = list[tuple[Speaker, Word]]


@dataclass(slots=True)
class _Stretch:
    """One leg of one line: its words, its windows, the voices in it and what each word's is."""

    words: Sequence[Word]
    prints: Voiceprints
    centres: Rows
    labels: Labels = field(init=False)

    def __post_init__(self) -> None:
        self.label()

    def label(self) -> None:
        self.labels = words_by_voice(self.words, self.prints, self.centres)

    def text(self, voice: int) -> str:
        pairs = zip(self.words, self.labels, strict=True)
        return "".join(word.text for word, label in pairs if label == voice)

    def leans(self, language: str) -> list[float]:
        n_voices = max(1, len(self.centres))
        return [sound_out(self.text(voice), language).lean for voice in range(n_voices)]

    def spoken(self, roles: Sequence[Speaker]) -> Spoken:
        return [(roles[label], word) for word, label in zip(self.words, self.labels, strict=True)]


def tell_mixed(
    lines: Sequence[Line], legs: Sequence[Leg], language: str
) -> tuple[Spoken, tuple[float, ...]]:
    """The words of mixed lines with their speakers, and the seconds at which another agent begins.

    With legs, each has two voices at most, and the customer's is the same in all of them. With one
    leg there may be up to four voices, so that agents whom nobody announced are noticed: only then
    are there seconds. A line without prints is one voice.
    """
    at_most = MOST_VOICES if len(legs) == 1 else 2
    lines = [(sorted(words, key=lambda word: word.start_s), prints) for words, prints in lines]
    stretches = [
        stretch
        for words, prints in lines
        for leg in legs
        if (stretch := _stretch(words, prints, leg, legs, at_most)) is not None
    ]
    stretches = [
        _by_words(stretch, language) if len(stretch.centres) < at_most else stretch
        for stretch in stretches
    ]
    if len(stretches) == 1:
        (only,) = stretches
        leans = only.leans(language)
        roles = roles_of(leans)
        return only.spoken(roles), _agent_starts(only, roles)
    return _across_legs(stretches, language), ()


def words_by_voice(words: Sequence[Word], prints: Voiceprints, centres: Rows) -> Labels:
    """For each word, in order of time, the number of the voice (a row of `centres`) that says it.

    Voices change rather at the end of a sentence, after a question and after a pause than between.
    """
    if len(centres) < 2 or not words:
        return np.zeros(len(words), np.intp)
    middles_s = np.array([(word.start_s + word.end_s) / 2 for word in words])
    after = np.searchsorted(prints.middles_s, middles_s)[:, None] + np.arange(-N_NEAR, N_NEAR)
    near = np.clip(after, 0, len(prints) - 1)
    away_s = np.abs(middles_s[:, None] - prints.middles_s[near])
    nearest = away_s == away_s.min(axis=1, keepdims=True)
    share = np.clip(1 - away_s / REACH_S, 0.0, None) + 1e-6 * nearest
    alike = (prints.rows @ centres.T)[near]
    likeness = (share[:, :, None] * alike).sum(axis=1) / share.sum(axis=1, keepdims=True)
    lengths_s = np.clip([word.end_s - word.start_s for word in words], 0.1, 0.6)
    prices = [INSIDE, *(_price(a, b) for a, b in pairwise(words))]
    return path_of(likeness * WORD_SHARPNESS * lengths_s[:, None], np.array(prices))


def _price(before: Word, after: Word) -> float:
    end = before.text.rstrip()[-1:]
    by_mark = {"?": AFTER_QUESTION, ".": AFTER_SENTENCE, "!": AFTER_SENTENCE}.get(end, INSIDE)
    return min(by_mark, AFTER_PAUSE) if after.start_s - before.end_s > PAUSE_S else by_mark


def _stretch(
    words: Sequence[Word],
    prints: Voiceprints | None,
    leg: Leg,
    legs: Sequence[Leg],
    at_most: int,
) -> _Stretch | None:
    own = [w for w in words if leg_at((w.start_s + w.end_s) / 2, legs) is leg]
    if not own:
        return None
    if prints is None:
        prints = Voiceprints.joined([])
    here = np.array([leg_at(s, legs) is leg for s in prints.middles_s], dtype=bool)
    prints = Voiceprints(prints.starts_s[here], prints.rows[here])
    return _Stretch(own, prints, voices_in(prints.rows, at_most))


def _by_words(stretch: _Stretch, language: str) -> _Stretch:
    """One more voice, where one of those found is two: its halves talk like an agent and a customer."""
    for voice in range(len(stretch.centres)):
        own = windows_of(stretch.prints.rows, stretch.centres, voice)
        if len(own) < 2:
            continue
        rest = np.delete(stretch.centres, voice, axis=0)
        centres = np.concatenate([find_voices(own, 2), rest])
        halved = _Stretch(stretch.words, stretch.prints, centres)
        leans = halved.leans(language)[:2]
        least = OPPOSITE * len(stretch.centres)  # where two are told apart already, more is needed
        if min(leans) <= -least and max(leans) >= least:
            return halved
    return stretch


def _across_legs(stretches: Sequence[_Stretch], language: str) -> Spoken:
    pairs = [stretch for stretch in stretches if len(stretch.centres) == 2]
    leans = [stretch.leans(language) for stretch in pairs]
    agents = agents_of_legs(
        [first - second for first, second in leans],
        [(stretch.centres[0], stretch.centres[1]) for stretch in pairs],
    )
    customer = _share_customer(pairs, agents)
    spoken: Spoken = []
    for stretch, agent in zip(pairs, agents, strict=True):
        roles: list[Speaker] = ["agent", "customer"] if agent == 0 else ["customer", "agent"]
        spoken += stretch.spoken(roles)
    for stretch in stretches:
        if len(stretch.centres) == 2:
            continue
        (lean,) = stretch.leans(language)
        is_known = customer is not None and len(stretch.centres) == 1
        if is_known and float(stretch.centres[0] @ customer) >= SAME_VOICE:
            spoken += stretch.spoken(["customer"])
        else:
            spoken += stretch.spoken(["agent" if lean >= 0 else "customer"])
    return spoken


def _share_customer(pairs: Sequence[_Stretch], agents: Sequence[int]) -> Rows | None:
    """Learn the customer's voice from all legs, and tell each leg's words apart by it again."""
    own = [
        windows_of(stretch.prints.rows, stretch.centres, 1 - agent)
        for stretch, agent in zip(pairs, agents, strict=True)
    ]
    rows = np.concatenate([np.zeros((0, 256), np.float32), *own])
    if not len(rows):
        return None
    customer: Rows = centres_of(rows, np.zeros(len(rows), np.intp), 1)[0]
    for stretch, agent in zip(pairs, agents, strict=True):
        if float(stretch.centres[1 - agent] @ customer) >= SAME_VOICE:
            stretch.centres[1 - agent] = customer
            stretch.label()
    return customer


def _agent_starts(stretch: _Stretch, roles: Sequence[Speaker]) -> tuple[float, ...]:
    firsts = [
        min(w.start_s for w, label in zip(stretch.words, stretch.labels, strict=True) if label == v)
        for v, role in enumerate(roles)
        if role == "agent" and (stretch.labels == v).any()
    ]
    return tuple(sorted(map(float, firsts))[1:])
