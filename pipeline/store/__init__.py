"""The only place that knows DuckDB: a night writes its own version and publishes it, readers look into it."""

from pipeline.store.artefacts import Artefacts
from pipeline.store.check import FailingCheck
from pipeline.store.dictionary import current_dictionary, dictionary
from pipeline.store.erasure import Held, own_texts, tables_with
from pipeline.store.errors import OutdatedStoreError, OvertakenError, StoreError
from pipeline.store.kinds import place_of
from pipeline.store.night import WINDOW, ChecksFailedError, Night
from pipeline.store.publication import files_of
from pipeline.store.reader import Reader, Table
from pipeline.store.rebuild import rebuild
from pipeline.store.search import search

__all__ = [
    "WINDOW",
    "Artefacts",
    "ChecksFailedError",
    "FailingCheck",
    "Held",
    "Night",
    "OutdatedStoreError",
    "OvertakenError",
    "Reader",
    "StoreError",
    "Table",
    "current_dictionary",
    "dictionary",
    "files_of",
    "own_texts",
    "place_of",
    "rebuild",
    "search",
    "tables_with",
]
