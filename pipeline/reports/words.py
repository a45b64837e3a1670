"""Words on screen, one TOML file a language, and how that language writes numbers and times."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LANGUAGES = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; `zone` is the time zone in which instants are told."""

    language: str
    zone: ZoneInfo
    phrases: Mapping[str, str]
    months: Sequence[str]

    @classmethod
    def of(cls, language: str, timezone: str = "Europe/Amsterdam") -> Self:
        """The words of a language; raises ValueError when there are none, or no such time zone."""
        if language not in LANGUAGES:
            raise ValueError(f"language {language!r}: expected one of {', '.join(LANGUAGES)}")
        try:
            zone = ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(
                f"time zone {timezone!r}: expected a name such as Europe/Amsterdam"
            ) from error
        phrases = _phrases(language)
        return cls(language, zone, phrases, phrases["months"].split())

    def with_file(self, path: Path) -> Self:
        """These words and those of another file in the same form; its own win."""
        return replace(self, phrases={**self.phrases, **_read(path)})

    def __call__(self, key: str, **values: object) -> str:
        """The phrase of a key, with values put in; raises KeyError when there is no such phrase."""
        return self.phrases[key].format(**values)

    def term(self, group: str, key: str | None) -> str:
        """The word for one of an open list (a reason, a kind), the key itself where none is known."""
        if key is None:
            return self.phrases.get(f"{group}.none", "–")
        return self.phrases.get(f"{group}.{key}", key.replace("_", " "))

    def count(self, key: str, number: int) -> str:
        """A counted thing: "1 keer", "3 keer"."""
        return self(f"{key}.{'one' if number == 1 else 'many'}", n=number)

    def number(self, value: float, digits: int = 1) -> str:
        """A number as the language writes it."""
        text = f"{value:,.{digits}f}".replace("-", "−")
        if self.language == "nl":
            text = text.translate(str.maketrans(",.", ".,"))
        return text

    def points(self, value: float) -> str:
        """Points that a score gains or loses, with the sign; two digits where one would say nothing."""
        digits = 1 if abs(value) >= 0.095 else 2
        return ("+" if value > 0 else "") + self.number(value, digits)

    def share(self, value: float) -> str:
        """A share of one as a percentage."""
        return f"{round(value * 100)}%"

    def seconds(self, value: float) -> str:
        """A stretch of time, which no line break parts: "12 s", "3 min 1 s", "2 u 5 min"."""
        total = round(value)
        if total < 60:
            parts = [f"{total} s"]
        elif total < 3600:
            parts = [f"{total // 60} min", f"{total % 60} s" if total % 60 else ""]
        else:
            minutes = total % 3600 // 60
            parts = [f"{total // 3600} {self('unit.hour')}", f"{minutes} min" if minutes else ""]
        return " ".join(filter(None, parts)).replace(" ", "\N{NO-BREAK SPACE}")

    def clock(self, value: float) -> str:
        """A moment in a contact: "4:13"."""
        total = int(abs(value))
        sign = "−" if value < 0 else ""
        if total < 3600:
            return f"{sign}{total // 60}:{total % 60:02}"
        return f"{sign}{total // 3600}:{total % 3600 // 60:02}:{total % 60:02}"

    def day(self, at: datetime) -> str:
        """A day: "6 okt 2026"."""
        return self.calendar_day(at.astimezone(self.zone))

    def calendar_day(self, day: date) -> str:
        """A day of the calendar: "6 okt 2026"."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"

    def instant(self, at: datetime) -> str:
        """A day and time: "6 okt 2026, 13:42"."""
        return f"{self.day(at)}, {at.astimezone(self.zone):%H:%M}"

    def listed(self, items: Sequence[str]) -> str:
        """Things one after the other, "a, b en c"."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('and')} {items[-1]}"


@lru_cache(maxsize=len(LANGUAGES))
def _phrases(language: str) -> Mapping[str, str]:
    return _read(Path(__file__).parent / f"words.{language}.toml")


def _read(path: Path) -> dict[str, str]:
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value
