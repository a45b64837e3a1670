"""Recordings in any format → channels of float32 samples at 16 kHz, or a clear word on why not."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.domain import SetAside
from pipeline.sound import (
    MAX_CHANNELS,
    SAMPLE_RATE_HZ,
    Channels,
    DecoderError,
    Header,
    SoundError,
    header_of,
    open_sound,
)
from pipeline.transcribe.wav import bytes_missing

LONGEST_S = 24 * 3600.0  # no call is longer; a few bytes can claim days of silence
TRUNCATION_TOLERANCE_S = 1.0  # codecs round their last frames

Samples = NDArray[np.float32]
"""One channel."""


class Unhearable(Exception):  # noqa: N818 - it reads as what it is
    """A recording that cannot be used; `set_aside` says what, where and what was expected."""

    def __init__(self, set_aside: SetAside) -> None:
        super().__init__(str(set_aside))
        self.set_aside = set_aside


def inspect(path: str, contact_id: str | None = None) -> Header:
    """Look at a recording without decoding it.

    Raises Unhearable for a file that is missing, empty, no audio, has more than 6 channels, claims
    more than a day, or is a wav that ends more than a second before its header says.
    """
    file = Path(path)
    if not file.is_file():
        expected = "the recording that the manifest names"
        raise _unhearable(path, "there is no such file", expected, contact_id)
    if file.stat().st_size == 0:
        raise _unhearable(path, "the file is empty (0 bytes)", "a recording", contact_id)
    try:
        header = header_of(path)
    except SoundError as error:
        raise _undecodable(path, error, contact_id) from error
    if header is None:
        raise _unhearable(path, "there is no audio in it", "a recording", contact_id)
    if header.n_channels > MAX_CHANNELS:
        problem = f"it has {header.n_channels} channels"
        raise _unhearable(path, problem, f"at most {MAX_CHANNELS} channels", contact_id)
    if header.promised_s is not None:
        _check_length(path, header.promised_s, contact_id)
    if header.container == "wav" and header.bytes_per_s and (missing := bytes_missing(file)):
        promised_s = missing.promised / header.bytes_per_s
        _check_whole(path, missing.there / header.bytes_per_s, promised_s, contact_id)
    return header


def decode(path: str, contact_id: str | None = None) -> Iterator[Channels]:
    """Decode a recording, whatever its format and sample rate, in blocks of some seconds.

    Every block has the same channels; together they are the whole sound, resampled as one. Silence
    that the recorder left out (its time stamps jump) is put back, so that times stay right. Raises
    Unhearable at once for all that `inspect` finds, and at the end for a recording without sound
    or one that is cut short.
    """
    return _decoded(path, inspect(path, contact_id), contact_id)


def _decoded(path: str, header: Header, contact_id: str | None) -> Iterator[Channels]:
    n_samples = 0
    try:
        with open_sound(path) as sound:
            for block in sound.blocks():
                n_samples += block.shape[1]
                _check_length(path, n_samples / SAMPLE_RATE_HZ, contact_id)
                yield block
    except SoundError as error:
        raise _undecodable(path, error, contact_id) from error
    if n_samples == 0:
        raise _unhearable(path, "it holds no sound (0 seconds)", "a recording", contact_id)
    if header.promised_s is not None:
        _check_whole(path, n_samples / SAMPLE_RATE_HZ, header.promised_s, contact_id)


def _check_whole(path: str, there_s: float, promised_s: float, contact_id: str | None) -> None:
    if there_s < promised_s - TRUNCATION_TOLERANCE_S:
        raise _unhearable(
            path,
            f"it is cut short: its header promises {promised_s:.1f} s, {there_s:.1f} s are there",
            "the whole recording; fetch it again",
            contact_id,
        )


def _check_length(path: str, seconds: float, contact_id: str | None) -> None:
    if seconds > LONGEST_S:
        problem = f"it is longer than {LONGEST_S / 3600:.0f} hours, or says so"
        raise _unhearable(path, problem, "the recording of one contact", contact_id)


def _undecodable(path: str, error: SoundError, contact_id: str | None) -> Unhearable:
    is_broken = isinstance(error, DecoderError)
    problem = (
        f"cannot be decoded: {error}" if is_broken else f"cannot be decoded as audio ({error})"
    )
    expected = "a recording (wav, mp3, opus, ogg, m4a, flac, …)"
    return _unhearable(path, f"it {problem}", expected, contact_id)


def _unhearable(path: str, problem: str, expected: str, contact_id: str | None) -> Unhearable:
    return Unhearable(SetAside(path, problem, expected, contact_id=contact_id))
