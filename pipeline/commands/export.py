"""`retold export`: what is in the store, as files for other programs; of one customer on request."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.options import CUSTOMER_HELP, DEFAULT_STORE, StoreOption, customer_id_from
from pipeline.export.relations import Format, What


def export(
    folder: Annotated[Path, typer.Argument(metavar="OUT", help="folder that is made")],
    store: StoreOption = DEFAULT_STORE,
    what: Annotated[What, typer.Option("--what", help="which of it")] = "all",
    to: Annotated[Format, typer.Option("--to", help="in which form")] = "parquet",
    customer: Annotated[
        str | None, typer.Option("--customer", help=f"only what is held on one: {CUSTOMER_HELP}")
    ] = None,
) -> None:
    """Write what is in the store as files, or all that is held on one customer."""
    from flows.pseudonym import kept_pseudonym  # noqa: PLC0415 - quick help
    from pipeline.export import export as write  # noqa: PLC0415
    from pipeline.settings import load_settings  # noqa: PLC0415
    from pipeline.store import Reader  # noqa: PLC0415

    key = None
    if customer is not None:
        key = kept_pseudonym(load_settings(), store)(customer_id_from(customer))
    with Reader.open(store) as reader:
        exported = write(reader, folder, what=what, to=to, customer_key=key)
    for name, n_rows in exported.n_rows.items():
        typer.echo(f"{name}: {n_rows}")
    if exported.n_contacts == 0:
        typer.echo("Nothing is held on this customer under this id.")
    typer.echo(f"Exported: {exported.folder}")
