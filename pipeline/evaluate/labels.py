"""Labelled journeys, as people write them: one JSON file each, documented in docs/evaluation.md."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, TypeAdapter, ValidationError

from pipeline.evaluate.opinion import JOURNEY_KINDS, Claim, Effort, Opinion

T = TypeVar("T")
Turns = Annotated[tuple[int, ...], BeforeValidator(lambda it: it if isinstance(it, list) else [it])]
Place = tuple[str, Turns]
PLACES = {  # kinds that are labelled with nothing but a contact and a turn
    "failed_self_service": "failed_self_service",
    "wait_complaint": "wait_complaint",
    "customer_proposal": "customer_proposes_solution",
    "misconduct": "agent_misconduct",
    "valley": "valley",
    "peak": "peak",
}
LABELLED_AS = {
    **PLACES,
    "repeat_story": "repeat_story",
    "repeat_identification": "repeat_identification",
    "promise": "promises",
    "contradiction": "contradiction",
    "threat": "threat",
    **{kind: kind for kind in JOURNEY_KINDS},
}


class Personal(BaseModel):
    """Words of a turn that must not be stored, and of which kind they are."""

    contact: str
    turn: int
    text: str
    kind: str


class _Retelling(BaseModel):
    first: Place
    again: Place
    prompt: str | None = None
    scope: str | None = None


class _Ask(BaseModel):
    contact: str
    turn: Turns


class _Promise(BaseModel):
    contact: str
    turn: Turns
    kept: str = "unknown"


class _Threat(BaseModel):
    at: Place
    kind: str | None = None


class _Contradiction(BaseModel):
    a: Place
    b: Place


class _Transfer(BaseModel):
    contact: str
    from_leg: int
    to_leg: int
    kind: str


class _Turn(BaseModel):
    turn: int
    text: str


class _Contact(BaseModel):
    contact_id: str
    turns: list[_Turn] = []


class _Document(BaseModel):
    journey_id: str
    language: str = "nl"
    contacts: list[_Contact] = []
    labels: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LabelledJourney:
    """A journey, what a person says of it, and what of it is personal data.

    `texts` are the words as they came in, by contact and turn; `personal` is None where nobody marked
    all that is personal. `problems` are labels that cannot be read, each with its place.
    """

    journey_id: str
    language: str
    contact_ids: tuple[str, ...]
    label: Opinion
    texts: Mapping[tuple[str, int], str]
    personal: tuple[Personal, ...] | None
    problems: tuple[str, ...]


def read_labels(folder: Path) -> list[LabelledJourney]:
    """The labelled journeys of a folder, by name of their files.

    Raises FileNotFoundError when there are none, ValueError for a file that is no labelled journey.
    A single label that cannot be read is left out and named in the journey's `problems`.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise FileNotFoundError(f"{folder}: no labelled journeys there, expected *.json")
    return [_journey(path) for path in paths]


def _journey(path: Path) -> LabelledJourney:
    try:
        document = _Document.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (json.JSONDecodeError, ValidationError) as error:
        raise ValueError(f"{path}: not a labelled journey: {_brief(error)}") from None
    form = _Form(path.name, document.labels)
    personal = form.items("pii", Personal)
    return LabelledJourney(
        journey_id=document.journey_id,
        language=document.language,
        contact_ids=tuple(contact.contact_id for contact in document.contacts),
        label=_opinion(form, document),
        texts={
            (contact.contact_id, turn.turn): turn.text
            for contact in document.contacts
            for turn in contact.turns
        },
        personal=tuple(personal) if document.labels.get("pii_complete") else None,
        problems=tuple(form.problems),
    )


def _opinion(form: "_Form", document: _Document) -> Opinion:
    ids = [contact.contact_id for contact in document.contacts]
    empathies = {}
    for key, value in form.values("empathy", float).items():
        contact_id, _, leg_no = key.rpartition("/")
        if leg_no.isdigit():
            empathies[contact_id, int(leg_no)] = value
        else:
            form.problems.append(f"{form.name} empathy: {key}: expected CONTACT/LEG")
    return Opinion(
        kinds=frozenset(kind for kind, key in LABELLED_AS.items() if key in form.labels),
        claims=tuple(sorted(_claims(form), key=lambda it: (_place(ids, it.contact_id), it.turns))),
        transfers={
            (each.contact, each.from_leg, each.to_leg): each.kind
            for each in form.items("transfers", _Transfer)
        },
        outcomes=form.values("outcome", str),
        efforts={key: Effort(value) for key, value in form.values("effort", float).items()},
        empathies=empathies,
        main_cause=next(iter(form.items("main_cause", str)), None),
    )


def _place(contact_ids: list[str], contact_id: str) -> int:
    return contact_ids.index(contact_id) if contact_id in contact_ids else len(contact_ids)


def _claims(form: "_Form") -> Iterator[Claim]:
    for kind, key in PLACES.items():
        for contact_id, turns in form.places(key):
            yield Claim(kind, contact_id, turns)
    for told in form.items("repeat_story", _Retelling):
        detail = {"prompt": told.prompt, "scope": told.scope}
        (contact_id, turns), first = told.again, told.first
        yield Claim("repeat_story", contact_id, turns, *first, _given(detail))
    for ask in form.items("repeat_identification", _Ask):
        yield Claim("repeat_identification", ask.contact, ask.turn)
    for promise in form.items("promises", _Promise):
        yield Claim("promise", promise.contact, promise.turn, detail={"status": promise.kept})
    for threat in form.items("threat", _Threat):
        contact_id, turns = threat.at
        yield Claim("threat", contact_id, turns, detail=_given({"kind": threat.kind}))
    for two in form.items("contradiction", _Contradiction):
        yield Claim("contradiction", *two.b, *two.a)
    for kind in JOURNEY_KINDS:
        if form.labels.get(kind):
            yield Claim(kind, "")


def _given(detail: Mapping[str, str | None]) -> dict[str, object]:
    return {key: value for key, value in detail.items() if value is not None}


class _Form:
    """The labels of one file, read one by one, so that a slip of the pen costs one label."""

    def __init__(self, name: str, labels: dict[str, Any]) -> None:
        self.name = name
        self.labels = labels
        self.problems: list[str] = []

    def items(self, key: str, form: type[T]) -> list[T]:
        """The labels under a key: a list of them, or a single one, or nothing."""
        given = self.labels.get(key) or []
        if not isinstance(given, list) or (given and isinstance(given[0], str)):
            given = [given]  # one label, such as the valley's place, not a list of them
        return list(self._read(key, given, TypeAdapter(form)))

    def places(self, key: str) -> list[Place]:
        """The labels under a key that are nothing but a contact and a turn."""
        return self.items(key, Place)  # type: ignore[arg-type] # an alias, which mypy takes for no type

    def values(self, key: str, form: type[T]) -> dict[str, T]:
        """The labels under a key by what they are about; those that are null were not judged."""
        given = {at: it for at, it in (self.labels.get(key) or {}).items() if it is not None}
        read = {}
        for at, it in given.items():
            for value in self._read(f"{key} {at}", [it], TypeAdapter(form)):
                read[at] = value
        return read

    def _read(self, key: str, given: Iterable[Any], form: TypeAdapter[T]) -> Iterator[T]:
        for each in given:
            try:
                yield form.validate_python(each)
            except ValidationError as error:
                self.problems.append(f"{self.name} {key}: {_brief(error)}")


def _brief(error: Exception) -> str:
    """What is wrong and where, without the words of customers that stand there."""
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"{place}: {first['msg']}" if place else str(first["msg"])
    return str(error)
