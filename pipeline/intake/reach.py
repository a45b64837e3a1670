"""How far a source reaches: what its documents may name, and where links in it may lead."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from pipeline.intake import places

EXPECTED = (
    "a place in the folder of its source, or in one that the setting intake.recordings_in lists"
)
_ALIKE = {"s3a": "s3", "gcs": "gs", "abfss": "abfs"}
_UNWRITTEN = re.compile(r"[\x00-\x20\\\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Reach:
    """Folders, with every link resolved, and URLs taken apart; what lies in one of them is within."""

    folders: tuple[Path, ...]
    urls: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, *roots: str) -> "Reach":
        """The reach of some folders and prefixes of URLs."""
        located = [places.located(root) for root in roots]
        urls = [steps for root in located if places.is_url(root) and (steps := _steps(root))]
        folders = [Path(root).expanduser().resolve() for root in located if not places.is_url(root)]
        return cls(tuple(folders), tuple(urls))

    def holds(self, place: str) -> bool:
        """Whether a path, links resolved, or a URL lies within. Nothing of a URL is looked at."""
        if places.is_url(place):
            steps = _steps(place)
            return any(steps[: len(url)] == url for url in self.urls) if steps else False
        try:
            resolved = Path(place).resolve()
        except (OSError, ValueError, RuntimeError):  # no name of a file, or links that go round
            return False
        return any(resolved.is_relative_to(folder) for folder in self.folders)


def _steps(url: str) -> tuple[str, ...]:
    """Scheme, host, folders and name; none for a URL that could mean another place than it shows."""
    scheme, rest = url.split("://", 1)
    if _UNWRITTEN.search(url) or ".." in re.split(r"[/?#&=]", unquote(unquote(rest))):
        return ()
    path = re.split(r"[?#]", rest, maxsplit=1)[0]
    host, *folders = path.split("/")
    steps = [host.rpartition("@")[2].lower(), *folders]
    return (_ALIKE.get(scheme, scheme), *(step for step in steps if step))
