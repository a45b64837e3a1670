"""The stages as Prefect tasks: each calls one function of `pipeline`, and nothing else."""

import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE

from pipeline.detect import find_all
from pipeline.domain import Contact, Journey, JudgedJourney, SetAside
from pipeline.journey import join
from pipeline.redact import redact
from pipeline.score import judge
from pipeline.settings import Settings
from pipeline.store import Night
from pipeline.transcribe import Options, Recogniser, Unhearable, hear, load_recogniser

T = TypeVar("T")
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
    """Recognisers with the settings of a night, one a thread, loaded when first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._threads = threading.local()

    def recogniser(self) -> Recogniser:
        """The recogniser of the calling thread."""
        if not hasattr(self._threads, "recogniser"):
            chosen = self._settings.transcribe
            self._threads.recogniser = load_recogniser(
                chosen.engine,
                chosen.model,
                cache=self._settings.places.models,
                options=Options(beam_size=chosen.beam_size),
                cpu_threads=chosen.cpu_threads,
            )
        recogniser: Recogniser = self._threads.recogniser
        return recogniser

    def hear(self, contact: Contact) -> Contact:
        """A contact with its turns."""
        return hear(
            contact,
            self.recogniser(),
            cache=self._settings.places.work / "transcripts",
            models=self._settings.places.models,
        )


class StageError(Exception):
    """What went wrong in a stage and where, without the words of customers that the cause may quote."""


@contextmanager
def wordless() -> Iterator[None]:
    """Raise whatever goes wrong inside as a StageError: Prefect keeps the text of every error."""
    try:
        yield
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        name = Path(place.filename).name
        raise StageError(f"{type(error).__name__} in {name} line {place.lineno}") from None


@task(name="transcribe", **_quiet)
def transcribe(contact: Unseen[Contact], ears: Ears) -> Contact | SetAside:
    """One contact's recordings into turns; a recording that cannot be used is no reason to try again."""
    with wordless():
        try:
            return ears.hear(contact.it)
        except Unhearable as refusal:
            return refusal.set_aside


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
        return [
            _judged(journey, settings, analysis)
            for journey in join(
                contacts.it,
                window_days=settings.journey.window_days,
                reach_days=settings.journey.reach_days,
            )
        ]


def _judged(journey: Journey, settings: Settings, analysis: str) -> JudgedJourney:
    findings = find_all(journey)
    efforts, empathies = judge(journey, findings, enough_quality=settings.score.enough_quality)
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
def publish(night: Unseen[Night]) -> None:
    """Checks, then the switch to the new store."""
    night.it.publish()


def key_file_of(settings: Settings, store: Path) -> Path:
    """Where the secret of the pseudonyms lies: as set, else beside the store."""
    return settings.privacy.key_file or store.with_name(f"{store.name}.key")
