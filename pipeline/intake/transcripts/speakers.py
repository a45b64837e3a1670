"""Who speaks in a transcript: what labels say of it, and what is left to the words."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final, TypeVar

from pipeline.domain import Speaker

# Which of two voices is the agent by what they say, 0 or 1; None when their words do not tell.
# Takes all words of the one, all words of the other (no words lean neither way), and `nl` or `en`.
TellAgent = Callable[[str, str, str], int | None]
V = TypeVar("V")

_LABELS: Final[Mapping[Speaker, str]] = {
    "agent": "agent|agente|medewerker|medewerkster|adviseur|adviseuse|operator|advisor|adviser|"
    "representative|rep|employee|support|klantenservice|klantenservicemedewerker|customer service|"
    "customer care|customer support|call center|contact center",
    "customer": "klant|klante|customer|caller|client|cliënt|beller|consument|consumer",
    "ivr": "ivr|keuzemenu|menu|bot|voicebot|systeem|system",
}
_ROLES: Final[Mapping[str, Speaker]] = {
    label: role for role, labels in _LABELS.items() for label in labels.split("|")
}
_NUMBERED = re.compile(
    r"(?:speaker|spreker|spk|voice|stem)(?:[ _-]?[0-9]{1,3}|[ _-][a-z])", re.ASCII
)
_CHANNEL = re.compile(r"(?:channel|kanaal|ch)[ _-]?([0-9]{1,2})", re.ASCII)


def role_of(
    label: str, channel_roles: Mapping[int, Speaker], agents: Collection[str]
) -> Speaker | None:
    """What a label says of its speaker: `Agent`, `klant 1`, `channel 0`, or an agent's id."""
    name = label.strip().casefold()
    if channel := _CHANNEL.fullmatch(name):
        return channel_roles.get(int(channel[1]))
    if name in {agent.casefold() for agent in agents}:
        return "agent"
    return _role_by_word(name)


def is_label(name: str) -> bool:
    """Whether a name before a colon or in brackets can only be meant as a speaker's label."""
    folded = name.strip().casefold()
    return bool(_role_by_word(folded) or _NUMBERED.fullmatch(folded) or _CHANNEL.fullmatch(folded))


def settle(
    said: Mapping[V, str], known: Mapping[V, Speaker], language: str, tell_agent: TellAgent
) -> Mapping[V, Speaker] | None:
    """The role of every voice that is heard together; None when it cannot be told.

    `said` has the words of each voice, `known` the roles that the source gives. The customer is one
    person (whom diarisation may have split), agents may be several: the customer is the voice beside
    which all others together sound like an agent.
    """
    unknown = [voice for voice in said if voice not in known]
    if not unknown:
        return known
    roles = set(known.values())
    if len(unknown) == 1 and len(roles & {"agent", "customer"}) == 1:
        return {**known, unknown[0]: "customer" if "agent" in roles else "agent"}
    if len(said) < 2:
        return None

    def words_of(voices: Collection[V]) -> str:
        return " ".join(said[voice] for voice in voices)

    customers = [voice for voice, role in known.items() if role == "customer"]
    if not customers:
        callers = [
            voice
            for voice in unknown
            if tell_agent(said[voice], words_of([v for v in said if v != voice]), language) == 1
        ]
        if not callers:
            return None
        customers = [max(callers, key=lambda voice: len(said[voice]))]
    settled: dict[V, Speaker] = {**known, **dict.fromkeys(customers, "customer")}
    for voice in unknown:
        if voice not in settled:
            is_customer = tell_agent(said[voice], "", language) == 1
            settled[voice] = "customer" if is_customer else "agent"
    return settled if "agent" in settled.values() else None


def _role_by_word(name: str) -> Speaker | None:
    """The role of a label such as `agent`, `Agent A17`, `medewerker_2`, `customer service`."""
    words = re.findall(r"[^\W_]+", name)
    while len(words) > 1 and any(sign.isdigit() for sign in words[-1]):
        words = words[:-1]
    return _ROLES.get(" ".join(words)) if len(words) < 3 else None
