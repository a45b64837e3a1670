"""`retold forget`: one customer erased everywhere, with a receipt."""

import os
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.options import CUSTOMER_HELP, DEFAULT_STORE, StoreOption, customer_id_from
from pipeline.commands.screens import kept_by_screens


def forget(
    customer: Annotated[str, typer.Option("--customer", help=CUSTOMER_HELP)],
    store: StoreOption = DEFAULT_STORE,
    reports: Annotated[
        list[Path] | None,
        typer.Option(
            "--report", help="folder of a report to erase it from as well; may be repeated"
        ),
    ] = None,
    recordings: Annotated[
        Path | None,
        typer.Option(
            "--recordings", help="file for the paths of the customer's recordings in the sources"
        ),
    ] = None,
) -> None:
    """Erase one customer everywhere, search all places for what is left, and print a receipt."""
    from flows.forget import forget as erase  # noqa: PLC0415 - quick help
    from pipeline.settings import load_settings  # noqa: PLC0415

    receipt = erase(
        load_settings(),
        store,
        customer_id_from(customer),
        reports or (),
        screens=kept_by_screens(store),
    )
    if recordings:
        _write_privately(recordings, "".join(f"{path}\n" for path in sorted(receipt.recordings)))
    typer.echo(f"Forgotten on {receipt.at:%Y-%m-%d %H:%M:%S} UTC: {receipt.n_contacts} contacts")
    for table, n_rows in sorted(receipt.rows.items()):
        typer.echo(f"  {store}, {table}: {n_rows} rows")
    typer.echo(f"  kept transcripts: {receipt.n_kept_transcripts} files")
    for folder, n_files in receipt.report_files.items():
        typer.echo(f"  pages in {folder}: {n_files} files")
    for place, n in receipt.by_screens.items():
        typer.echo(f"  screens, {place}: {n}")
    typer.echo("  older files of the store: all; the store was written anew")
    if receipt.recordings:
        typer.echo(
            f"Not erased, because sources are only read: {len(receipt.recordings)} recordings, and "
            "their rows and documents. Remove them there; until then they are set aside each night."
        )
    if receipt.left:
        for place in receipt.left:
            typer.echo(f"Still there: {place}", err=True)
        raise typer.Exit(1)
    typer.echo(
        f"Searched afterwards: every column of every table, and the bytes of {receipt.n_searched} "
        "files. Nothing is left."
    )


def _write_privately(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)  # one that was there keeps its rights otherwise
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
