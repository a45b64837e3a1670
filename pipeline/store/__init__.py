"""The only place that knows DuckDB: a night writes its own file and publishes it, readers look into it."""

from pipeline.store.check import FailingCheck
from pipeline.store.dictionary import current_dictionary, dictionary
from pipeline.store.errors import StoreError
from pipeline.store.night import WINDOW, ChecksFailedError, Night
from pipeline.store.reader import Reader
from pipeline.store.search import Among, search

__all__ = [
    "WINDOW",
    "Among",
    "ChecksFailedError",
    "FailingCheck",
    "Night",
    "Reader",
    "StoreError",
    "current_dictionary",
    "dictionary",
    "search",
]
