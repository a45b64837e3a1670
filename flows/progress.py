"""Progress of a night: bars on a terminal, one line a stage otherwise."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)


class Stage(Protocol):
    """One stage of a night that is under way."""

    def expect(self, n: int) -> None:
        """So many more things are to be done."""

    def done(self, n: int = 1) -> None:
        """So many more are done."""


class Stages(Protocol):
    """Opens stages."""

    def stage(self, name: str) -> Stage:
        """The stage of that name, begun when it is first asked for."""


class _Bar:
    def __init__(self, bars: Progress, name: str) -> None:
        self._bars, self._total = bars, 0
        self._task = bars.add_task(name, total=None)

    def expect(self, n: int) -> None:
        self._total += n
        self._bars.update(self._task, total=self._total)

    def done(self, n: int = 1) -> None:
        self._bars.advance(self._task, n)


class _Bars:
    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._stages: dict[str, _Bar] = {}

    def stage(self, name: str) -> _Bar:
        if name not in self._stages:
            self._stages[name] = _Bar(self._bars, name)
        return self._stages[name]


class _Line:
    def __init__(self) -> None:
        self.begun_at = time.monotonic()
        self.last_at = self.begun_at
        self.n_done = 0

    def expect(self, n: int) -> None:
        """A line is printed when the night is over, with what was done."""

    def done(self, n: int = 1) -> None:
        self.n_done += n
        self.last_at = time.monotonic()


class _Lines:
    def __init__(self) -> None:
        self.stages: dict[str, _Line] = {}

    def stage(self, name: str) -> _Line:
        return self.stages.setdefault(name, _Line())


@contextmanager
def shown_progress() -> Iterator[Stages]:
    """Show stages on stderr, as suits it; the data that a command prints on stdout stays clean."""
    console = Console(stderr=True)
    if sys.stderr.isatty():
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description:<12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console) as bars:
            yield _Bars(bars)
        return
    lines = _Lines()
    try:
        yield lines
    finally:
        for name, line in lines.stages.items():
            seconds = line.last_at - line.begun_at
            console.print(f"{name}: {line.n_done} in {seconds:.1f} s", highlight=False)
