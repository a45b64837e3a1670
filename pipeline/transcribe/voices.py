"""Whose words they are: agent and customer, on channels of their own or mixed in one."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.domain import Leg, Speaker
from pipeline.transcribe.recogniser import Word
from pipeline.transcribe.roles import agent_of_two, agents_of_legs, other, sound_out
from pipeline.transcribe.speech import Span
from pipeline.transcribe.tracks import Track
from pipeline.transcribe.turns import leg_at
from pipeline.transcribe.weights import path

Spoken = list[tuple[Speaker, Word]]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """A track, where speech is in it (seconds of the track), and its words (of the contact)."""

    track: Track
    spans: tuple[Span, ...]
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(word.text for word in self.words)


def who_says_what(
    heard: Sequence[Heard], legs: Sequence[Leg], language: str, models: Path
) -> Spoken:
    """Every word with its speaker.

    Roles come from the source where it gives them, else from what is said. `models` is the cache of
    weights. Raises WeightsError when a mixed track needs the speaker embeddings and they are not
    there.
    """
    apart = [h for h in heard if not h.track.is_mixed]
    mixed = [h for h in heard if h.track.is_mixed]
    return _from_channels(apart, language) + _from_mixes(mixed, legs, language, models)


def _from_channels(heard: Sequence[Heard], language: str) -> Spoken:
    groups: dict[int | None, list[Heard]] = {}
    for one in heard:
        groups.setdefault(one.track.leg_no, []).append(one)
    overall = _agent_overall(list(groups.values()), language)
    spoken: Spoken = []
    for group in groups.values():
        for one, role in zip(group, _roles(group, language, overall), strict=True):
            spoken += [(role, word) for word in one.words]
    return spoken


def _roles(group: Sequence[Heard], language: str, overall: int | None) -> list[Speaker]:
    known = [one.track.role for one in group]
    if len(group) != 2 or all(known):
        return [
            role or ("agent" if sound_out(one.text, language).lean >= 0 else "customer")
            for role, one in zip(known, group, strict=True)
        ]
    for at, role in enumerate(known):
        if role:
            return [role, other(role)] if at == 0 else [other(role), role]
    agent = agent_of_two(group[0].text, group[1].text, language)
    if agent is None:
        agent = overall
    if agent is None:
        log.warning("%s: roles told only by who speaks first", group[0].track.path)
        agent = min((0, 1), key=lambda at: min((w.start_s for w in group[at].words), default=1e9))
    return ["agent", "customer"] if agent == 0 else ["customer", "agent"]


def _agent_overall(groups: Sequence[Sequence[Heard]], language: str) -> int | None:
    """Over all files of the contact: which of the two channels sounds like the agent."""
    pairs = [group for group in groups if len(group) == 2]
    texts = [" ".join(pair[at].text for pair in pairs) for at in (0, 1)]
    return agent_of_two(texts[0], texts[1], language)


def _from_mixes(heard: Sequence[Heard], legs: Sequence[Leg], language: str, models: Path) -> Spoken:
    if not any(one.words for one in heard):
        return []
    from pipeline.transcribe.diarise import VoiceEncoder, two_voices  # noqa: PLC0415 - loads torch

    encoder = VoiceEncoder(path("resemblyzer", models, "embedding"))
    spoken: Spoken = []
    stretches = []  # of one leg each: words by voice, and the two voices
    for one in heard:
        for leg in legs:
            words = [w for w in one.words if leg_at((w.start_s + w.end_s) / 2, legs) is leg]
            offset_s = one.track.offset_s
            spans = [
                (low, high)
                for low, high in one.spans
                if leg_at((low + high) / 2 + offset_s, legs) is leg
            ]
            if not words:
                continue
            voices = two_voices(encoder, one.track.samples, spans)
            if voices is None:
                text = "".join(word.text for word in words)
                lone: Speaker = "agent" if sound_out(text, language).lean >= 0 else "customer"
                spoken += [(lone, word) for word in words]
                continue
            labels = [voices.voice_at((w.start_s + w.end_s) / 2 - offset_s) for w in words]
            stretches.append((words, _settle(words, labels), voices.centres))
    leads = [_lead(words, labels, language) for words, labels, _ in stretches]
    agents = agents_of_legs(leads, [centres for _, _, centres in stretches])
    for (words, labels, _), agent in zip(stretches, agents, strict=True):
        spoken += [
            ("agent" if label == agent else "customer", word)
            for word, label in zip(words, labels, strict=True)
        ]
    return spoken


def _lead(words: Sequence[Word], labels: Sequence[int], language: str) -> float:
    """By how many phrases voice 0 sounds more like an agent than voice 1."""
    texts = [
        "".join(word.text for word, label in zip(words, labels, strict=True) if label == voice)
        for voice in (0, 1)
    ]
    return sound_out(texts[0], language).lean - sound_out(texts[1], language).lean


def _settle(words: Sequence[Word], labels: Sequence[int]) -> list[int]:
    """Let a sentence part without a pause inside be of one voice: the one that most of it is like."""
    settled = list(labels)
    start = 0
    for at in range(1, len(words) + 1):
        ends = at == len(words) or words[at].start_s - words[at - 1].end_s > 0.15
        ends = ends or words[at - 1].text.rstrip().endswith((".", "?", "!"))
        if ends:
            share = float(np.mean(labels[start:at]))
            settled[start:at] = [int(share > 0.5)] * (at - start)
            start = at
    return settled
