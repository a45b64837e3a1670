"""Nights of synthetic contacts, in this process or as `python -m tests.support.writers LAKE NAME NIGHTS`.

A writer puts a batch a night and does it again when it was overtaken. With no nights it waits in the
midst of one, to be killed.
"""

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from flows.again import until_published
from pipeline.addresses import StoreAddress, store_address
from pipeline.domain import Contact, JudgedJourney, Run
from pipeline.store import Night
from tests.generator import made

BATCH = 4  # contacts a night, or one or two more


def contacts_of(judged: Iterable[JudgedJourney]) -> list[Contact]:
    return [contact for one in judged for contact in one.journey.contacts]


def put(store: StoreAddress, run_id: str, judged: Iterable[JudgedJourney]) -> None:
    """One whole night."""
    judged = list(judged)
    contacts = contacts_of(judged)
    at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    with Night.begin(store, run_id) as night:
        night.put_contacts(contacts)
        night.put_judged(judged)
        night.put_run(Run(run_id, at, at, len(contacts), len(contacts), *[0] * 6, 0.0))
        night.publish()


def spoiled(judged: Iterable[JudgedJourney]) -> list[JudgedJourney]:
    """The same with efforts that are not the sum of their parts."""
    return [
        replace(one, efforts=tuple(replace(e, contributions=()) for e in one.efforts))
        for one in judged
    ]


def main(told: str, name: str, n_nights: int) -> None:
    store = store_address(told)
    if not n_nights:
        with Night.begin(store, name) as night:
            night.put_contacts(contacts_of(made(BATCH, seed=9)))
            print("at work", flush=True)  # noqa: T201
            sys.stdin.read()
    tries = count()
    for number in range(n_nights):
        seed = sum(name.encode()) + 100 * number
        until_published(
            lambda seed=seed: put(store, f"{name}{next(tries)}", made(BATCH, seed=seed))
        )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
