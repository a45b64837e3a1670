"""Options that several commands share."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipeline.addresses import StoreAddress, store_address

DEFAULT_STORE = Path("data/store/retold.duckdb")
if TYPE_CHECKING:
    StoreOption = StoreAddress
else:  # typer knows no unions
    StoreOption = Annotated[
        Any,
        typer.Option(
            "--store",
            parser=store_address,
            metavar="STORE",
            help="the published store: a file, or `ducklake:` and a catalogue",
        ),
    ]
LanguageOption = Annotated[
    Literal["nl", "en"],
    typer.Option("--language", help="language of the words on screen: nl or en"),
]
CUSTOMER_HELP = "the customer's id as the source knows it; - reads it from standard input"


def customer_id_from(said: str) -> str:
    """The id that was said, or the line on standard input for `-`, which no list of processes shows.

    Raises ValueError when there is none.
    """
    customer_id = (sys.stdin.readline() if said == "-" else said).strip()
    if not customer_id:
        raise ValueError("no customer: expected the id as the source knows it")
    return customer_id
