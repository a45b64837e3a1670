"""What was heard kept on disk, so that nothing is transcribed twice.

It holds personal data as it was spoken: folders are for their owner only (0700), files too (0600).
Which contacts a transcript is of is written down before the transcript itself, so that those of one
customer can be erased (`erasing.py`).
"""

import hashlib
import json
import logging
import os
from collections.abc import Iterable
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

from pipeline.transcribe.phrases import LANGUAGES
from pipeline.transcribe.recogniser import Recogniser, Segment, Word
from pipeline.transcribe.speech import Window

OWNERS = "contacts"
FORMAT = 4  # raised when the same sound, engine and options would give another transcript
log = logging.getLogger(__name__)


def key_of(window: Window, recogniser: Recogniser, asked: str) -> str:
    """A name for what was heard in a window: its sound, by what, and what was asked (the language
    to write in, or which language it is).
    """
    listener = {
        "format": FORMAT,
        "engine": recogniser.name,
        "model": recogniser.model,
        "options": asdict(recogniser.options),
        "asked": asked,
    }
    digest = hashlib.sha256(window.samples.tobytes())
    digest.update(json.dumps(listener, sort_keys=True).encode())
    return digest.hexdigest()


def read_segment(cache: Path, key: str) -> Segment | None:
    """What was heard in a window; None when it is not kept or its file is damaged."""
    document = _read(cache, key)
    try:
        return None if document is None else _segment(document)
    except (ValueError, KeyError, TypeError):
        _warn_damaged(key)
        return None


def write_segment(cache: Path, key: str, segment: Segment) -> None:
    """Keep what was heard in a window: whole or not at all."""
    words = [astuple(word) for word in segment.words]
    _write(cache, key, asdict(segment) | {"words": words})


def read_languages(cache: Path, key: str) -> dict[str, float] | None:
    """Kept probabilities of languages; None when there are none or their file is damaged."""
    document = _read(cache, key)
    try:
        return None if document is None else {code: float(document[code]) for code in LANGUAGES}
    except (ValueError, KeyError, TypeError):
        _warn_damaged(key)
        return None


def write_languages(cache: Path, key: str, languages: dict[str, float]) -> None:
    """Keep probabilities of languages."""
    _write(cache, key, languages)


def own(cache: Path, contact_id: str, keys: Iterable[str]) -> None:
    """Write down that what is kept under these keys was heard in a contact."""
    file = owner_file(cache, contact_id)
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.parent.mkdir(exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.writelines(f"{key}\n" for key in keys)


def owner_file(cache: Path, contact_id: str) -> Path:
    """Where it is written down what is kept of a contact; the name does not tell its id."""
    return cache / OWNERS / hashlib.sha256(contact_id.encode()).hexdigest()


def _segment(entry: dict[str, Any]) -> Segment:
    return Segment(
        words=tuple(
            Word(str(text), float(start_s), float(end_s), float(probability))
            for text, start_s, end_s, probability in entry["words"]
        ),
        no_speech=float(entry["no_speech"]),
        mean_logprob=float(entry["mean_logprob"]),
        compression_ratio=float(entry["compression_ratio"]),
        languages=entry["languages"]
        and {code: float(entry["languages"][code]) for code in LANGUAGES},
    )


def _read(cache: Path, key: str) -> Any:
    try:
        return json.loads(_file(cache, key).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        _warn_damaged(key)
        return None


def _warn_damaged(key: str) -> None:
    log.warning("the kept transcript %s is damaged; it is made again", key)


def _write(cache: Path, key: str, document: object) -> None:
    file = _file(cache, key)
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.parent.mkdir(exist_ok=True, mode=0o700)
    scratch = file.with_suffix(f".{os.getpid()}.partial")  # two processes may hear the same call
    scratch.touch(mode=0o600)
    scratch.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    scratch.replace(file)


def _file(cache: Path, key: str) -> Path:
    return cache / key[:2] / f"{key}.json"
