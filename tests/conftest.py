"""Prefect for all tests that run the flow: one server a session, everything of it in a folder that goes."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from rich.console import Console

# Read when `flows` is first imported, by whichever test does that.
_prefect_home = tempfile.TemporaryDirectory(prefix="retold-prefect-", ignore_cleanup_errors=True)
os.environ["PREFECT_HOME"] = _prefect_home.name

WIDE = 1000  # columns; tables then keep a cell on one line


@dataclass(frozen=True)
class Outcome:
    """What a command left behind: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


@pytest.fixture(scope="session")
def prefect_database() -> Iterator[Path]:
    """A Prefect server for as long as the tests run; gives the file of its database."""
    import_module("flows")  # tells Prefect how to behave, so it comes first
    from prefect.settings import PREFECT_SERVER_DATABASE_CONNECTION_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        url = PREFECT_SERVER_DATABASE_CONNECTION_URL.value()
        yield Path(str(url).partition(":///")[2])


@pytest.fixture
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Working files in a folder of the test, and no settings but the defaults."""
    settings = tmp_path / "retold.toml"
    settings.touch()
    for name in [name for name in os.environ if name.startswith("RETOLD_")]:
        if name not in ("RETOLD_SHARED", "RETOLD_PLACES__MODELS"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("RETOLD_SETTINGS", str(settings))
    monkeypatch.setenv("RETOLD_PLACES__WORK", str(tmp_path / "work"))
    monkeypatch.setenv("RETOLD_PLACES__REPORTS", json.dumps([str(tmp_path / "report")]))
    monkeypatch.setenv("RETOLD_PLACES__MIRRORS", str(tmp_path / "mirrors"))
    return tmp_path


@pytest.fixture
def retold(
    own_places: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """The command as a user calls it, in this process."""
    from pipeline import cli

    monkeypatch.setattr(sys.modules["__main__"], "__package__", "")  # usage then says `retold`
    monkeypatch.setattr(cli, "out", Console(width=WIDE, markup=False))
    monkeypatch.setattr(cli, "err", Console(width=WIDE, stderr=True, markup=False))

    def command(*words: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["retold", *map(str, words)])
        capfd.readouterr()
        code = 0
        try:
            cli.main()
        except SystemExit as ending:
            code = ending.code if isinstance(ending.code, int) else int(bool(ending.code))
        return Outcome(code, *capfd.readouterr())

    return command


FAST_FIRST = ("unit", "cases", "property", "golden", "store", "web", "flows", "browser", "e2e")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests come first, so that what is plainly wrong is told at once."""
    tests = Path(__file__).parent

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(tests).parts[0] if tests in item.path.parents else ""
        return FAST_FIRST.index(folder) if folder in FAST_FIRST else FAST_FIRST.index("flows")

    items.sort(key=rank)
