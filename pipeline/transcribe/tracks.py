"""A contact's recordings as tracks: one voice or a mix of voices each, placed in the contact's time."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from pipeline.domain import Contact, Leg, Recording, SetAside, Speaker
from pipeline.transcribe.audio import SAMPLE_RATE_HZ, Audio, Samples, Unhearable, decode
from pipeline.transcribe.speech import Span

MISSING_END_S = 5.0  # what the switch and the recorder may disagree about
GAP_MARGIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Track:
    """One channel of one file. `offset_s` is the second of the contact at which it starts.

    `role` is None while nobody has said whose voice it is; a mixed track has several voices.
    """

    path: str
    channel: int
    samples: Samples
    offset_s: float = 0.0
    leg_no: int | None = None
    role: Speaker | None = None
    is_mixed: bool = False

    @property
    def end_s(self) -> float:
        """The second of the contact at which it ends."""
        return self.offset_s + len(self.samples) / SAMPLE_RATE_HZ


def load_tracks(contact: Contact) -> tuple[Track, ...]:
    """Decode all recordings of a contact.

    Raises Unhearable when one cannot be used, names a channel or leg that is not there, or ends
    more than 5 s before its last leg does.
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
    tracks: list[Track] = []
    for recording in contact.recordings:
        audio = decode(recording.path, contact.contact_id)
        leg = _leg_of(contact, recording)
        offset_s = leg.start_s if leg else 0.0
        _check_length(contact, audio, leg, offset_s)
        tracks += [
            replace(track, offset_s=offset_s, leg_no=recording.leg_no)
            for track in _channels(contact, recording, audio)
        ]
    return tuple(tracks)


def legs_of(contact: Contact, tracks: tuple[Track, ...]) -> tuple[Leg, ...]:
    """The contact's legs; one over the whole audio when the source knows none."""
    return contact.legs or (Leg(1, 0.0, round(max(track.end_s for track in tracks), 2)),)


def silent_spans(legs: tuple[Leg, ...], track: Track) -> tuple[Span, ...]:
    """What is not listened to, in seconds of the track: hold, and the wait between two legs."""
    waits = [
        (before.end_s + GAP_MARGIN_S, after.start_s - GAP_MARGIN_S)
        for before, after in pairwise(legs)
    ]
    spans = [*waits, *(hold for leg in legs for hold in leg.holds)]
    shifted = [(max(0.0, s - track.offset_s), e - track.offset_s) for s, e in sorted(spans)]
    return tuple((start_s, end_s) for start_s, end_s in shifted if end_s > start_s)


def _channels(contact: Contact, recording: Recording, audio: Audio) -> list[Track]:
    path, n_channels = recording.path, len(audio.channels)
    if recording.channel is not None and not 0 <= recording.channel < n_channels:
        raise Unhearable(
            SetAside(
                path,
                f"channel {recording.channel} is asked for, it has {n_channels}",
                f"a channel from 0 to {n_channels - 1}",
                contact_id=contact.contact_id,
            )
        )
    if recording.channel is not None:
        role = recording.role or contact.channel_roles.get(recording.channel)
        return [Track(path, recording.channel, audio.channels[recording.channel], role=role)]
    if n_channels == 1 or np.array_equal(audio.channels[0], audio.channels[1]):
        alone = sum(other.leg_no == recording.leg_no for other in contact.recordings) == 1
        is_mixed = recording.role is None and alone  # a second file is the other party's
        return [Track(path, 0, audio.channels[0], role=recording.role, is_mixed=is_mixed)]
    return [
        Track(path, channel, samples, role=contact.channel_roles.get(channel))
        for channel, samples in enumerate(audio.channels)
    ]


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


def _check_length(contact: Contact, audio: Audio, leg: Leg | None, offset_s: float) -> None:
    last_s = leg.end_s if leg else max((leg.end_s for leg in contact.legs), default=0.0)
    end_s = offset_s + audio.duration_s
    if end_s < last_s - MISSING_END_S:
        raise Unhearable(
            SetAside(
                audio.path,
                f"it is cut short: the sound ends at {end_s:.1f} s, the last leg at {last_s:.1f} s",
                "the whole recording, or the right times of the legs",
                contact_id=contact.contact_id,
            )
        )
