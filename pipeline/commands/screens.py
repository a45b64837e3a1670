"""Hands what the screens keep to the flows, which do not know the screens."""

from typing import TYPE_CHECKING

from pipeline.addresses import StoreAddress

if TYPE_CHECKING:
    from pipeline.review.kept import KeptByScreens

SCREENS = "pipeline.commands.screens:kept_by_screens"


def kept_by_screens(store: StoreAddress) -> "KeptByScreens":
    """The ledger and the silenced recordings of a store; raises LedgerError."""
    from pipeline.review.kept import KeptByScreens  # noqa: PLC0415 - quick help
    from pipeline.review.ledger import ledger_url  # noqa: PLC0415
    from pipeline.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    url = ledger_url(store, settings.review.database)
    return KeptByScreens(url, settings.places.work / "screens")
