"""`retold doctor`: what is installed, what is wrong, and how to mend it."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from pipeline.commands.options import DEFAULT_STORE, StoreOption


def doctor(
    store: StoreOption = DEFAULT_STORE,
    as_json: Annotated[bool, typer.Option("--json", help="as JSON, for other programs")] = False,
) -> None:
    """Say what is installed, which models are there, what is wrong and how to mend it."""
    from flows.pseudonym import key_file_of  # noqa: PLC0415 - quick help
    from pipeline.doctor import examine  # noqa: PLC0415
    from pipeline.settings import Settings, SettingsError, load_settings  # noqa: PLC0415

    try:
        settings = load_settings()
    except SettingsError:  # told by the examination; the rest is looked at as it comes
        settings = Settings.model_construct()
    try:
        key_file = key_file_of(settings, store)
    except ValueError:  # told by the examination
        key_file = None
    found = list(examine(settings, store, key_file))
    if as_json:
        typer.echo(json.dumps([asdict(told) for told in found], indent=2, ensure_ascii=False))
    else:
        for told in found:
            typer.echo(f"{told.state:<8} {told.about}: {told.says}")
            if told.mend:
                typer.echo(f"{'':<8} → {told.mend}")
    if any(told.state == "wrong" for told in found):
        raise typer.Exit(1)
