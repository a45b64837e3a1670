"""A night in a process of its own, for tests that end it: begun quickly, heard by a stand-in."""

import json
import multiprocessing
import os
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.flows.parrot import Parrot

REPO = Path(__file__).parents[2]


class CountingParrot(Parrot):
    """Writes down, before it says anything, how much it was asked to hear."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log

    def transcribe(self, windows: Any, languages: Any) -> Any:
        with self._log.open("a") as log:
            log.writelines(f"{hash(window.tobytes())}\n" for window in windows)
        return super().transcribe(windows, languages)


def night(environment: Mapping[str, str], api_url: str, sources: list[str], store: str) -> None:
    """One night; leaves with code 1 when it failed, after it has written why beside the store."""
    os.environ.update(environment)
    from prefect.settings import PREFECT_API_URL, temporary_settings

    import flows.nightly
    import flows.tasks

    parrot = CountingParrot(Path(environment["HEARD_LOG"]))
    flows.tasks.load_recogniser = lambda *which, **how: parrot
    flows.nightly.hearing_version = lambda settings: "parrot/bird"

    class Clock(datetime):
        """The time, on another day."""

        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + timedelta(days=float(environment["CLOCK_DAYS"]))

    flows.nightly.datetime = Clock
    with temporary_settings({PREFECT_API_URL: api_url}):
        try:
            flows.nightly.nightly(sources, store)
        except Exception as error:
            Path(environment["HEARD_LOG"]).with_suffix(".error").write_text(
                json.dumps([type(error).__name__, str(error)])
            )
            sys.exit(1)
    os._exit(0)  # what Prefect still wants to tell its server is no part of the night


def begun(*what: Any) -> Any:
    """A process in which `night` has begun; modules are read once, by the first."""
    os.environ["PYTHONPATH"] = str(REPO)
    os.environ["PYTHONHASHSEED"] = "0"
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["flows.nightly", "tests.flows.killed_night", "faster_whisper"])
    process = context.Process(target=night, args=what)
    process.start()
    return process
