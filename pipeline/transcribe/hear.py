"""Recordings of many contacts → their turns: the work of this stage, from beginning to end."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache as once
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pipeline.domain import Contact
from pipeline.transcribe.diarise import VoiceEncoder
from pipeline.transcribe.listen import Line, listen
from pipeline.transcribe.recognise import Ear
from pipeline.transcribe.recogniser import Recogniser
from pipeline.transcribe.settle import UNHEARD, Call, HeardLine, settle
from pipeline.transcribe.tracks import stretches
from pipeline.transcribe.verify import whole
from pipeline.transcribe.weights import DEFAULT_CACHE

SPEECH_AT_ONCE_S = 900.0  # that is batched over calls: some 60 MB
SPEECH_AT_FIRST_S = 150.0  # so that hearing begins soon; each batch is twice the last one
N_AT_ONCE = 2  # contacts that are listened to: a stretch of a call in stereo takes some 80 MB
Outcome = tuple[Contact, "Contact | Exception"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Listened:
    """A stretch of a call that was listened to; the last one of a call may have no lines."""

    call: Call
    lines: tuple[Line, ...]
    is_last: bool = False

    @property
    def speech_s(self) -> float:
        return sum(high - low for line in self.lines for low, high in line.speech)


def hear_all(
    contacts: Iterable[Contact],
    recogniser: Recogniser,
    *,
    cache: Path,
    models: Path = DEFAULT_CACHE,
) -> Iterator[Outcome]:
    """Each contact beside what became of it: with turns, legs, marks, language and quality, or why
    it could not be heard (Unhearable when its recording cannot be used).

    Contacts come out in order, some time after they went in: the speech of several calls is worked
    through together, and the next is listened to meanwhile. `cache` keeps what was heard, so that
    no sound is transcribed twice; `models` is the cache of weights, asked for the speaker embeddings
    when voices are to be told apart.
    """
    ear = Ear(recogniser, cache)
    parts = _listen_all(contacts, models, recogniser.options.window_s)
    for batch in _ahead(_batches(parts)):
        _write_down(ear, batch)
        for part in batch:
            if part.is_last:
                yield part.call.contact, _settled(part.call)


def hear(
    contact: Contact, recogniser: Recogniser, *, cache: Path, models: Path = DEFAULT_CACHE
) -> Contact:
    """One contact with its turns; one that came with turns is returned as it is.

    Raises Unhearable when a recording cannot be used, WeightsError when the speaker embeddings are
    needed and not there.
    """
    if contact.turns:
        return contact
    ((_, outcome),) = hear_all([contact], recogniser, cache=cache, models=models)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _listen_all(contacts: Iterable[Contact], models: Path, window_s: float) -> Iterator[_Listened]:
    """All stretches of all contacts, in order; those of several contacts are listened to at a time."""

    @once
    def encoder() -> VoiceEncoder:
        return VoiceEncoder(whole("resemblyzer", models, "embedding"))

    return _side_by_side(_listened(contact, encoder, window_s) for contact in contacts)


def _listened(
    contact: Contact, encoder: Callable[[], VoiceEncoder], window_s: float
) -> Iterator[_Listened]:
    """All stretches of a contact; what goes wrong is kept for its end."""
    call = Call(contact, contact.language)
    try:
        for stretch in stretches(contact):
            lines, sounds = listen(
                stretch,
                contact.legs,
                window_s=window_s,
                encoder=encoder,
                contact_id=contact.contact_id,
            )
            call.sounds += sounds
            call.conditions += stretch.conditions
            call.end_s = max(call.end_s, stretch.end_s)
            yield _Listened(call, lines)
    except Exception as problem:  # one bad recording never stops a night
        call.problem = problem
    yield _Listened(call, (), is_last=True)


def _batches(parts: Iterable[_Listened]) -> Iterator[list[_Listened]]:
    batch: list[_Listened] = []
    speech_s, enough_s = 0.0, min(SPEECH_AT_FIRST_S, SPEECH_AT_ONCE_S)
    for part in parts:
        batch.append(part)
        speech_s += part.speech_s
        if speech_s >= enough_s:
            yield batch
            batch, speech_s, enough_s = [], 0.0, min(2 * enough_s, SPEECH_AT_ONCE_S)
    if batch:
        yield batch


def _ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, the next one being made while the last one is used."""
    return _side_by_side([items])


def _side_by_side(lots: Iterable[Iterator[T]]) -> Iterator[T]:
    """The items of each lot, one lot after another; meanwhile the next item of `N_AT_ONCE` lots is made.

    So no more than that many items wait, however long a lot is.
    """
    to_come, end = iter(lots), object()
    with ThreadPoolExecutor(N_AT_ONCE, thread_name_prefix="listen") as threads:

        def begun(lot: Iterator[T]) -> tuple[Iterator[T], Future[Any]]:
            return lot, threads.submit(next, lot, end)

        waiting = deque(begun(lot) for lot in islice(to_come, N_AT_ONCE))
        while waiting:
            lot, made = waiting.popleft()
            item = made.result()
            if item is end:
                waiting.extend(begun(lot) for lot in islice(to_come, 1))
            else:
                waiting.appendleft(begun(lot))
                yield item


def _write_down(ear: Ear, batch: Sequence[_Listened]) -> None:
    """The words of a batch of stretches; if that fails, of each alone, so that one fails alone."""
    hopeful = [part for part in batch if part.call.problem is None and part.lines]
    try:
        _write_down_together(ear, hopeful)
    except Exception:  # found out below whose it is
        for part in hopeful:
            try:
                _write_down_together(ear, [part])
            except Exception as problem:  # kept for the end of its call
                part.call.problem = problem


def _write_down_together(ear: Ear, parts: Sequence[_Listened]) -> None:
    for part in parts:
        if part.call.language is None and any(line.windows for line in part.lines):
            chances = ear.languages_of(part.lines)
            part.call.language = max(chances, key=lambda code: chances[code])
    lines = [(part.call, line) for part in parts for line in part.lines]
    written = ear.write_down(
        [line for _, line in lines], [call.language or UNHEARD for call, _ in lines]
    )
    for (call, line), transcript in zip(lines, written, strict=True):
        call.lines.append(HeardLine(line.without_sound(), transcript))


def _settled(call: Call) -> Contact | Exception:
    if call.problem is not None:
        return call.problem
    try:
        return settle(call)
    except Exception as problem:  # one bad recording never stops a night
        return problem
