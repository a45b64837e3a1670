"""The store: whether it can be read, how old it is, what its last night said."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pipeline.addresses import StoreAddress
from pipeline.doctor.told import Told, ok, warning, wrong
from pipeline.store import OutdatedStoreError, Reader, StoreError, place_of

LATE = timedelta(days=2)


def store(address: StoreAddress, now: datetime) -> Iterator[Told]:
    """The published store and its last run; `now` is in UTC."""
    try:
        if not place_of(address).is_there:
            yield warning("store", f"{address}: none yet", "`retold run SOURCE` makes it")
            return
        with Reader.open(address) as reader:
            schema = reader.rows("schema_version")[0]["number"]
            runs = reader.rows("last_run")
            how = "encrypted" if reader.is_encrypted else "not encrypted"
            n_contacts = reader.rows("overview")[0]["n_contacts"]
    except OutdatedStoreError as error:
        yield warning("store", str(error), "run a night")
        return
    except StoreError as error:
        yield wrong("store", str(error), "see docs/operation.md")
        return
    yield ok("store", f"{address}: schema {schema}, {n_contacts} contacts, {how}")
    for run in runs:
        yield from _last_run(run["ended_at"], run["n_set_aside"], now)


def _last_run(ended_at: datetime, n_set_aside: int, now: datetime) -> Iterator[Told]:
    says = f"ended {ended_at:%Y-%m-%d %H:%M} UTC, {n_set_aside} set aside"
    if ended_at > now:
        yield warning("last run", f"{says}, which is still to come", "set the machine's clock")
    elif now - ended_at > LATE:
        yield warning("last run", says, "nothing new was published since; see that nights run")
    else:
        yield ok("last run", says)
