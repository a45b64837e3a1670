"""Options that several commands share."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipeline.addresses import StoreAddress, store_address

DEFAULT_STORE: StoreAddress = Path("data/store/retold.duckdb")  # stands for `places.store`


def _store(told: str | StoreAddress) -> StoreAddress:
    if told is not DEFAULT_STORE:
        try:
            return store_address(told)
        except ValueError as error:  # of which typer would keep the text to itself
            raise typer.BadParameter(str(error)) from None
    from pipeline.settings import SettingsError, load_settings  # noqa: PLC0415 - quick help

    try:
        return store_address(load_settings().places.store)
    except SettingsError:  # told by whatever reads them next
        return DEFAULT_STORE


if TYPE_CHECKING:
    StoreOption = StoreAddress
else:  # typer knows no unions
    StoreOption = Annotated[
        Any,
        typer.Option(
            "--store",
            parser=_store,
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
