"""What makes results out of date, and what does not."""

import shutil
from pathlib import Path

import pytest

from flows import versions
from pipeline.settings import Detect, Journeys, Scores, Settings, Transcribe
from pipeline.transcribe import WeightsError

ROOT = Path(versions.__file__).resolve().parents[1]


@pytest.fixture
def checkout(tmp_path, monkeypatch, own_places):
    """A copy of what hears, masks and judges, to change."""
    for folder in (*versions.JUDGING, *versions.REDACTING, *versions.HEARING):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "models").mkdir()
    for path in (ROOT / "models").glob("*.toml"):
        shutil.copy(path, tmp_path / "models")
    monkeypatch.setattr(versions, "ROOT", tmp_path)
    return tmp_path


HEARD = Settings(transcribe=Transcribe(engine="faster-whisper", model="base"))


def _all():
    return (
        versions.hearing_version(HEARD),
        versions.redaction_version(),
        versions.analysis_version(Settings()),
    )


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("pipeline/detect/repeat_story/legs.py", (False, False, True)),
        ("pipeline/detect/repeat_story.nl.toml", (False, False, True)),
        ("pipeline/language/words.py", (False, False, True)),
        ("pipeline/journey/join.py", (False, False, True)),
        ("pipeline/score/effort.nl.toml", (False, False, True)),
        ("pipeline/transcribe/guards.py", (True, False, False)),
        ("models/repeat_story.toml", (False, False, True)),
        ("models/manifest.toml", (False, False, False)),
        ("pipeline/redact/names.toml", (False, True, False)),
        ("pipeline/redact/numbers.py", (False, True, False)),
    ],
)
def test_a_changed_file_changes_the_version_of_what_it_decides(checkout, file, changes):
    before = _all()
    with (checkout / file).open("a") as out:
        out.write("\n# changed\n")
    after = _all()
    assert tuple(old != new for old, new in zip(before, after, strict=True)) == changes


def test_a_new_detector_is_a_new_analysis(checkout):
    before = _all()
    (checkout / "pipeline/detect/new.py").write_text('"""New."""\n')
    assert _all()[2] != before[2]


def test_notes_and_caches_change_nothing(checkout):
    before = _all()
    (checkout / "pipeline/detect/notes.md").write_text("notes")
    (checkout / "pipeline/detect/__pycache__").mkdir(exist_ok=True)
    (checkout / "pipeline/detect/__pycache__/x.pyc").write_bytes(b"x")
    assert _all() == before


@pytest.mark.parametrize(
    ("changed", "is_new"),
    [
        ({"journey": Journeys(window_days=14)}, True),
        ({"score": Scores(enough_quality=0.5)}, True),
        ({"transcribe": Transcribe(beam_size=1)}, False),
    ],
)
def test_settings_count_where_they_decide(own_places, changed, is_new):
    before = versions.analysis_version(Settings())
    assert (versions.analysis_version(Settings(**changed)) != before) == is_new


def test_without_weights_no_recording_has_a_version(own_places, monkeypatch):
    monkeypatch.setenv("RETOLD_PLACES__MODELS", str(own_places / "empty"))
    with pytest.raises(WeightsError, match="retold models pull"):
        versions.hearing_version(Settings())


def test_a_named_engine_and_model_are_in_the_version(own_places):
    named = Settings(transcribe=Transcribe(engine="openai-whisper", model="small", beam_size=3))
    assert versions.hearing_version(named).startswith("openai-whisper/small/fast 3/")


def test_a_threshold_makes_judgements_out_of_date():
    changed = Settings(detect=Detect(thresholds={"threat": 0.6}))
    assert versions.analysis_version(changed) != versions.analysis_version(Settings())
