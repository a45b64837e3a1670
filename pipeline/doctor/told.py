"""What an examination tells."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Told:
    """One line: about what, how it is, what was seen, and how to mend it where it is not well."""

    about: str
    state: State
    says: str
    mend: str = ""


def ok(about: str, says: str) -> Told:
    """All is well."""
    return Told(about, "ok", says)


def warning(about: str, says: str, mend: str) -> Told:
    """It works, but somebody should look at it."""
    return Told(about, "warning", says, mend)


def wrong(about: str, says: str, mend: str) -> Told:
    """It will not work, or it is not safe."""
    return Told(about, "wrong", says, mend)
