"""Phrase lists beside the modules: plain words in TOML, matched as whole words."""

import re
import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("nl", "en")


def plain(text: str) -> str:
    """Lower-case words without punctuation, one space between them."""
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower().replace("’", "'")))


@cache
def load_phrases(stem: str, language: str) -> dict[str, tuple[str, ...]]:
    """The lists of `STEM.LANGUAGE.toml`, each phrase in plain words."""
    file = Path(__file__).with_name(f"{stem}.{language}.toml")
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: tuple(plain(phrase) for phrase in phrases) for name, phrases in lists.items()}


def found_in(text: str, phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the phrases stand in the text as whole words."""
    padded = f" {plain(text)} "
    return tuple(phrase for phrase in phrases if f" {phrase} " in padded)
