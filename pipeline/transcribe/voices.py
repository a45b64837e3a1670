"""Whose words they are: agent and customer, on channels of their own or mixed in one."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.domain import Leg, Mark, Speaker
from pipeline.transcribe.clusters import changes_of_voice, voices_in
from pipeline.transcribe.diarise import Voiceprints
from pipeline.transcribe.mixes import Spoken, tell_mixed
from pipeline.transcribe.recogniser import Word
from pipeline.transcribe.roles import agent_of_two, other, roles_of, sound_out

CLEARLY = 6.0  # points by which the words must contradict the source
PHRASES_CLEARLY = 3  # of them by whole phrases: the sum over many plain words drifts
MOST_AGENTS = 3
SIDES: tuple[Speaker, ...] = ("agent", "customer")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """A line (one channel of one file) over the whole contact: its words, and how it sounds.

    `role` is None while nobody has said whose voice it is; a mixed line has several voices. Words
    and prints are in seconds of the contact. A mixed line without prints is taken for one voice.
    """

    path: str
    channel: int
    leg_no: int | None
    role: Speaker | None
    is_mixed: bool
    words: tuple[Word, ...]
    prints: Voiceprints | None = None

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Voices:
    """Every word with its speaker, what is to be said of the channels, and where agents change.

    `agent_changes_s` are the seconds of the contact at which another agent's voice begins to speak;
    empty where the prints do not tell.
    """

    spoken: tuple[tuple[Speaker, Word], ...]
    marks: tuple[Mark, ...] = ()
    agent_changes_s: tuple[float, ...] = ()


def who_says_what(heard: Sequence[Heard], legs: Sequence[Leg], language: str) -> Voices:
    """Every word with its speaker.

    Roles come from the source where it gives them, unless what is said clearly contradicts them;
    else from what is said. With a single leg, `agent_changes_s` tells where another agent's voice
    begins, on mixed lines and on agents' lines that come with prints.
    """
    apart = [h for h in heard if not h.is_mixed]
    named, marks = _checked(apart, language)
    spoken, agents = _from_channels(named, language)
    told, changes_s = tell_mixed([(h.words, h.prints) for h in heard if h.is_mixed], legs, language)
    if len(legs) == 1:
        changes_s += tuple(second for one in agents for second in _changes_in(one))
    return Voices((*spoken, *told), marks, tuple(sorted(changes_s)))


def _checked(heard: Sequence[Heard], language: str) -> tuple[list[Heard], tuple[Mark, ...]]:
    """The lines with the roles that the source names, swapped where the words say so, and a mark."""
    agents = [h for h in heard if h.role == "agent"]
    customers = [h for h in heard if h.role == "customer"]
    texts = [" ".join(h.text for h in side) for side in (agents, customers)]
    if not all(text.strip() for text in texts):
        return list(heard), ()
    first, second = (sound_out(text, language) for text in texts)
    if second.lean - first.lean < CLEARLY or second.phrases - first.phrases < PHRASES_CLEARLY:
        return list(heard), ()
    swapped = [replace(h, role=other(h.role)) if h.role in SIDES else h for h in heard]
    end_s = max(word.end_s for h in heard for word in h.words)
    is_one_file = {h.path for h in agents} == {h.path for h in customers}
    detail = (
        f"the source says channel {agents[0].channel} is the agent; "
        f"what is said says channel {customers[0].channel}"
        if is_one_file
        else "the source says which files are the agent's; what is said says the others"
    )
    return swapped, (Mark("swapped_channels", 0.0, end_s, detail),)


def _from_channels(heard: Sequence[Heard], language: str) -> tuple[Spoken, list[Heard]]:
    """The words with their speakers, and the lines that are agents'."""
    groups: dict[int | None, list[Heard]] = {}
    for one in heard:
        groups.setdefault(one.leg_no, []).append(one)
    overall = _agent_overall(list(groups.values()), language)
    spoken: Spoken = []
    agents: list[Heard] = []
    for group in groups.values():
        for one, role in zip(group, _roles(group, language, overall), strict=True):
            spoken += [(role, word) for word in one.words]
            agents += [one] if role == "agent" else []
    return spoken, agents


def _roles(group: Sequence[Heard], language: str, overall: int | None) -> list[Speaker]:
    known = [one.role for one in group]
    if len(group) != 2 or all(known):
        heard_as = roles_of([sound_out(one.text, language).lean for one in group])
        return [role or told for role, told in zip(known, heard_as, strict=True)]
    for at, role in enumerate(known):
        if role:
            return [role, other(role)] if at == 0 else [other(role), role]
    agent = agent_of_two(group[0].text, group[1].text, language)
    if agent is None:
        agent = overall
    if agent is None:
        log.warning("%s: roles told only by who speaks first", group[0].path)
        agent = min((0, 1), key=lambda at: min((w.start_s for w in group[at].words), default=1e9))
    return ["agent", "customer"] if agent == 0 else ["customer", "agent"]


def _agent_overall(groups: Sequence[Sequence[Heard]], language: str) -> int | None:
    """Over all files of the contact: which of the two channels sounds like the agent."""
    pairs = [group for group in groups if len(group) == 2]
    texts = [" ".join(pair[at].text for pair in pairs) for at in (0, 1)]
    return agent_of_two(texts[0], texts[1], language)


def _changes_in(agent: Heard) -> list[float]:
    """Where another voice begins on an agent's line."""
    if agent.prints is None:
        return []
    rows = agent.prints.rows
    firsts = changes_of_voice(rows, voices_in(rows, MOST_AGENTS))
    return [float(agent.prints.starts_s[at]) for at in firsts]
