"""`retold search`: words in all that was said."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from pipeline.commands.options import DEFAULT_STORE, LanguageOption, StoreOption

out = Console(markup=False)


def search(  # noqa: PLR0917 - options, each by name
    wanted: Annotated[str, typer.Argument(help='words, or "a phrase" in double quotes')],
    store: StoreOption = DEFAULT_STORE,
    agent: Annotated[
        str | None, typer.Option("--agent", help="only contacts of this agent")
    ] = None,
    queue: Annotated[str | None, typer.Option("--queue", help="only through this queue")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="only about this")] = None,
    finding: Annotated[
        str | None, typer.Option("--finding", help="only with a finding of this kind, e.g. threat")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="from this day on (UTC)"),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="up to and including this day (UTC)"),
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=1000, help="contacts to show")] = 20,
    language: LanguageOption = "nl",
) -> None:
    """Look for words in all that was said, in any form of them; best contacts first."""
    from pipeline.domain import Among  # noqa: PLC0415
    from pipeline.reports import show_found  # noqa: PLC0415
    from pipeline.store import Reader  # noqa: PLC0415
    from pipeline.store import search as look  # noqa: PLC0415

    among = Among(agent, queue, reason, finding, since and since.date(), until and until.date())
    with Reader.open(store) as reader:
        show_found(look(reader, wanted, among, most), out, language)
