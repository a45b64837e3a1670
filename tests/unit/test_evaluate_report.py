"""The evaluation half by half: nothing that was learnt from a journey may judge it."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from pipeline import trained

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture
def report(monkeypatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(MODELS))
    spec = importlib.util.spec_from_file_location("evaluate_report", MODELS / "evaluate_report.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.modules.pop("labelled", None)


def test_every_training_script_but_those_of_hearing_is_run_again_scores_last(report):
    every = {path.stem for path in MODELS.glob("train_*.py")}
    assert every >= report.HEARING
    assert set(report.scripts()) == every - report.HEARING
    assert report.scripts()[-1] == "train_scores"


def test_weights_are_those_of_the_half_and_the_usual_ones_afterwards(report, tmp_path):
    usual = trained.load_weights("effort")
    (tmp_path / "effort.toml").write_text("intercept = 1.5\n[weights]\nwait = -2.0\n")
    with pytest.raises(RuntimeError), report.weights_of(tmp_path):
        assert trained.load_weights("effort").total({"wait": 1.0}) == -0.5
        raise RuntimeError
    assert trained.load_weights("effort") == usual


def test_a_script_learns_on_a_copy_and_its_weights_count_at_once(report, tmp_path, capsys):
    script = tmp_path / "train_it.py"
    script.write_text(
        "import sys, pathlib\n"
        "print('learning')\n"
        "text = pathlib.Path(sys.argv[1]).read_text()\n"
        "(pathlib.Path(__file__).parent / 'it.toml').write_text(f'intercept = {text}')\n"
    )
    gold = tmp_path / "gold"
    with report.weights_of(tmp_path):
        for intercept in ("1.0", "2.0"):
            gold.write_text(intercept)
            report.run(script, gold)
            assert trained.load_weights("it").intercept == float(intercept)
    assert capsys.readouterr().out == ""


def test_a_half_learns_from_the_writers_of_the_other(report, tmp_path, monkeypatch):
    gold = tmp_path / "gold"
    gold.mkdir()
    for writer in ("nl-a", "nl-b", "en-c", "en-d", "nl-e"):
        for number in range(3):
            (gold / f"{writer}-{number:02}.json").touch()
    learnt_from = []
    monkeypatch.setattr(report, "scripts", lambda: ["train_scores"])
    monkeypatch.setattr(
        report,
        "run",
        lambda _, others: learnt_from.append({path.name[:4] for path in others.iterdir()}),
    )
    for half in range(report.HALVES):
        with report.learnt_without(gold, half):
            assert trained.FOLDER != MODELS
            assert (trained.FOLDER.parent / "pipeline").exists()  # what scripts read beside it
    assert trained.FOLDER == MODELS
    assert learnt_from == [{"en-d", "nl-b"}, {"en-c", "nl-a", "nl-e"}]


def test_a_writer_of_two_languages_is_in_one_half(report):
    assert report.halves(["nl-z-01", "en-z-02", "nl-y-01"]) == {
        "nl-z-01": 0,
        "en-z-02": 0,
        "nl-y-01": 1,
    }


def test_what_scripts_share_is_written_where_weights_are_read_from(report, tmp_path):
    rows = importlib.import_module("rows")
    with report.weights_of(tmp_path):
        rows.write("it", ["a head"], ["intercept = 3.0"])
        assert trained.load_weights("it").intercept == 3.0
    assert not (MODELS / "it.toml").exists()
