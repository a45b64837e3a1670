"""What stands on each list: rows of the work lists, each with how far somebody is with it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.reports.rows import Row
from pipeline.review.ledger import Action, Progress, actions_of
from pipeline.review.visit import Visit

List = Literal["call_back", "process_faults", "mirror"]
Shown = Literal["todo", "mine", "ended", "all"]
SHOWN: tuple[Shown, ...] = ("todo", "mine", "ended", "all")
CALL_BACK_DAYS, FAULT_DAYS, MIRROR_DAYS = 14, 28, 30
FAULT_FROM = 5  # contacts under which a fault is not listed
MOST = 200
FAULT = ("fault", "queue", "to_queue", "from_partner", "partner", "contact_reason")  # its key


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a work list and how far it is; `action` is None where nobody touched it yet."""

    key: str
    row: Row
    action: Action | None

    @property
    def state(self) -> Progress:
        """How far it is."""
        return self.action.state if self.action else "open"

    def is_shown(self, shown: Shown, name: str) -> bool:
        """Whether it is among what somebody wants to see."""
        if shown == "mine":
            return self.state == "taken" and self.action is not None and self.action.owner == name
        return shown == "all" or (self.state in ("open", "taken")) == (shown == "todo")


def lists_of(visit: Visit) -> tuple[List, ...]:
    """The lists that a visitor works with."""
    if visit.is_role("coach"):
        return ("call_back", "process_faults", "mirror")
    return ("call_back", "process_faults") if visit.is_role("process_owner") else ("mirror",)


def items_of(visit: Visit, of_list: List, agent_id: str | None) -> list[Item]:
    """All that stands on a list for the visitor; the mirror's is one agent's."""
    actions = actions_of(visit.screens.ledger, of_list)
    if of_list == "call_back":
        return _call_backs(visit, actions)
    if of_list == "process_faults":
        return _faults(visit, actions)
    return _moments(visit, actions, agent_id) if agent_id else []


def fault_key(row: Row) -> str:
    """What a fault is known by from night to night."""
    return json.dumps([row[name] for name in FAULT], ensure_ascii=False)


def _call_backs(visit: Visit, actions: Mapping[str, Action]) -> list[Item]:
    taken = [key for key, action in actions.items() if action.state == "taken"]
    rows = visit.rows(
        "worklist_call_back", **visit.sight, days=CALL_BACK_DAYS, n=MOST, kept=json.dumps(taken)
    )
    return _with(actions, rows, lambda row: str(row["journey_id"]))


def _faults(visit: Visit, actions: Mapping[str, Action]) -> list[Item]:
    marks = [
        dict(zip(FAULT, json.loads(key), strict=True))
        | {"since_day": action.since_at.date().isoformat()}
        for key, action in actions.items()
        if action.state in ("taken", "done")
    ]
    rows = visit.rows(
        "worklist_process_faults",
        **visit.sight,
        days=FAULT_DAYS,
        n_least=FAULT_FROM,
        n=MOST,
        marks=json.dumps(marks),
    )
    return _with(actions, rows, fault_key)


def _moments(visit: Visit, actions: Mapping[str, Action], agent_id: str) -> list[Item]:
    sight = visit.sight
    rows = visit.rows(
        "worklist_mirror",
        agent_id=agent_id,
        days=MIRROR_DAYS,
        n=MOST,
        teams=sight["teams"],
        partners=sight["partners"],
    )
    return _with(actions, rows, lambda row: str(row["finding_id"]))


def _with(
    actions: Mapping[str, Action], rows: Sequence[Row], key_of: Callable[[Any], str]
) -> list[Item]:
    return [Item(key := key_of(row), row, actions.get(key)) for row in rows]
