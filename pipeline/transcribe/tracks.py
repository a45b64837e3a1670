"""A contact's recordings as tracks: one voice or a mix of voices each, placed in the contact's time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.domain import Contact, Leg, Recording, SetAside, Speaker
from pipeline.sound import SAMPLE_RATE_HZ, Channels, Header
from pipeline.transcribe.audio import Samples, Unhearable, inspect
from pipeline.transcribe.channels import Condition, examine, mend
from pipeline.transcribe.lockstep import read_together
from pipeline.transcribe.speech import Span

MISSING_END_S = 5.0  # what the switch and the recorder may disagree about
GAP_MARGIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Track:
    """One channel of one file. `offset_s` is the second of the contact at which `samples` start.

    `role` is None while nobody has said whose voice it is; a mixed track has several voices. `gain`
    is what a channel that was far too soft has been multiplied by.
    """

    path: str
    channel: int
    samples: Samples
    offset_s: float = 0.0
    leg_no: int | None = None
    role: Speaker | None = None
    is_mixed: bool = False
    gain: float = 1.0

    @property
    def end_s(self) -> float:
        """The second of the contact at which it ends."""
        return self.offset_s + len(self.samples) / SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Stretch:
    """At most ten minutes of channels that were recorded together: the same offset, length and leg.

    The same path and channel in a later stretch is the same line. `conditions` has all channels,
    also those that are dead or copies and therefore have no track. A line can be mixed in an early
    stretch and alone in a later one, once the other channel wakes: then it was alone all the time.
    """

    tracks: tuple[Track, ...]
    conditions: tuple[Condition, ...] = ()

    @property
    def end_s(self) -> float:
        """The second of the contact at which it ends."""
        return max(track.end_s for track in self.tracks)


def stretches(contact: Contact) -> Iterator[Stretch]:
    """Work through all recordings of a contact, leg after leg; files of one leg side by side.

    Raises Unhearable at once when a recording is missing, no audio, or names a channel or leg that
    is not there; while it is read, when it is cut short or ends more than 5 s before its last leg
    does. Then nothing of the contact can be used, also not what came before.
    """
    if not contact.recordings:
        raise Unhearable(
            SetAside(
                contact.origin,
                "it has neither turns nor a recording",
                "`turns`, or a `recording`",
                contact_id=contact.contact_id,
            )
        )
    groups: dict[int | None, list[Recording]] = {}
    for recording in contact.recordings:
        _leg_of(contact, recording)
        _check_channel(contact, recording, inspect(recording.path, contact.contact_id))
        groups.setdefault(recording.leg_no, []).append(recording)
    return (part for group in groups.values() for part in _stretches_of(contact, group))


def legs_of(contact: Contact, end_s: float) -> tuple[Leg, ...]:
    """The contact's legs; one up to `end_s`, where the sound ends, when the source knows none."""
    return contact.legs or (Leg(1, 0.0, round(end_s, 2)),)


def silent_spans(legs: tuple[Leg, ...], track: Track) -> tuple[Span, ...]:
    """What is not listened to, in seconds of the track: hold, and the wait between two legs."""
    waits = [
        (before.end_s + GAP_MARGIN_S, after.start_s - GAP_MARGIN_S)
        for before, after in pairwise(legs)
    ]
    spans = [*waits, *(hold for leg in legs for hold in leg.holds)]
    shifted = [
        (max(0.0, start_s - track.offset_s), min(end_s, track.end_s) - track.offset_s)
        for start_s, end_s in sorted(spans)
    ]
    return tuple((start_s, end_s) for start_s, end_s in shifted if end_s > start_s)


def _stretches_of(contact: Contact, recordings: Sequence[Recording]) -> Iterator[Stretch]:
    """The stretches of one leg, or of a whole contact that was recorded in one go."""
    leg = _leg_of(contact, recordings[0])
    leg_start_s = leg.start_s if leg else 0.0
    paths = list(dict.fromkeys(recording.path for recording in recordings))
    voiced: dict[str, set[int]] = {path: set() for path in paths}
    ends_s = dict.fromkeys(paths, leg_start_s)
    for piece in read_together(paths, contact.contact_id):
        offset_s = leg_start_s + piece.start_s
        tracks: list[Track] = []
        conditions: tuple[Condition, ...] = ()
        for path, part in zip(paths, piece.parts, strict=True):
            if part is None:
                continue
            ends_s[path] = offset_s + part.duration_s
            found = examine(path, part.channels, offset_s)
            for condition in found:
                mend(part.channels[condition.channel], condition)
            conditions += found
            voiced[path] |= {c.channel for c in found if c.is_live and c.copy_of is None}
            for recording in recordings:
                if recording.path == path:
                    is_mix = len(voiced[path]) <= 1 and len(recordings) == 1
                    tracks += _tracks(contact, recording, part.channels, found, is_mix=is_mix)
        yield Stretch(tuple(tracks), conditions)
    for path, end_s in ends_s.items():
        _check_length(contact, path, leg, end_s)


def _tracks(
    contact: Contact,
    recording: Recording,
    channels: Channels,
    conditions: Sequence[Condition],
    *,
    is_mix: bool,
) -> list[Track]:
    """The channels of a file that hold a voice, all when none does."""
    live = [c for c in conditions if c.is_live and c.copy_of is None] or conditions
    if recording.channel is not None:
        live = [conditions[recording.channel]]
    is_copied = any(condition.copy_of is not None for condition in conditions)
    tracks = []
    for one in live:
        role = recording.role
        if role is None and not is_copied and (len(channels) > 1 or recording.channel is not None):
            role = contact.channel_roles.get(one.channel)
        tracks.append(
            Track(
                one.path,
                one.channel,
                channels[one.channel],
                one.start_s,
                recording.leg_no,
                role,
                is_mixed=is_mix and role is None and recording.channel is None and len(live) == 1,
                gain=one.gain,
            )
        )
    return tracks


def _leg_of(contact: Contact, recording: Recording) -> Leg | None:
    if recording.leg_no is None:
        return None
    try:
        return contact.leg(recording.leg_no)
    except KeyError as error:
        raise Unhearable(
            SetAside(
                recording.path,
                f"it belongs to leg {recording.leg_no}, which the contact has not",
                f"one of the legs {', '.join(str(leg.leg_no) for leg in contact.legs)}",
                contact_id=contact.contact_id,
            )
        ) from error


def _check_channel(contact: Contact, recording: Recording, header: Header) -> None:
    if recording.channel is not None and not 0 <= recording.channel < header.n_channels:
        raise Unhearable(
            SetAside(
                recording.path,
                f"channel {recording.channel} is asked for, it has {header.n_channels}",
                f"a channel from 0 to {header.n_channels - 1}",
                contact_id=contact.contact_id,
            )
        )


def _check_length(contact: Contact, path: str, leg: Leg | None, end_s: float) -> None:
    last_s = leg.end_s if leg else max((leg.end_s for leg in contact.legs), default=0.0)
    if end_s < last_s - MISSING_END_S:
        raise Unhearable(
            SetAside(
                path,
                f"it is cut short: the sound ends at {end_s:.1f} s, the last leg at {last_s:.1f} s",
                "the whole recording, or the right times of the legs",
                contact_id=contact.contact_id,
            )
        )
