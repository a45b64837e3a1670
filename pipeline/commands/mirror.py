"""`retold mirror`: an agent's own week, for a talk with the coach."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.commands.options import DEFAULT_STORE, LanguageOption, StoreOption

out = Console(markup=False)


def mirror(
    store: StoreOption = DEFAULT_STORE,
    out_folder: Annotated[Path, typer.Option("--out", help="folder of the pages")] = Path(
        "data/mirrors"
    ),
    agent: Annotated[str | None, typer.Option("--agent", help="none: all that have one")] = None,
    week: Annotated[
        datetime | None,
        typer.Option("--week", formats=["%Y-%m-%d"], help="any day of it; none: the newest"),
    ] = None,
    language: LanguageOption = "nl",
) -> None:
    """Write agents' own weeks, a page each, to be looked at with their coach."""
    from pipeline.reports import write_mirrors  # noqa: PLC0415 - quick help
    from pipeline.settings import load_settings  # noqa: PLC0415
    from pipeline.store import Reader  # noqa: PLC0415

    with Reader.open(store) as reader:
        pages = write_mirrors(
            reader,
            out_folder,
            agent_id=agent,
            week=week.date() if week else None,
            language=language,
            timezone=load_settings().schedule.timezone,
        )
    for page in pages:
        out.print(f"Mirror: {page}", soft_wrap=True, highlight=False)
