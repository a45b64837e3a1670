"""Looks for words in all that was said: best contacts first, each with the turn that fits best."""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from itertools import islice
from typing import Any, Protocol

import duckdb

from pipeline.domain import Among, Found, Hit
from pipeline.store.index import load_stemmer, stop_words
from pipeline.store.statements import statements

_WORD = re.compile(r"[^\W_]+")
_PHRASE = re.compile(r'"([^"]*)"')
_MOST_WORDS = 60  # a bit each in the query
_CANDIDATES = 1_000  # turns with all words of a phrase that are looked at
_AT_FIRST = 50  # of them
_TURNS_AT_FIRST = 20_000  # turns with the rarest word, the newest, in which is looked at first
_FURTHER = 8  # times as many, when too little was found in them
_Row = dict[str, Any]


class Answers(Protocol):
    """Whatever answers named queries with rows; the reader of the published store does."""

    def rows(self, query_name: str, **params: Any) -> list[_Row]:
        """The rows of a query, column to value."""


def search(reader: Answers, wanted: str, among: Among | None = None, n: int = 20) -> Found:
    """At most `n` contacts in which all words are said, in any form; `"in quotes"`: as it stands.

    Words that are said very often are looked for in the newest contacts first, and in older ones only
    when too few are found there.

    Raises ValueError when nothing is left to look for, or too much.
    """
    phrases = [" ".join(_folded(phrase)) for phrase in _PHRASE.findall(wanted)]
    if len(phrases) > 1:
        raise ValueError("only one phrase in quotes can be looked for at a time")
    words = [word for word in dict.fromkeys(_folded(wanted)) if word not in stop_words()]
    if not words:
        raise ValueError("nothing to look for: expected words that are not in every conversation")
    if len(words) > _MOST_WORDS:
        raise ValueError(f"at most {_MOST_WORDS} words can be looked for at a time")
    stems = _stems(words)
    terms = [
        {"word_no": number, "term": term}
        for number, word in enumerate(words)
        for term in stems[word]
    ]
    asked = asdict(among or Among()) | {"terms": json.dumps(terms)}
    rights = {name: asked.pop(name) for name in ("teams", "partners")}
    as_told = {"n_words": len(words), "is_phrase": bool(phrases)}
    n_turns = _TURNS_AT_FIRST
    while True:
        (reach,) = reader.rows("search_reach", **asked, n=n_turns)
        n_newest = reach.pop("n_contacts")
        n_ranked = _CANDIDATES if phrases else n
        ranked = reader.rows("search_ranked", **asked, **rights, **as_told, **reach, n=n_ranked)
        if phrases:
            ranked = list(islice(_holding(reader, phrases[0], ranked), n))
        is_everything = reach["first_serial"] == 1
        if is_everything or len(ranked) >= n:
            break
        n_turns *= _FURTHER
    looked_for = {term for terms in stems.values() for term in terms}
    return Found(_hits(reader, ranked, looked_for), None if is_everything else n_newest)


def _holding(reader: Answers, phrase: str, ranked: Sequence[_Row]) -> Iterator[_Row]:
    """Those that hold the phrase, one a contact; more are read at a time the longer it takes."""
    seen: set[int] = set()
    start, size = 0, _AT_FIRST
    while some := ranked[start : start + size]:
        found = reader.rows("search_phrase", phrase=phrase, picked=_picked(some))
        places = {(row["serial"], row["turn_no"]) for row in found}
        for row in some:
            if (row["serial"], row["turn_no"]) in places and row["serial"] not in seen:
                seen.add(row["serial"])
                yield row
        start, size = start + size, size * 4


def _hits(reader: Answers, ranked: Sequence[_Row], looked_for: set[str]) -> tuple[Hit, ...]:
    rows = {row.pop("serial"): row for row in reader.rows("search_turns", picked=_picked(ranked))}
    read = [(row, rows[row["serial"]]) for row in ranked if row["serial"] in rows]
    spans = _spans([row["text"] for _, row in read], looked_for)
    return tuple(
        Hit(**row | {"kinds": tuple(row["kinds"])}, score=place["score"], matches=matches)
        for (place, row), matches in zip(read, spans, strict=True)
    )


def _picked(rows: Sequence[_Row]) -> str:
    return json.dumps([{"serial": row["serial"], "turn_no": row["turn_no"]} for row in rows])


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
