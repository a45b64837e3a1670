"""How much memory a process has held, and what the next one finds in its environment."""

import os
import resource
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_mb() -> float:
    """The most memory that this process has held, in MB.

    On Linux the kernel's own mark: `ru_maxrss` of a new process begins at the peak of its parent.
    """
    if STATUS.exists():
        held = next(row for row in STATUS.read_text().splitlines() if row.startswith("VmHWM"))
        return int(held.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


@contextmanager
def environment(added: Mapping[str, str]) -> Iterator[None]:
    """What a process that begins now finds in its environment."""
    before = dict(os.environ)
    os.environ.update(added)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
