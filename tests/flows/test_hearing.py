"""How a night listens: what it fetches, what it need not hear, and when it hears again."""

import json
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest

import flows.tasks
from flows.tasks import options_of
from flows.versions import hearing_version
from pipeline.intake import UnreachableError
from pipeline.settings import load_settings
from tests.flows.parrot import Parrot
from tests.flows.stories import BILL

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
WHISPERX = {
    "language": "nl",
    "segments": [
        {"start": 1.0, "end": 3.5, "speaker": "SPEAKER_00", "text": " " + BILL[0][1]},
        {"start": 4.0, "end": 9.0, "speaker": "SPEAKER_01", "text": " " + BILL[1][1]},
        {"start": 9.5, "end": 13.0, "speaker": "SPEAKER_00", "text": " " + BILL[2][1]},
        {"start": 13.5, "end": 14.5, "speaker": "SPEAKER_01", "text": " " + BILL[3][1]},
    ],
}


@pytest.fixture
def parrot(monkeypatch):
    """Hears all recordings of the test, also those outside of the inbox; no weights are needed."""
    places = json.dumps([str(SAMPLES), "memory://night"])
    monkeypatch.setenv("RETOLD_INTAKE__RECORDINGS_IN", places)
    parrot = Parrot()
    monkeypatch.setattr(flows.tasks, "load_recogniser", lambda *which, **how: parrot)
    monkeypatch.setattr("flows.nightly.hearing_version", lambda settings: "parrot/bird")
    return parrot


@pytest.fixture
def bucket():
    filesystem = fsspec.filesystem("memory")
    filesystem.pipe("/night/nl-good.ogg", (SAMPLES / "nl-good.ogg").read_bytes())
    yield "memory://night"
    filesystem.rm("/night", recursive=True)


def document(recording, contact_id="c1"):
    return json.dumps(
        {
            "contact_id": contact_id,
            "started_at": "2026-03-02T10:14:00+01:00",
            "language": "nl",
            "channel_roles": {"0": "agent", "1": "customer"},
            "legs": [{"start_s": 0.0, "end_s": 56.2, "agent": "A1"}],
            "recording": recording,
        }
    )


def fetched(house):
    """Files that were fetched and are still there."""
    return [file for file in (house.folder / "work" / "fetched").rglob("*") if file.is_file()]


def test_a_recording_behind_a_url_is_fetched_heard_and_removed(house, parrot, bucket, monkeypatch):
    listened, hear_all = [], flows.tasks.hear_all

    def watched(contacts, *args, **how):
        for contact, outcome in hear_all(contacts, *args, **how):
            listened.extend(Path(recording.path) for recording in contact.recordings)
            assert all(path.is_file() for path in listened)
            yield contact, outcome

    monkeypatch.setattr(flows.tasks, "hear_all", watched)
    house.write("c1.json", document(f"{bucket}/nl-good.ogg"))
    report = house.night()
    assert (report.run.n_transcribed, report.set_aside) == (1, ())
    (copy,) = listened
    assert copy.is_relative_to(house.folder / "work" / "fetched")
    assert not fetched(house)
    assert house.query("select count(*) > 0 from turn where text ilike '%monteur%'") == [(True,)]
    assert house.query("select path from core.recording") == [(f"{bucket}/nl-good.ogg",)]


def test_what_cannot_be_reached_is_set_aside_and_tried_again_the_next_night(
    house, parrot, bucket, monkeypatch
):
    house.write("c1.json", document(f"{bucket}/nl-good.ogg"))
    house.write("c2.json", document(str(SAMPLES / "nl-good.ogg"), "c2"))
    local_copies = flows.tasks.local_copies

    def out_of_reach(contact, folder):
        if contact.contact_id == "c1":
            raise UnreachableError("the recording memory://night/nl-good.ogg cannot be reached")
        return local_copies(contact, folder)

    with monkeypatch.context() as tonight:
        tonight.setattr(flows.tasks, "local_copies", out_of_reach)
        report = house.night()
    assert house.contacts() == {"c2"}
    (note,) = report.set_aside
    assert (note.contact_id, note.content_hash) == ("c1", None)
    assert "cannot be reached" in note.problem
    assert "the next night tries again" in note.expected

    again = house.night()
    assert (again.run.n_transcribed, again.set_aside) == (1, ())
    assert house.contacts() == {"c1", "c2"}


def test_a_transcript_beside_a_recording_is_taken_instead_of_hearing_it(house, parrot):
    house.record_silence("call.wav", seconds=15.0)
    house.write("call.json", json.dumps(WHISPERX))
    report = house.night()
    assert (report.run.n_new, report.run.n_transcribed, report.set_aside) == (1, 0, ())
    assert parrot.n_windows == 0
    speakers = house.query("select speaker from turn order by turn_no")
    assert [speaker for (speaker,) in speakers] == [speaker for speaker, _ in BILL]


def test_a_second_night_hears_nothing(house, parrot):
    house.write("c1.json", document(str(SAMPLES / "nl-good.ogg")))
    house.night()
    heard = parrot.n_windows
    assert heard > 0
    assert not house.night().is_published
    assert parrot.n_windows == heard


def version_with(monkeypatch, **settings):
    """The version of hearing with settings from the environment; no weights are needed for it."""
    monkeypatch.setenv("RETOLD_TRANSCRIBE__ENGINE", "faster-whisper")
    monkeypatch.setenv("RETOLD_TRANSCRIBE__MODEL", "base")
    with monkeypatch.context() as these:
        for key, value in settings.items():
            these.setenv(f"RETOLD_TRANSCRIBE__{key.upper()}", value)
        return hearing_version(load_settings())


@pytest.mark.parametrize(
    "settings",
    [
        {"quality": "best"},
        {"beam_size": "7"},
        {"names": '["Groene Bank"]'},
        {"model": "small"},
        {"engine": "openai-whisper"},
    ],
)
def test_what_decides_the_words_makes_the_next_night_hear_again(own_places, monkeypatch, settings):
    assert version_with(monkeypatch, **settings) != version_with(monkeypatch)


@pytest.mark.parametrize("settings", [{"workers": "3"}, {"cpu_threads": "2"}, {"retries": "4"}])
def test_how_fast_it_goes_does_not(own_places, monkeypatch, settings):
    assert version_with(monkeypatch, **settings) == version_with(monkeypatch)


def test_names_that_differ_only_in_where_they_end_are_another_version(own_places, monkeypatch):
    names = ('["Groene Bank"]', '["Groene", "Bank"]')
    one, other = (version_with(monkeypatch, names=written) for written in names)
    assert one != other


def options_with(monkeypatch, **settings):
    """What the recogniser is loaded with, with settings from the environment."""
    with monkeypatch.context() as these:
        for key, value in settings.items():
            these.setenv(f"RETOLD_TRANSCRIBE__{key.upper()}", value)
        return options_of(load_settings())


@pytest.mark.parametrize("quality", ["fast", "best"])
def test_settings_reach_the_recogniser(own_places, monkeypatch, quality):
    usual = options_with(monkeypatch, quality=quality)
    assert options_with(monkeypatch, quality=quality, beam_size="2") == replace(usual, beam_size=2)
    names = ("Groene Bank", "HelderGlas")
    told = options_with(monkeypatch, quality=quality, names=json.dumps(names))
    assert told == replace(usual, names=names)


def test_the_best_quality_hears_more_at_once(own_places, monkeypatch):
    fast, best = (options_with(monkeypatch, quality=quality) for quality in ("fast", "best"))
    assert options_with(monkeypatch) == fast
    assert fast.window_s < best.window_s < 30.0
    assert fast.beam_size <= best.beam_size
