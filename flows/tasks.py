"""The stages as Prefect tasks: each calls one function of `pipeline`, and nothing else."""

import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE

from pipeline.detect import find_all, prepared
from pipeline.domain import Contact, Journey, JudgedJourney, SetAside
from pipeline.intake import LocalCopies, UnreachableError, local_copies
from pipeline.journey import join
from pipeline.redact import redact
from pipeline.score import judge
from pipeline.settings import Settings
from pipeline.store import Night
from pipeline.trained import read_weights
from pipeline.transcribe import (
    OPTIONS,
    EngineError,
    Options,
    Recogniser,
    Unhearable,
    WeightsError,
    hear_all,
    load_recogniser,
)

T = TypeVar("T")
Outcome = Contact | SetAside | Exception
_quiet: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}


class Unseen(Generic[T]):
    """Hands something to a task without Prefect looking into it.

    Prefect walks through every argument in search of futures, which takes long for a thousand
    turns; and what customers said has no business in its database.
    """

    __slots__ = ("it",)

    def __init__(self, it: T) -> None:
        self.it = it


class Ears:
    """The recogniser with the settings of a night, loaded once, when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._recogniser: Recogniser | None = None

    def recogniser(self) -> Recogniser:
        """The recogniser that was chosen."""
        if self._recogniser is None:
            chosen = self._settings.transcribe
            self._recogniser = load_recogniser(
                chosen.engine,
                chosen.model,
                cache=self._settings.places.models,
                options=options_of(self._settings),
                workers=chosen.workers,
                cpu_threads=chosen.cpu_threads,
                patience=chosen.patience,
            )
        return self._recogniser

    def hear(self, contacts: Sequence[Contact]) -> Iterator[tuple[Contact, Outcome]]:
        """Each contact beside what became of it, in some order.

        Recordings behind URLs are on this machine only while they are listened to.
        """
        work = self._settings.places.work
        fetched: dict[str, tuple[LocalCopies, ExitStack]] = {}
        unreachable: list[tuple[Contact, Outcome]] = []

        def near() -> Iterator[Contact]:
            for contact in contacts:
                stack = ExitStack()
                try:
                    copies = stack.enter_context(local_copies(contact, work / "fetched"))
                except UnreachableError as error:
                    unreachable.append((contact, _unreachable(contact, error)))
                else:
                    fetched[contact.contact_id] = copies, stack
                    yield copies.contact

        try:
            for copy, outcome in hear_all(
                near(),
                self.recogniser(),
                cache=work / "transcripts",
                models=self._settings.places.models,
            ):
                copies, stack = fetched.pop(copy.contact_id)
                stack.close()
                yield copies.original, _of_original(copies, outcome)
        finally:  # whatever happens, no recording is left behind
            for _, stack in fetched.values():
                stack.close()
        yield from unreachable


def options_of(settings: Settings) -> Options:
    """What decides the words, as set."""
    chosen = settings.transcribe
    usual = OPTIONS[chosen.quality]
    return replace(usual, beam_size=chosen.beam_size or usual.beam_size, names=chosen.names)


def _of_original(copies: LocalCopies, outcome: Contact | Exception) -> Outcome:
    if isinstance(outcome, Contact):
        return copies.restored(outcome)
    if isinstance(outcome, Unhearable):
        refusal = copies.renamed(outcome.set_aside)
        return replace(refusal, content_hash=copies.original.content_hash)
    return outcome


def _unreachable(contact: Contact, error: UnreachableError) -> SetAside:
    """Without the contact's hash, so that the next night tries again."""
    return SetAside(
        file=contact.origin,
        contact_id=contact.contact_id,
        problem=str(error),
        expected="a place that can be reached; the next night tries again",
    )


class StageError(Exception):
    """What went wrong in a stage and where, without the words of customers that the cause may quote."""


@contextmanager
def wordless() -> Iterator[None]:
    """Raise whatever goes wrong inside as a StageError: Prefect keeps the text of every error."""
    try:
        yield
    except Exception as error:
        raise _without_words(error) from None


def _without_words(error: Exception) -> StageError:
    if isinstance(error, StageError):
        return error
    if isinstance(error, WeightsError | EngineError):
        return StageError(str(error))  # these say what to do, and never quote anybody
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name} line {frames[-1].lineno}" if frames else ""
    return StageError(f"{type(error).__name__}{place}")


def _quotable(outcome: Outcome) -> Outcome:
    return _without_words(outcome) if isinstance(outcome, Exception) else outcome


@task(name="transcribe", **_quiet)
def transcribe(
    contacts: Unseen[Sequence[Contact]], ears: Ears, heard_one: Unseen[Callable[[], object]]
) -> list[tuple[Contact, Outcome]]:
    """Many contacts' recordings into turns; `heard_one` is called after each."""
    outcomes: list[tuple[Contact, Outcome]] = []
    with wordless():
        for contact, outcome in ears.hear(contacts.it):
            outcomes.append((contact, _quotable(outcome)))
            heard_one.it()
    return outcomes


@task(name="redact", **_quiet)
def redact_contacts(contacts: Unseen[list[Contact]]) -> list[Contact]:
    """Personal data masked in the turns of some contacts."""
    with wordless():
        return [redact(contact) for contact in contacts.it]


@task(name="judge", **_quiet)
def judge_contacts(
    contacts: Unseen[list[Contact]], settings: Settings, analysis: str
) -> list[JudgedJourney]:
    """All contacts of some customers into journeys, with findings and scores."""
    with wordless():
        journeys = join(
            contacts.it,
            window_days=settings.journey.window_days,
            reach_days=settings.journey.reach_days,
        )
        return [_judged(journey, settings, analysis) for journey in prepared(journeys)]


def _judged(journey: Journey, settings: Settings, analysis: str) -> JudgedJourney:
    findings = find_all(journey, settings.detect.thresholds)
    fitted = settings.score.effort_weights
    efforts, empathies = judge(
        journey,
        findings,
        enough_quality=settings.score.enough_quality,
        effort_weights=read_weights(fitted) if fitted else None,
    )
    return JudgedJourney(journey, findings, efforts, empathies, analysis)


@task(name="keep contacts", **_quiet)
def keep_contacts(night: Unseen[Night], contacts: Unseen[list[Contact]]) -> None:
    """Contacts into the night's store."""
    night.it.put_contacts(contacts.it)


@task(name="keep judged", **_quiet)
def keep_judged(
    night: Unseen[Night], judged: Unseen[list[JudgedJourney]], window: timedelta
) -> None:
    """Judged journeys into the night's store."""
    night.it.put_judged(judged.it, window)


@task(name="publish", **_quiet)
def publish(night: Unseen[Night], keep_days: int) -> None:
    """Checks, then the switch to the new store; files of earlier nights stay for so many days."""
    night.it.publish(keep_days)
