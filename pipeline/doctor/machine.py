"""The machine: Python and packages, cores, memory, disk, clock."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.addresses import LakeAddress, StoreAddress
from pipeline.doctor.told import Told, ok, warning, wrong

PYTHON = (3, 11)
LOCK = Path(__file__).parents[2] / "requirements.lock"
ENOUGH_MEMORY_GB = 2.0
SHOWN = 5  # packages of a long list
GB = 1e9
COPIES_OF_STORE = 4  # the night's file, the one before, and one written anew


def python() -> Iterator[Told]:
    """The interpreter."""
    says = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info < PYTHON:
        yield wrong("python", says, f"install Python {PYTHON[0]}.{PYTHON[1]} and run `make setup`")
    else:
        yield ok("python", says)


def packages() -> Iterator[Told]:
    """Installed packages against the lock file."""
    if not LOCK.exists():
        yield warning("packages", f"{LOCK} is not there", "run from a checkout of retold")
        return
    lines = (line.split("#")[0].strip() for line in LOCK.read_text(encoding="utf-8").splitlines())
    expected = dict(line.split(";")[0].strip().split("==", 1) for line in lines if "==" in line)
    found = {name: _version(name) for name in expected}
    missing = [name for name, installed in found.items() if installed is None]
    others = [
        f"{name} {installed}, expected {expected[name]}"
        for name, installed in found.items()
        if installed not in (None, expected[name])
    ]
    if missing:
        yield wrong("packages", f"not installed: {_some(missing)}", "run `make setup`")
    if others:
        yield warning("packages", f"other versions: {_some(others)}", "run `make setup`")
    if not missing and not others:
        yield ok("packages", f"{len(expected)} as in {LOCK.name}")


def power(workers: int, cpu_threads: int) -> Iterator[Told]:
    """Cores and memory, against what is set."""
    n_cores = os.cpu_count() or 1
    if max(workers, 1) * cpu_threads > n_cores:
        yield warning(
            "cores",
            f"{n_cores}, but {max(workers, 1)} recognisers of {cpu_threads} threads are set",
            "lower transcribe.workers or transcribe.cpu_threads",
        )
    else:
        yield ok("cores", f"{n_cores}")
    free_gb = _available_memory() / GB
    if free_gb < ENOUGH_MEMORY_GB:
        yield warning(
            "memory",
            f"{free_gb:.1f} GB free",
            f"{ENOUGH_MEMORY_GB:.0f} GB is the least for the small models",
        )
    else:
        yield ok("memory", f"{free_gb:.1f} GB free")


def disk(about: str, folder: Path, needed: int = 0) -> Iterator[Told]:
    """Room where something is written; `needed` bytes are the least for the next night."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    free = shutil.disk_usage(there).free
    says = f"{free / GB:.1f} GB free at {folder}"
    if not os.access(there, os.W_OK):
        yield wrong(about, f"{there} cannot be written", "give the account that runs it the right")
    elif free < needed:
        yield wrong(about, f"{says}, {needed / GB:.1f} GB needed", "make room, or move it")
    elif free < 2 * needed or free < GB:
        yield warning(about, says, "make room before it is full")
    else:
        yield ok(about, says)


def room(store: StoreAddress) -> Iterator[Told]:
    """Room for the next night's store, where that is on this machine."""
    if isinstance(store, LakeAddress):
        folder = store.data or store.catalogue
        if "://" not in folder:
            yield from disk("disk for the store", Path(folder).parent)
    else:
        size = store.stat().st_size if store.exists() else 0
        yield from disk("disk for the store", store.parent, size * COPIES_OF_STORE)


def clock(timezone: str) -> Iterator[Told]:
    """The time zone in which the night begins."""
    try:
        ZoneInfo(timezone)
    except (OSError, ValueError, KeyError):
        yield wrong(
            "time zone", f"{timezone!r} is not one", "set schedule.timezone, e.g. Europe/Amsterdam"
        )
    else:
        yield ok("time zone", timezone)


def _version(name: str) -> str | None:
    try:
        return version(name).split("+")[0]  # torch tells there for which processors it was built
    except PackageNotFoundError:
        return None


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _available_memory() -> int:
    info = Path("/proc/meminfo")
    lines = info.read_text(encoding="ascii").splitlines() if info.exists() else []
    for line in lines:
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
