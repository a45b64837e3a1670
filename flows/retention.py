"""What was kept long enough goes: words, contacts, copies of recordings, what was heard."""

import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flows.again import until_published
from flows.pages import known_reports, without_contacts
from flows.screens import Screens
from pipeline.addresses import StoreAddress
from pipeline.reports.erasing import erase_recordings
from pipeline.settings import Settings
from pipeline.store import Artefacts, Night, Reader
from pipeline.transcribe import erase_older

FETCHED_DAYS = 1  # copies of recordings behind URLs, that a killed night left


@dataclass(frozen=True, slots=True)
class Limits:
    """The instants before which each kind of data goes; None: it is kept."""

    words: datetime | None
    contacts: datetime | None
    audio: datetime | None
    caches: datetime | None

    @classmethod
    def of(cls, settings: Settings, now: datetime) -> "Limits":
        """As set, on a day."""
        days, chosen = timedelta(days=1), settings.retention
        return cls(
            *(
                now - n * days if n else None
                for n in (
                    chosen.transcripts_days,
                    chosen.findings_days,
                    chosen.audio_days,
                    chosen.caches_days,
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Gone:
    """How much went, or would go."""

    n_transcripts: int = 0
    n_contacts: int = 0
    n_set_aside: int = 0
    n_recordings: int = 0
    n_heard: int = 0
    n_by_screens: int = 0

    def __str__(self) -> str:
        parts = (
            (self.n_transcripts, "transcripts"),
            (self.n_contacts, "contacts"),
            (self.n_set_aside, "rows set aside"),
            (self.n_recordings, "copies of recordings"),
            (self.n_heard, "kept windows of speech"),
            (self.n_by_screens, "rows and copies of the screens"),
        )
        return ", ".join(f"{n} {what}" for n, what in parts if n) or "nothing"


@dataclass(frozen=True, slots=True)
class Overdue:
    """Contacts of a store that were kept long enough, by what of them is to go."""

    words: tuple[str, ...]
    contacts: tuple[str, ...]
    audio: tuple[str, ...]


def overdue(limits: Limits, store: Night | Reader) -> Overdue:
    """What is to go from a store, and of whose recordings copies are to go."""

    def ids(query: str, before: datetime | None) -> tuple[str, ...]:
        return (
            tuple(row["contact_id"] for row in store.rows(query, before=before)) if before else ()
        )

    contacts = ids("overdue_contacts", limits.contacts)
    words = ids("contacts_with_words_before", limits.words)
    leaving = set(contacts)
    return Overdue(
        tuple(id_ for id_ in words if id_ not in leaving),
        contacts,
        ids("contacts_before", limits.audio),
    )


def apply(
    settings: Settings, night: Night, now: datetime, screens: Screens
) -> tuple[Gone, Overdue]:
    """Erase what was kept long enough: from the night's store, the caches, copies of recordings, the screens.

    Until the night is published, doing it again finds the same contacts.
    """
    limits = Limits.of(settings, now)
    going = overdue(limits, night)
    if going.contacts:
        night.erase_contacts(list(going.contacts))
    if going.words:
        night.erase_words(list(going.words))
    work = settings.places.work
    for left in (work / "fetched").glob("*"):
        if left.stat().st_mtime < (now - timedelta(days=FETCHED_DAYS)).timestamp():
            shutil.rmtree(left, ignore_errors=True)
    n_by_screens = screens.erase_words(going.words) if going.words else 0
    if going.contacts:
        n_by_screens += sum(screens.erase(going.contacts).values())
    gone = Gone(
        len(going.words),
        len(going.contacts),
        night.erase_set_aside(limits.contacts) if limits.contacts else 0,
        sum(erase_recordings(folder, going.audio) for folder in known_reports(settings))
        + screens.erase_sound(going.audio),
        erase_older(work / "transcripts", limits.caches) if limits.caches else 0,
        n_by_screens,
    )
    return gone, going


def rehearse(settings: Settings, store: StoreAddress, *, screens: Screens) -> Gone:
    """What would go tonight, as the store is now."""
    limits = Limits.of(settings, datetime.now(UTC))
    heard = settings.places.work / "transcripts"
    with Reader.open(store) as reader:
        going = overdue(limits, reader)
        n_set_aside = 0
        if limits.contacts:
            n_set_aside = reader.rows("set_aside_before", before=limits.contacts)[0]["n_rows"]
    return Gone(
        len(going.words),
        len(going.contacts),
        n_set_aside,
        sum(
            erase_recordings(folder, going.audio, is_rehearsal=True)
            for folder in known_reports(settings)
        )
        + screens.erase_sound(going.audio, is_rehearsal=True),
        erase_older(heard, limits.caches, is_rehearsal=True) if limits.caches else 0,
        sum(screens.left_of(going.contacts).values()),
    )


def apply_now(settings: Settings, store: StoreAddress, *, screens: Screens) -> Gone:
    """The step of the night alone: erase, check, publish."""
    return until_published(lambda: _apply_now(settings, store, screens))


def _apply_now(settings: Settings, store: StoreAddress, screens: Screens) -> Gone:
    now = datetime.now(UTC)
    run_id = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
    artefacts = Artefacts.of(store, settings.places.artefacts)
    with Night.begin(store, run_id, artefacts) as night:
        gone, going = apply(settings, night, now, screens)
        with without_contacts(
            settings, store, known_reports(settings), [*going.words, *going.contacts]
        ):
            if night.is_changed:
                night.publish(settings.retention.nights_days)
    return gone
