"""Reads detector cases: journeys as people write them, with what must be found marked in place.

    # Lines with a hash are comments.
    == klantenservice
    A Goedemiddag, waarmee kan ik u helpen?
    C [[told]] Mijn föhn blaast alleen koude lucht.
    == technische storingen
    C [[retold]] Hij doet het, maar er komt geen warmte uit.
    ==== 4 days later
    == klantenservice
    …

`==` begins a leg (the name is its queue), `====` a further contact. `A`, `C` and `I` say who speaks:
agent, customer, ivr. `[[cue]]` at the start of a turn says that a finding quotes this turn with that
cue. What is not marked must not be quoted. `> warm` or `> cold` in a leg says how it was reached.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.domain import Contact, Journey, Speaker
from pipeline.journey import join
from tests.support.build import contact_of

SPEAKERS: dict[str, Speaker] = {"A": "agent", "C": "customer", "I": "ivr"}
TURN = re.compile(r"^([ACI]) ((?:\[\[[a-z_]+\]\] ?)*)(.+)$")
LATER = re.compile(r"^==== (\d+) days? later$")
QuotedTurn = tuple[str, int, str]  # contact_id, turn_no, cue


@dataclass
class Case:
    """A journey and which turns must be quoted, each with its cue."""

    name: str
    language: str
    journey: Journey
    expected: set[QuotedTurn] = field(default_factory=set)
    kinds: dict[tuple[str, int], str] = field(default_factory=dict)  # how a leg was reached


def read_case(path: Path) -> Case:
    """One `*.<language>.case` file. Raises ValueError naming file and line for what it cannot read."""
    language = path.name.split(".")[-2]
    contacts: list[Contact] = []
    expected: set[QuotedTurn] = set()
    kinds: dict[tuple[str, int], str] = {}
    legs: list[list[tuple[Speaker, str]]] = []
    days, n_turns = 0, 0

    def close() -> None:
        if legs:
            contacts.append(
                contact_of(
                    legs, contact_id=f"c{len(contacts) + 1}", language=language, days_later=days
                )
            )

    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        contact_id = f"c{len(contacts) + 1}"
        if later := LATER.match(line):
            close()
            legs, days, n_turns = [], days + int(later[1]), 0
        elif line.startswith("== "):
            legs.append([])
        elif line in ("> warm", "> cold") and legs:
            kinds[contact_id, len(legs)] = line[2:]
        elif (turn := TURN.match(line)) and legs:
            n_turns += 1
            legs[-1].append((SPEAKERS[turn[1]], turn[3]))
            expected.update((contact_id, n_turns, cue) for cue in re.findall(r"[a-z_]+", turn[2]))
        else:
            raise ValueError(f"{path}:{number}: neither a leg, a turn nor a comment: {line!r}")
    close()
    journeys = join(contacts)
    if len(journeys) != 1:
        raise ValueError(f"{path}: the contacts are {len(journeys)} journeys, expected one")
    return Case(path.stem, language, journeys[0], expected, kinds)
