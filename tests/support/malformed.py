"""A corpus of malformed files, made anew each time: what each is, and the reason that must be told."""

import io
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile

AT = "2026-03-02T10:14:00+01:00"
NO_SOUND = "cannot be decoded as audio"
CUT = "cut short"
TONE = 0.3 * np.sin(np.arange(16_000) / 5)


@dataclass(frozen=True)
class Malformed:
    """A file: its path in the inbox, its bytes, and words of the reason that it is set aside with."""

    path: str
    content: bytes
    reason: str


def corpus(scratch: Path) -> list[Malformed]:
    """All of them. `scratch` is a folder in which some are first written whole."""
    made = [
        *_recordings(),
        *_made_with_pyav(scratch),
        *_documents(),
        *_vcons(),
        *_manifests(),
        *_transcripts(),
    ]
    assert len({item.path for item in made}) == len(made)
    return made


def _encoded(form: str, subtype: str | None = None, sound: Any = TONE, rate: int = 8000) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, sound, rate, format=form, subtype=subtype)
    return file.getvalue()


def _wav(rate: int = 8000, channels: int = 1, bits: int = 8, codec: int = 1) -> bytes:
    """A wav with whatever its header is to say."""
    data = b"\x80" * 32_000
    head = struct.pack("<HHIIHH", codec, channels, rate, rate, channels & 0xFF, bits)
    body = (
        b"WAVEfmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", len(data)) + data
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _recordings() -> Iterator[Malformed]:
    whole = _encoded("WAV", "PCM_16")
    random = np.random.default_rng(11).bytes
    for suffix in ("wav", "mp3", "ogg", "flac", "m4a", "opus"):
        yield Malformed(f"empty-{suffix}.{suffix}", b"", "empty (0 bytes)")
        reason = "no sound" if suffix == "flac" else NO_SOUND
        yield Malformed(f"text-{suffix}.{suffix}", b"Dit is geen geluid.\n" * 200, reason)
    others = {
        "html": b"<!doctype html><html><body>Not found</body></html>",
        "pdf": b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n" + random(400),
        "zip": b"PK\x03\x04" + random(400),
        "gzip": b"\x1f\x8b\x08" + random(400),
        "png": b"\x89PNG\r\n\x1a\n" + random(400),
        "program": b"\x7fELF\x02\x01\x01" + random(400),
        "sqlite": b"SQLite format 3\0" + random(400),
        "json": json.dumps({"recording": "a.wav"}).encode(),
        "pickle": b"\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x02os\x94.",
        "zeros": bytes(4_000),
    }
    for name, content in others.items():
        yield Malformed(f"is-{name}.wav", content, NO_SOUND)
    lists = {
        "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\ngood.wav\n#EXT-X-ENDLIST\n",
        "concat": "ffconcat version 1.0\nfile 'good.wav'\n",
        "dash": '<?xml version="1.0"?><MPD><BaseURL>good.wav</BaseURL></MPD>',
        "pls": "[playlist]\nFile1=good.wav\n",
        "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
    }
    for name, text in lists.items():
        yield Malformed(f"list-{name}.wav", text.encode(), NO_SOUND)
    for n_bytes in (4, 11, 12, 20, 35):
        yield Malformed(f"head-{n_bytes}.wav", whole[:n_bytes], NO_SOUND)
    for subtype in ("PCM_16", "ULAW", "FLOAT"):
        content = _encoded("WAV", subtype, np.tile(TONE, 5))
        yield Malformed(f"half-{subtype}.wav", content[: len(content) // 2], CUT)
    noise = np.random.default_rng(0).uniform(-0.3, 0.3, 80_000)
    flac = _encoded("FLAC", None, noise)
    yield Malformed("half.flac", flac[: len(flac) // 2], CUT)
    claim = bytearray(_encoded("FLAC"))
    claim[21] |= 0x0F
    claim[22:26] = b"\xff\xff\xff\xff"
    yield Malformed("days.flac", bytes(claim), "longer than 24 hours")
    yield Malformed("silent.wav", _encoded("WAV", "PCM_16", np.zeros((0, 2))), "no sound")
    yield Malformed("eight.wav", _encoded("WAV", "PCM_16", np.zeros((8000, 8))), "8 channels")
    for rate in (1, 3_999, 768_001, 2**31 - 1):
        yield Malformed(f"rate-{rate}.wav", _wav(rate=rate), NO_SOUND)
    for channels, reason in ((0, NO_SOUND), (255, "255 channels"), (65_535, NO_SOUND)):
        yield Malformed(f"channels-{channels}.wav", _wav(channels=channels), reason)
    yield Malformed("codec.wav", _wav(codec=0x1234), NO_SOUND)
    for at in (0, 8, 12):
        spoilt = bytearray(whole)
        spoilt[at : at + 44] = random(44)
        yield Malformed(f"spoilt-{at}.wav", bytes(spoilt), NO_SOUND)


def _made_with_pyav(scratch: Path) -> Iterator[Malformed]:
    def encode(name: str, codec: str, rate: int, gaps_s: int = 0) -> bytes:
        with av.open(str(scratch / name), "w") as file:
            stream = file.add_stream(codec, rate=rate, layout="mono")
            for i in range(40 if gaps_s else 1):
                sound = np.random.default_rng(i).integers(
                    -9000, 9000, (1, 80 if gaps_s else 40_000)
                )
                frame = av.AudioFrame.from_ndarray(sound.astype(np.int16), "s16", "mono")
                frame.rate, frame.pts = rate, i * gaps_s * rate
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
        return (scratch / name).read_bytes()

    yield Malformed("clock.mka", encode("a.mka", "pcm_s16le", 8000, 3_500), "longer than 24 hours")
    m4a = encode("a.m4a", "aac", 16_000)
    yield Malformed("no-index.m4a", m4a[: m4a.rindex(b"moov") - 4], NO_SOUND)
    yield Malformed("bare.m4a", m4a[:24], NO_SOUND)
    webm = encode("a.webm", "libopus", 48_000)
    yield Malformed("head-webm.webm", webm[:40], NO_SOUND)
    mp3 = bytearray(encode("a.mp3", "libmp3lame", 16_000))
    for at in range(300, len(mp3) - 300, 500):
        mp3[at : at + 300] = bytes(300)
    yield Malformed("holes.mp3", bytes(mp3), NO_SOUND)
    ogg = encode("a.ogg", "libopus", 48_000)
    yield Malformed("head-ogg.ogg", ogg[:60], NO_SOUND)
    with av.open(str(scratch / "a.mp4"), "w") as film:
        picture = film.add_stream("mpeg4", rate=25)
        picture.width = picture.height = 64
        picture.pix_fmt = "yuv420p"
        image = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        film.mux([*picture.encode(image), *picture.encode(None)])
    yield Malformed("film.mp4", (scratch / "a.mp4").read_bytes(), "no audio in it")


def _document(**changes: Any) -> dict[str, Any]:
    legs = [
        {"leg_id": 1, "agent": "A1", "queue": "q", "start_s": 0, "end_s": 30},
        {"leg_id": 2, "agent": "A2", "queue": "r", "start_s": 40, "end_s": 60},
    ]
    turns = [
        {"turn": 1, "leg": 1, "speaker": "agent", "t0": 0, "t1": 3, "text": "Goedemiddag"},
        {"turn": 2, "leg": 1, "speaker": "customer", "t0": 4, "t1": 9, "text": "Het lekt."},
    ]
    return {"contact_id": "x", "started_at": AT, "legs": legs, "turns": turns} | changes


def _with(place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    document = json.loads(json.dumps(_document(survey={"ces": 3})))
    inside = document
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    return document


def _without(key: str) -> dict[str, Any]:
    return {name: value for name, value in _document().items() if name != key}


def _documents() -> Iterator[Malformed]:
    texts = {
        "empty": (b"", "empty"),
        "blank": (b" \n\t ", "empty"),
        "open": (b"{", "not JSON"),
        "half": (json.dumps(_document()).encode()[:80], "not JSON"),
        "trailing": (json.dumps(_document()).encode() + b"}", "not JSON"),
        "single-quotes": (b"{'contact_id': 'x'}", "not JSON"),
        "nul": (b"\0" * 200, "not JSON"),
        "latin": (b'{"contact_id": "\xff\xfe', "not JSON"),
        "utf16-odd": (b'\xff\xfe{\0"\0x', "not JSON"),
        "deep": (b"[" * 100_000, "not readable as JSON"),
        "deep-objects": (b'{"a":' * 100_000, "not readable as JSON"),
        "digits": (b"9" * 100_000, "not readable as JSON"),
        "null": (b"null", "no contact in it"),
        "number": (b"42", "no contact in it"),
        "none": (b"[]", "no contact in it"),
        "strangers": (b'[{"name": "x"}]', "no contact in it"),
    }
    for name, (content, reason) in texts.items():
        yield Malformed(f"json-{name}.json", content, reason)
    faults: dict[str, tuple[dict[str, Any], str]] = {
        "no-id": (_without("contact_id"), "missing"),
        "no-start": (_without("started_at"), "missing"),
        "no-legs": (_without("legs"), "missing"),
        "empty-id": (_with(("contact_id",), ""), "empty"),
        "steering-id": (_with(("contact_id",), "a\x1b[31m"), "control characters"),
        "half-id": (_with(("customer_id",), "\ud83d"), "broken character"),
        "no-offset": (_with(("started_at",), "2026-03-02T10:14:00"), "no offset"),
        "no-such-day": (_with(("started_at",), "2026-02-30T10:14:00Z"), "not a date"),
        "year-0": (_with(("started_at",), "0000-01-01T00:00:00Z"), "not a date"),
        "legs-text": (_with(("legs",), "two"), "found a text"),
        "backwards": (_with(("legs", 0, "start_s"), 35), "ends at 30 s but begins at 35 s"),
        "overlap": (_with(("legs", 1, "start_s"), 20), "the one before it ends"),
        "negative": (_with(("legs", 0, "start_s"), -1), "found -1"),
        "nan": (_with(("legs", 0, "end_s"), float("nan")), "not finite"),
        "infinite": (_with(("legs", 1, "end_s"), 10**400), "beyond all bounds"),
        "milliseconds": (_with(("legs", 1, "end_s"), 1_772_442_840_000), "found 1.77244e+12"),
        "hold": (_with(("legs", 0, "holds"), [[50, 55]]), "the hold lasts"),
        "holds": (_with(("legs", 0, "holds"), [[5, 9], [7, 12]]), "a hold begins"),
        "long-hold": (_with(("legs", 0, "hold_s"), 90), "90 s on hold"),
        "ended-by": (_with(("legs", 0, "ended_by"), "aliens"), "not one of the known words"),
        "same-leg": (_with(("legs", 1, "leg_id"), 1), "two legs have this leg_id"),
        "speaker": (_with(("turns", 0, "speaker"), "dog"), "not one of the known words"),
        "other-leg": (_with(("turns", 0, "leg"), 7), "not in legs"),
        "same-turn": (_with(("turns", 1, "turn"), 1), "stands here twice"),
        "turn-back": (_with(("turns", 1, "t1"), 1), "the turn ends at 1 s"),
        "no-text": (_with(("turns", 1, "text"), None), "found null"),
        "survey": (_with(("survey", "ces"), 9), "found 9"),
        "language": (_with(("language",), "klingon!"), "found something else"),
        "nothing": (_without("turns"), "neither a recording"),
        "gone": (_without("turns") | {"recording": "gone.wav"}, "is not there"),
        "above": (_without("turns") | {"recording": "../x.wav"}, "outside of its source"),
        "root": (_without("turns") | {"recording": "/etc/passwd"}, "outside of its source"),
        "inside-network": (_without("turns") | {"recording": "http://10.0.0.1/"}, "outside of its source"),
        "folder": (_without("turns") | {"recording": "."}, "a folder, a pipe or a device"),
    }  # fmt: skip
    for name, (document, reason) in faults.items():
        named = {key: f"{name}" if value == "x" else value for key, value in document.items()}
        yield Malformed(f"document-{name}.json", json.dumps(named).encode(), reason)


def _vcons() -> Iterator[Malformed]:
    parties = [{"tel": "+31", "role": "customer"}, {"uuid": "A", "role": "agent"}]
    text = {"type": "text", "start": AT, "parties": [0], "body": "x", "encoding": "none"}
    sound = {"type": "recording", "start": AT, "duration": 5, "parties": [0, 1]}
    faults = {
        "silent": ([], "no words in it"),
        "inside": ([sound | {"body": "UklGRg"}], "inside the vCon"),
        "nowhere": ([sound], "missing"),
        "timeless": ([text | {"start": "yesterday"}], "not a time with offset"),
        "endless": ([text | {"duration": "long"}], "not a number"),
        "nobody": ([text | {"parties": [9]}], "no role"),
    }
    for name, (dialog, reason) in faults.items():
        vcon = {"vcon": "0.3.0", "uuid": name, "parties": parties, "dialog": dialog}
        yield Malformed(f"{name}.vcon", json.dumps(vcon).encode(), reason)
    sealed = {"payload": "e30", "signatures": []}
    yield Malformed("signed.vcon", json.dumps(sealed).encode(), "signed")


def _manifests() -> Iterator[Malformed]:
    faults = {
        "empty": ("", "empty"),
        "headless": (f"id,started_at\nc1,{AT}\n", "no column contact_id"),
        "no-start": ("contact_id,recording\nc1,gone.wav\n", "started_at"),
        "twice": (f"contact_id,started_at,started_at\nc1,{AT},{AT}\n", "two columns"),
        "wide": (f"contact_id,started_at,recording\nm1,{AT},a.wav,b,c\n", "cells"),
        "quote": (f'contact_id,started_at,recording\nm2,{AT},"a.wav\n', "not CSV"),
        "words": (
            f"contact_id,started_at,start_s,end_s,recording\nm3,{AT},x,y,a.wav\n",
            "found a text",
        ),
    }
    for name, (text, reason) in faults.items():
        yield Malformed(f"manifest-{name}/calls.csv", text.encode(), reason)


def _transcripts() -> Iterator[Malformed]:
    faults = {
        "empty.srt": ("", "empty"),
        "timeless.srt": ("Agent: Goedemorgen.\nKlant: Dag.\n", "belongs to no cue"),
        "monologue.srt": ("1\n00:00:01,000 --> 00:00:03,500\nEr was eens.\n", "who speaks"),
        "bare.vtt": ("WEBVTT\n\n", "no words"),
        "backwards.vtt": (
            "WEBVTT\n\n00:09.000 --> 00:01.000\nAgent: Dag.\n",
            "ends at 1 s but begins at 9 s",
        ),
        "unsaid.json": ('{"segments": [{"start": 1, "end": 2, "text": 7}]}', "found 7"),
    }
    for name, (text, reason) in faults.items():
        yield Malformed(f"transcript-{name}", text.encode(), reason)
