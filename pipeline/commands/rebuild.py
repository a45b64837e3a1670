"""`retold rebuild`: the store made again from its artefacts."""

from typing import Annotated

import typer

from pipeline.commands.options import DEFAULT_STORE, StoreOption


def rebuild(
    artefacts: Annotated[
        str, typer.Option("--from", help="folder or URL of the artefacts; see places.artefacts")
    ],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Make the store again from its artefacts: tables, checks, marts and search index."""
    from pipeline.store import rebuild as made_again  # noqa: PLC0415 - quick help

    n_contacts = made_again(store, artefacts)
    typer.echo(f"{store}: {n_contacts} contacts")
