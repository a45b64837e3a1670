"""Opens the ledger and brings it up to date."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from pipeline.addresses import StoreAddress, beside

MIGRATIONS = Path(__file__).parent / "migrations"
PATIENCE_S = 10  # how long a writer waits for another


class LedgerError(ValueError):
    """The ledger cannot be opened; the message says what to do."""


def ledger_url(store: StoreAddress, setting: str = "") -> str:
    """Where the ledger of a store is: the setting's URL, else an SQLite file beside the store.

    Raises ValueError when neither is possible.
    """
    return setting or f"sqlite:///{beside(store, '.review.sqlite', 'review.database').absolute()}"


def ledger_exists(url: str) -> bool:
    """Whether there may be a ledger behind a URL: opening one that is a file would make it."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return True  # opening it says what is wrong
    is_file = parsed.get_backend_name() == "sqlite" and bool(parsed.database)
    return not is_file or Path(str(parsed.database)).is_file()


def open_ledger(url: str) -> Engine:
    """The ledger behind a URL of SQLAlchemy's kind, with every migration applied.

    Raises LedgerError when it cannot be reached, when its driver is not installed, or when a newer
    program made it.
    """
    try:
        parsed = make_url(url)
        engine = create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise LedgerError(
            f"review.database: {error}; expected a URL such as sqlite:///FILE or "
            "postgresql+psycopg://USER@HOST/NAME, with its driver installed"
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        if parsed.database and parsed.database != ":memory:":
            _private(Path(parsed.database))
    try:
        _migrate(engine)
    except DBAPIError as error:
        place = parsed.render_as_string(hide_password=True)
        raise LedgerError(f"{place}: cannot be used as the ledger: {error.orig}") from None
    return engine


def _prepare(connection: Any, _: Any) -> None:
    for pragma in (
        "journal_mode = wal",
        "foreign_keys = on",
        "secure_delete = on",  # what goes is written over
        f"busy_timeout = {PATIENCE_S * 1000}",
    ):
        connection.execute(f"pragma {pragma}")


def _private(file: Path) -> None:
    """The file, for its owner alone: it holds who saw which call."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)


def _migrate(engine: Engine) -> None:
    scripts = sorted(MIGRATIONS.glob("*.sql"))
    with engine.begin() as connection:
        connection.execute(text("create table if not exists migration (name text primary key)"))
        applied = set(connection.execute(text("select name from migration")).scalars())
    if unknown := applied - {script.stem for script in scripts}:
        raise LedgerError(
            f"the ledger has had migration {min(unknown)}, which this program does not know: "
            "a newer version wrote it; use that one"
        )
    for script in scripts:
        if script.stem not in applied:
            with engine.begin() as connection:
                for statement in script.read_text(encoding="utf-8").split(";\n"):
                    if statement.strip():
                        connection.execute(text(statement))
                connection.execute(
                    text("insert into migration values (:name)"), {"name": script.stem}
                )
