"""Looks for words in all that was said: best contacts first, each with the turn that fits best."""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import duckdb

from pipeline.store.index import load_stemmer, stop_words
from pipeline.store.reader import Reader
from pipeline.store.statements import statements

_WORD = re.compile(r"[^\W_]+")
_PHRASE = re.compile(r'"([^"]*)"')
_MOST_WORDS = 60  # a bit each in the query


@dataclass(frozen=True, slots=True)
class Among:
    """Which contacts to look in; None: whichever. Days are in UTC, both included."""

    agent: str | None = None
    queue: str | None = None
    contact_reason: str | None = None
    kind: str | None = None  # of a finding
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A contact in which the words are said, with the turn that says most of them.

    `matches` are the characters `[start, end)` of `text` that were looked for; `start_s` is in
    seconds from the start of the contact.
    """

    contact_id: str
    started_at: datetime
    contact_reason: str | None
    effort: float | None
    outcome: str | None
    kinds: tuple[str, ...]
    turn_no: int
    leg_no: int
    queue: str | None
    agent_id: str | None
    speaker: str
    start_s: float
    text: str
    score: float
    matches: tuple[tuple[int, int], ...]


def search(reader: Reader, wanted: str, among: Among | None = None, n: int = 20) -> list[Hit]:
    """At most `n` contacts in which all words are said, in any form; `"in quotes"`: as it stands.

    Raises ValueError when nothing is left to look for, or too much.
    """
    among = among or Among()
    phrases = [" ".join(_folded(phrase)) for phrase in _PHRASE.findall(wanted)]
    if len(phrases) > 1:
        raise ValueError("only one phrase in quotes can be looked for at a time")
    words = [word for word in dict.fromkeys(_folded(wanted)) if word not in stop_words()]
    if not words:
        raise ValueError("nothing to look for: expected words that are not in every conversation")
    if len(words) > _MOST_WORDS:
        raise ValueError(f"at most {_MOST_WORDS} words can be looked for at a time")
    stems = _stems(words)
    rows = reader.rows(
        "search",
        terms=json.dumps(
            [
                {"word_no": number, "term": term}
                for number, word in enumerate(words)
                for term in stems[word]
            ]
        ),
        n_words=len(words),
        is_phrase=bool(phrases),
        phrase=phrases[0] if phrases else None,
        agent=among.agent,
        queue=among.queue,
        contact_reason=among.contact_reason,
        kind=among.kind,
        since=among.since,
        until=among.until,
        n=n,
    )
    looked_for = {term for terms in stems.values() for term in terms}
    spans = _spans([row["text"] for row in rows], looked_for)
    return [
        Hit(**row | {"kinds": tuple(row["kinds"])}, matches=matches)
        for row, matches in zip(rows, spans, strict=True)
    ]


def _spans(texts: Sequence[str], looked_for: set[str]) -> list[tuple[tuple[int, int], ...]]:
    """Where in each text a word stands of which a stem was looked for."""
    stems = _stems(sorted({word for text in texts for word in _folded(text)}))
    return [
        tuple(
            match.span()
            for match in _WORD.finditer(text)
            if any(looked_for.intersection(stems[word]) for word in _folded(match.group()))
        )
        for text in texts
    ]


def _folded(text: str) -> list[str]:
    """The words of a text without accents and capitals, as the index has them."""
    plain = unicodedata.normalize("NFD", text.lower())
    return re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))


def _stems(words: Sequence[str]) -> dict[str, list[str]]:
    if not words:
        return {}
    with _stemmer().cursor() as connection:
        found = connection.execute(statements("nightly")["stems"], {"words": json.dumps(words)})
        return dict(found.fetchall())


@cache
def _stemmer() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    load_stemmer(connection)
    return connection
