"""Settings: defaults, the file over them, the environment over that, and what each mistake is told."""

from pathlib import Path

import pytest

from pipeline.settings import SettingsError, load_settings, settings_page


@pytest.fixture
def file(own_places: Path) -> Path:
    """The settings file of the test, empty."""
    return own_places / "retold.toml"


def test_defaults_need_no_file(own_places, monkeypatch):
    monkeypatch.delenv("RETOLD_SETTINGS")
    monkeypatch.chdir(own_places / "..")
    assert load_settings().transcribe.engine == "auto"
    assert load_settings().journey.window_days == 7


def test_the_file_in_the_working_directory_is_read(file, monkeypatch):
    file.write_text("[journey]\nwindow_days = 14\n")
    monkeypatch.delenv("RETOLD_SETTINGS")
    monkeypatch.chdir(file.parent)
    assert load_settings().journey.window_days == 14


def test_the_environment_overrides_the_file(file, monkeypatch):
    file.write_text('[transcribe]\nmodel = "small"\nbeam_size = 2\n')
    monkeypatch.setenv("RETOLD_TRANSCRIBE__MODEL", "medium")
    chosen = load_settings().transcribe
    assert (chosen.model, chosen.beam_size) == ("medium", 2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[transcribe]\nbeam_sise = 3\n", "transcribe.beam_sise is not a setting. Did you mean"),
        ("[transcibe]\nbeam_size = 3\n", "transcibe is not a setting. Did you mean transcribe?"),
        ("[transcribe]\nbeam_size = -1\n", "transcribe.beam_size: "),
        ('[transcribe]\nengine = "kaldi"\n', "transcribe.engine: "),
        ('[journey]\nwindow_days = "a week"\n', "journey.window_days: "),
        ("[score]\nenough_quality = 1.5\n", "score.enough_quality: "),
        ("journey\n", "not valid TOML"),
    ],
)
def test_mistakes_are_told_with_file_and_key(file, text, told):
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(file) in str(caught.value)
    assert told in str(caught.value)


def test_all_mistakes_are_told_at_once(file):
    file.write_text("[transcribe]\nbeam_size = -1\n[journey]\nwindow_days = -1\n")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert len(str(caught.value).splitlines()) == 2


def test_a_file_that_was_named_must_be_there(own_places, monkeypatch):
    monkeypatch.setenv("RETOLD_SETTINGS", str(own_places / "absent.toml"))
    with pytest.raises(SettingsError, match=r"absent\.toml: RETOLD_SETTINGS names this file"):
        load_settings()


def test_a_wrong_value_in_the_environment_is_told(own_places, monkeypatch):
    monkeypatch.setenv("RETOLD_TRANSCRIBE__WORKERS", "many")
    with pytest.raises(SettingsError, match=r"transcribe\.workers: .*'many'"):
        load_settings()


def test_the_page_has_a_row_for_every_setting_and_says_what_it_means():
    rows = [line for line in settings_page().splitlines() if line.startswith("| `")]
    settings = load_settings()
    keys = [
        f"{section}.{name}"
        for section in type(settings).model_fields
        for name in type(getattr(settings, section)).model_fields
    ]
    assert [row.split("`")[1] for row in rows] == keys
    assert all(len(row.split("|")[3].strip()) > 10 for row in rows)
    assert "| None |" not in settings_page()


def test_thresholds_come_from_file_and_environment(file, monkeypatch):
    file.write_text("[detect.thresholds]\nthreat = 0.6\n")
    assert load_settings().detect.thresholds == {"threat": 0.6}
    monkeypatch.setenv("RETOLD_DETECT__THRESHOLDS", '{"threat": 0.7}')
    assert load_settings().detect.thresholds["threat"] == 0.7
    file.write_text("[detect.thresholds]\nthreat = 60\n")
    monkeypatch.delenv("RETOLD_DETECT__THRESHOLDS")
    with pytest.raises(SettingsError, match=r"detect\.thresholds\.threat"):
        load_settings()


def test_how_people_sign_in_is_checked_as_a_whole_and_tells_no_secret(file, monkeypatch):
    monkeypatch.setenv("RETOLD_SIGN_IN__CLIENT_SECRET", "kept to itself")
    right = '{ value = "coaches", role = "coach" }'
    whole = f'issuer = "https://i.example"\nclient_id = "c"\naddress = "https://r.example"\nrights = [{right}]\n'
    for text, told in (
        ("passwords = false", "nobody could sign in"),
        (whole.replace("client_id", "# client_id"), "client_id is needed too"),
        (whole.replace("https://i", "http://i"), "issuer: expected https://"),
        (whole.replace("https://r", "http://r"), "address: expected https://"),
        (whole.replace('"coach"', '"agent"'), "role agent needs agent_claim"),
        (whole + 'scope = "profile"', "expected openid"),
    ):
        file.write_text(f"[sign_in]\n{text}\n")
        with pytest.raises(SettingsError) as caught:
            load_settings()
        assert told in str(caught.value)
        assert "kept to itself" not in str(caught.value)
    file.write_text(f"[sign_in]\npasswords = false\n{whole}")
    settings = load_settings()
    assert settings.sign_in.rights[0].role == "coach"
    assert "kept to itself" not in repr(settings)
    assert settings.sign_in.client_secret.get_secret_value() == "kept to itself"
