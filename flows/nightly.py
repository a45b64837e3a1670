"""One night: intake → transcribe → redact → journey → detect → score → store → checks → publish."""

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TypeVar

from prefect import flow

from flows import retention
from flows.again import until_published
from flows.pages import known_reports, without_contacts
from flows.progress import Stages, shown_progress
from flows.pseudonym import forgotten_among, key_file_of, pseudonym_from
from flows.report import NightReport
from flows.screens import screens_named
from flows.tasks import (
    Ears,
    Unseen,
    judge_contacts,
    keep_contacts,
    keep_judged,
    publish,
    redact_contacts,
    transcribe,
)
from flows.versions import analysis_version, hearing_version, redaction_version, versions_of
from pipeline.addresses import StoreAddress, store_address
from pipeline.detect import require_detectors
from pipeline.domain import Contact, Run, SetAside
from pipeline.intake import read_sources
from pipeline.settings import Settings, load_settings
from pipeline.store import Artefacts, Night
from pipeline.transcribe import agent_of_two, believed

CONTACTS_AT_ONCE = 200  # contacts in memory while they are transcribed, stored or judged
T = TypeVar("T")


@dataclass
class Tally:
    """What a night has done so far."""

    n_contacts_in: int = 0
    n_new: int = 0
    n_changed: int = 0
    n_transcribed: int = 0
    n_journeys_judged: int = 0
    n_findings: int = 0
    audio_s: float = 0.0
    n_forgotten: int = 0
    n_too_old: int = 0
    heard_by: str | None = None
    set_aside: list[SetAside] = field(default_factory=list)


@dataclass(frozen=True)
class Tonight:
    """What all stages of one night share."""

    settings: Settings
    night: Night
    tally: Tally
    stages: Stages
    is_forgotten: Callable[[Contact | SetAside], bool]
    without_words: Collection[str]  # contacts whose transcript was erased; it does not come back
    too_old_before: datetime | None


@flow(name="nightly", persist_result=False, validate_parameters=False)
def nightly(
    sources: Sequence[str],
    store: str,
    *,
    engine: str | None = None,
    model: str | None = None,
    workers: int | None = None,
    quality: str | None = None,
    retry: bool = False,
    screens: str | None = None,
) -> NightReport:
    """Take in what is in the sources, judge what is new or out of date, and publish the store.

    The engine, model, workers and quality are said for this night alone. A second run over the
    sources transcribes nothing and changes nothing. `retry` also tries recordings again
    that an earlier run set aside. `screens` names what hands over what the screens keep, where what
    was kept long enough goes as well (`flows.screens`).
    """
    said = {"engine": engine, "model": model, "workers": workers, "quality": quality}
    settings = load_settings().hearing_as({k: v for k, v in said.items() if v is not None})
    require_detectors(settings.detect.thresholds)
    address = store_address(store)
    return until_published(lambda: _night(settings, sources, address, screens, retry=retry))


def _night(
    settings: Settings,
    sources: Sequence[str],
    store: StoreAddress,
    screens: str | None,
    *,
    retry: bool,
) -> NightReport:
    started_at = datetime.now(UTC)
    run_id = f"{started_at:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
    tally = Tally()
    artefacts = Artefacts.of(store, settings.places.artefacts)
    with shown_progress() as stages, Night.begin(store, run_id, artefacts) as night:
        pseudonym = pseudonym_from(key_file_of(settings, store), is_first_night=not night.known())
        is_forgotten = forgotten_among(night.forgotten(), pseudonym)
        tonight = Tonight(
            settings,
            night,
            tally,
            stages,
            is_forgotten,
            night.without_words(),
            retention.Limits.of(settings, started_at).contacts,
        )
        _take_in(tonight, sources, pseudonym, retry=retry)
        _judge(tonight)
        gone, going = retention.apply(settings, night, started_at, screens_named(screens, store))
        run = Run(
            run_id=run_id,
            started_at=started_at,
            ended_at=datetime.now(UTC),
            n_contacts_in=tally.n_contacts_in,
            n_new=tally.n_new,
            n_changed=tally.n_changed,
            n_unchanged=tally.n_contacts_in - tally.n_new - tally.n_changed,
            n_transcribed=tally.n_transcribed,
            n_journeys_judged=tally.n_journeys_judged,
            n_findings=tally.n_findings,
            n_set_aside=len(tally.set_aside),
            audio_s=tally.audio_s,
            sources=tuple(str(source) for source in sources),
            versions=versions_of(settings, tally.heard_by),
            n_forgotten=tally.n_forgotten,
            n_too_old=tally.n_too_old,
            n_transcripts_erased=gone.n_transcripts,
            n_contacts_erased=gone.n_contacts,
        )
        is_new = night.is_changed or not night.set_aside().issuperset(tally.set_aside)
        if is_new:
            night.put_set_aside(run_id, tally.set_aside)
            night.put_run(run)
            with without_contacts(
                settings, store, known_reports(settings), (*going.words, *going.contacts)
            ):
                publish(Unseen(night), settings.retention.nights_days)
    return NightReport(run, store, tuple(tally.set_aside), is_new, gone)


def _take_in(
    tonight: Tonight, sources: Sequence[str], pseudonym: Callable[[str], str], *, retry: bool
) -> None:
    """New and changed contacts into the night's store, with their turns, redacted."""
    known = tonight.night.known()
    given_up = {} if retry else {item.content_hash: item for item in tonight.night.set_aside()}
    ears = Ears(tonight.settings)
    items = read_sources(
        sources,
        pseudonym=pseudonym,
        tell_agent=agent_of_two,
        recordings_in=tonight.settings.intake.recordings_in,
    )
    for batch in _batches(items, CONTACTS_AT_ONCE):
        contacts = [c for item in batch if (c := _news(tonight, item, known, given_up))]
        heard = _hear(tonight, contacts, ears)
        redacted = redact_contacts(Unseen(heard))
        keep_contacts(Unseen(tonight.night), Unseen(redacted))
        tonight.stages.stage("redact").done(len(redacted))


def _news(
    tonight: Tonight,
    item: Contact | SetAside,
    known: Mapping[str, str],
    given_up: Mapping[str | None, SetAside],
) -> Contact | None:
    """The contact of an item when it is new or has changed, None when there is nothing to do."""
    tally = tonight.tally
    tonight.stages.stage("intake").done()
    if tonight.is_forgotten(item):
        tally.n_forgotten += 1
        tally.set_aside.append(_forgotten(item))
        return None
    if isinstance(item, SetAside):
        tally.set_aside.append(item)
        return None
    before = known.get(item.contact_id)
    if before is None and tonight.too_old_before and item.started_at < tonight.too_old_before:
        tally.n_too_old += 1
        return None
    if item.contact_id in tonight.without_words:
        tally.n_contacts_in += 1
        return None
    contact = _with_versions(item, tonight.settings, tally)
    if before != contact.content_hash and contact.content_hash in given_up:
        tally.set_aside.append(given_up[contact.content_hash])
        return None
    tally.n_contacts_in += 1
    tally.n_new += before is None
    tally.n_changed += before not in (None, contact.content_hash)
    return None if before == contact.content_hash else contact


def _forgotten(item: Contact | SetAside) -> SetAside:
    """What is told of a contact that may not come back: the folder that it is still in, and no more."""
    file = item.file if isinstance(item, SetAside) else item.origin
    return SetAside(
        file=file.rpartition("/")[0] or ".",
        problem="forgotten: of a customer who was erased",
        expected="nothing; remove it from this source, where it still is",
    )


def _with_versions(contact: Contact, settings: Settings, tally: Tally) -> Contact:
    """The contact with a hash that also stands for how it is heard and redacted."""
    told = f"{contact.content_hash} {redaction_version()}"
    if not contact.turns:
        tally.heard_by = tally.heard_by or hearing_version(settings)
        told += f" {tally.heard_by}"
    return replace(contact, content_hash=hashlib.sha256(told.encode()).hexdigest())


def _hear(tonight: Tonight, contacts: Sequence[Contact], ears: Ears) -> list[Contact]:
    """The contacts with turns; those whose recordings cannot be used are set aside."""
    heard = [believed(contact) for contact in contacts if contact.turns]
    waiting = [contact for contact in contacts if not contact.turns]
    tally = tonight.tally
    for tries_left in reversed(range(tonight.settings.transcribe.retries + 1)):
        if not waiting:
            break
        stage = tonight.stages.stage("transcribe")
        stage.expect(len(waiting))
        outcomes = transcribe(Unseen(waiting), ears, Unseen(stage.done))
        waiting = []
        for contact, outcome in outcomes:
            if isinstance(outcome, Contact):
                heard.append(outcome)
                tally.n_transcribed += 1
                tally.audio_s += outcome.duration_s
            elif isinstance(outcome, SetAside):
                tally.set_aside.append(replace(outcome, customer_key=contact.customer_key))
            elif tries_left:
                waiting.append(contact)
            else:  # one bad recording never stops a night
                tally.set_aside.append(_failed(contact, outcome))
    return heard


def _failed(contact: Contact, error: Exception) -> SetAside:
    """A contact that no try could transcribe."""
    return SetAside(
        file=contact.recordings[0].path if contact.recordings else contact.origin,
        contact_id=contact.contact_id,
        content_hash=contact.content_hash,
        customer_key=contact.customer_key,
        problem=f"transcribing failed ({error})",
        expected="a recording that the recogniser can work through; try again with `retold retry`",
    )


def _judge(tonight: Tonight) -> None:
    """Journeys that have a new contact, or were judged by an older version, judged anew."""
    settings, night, tally = tonight.settings, tonight.night, tonight.tally
    analysis = analysis_version(settings)
    window = timedelta(days=settings.journey.window_days)
    stage = tonight.stages.stage("judge")
    for contacts in _with_their_customers(night, night.outdated(analysis)):
        stage.expect(len(contacts))
        judged = judge_contacts(Unseen(contacts), settings, analysis)
        keep_judged(Unseen(night), Unseen(judged), window)
        tally.n_journeys_judged += len(judged)
        tally.n_findings += sum(len(one.findings) for one in judged)
        stage.done(len(contacts))


def _with_their_customers(night: Night, contact_ids: Sequence[str]) -> Iterator[list[Contact]]:
    """Those contacts and all others of the same customers, each once, some customers at a time."""
    seen: set[str] = set()
    for some in _batches(contact_ids, CONTACTS_AT_ONCE):
        contacts = list(night.contacts(each for each in some if each not in seen))
        keys = {contact.customer_key for contact in contacts if contact.customer_key}
        together = [contact for contact in contacts if not contact.customer_key]
        together.extend(night.contacts_of(sorted(keys)))
        seen.update(contact.contact_id for contact in together)
        if together:
            yield together


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(items)
    while some := list(islice(source, size)):
        yield some
