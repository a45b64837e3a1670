"""A night that was overtaken by another is done again, on top of that one."""

from collections.abc import Callable
from typing import TypeVar

from pipeline.store import OvertakenError

TIMES = 20  # each time somebody else was published, so with fewer writers than this all get through
T = TypeVar("T")


def until_published(once: Callable[[], T]) -> T:
    """What `once` gives, called again when another night was published before its own.

    What it heard is in the cache of transcripts, so again takes a fraction of the first time. Only a
    store in DuckLake has several nights at work. Raises OvertakenError when it never ends.
    """
    for _ in range(TIMES - 1):
        try:
            return once()
        except OvertakenError:
            continue
    return once()
