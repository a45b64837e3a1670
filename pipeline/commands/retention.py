"""`retold retention`: what was kept long enough goes, or is shown."""

from typing import Annotated

import typer

from pipeline.commands.options import DEFAULT_STORE, StoreOption
from pipeline.commands.screens import kept_by_screens


def retention(
    store: StoreOption = DEFAULT_STORE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="erase nothing, say what would go")
    ] = False,
) -> None:
    """Erase what was kept long enough, as every night does; how long is a setting."""
    from flows.retention import apply_now, rehearse  # noqa: PLC0415 - quick help
    from pipeline.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    gone = (rehearse if dry_run else apply_now)(settings, store, screens=kept_by_screens(store))
    for name, days in settings.retention:
        typer.echo(f"{name}: {days or 'kept'}")
    typer.echo(f"{'Would go' if dry_run else 'Gone'}: {gone}")
