"""The evaluation fold by fold: nothing that was learnt from a journey may judge it."""

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


def test_weights_are_those_of_the_fold_and_the_usual_ones_afterwards(report, tmp_path):
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


def test_a_fold_learns_from_the_files_of_the_others(report, tmp_path, monkeypatch):
    gold = tmp_path / "gold"
    gold.mkdir()
    for number in range(12):
        (gold / f"j{number:02}.json").touch()
    learnt_from = []
    monkeypatch.setattr(report, "scripts", lambda: ["train_scores"])
    monkeypatch.setattr(
        report,
        "run",
        lambda _, others: learnt_from.append({path.name for path in others.iterdir()}),
    )
    for fold in range(report.FOLDS):
        with report.learnt_without(gold, fold):
            assert trained.FOLDER != MODELS
            assert (trained.FOLDER.parent / "pipeline").exists()  # what scripts read beside it
    assert trained.FOLDER == MODELS
    every = {path.name for path in gold.iterdir()}
    held_out = [every - names for names in learnt_from]
    assert held_out[1] == {"j01.json", "j06.json", "j11.json"}
    assert sorted(name for names in held_out for name in names) == sorted(every)


def test_what_scripts_share_is_written_where_weights_are_read_from(report, tmp_path):
    rows = importlib.import_module("rows")
    with report.weights_of(tmp_path):
        rows.write("it", ["a head"], ["intercept = 3.0"])
        assert trained.load_weights("it").intercept == 3.0
    assert not (MODELS / "it.toml").exists()
