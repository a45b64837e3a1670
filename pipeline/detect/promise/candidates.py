"""Which sentences of an agent may promise, and what speaks for and against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain import Contact, Turn
from pipeline.language import Match, Phrases
from pipeline.language.sentences import sentences

PHRASES = Phrases.beside(str(Path(__file__).parent))  # beside the folder, as all detectors' lists
REACHING = ("call", "visit", "money", "message")  # acts that reach the customer
FOR = ("receive", "passive", "in_person", "soon")
AGAINST = ("past", "customer_acts", "now", "soft", "negated")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of an agent that may promise: what, by when, and what speaks for and against it."""

    turn: Turn
    start: int
    end: int
    acts: tuple[Match, ...]
    due: Match | None
    features: dict[str, float]


def candidates(contact: Contact, turn: Turn) -> list[Candidate]:
    """Every sentence of an agent's turn that names an act which may lie ahead, with its features."""
    if turn.speaker != "agent":
        return []
    language, text = contact.language, turn.text
    spans = sentences(text)
    found = PHRASES.find(language, text)
    within = [[m for m in found if start <= m.start < end] for start, end in spans]
    made = []
    for i, (start, end) in enumerate(spans):
        acts = tuple(m for m in within[i] if m.cue in (*REACHING, "act"))
        cues = {m.cue for m in within[i] if not _is_of_somebody(m, acts)}
        if not acts and not cues & {"due", "vow", "receive"}:
            continue
        # "Yesterday at three": a time in a sentence about yesterday is not by when.
        dues = [m for m in within[i] if m.cue == "due" and "yesterday" not in cues]
        beside = [
            m for j in (i - 1, i + 1) if 0 <= j < len(spans) for m in within[j] if m.cue == "due"
        ]
        is_reaching = any(cue in cues for cue in REACHING)
        does = "speaker" in cues and "no_act" not in cues
        comes = "to_customer" in cues and bool(cues & {"present", "passive"})
        commits = is_reaching or does or comes or bool(cues & {"receive", "act", "vow"})
        features = {
            **{cue: float(cue in cues) for cue in FOR + AGAINST},
            "reaching": float(is_reaching),
            "act": float(bool(cues & {"act", "vow"})),
            "speaker_does": float(does),
            "comes": float(comes),
            "commits_due": float(commits and bool(dues)),
            "reaching_due": float((is_reaching or "receive" in cues) and bool(dues)),
            "due": float(bool(dues)),
            "due_beside": float(commits and bool(beside) and not dues),
            "asks": float(text[start:end].endswith("?")),
            "late": min(1.0, 1.5 * _late(contact, turn)),
        }
        due = next(iter(dues + beside), None)
        made.append(Candidate(turn, start, end, acts, due, features))
    return made


def _is_of_somebody(match: Match, acts: Sequence[Match]) -> bool:
    """Whether what looks like the customer's act is another's: "the expert rings you"."""
    return match.cue == "customer_acts" and any(act.start < match.start < act.end for act in acts)


def _late(contact: Contact, turn: Turn) -> float:
    """How far into the contact a turn is, 0-1."""
    last = contact.turns[-1].turn_no
    return turn.turn_no / last if last else 0.0
