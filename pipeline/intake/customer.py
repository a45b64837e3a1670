"""The customer's id as the source knows it: it leaves as a keyed pseudonym and nowhere else."""

import math
import re
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher

MASK = "[customer]"
ALIKE = 0.8  # of SequenceMatcher.ratio: one or two letters of a column name
DISTINCT_LENGTH = 4  # ids this long are masked inside words too; a shorter one only as a word


def is_alike(name: str, known: str) -> bool:
    """Whether a key looks like a slip of the pen for a known one."""
    return name != known and SequenceMatcher(None, name.casefold(), known).ratio() >= ALIKE


def without_customer(value: object, customer_id: object) -> object:
    """The value (text, number, list, object) with the customer's id masked wherever it stands."""
    wanted = (
        "" if customer_id is None or isinstance(customer_id, bool) else str(customer_id).strip()
    )
    if not wanted or not isinstance(customer_id, str | int | float):
        return value
    pattern = re.escape(wanted)
    if len(wanted) < DISTINCT_LENGTH:
        pattern = rf"(?<![^\W_]){pattern}(?![^\W_])"
    return _masked(value, re.compile(pattern, re.IGNORECASE))


def kept_extra(
    extra: Mapping[str, object], customer_id: str | None, pseudonym: Callable[[str], str]
) -> dict[str, object]:
    """What a source gave beyond the known keys, without the customer's id.

    A misspelt `customer_id` holds an id as well: its value is kept as a pseudonym. Numbers that
    JSON cannot hold become null.
    """
    kept: dict[str, object] = {}
    for key, value in extra.items():
        if is_alike(key, "customer_id") and isinstance(value, str | int | float):
            kept[key] = pseudonym(str(value).strip())
        else:
            kept[str(without_customer(key, customer_id))] = without_customer(
                _storable(value), customer_id
            )
    return kept


def _masked(value: object, pattern: re.Pattern[str]) -> object:
    match value:
        case bool() | None:
            return value
        case str():
            return pattern.sub(MASK, value)
        case int() | float():
            return MASK if pattern.fullmatch(str(value)) else value
        case list() | tuple():
            return [_masked(item, pattern) for item in value]
        case Mapping():
            return {pattern.sub(MASK, str(k)): _masked(item, pattern) for k, item in value.items()}
        case _:
            return value


def _storable(value: object) -> object:
    match value:
        case float():
            return value if math.isfinite(value) else None
        case list() | tuple():
            return [_storable(item) for item in value]
        case Mapping():
            return {str(key): _storable(item) for key, item in value.items()}
        case _:
            return value
