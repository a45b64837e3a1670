"""vCon, the IETF's container for conversations: dialogs become the legs and turns of a contact.

Source: draft-ietf-vcon-vcon-core with draft-ietf-vcon-cc-extension (roles of parties, skills).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby, pairwise
from typing import Any

from pipeline.domain import SetAside
from pipeline.intake.document import INSTANT
from pipeline.intake.draft import Draft, Loc, dotted

CUSTOMER_KEYS = ("tel", "mailto", "sip", "did", "uuid")  # what names a person most durably first
AGENT_KEYS = ("uuid", "mailto", "sip", "tel", "name")
KEPT_KEYS = ("campaign", "interaction_type", "interaction_id")
ROLES = {"agent": "agent", "supervisor": "agent", "sme": "agent", "thirdparty": "agent"}

Json = Mapping[str, Any]
Dialogs = Sequence[tuple[int, Json]]  # each with its place in the vCon


def is_vcon(value: Json) -> bool:
    """Whether a JSON object is a vCon in any of its forms: plain, signed or encrypted."""
    return (
        "vcon" in value
        or {"parties", "dialog"} <= value.keys()
        or {"payload", "signatures"} <= value.keys()
        or {"ciphertext", "recipients"} <= value.keys()
    )


def vcon_draft(file: str, vcon: Json, row: int | None) -> Draft | SetAside:
    """The contact in a vCon, or why it cannot be read."""
    form = "signed" if "signatures" in vcon else "encrypted" if "ciphertext" in vcon else None
    if form:
        return SetAside(file, f"a vCon in its {form} form", "the plain form", row=row)
    try:
        content, dialogs_of = _content(vcon)
    except _UnusableError as error:
        return SetAside(file, error.problem, error.expected, row=row, key=error.key)
    origin = file if row is None else f"{file} row {row}"
    return Draft(file, origin, content, partial(_place_of, row, dialogs_of))


class _UnusableError(Exception):
    """A key of the vCon that cannot be used."""

    def __init__(self, key: str, problem: str, expected: str) -> None:
        super().__init__(problem)
        self.key, self.problem, self.expected = key, problem, expected


def _content(vcon: Json) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """The contact document, and for each leg, recording and turn the dialog that it came from."""
    parties = [party for _, party in _objects(vcon, "parties")]
    dialogs = _objects(vcon, "dialog")
    recorded = _by_start([item for item in dialogs if item[1].get("type") == "recording"])
    written = _by_start([item for item in dialogs if item[1].get("type") == "text"])
    used = recorded or written
    if not used:
        raise _UnusableError("dialog", "no words in it", "a dialog of type recording or text")
    customer = next((party for party in parties if _role(party) == "customer"), {})
    content: dict[str, Any] = {
        "contact_id": vcon.get("uuid"),
        "customer_id": _first(customer, CUSTOMER_KEYS),
        "started_at": _start(*used[0]).isoformat(),
        "channel": "phone" if recorded else "chat",
        **{key: dialog[key] for key in KEPT_KEYS for _, dialog in used[:1] if key in dialog},
    }
    if recorded:
        transferred = {
            i for _, d in dialogs if d.get("type") == "transfer" for i in _flat(d.get("original"))
        }
        dialogs_of = _fill_recorded(content, recorded, parties, transferred)
    else:
        dialogs_of = _fill_written(content, written, parties)
    return content, dialogs_of


def _fill_recorded(
    content: dict[str, Any], recorded: Dialogs, parties: Sequence[Json], transferred: set[int]
) -> dict[str, list[int]]:
    """A leg for each recording; recordings that start together are one leg, a file a party."""
    began_at = _start(*recorded[0])
    together = [list(items) for _, items in groupby(recorded, key=lambda item: _start(*item))]
    has_legs = len(together) > 1 or any("duration" in dialog for _, dialog in recorded)
    legs, pieces = [], []
    for leg_no, items in enumerate(together, start=1):
        for i, dialog in items:
            piece: dict[str, Any] = {"path": _file_of(i, dialog)}
            if len(together) > 1:
                piece["leg"] = leg_no
            if len(items) > 1 and len(_flat(dialog.get("parties"))) == 1:
                piece["role"] = _speaker(parties, dialog)
            pieces.append(piece)
        if has_legs:
            start_s = (_start(*items[0]) - began_at).total_seconds()
            legs.append(_leg(leg_no, start_s, items, parties, transferred))
    content |= {"legs": legs, "recording": pieces}
    if len(recorded) == 1 and (roles := _channel_roles(recorded[0][1], parties)):
        content["channel_roles"] = roles
    return {"legs": [items[0][0] for items in together], "recording": [i for i, _ in recorded]}


def _leg(
    leg_no: int, start_s: float, items: Dialogs, parties: Sequence[Json], transferred: set[int]
) -> dict[str, Any]:
    if not any("duration" in dialog for _, dialog in items):
        raise _UnusableError(f"dialog[{items[0][0]}].duration", "missing", "seconds")
    inside = [no for _, dialog in items for no in _flat(dialog.get("parties"))]
    agent = next((p for p in _of(parties, inside) if ROLES.get(_role(p)) == "agent"), {})
    return {
        "leg_id": leg_no,
        "agent": _first(agent, AGENT_KEYS),
        "team": agent.get("dept"),
        "partner": agent.get("org") if _role(agent) == "thirdparty" else None,
        "queue": _first(items[0][1], ("skill",)),
        "start_s": start_s,
        "end_s": start_s + max(_duration_s(*item) for item in items),
        "ended_by": "transfer" if transferred & {i for i, _ in items} else None,
    }


def _fill_written(
    content: dict[str, Any], written: Dialogs, parties: Sequence[Json]
) -> dict[str, list[int]]:
    """A turn for each text; another agent's first text begins another leg."""
    began_at = _start(*written[0])
    turns: list[dict[str, Any]] = []
    legs: list[dict[str, Any]] = []
    for number, (i, dialog) in enumerate(written, start=1):
        speaker, author = _speaker(parties, dialog), _author(parties, dialog)
        if speaker is None:
            raise _UnusableError(
                f"dialog[{i}].parties",
                "the writer has no role",
                "a party whose role is agent or customer",
            )
        if dialog.get("encoding", "none") != "none" or not isinstance(dialog.get("body"), str):
            raise _UnusableError(f"dialog[{i}].body", "not plain text", "a text with encoding none")
        t0 = (_start(i, dialog) - began_at).total_seconds()
        agent = _first(author, AGENT_KEYS) if speaker == "agent" else None
        if not legs or (agent and legs[-1]["agent"] not in (None, agent)):
            if legs:
                legs[-1]["ended_by"] = "transfer"
            legs.append({"leg_id": len(legs) + 1, "agent": None, "start_s": t0, "end_s": t0})
        leg = legs[-1]
        leg["agent"] = leg["agent"] or agent
        t1 = t0 + _duration_s(i, dialog)
        leg["end_s"] = max(leg["end_s"], t1)
        turns.append(
            {"turn": number, "leg": leg["leg_id"], "speaker": speaker, "t0": t0, "t1": t1}
            | {"text": dialog["body"], "agent": agent}
        )
    for leg, later in pairwise(legs):
        leg["end_s"] = min(leg["end_s"], later["start_s"])
    content |= {"legs": legs, "turns": turns}
    firsts = [
        next(n for n, turn in enumerate(turns) if turn["leg"] == leg["leg_id"]) for leg in legs
    ]
    return {"legs": [written[n][0] for n in firsts], "turns": [i for i, _ in written]}


def _file_of(i: int, dialog: Json) -> str:
    if isinstance(dialog.get("url"), str):
        return str(dialog["url"])
    if "body" in dialog:
        raise _UnusableError(
            f"dialog[{i}].body",
            "the recording is inside the vCon",
            "a url; save the recording as a file beside it",
        )
    if isinstance(dialog.get("filename"), str):
        return str(dialog["filename"])
    raise _UnusableError(f"dialog[{i}].url", "missing", "the url of the recording")


def _channel_roles(dialog: Json, parties: Sequence[Json]) -> dict[str, str]:
    """Who is on which channel, where the vCon leaves no doubt.

    A flat list of parties means a mix or one party a channel; only a nested list, or one with a
    gap, tells channels apart.
    """
    channels = dialog.get("parties")
    if not isinstance(channels, list) or not any(isinstance(c, list | None) for c in channels):
        return {}
    roles: dict[str, str] = {}
    for channel, numbers in enumerate(channels):
        spoken = {_spoken(party) for party in _of(parties, _flat(numbers))}
        if len(spoken) == 1 and (role := spoken.pop()):
            roles[str(channel)] = role
    return roles


def _objects(vcon: Json, key: str) -> list[tuple[int, Json]]:
    items = vcon.get(key, [])
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise _UnusableError(key, "not a list of objects", "a list of objects")
    return list(enumerate(items))


def _by_start(dialogs: Dialogs) -> list[tuple[int, Json]]:
    return sorted(dialogs, key=lambda item: (_start(*item), item[0]))


def _start(i: int, dialog: Json) -> datetime:
    written = dialog.get("start")
    try:
        at = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise _UnusableError(f"dialog[{i}].start", "not a time with offset", INSTANT)
    return at


def _duration_s(i: int, dialog: Json) -> float:
    duration_s = dialog.get("duration", 0)
    try:
        if isinstance(duration_s, int | float) and not isinstance(duration_s, bool):
            return float(duration_s)
    except OverflowError:
        pass  # a whole number beyond every float
    raise _UnusableError(f"dialog[{i}].duration", "not a number", "seconds")


def _role(party: Json) -> str:
    role = party.get("role")
    return role.casefold() if isinstance(role, str) else ""


def _spoken(party: Json) -> str | None:
    role = _role(party)
    return "customer" if role == "customer" else ROLES.get(role)


def _author(parties: Sequence[Json], dialog: Json) -> Json:
    """Who wrote a text or is heard in a file: the originator, else the first of the parties."""
    numbers = _flat(dialog.get("originator")) or _flat(dialog.get("parties"))
    return next(iter(_of(parties, numbers)), {})


def _speaker(parties: Sequence[Json], dialog: Json) -> str | None:
    return _spoken(_author(parties, dialog))


def _of(parties: Sequence[Json], numbers: Sequence[int]) -> list[Json]:
    return [parties[no] for no in numbers if 0 <= no < len(parties)]


def _flat(value: object) -> list[int]:
    """The whole numbers in a number, a list, or a list of lists."""
    if isinstance(value, list):
        return [no for item in value for no in _flat(item)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


def _first(value: Json, keys: Sequence[str]) -> str | None:
    return next((value[key] for key in keys if isinstance(value.get(key), str)), None)


def _place_of(
    row: int | None, dialogs_of: Mapping[str, list[int]], loc: Loc
) -> tuple[int | None, str]:
    """The place in the vCon of a place in the contact document."""
    match loc:
        case ("contact_id", *_):
            return row, "uuid"
        case (str(part), int(i), *_) if part in dialogs_of:
            return row, f"dialog[{dialogs_of[part][i]}]"
        case _:
            return row, dotted(loc)
