"""How much memory a process has held."""

import resource
import sys
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
