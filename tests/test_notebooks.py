"""Every notebook runs on a small store, and none carries outputs."""

import subprocess
from pathlib import Path

import jupytext
import nbclient
import pytest

from pipeline.detect import find_all
from pipeline.domain import JudgedJourney
from pipeline.journey import join
from pipeline.score import judge
from pipeline.store import Night
from tests.support.build import contact_of

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.nb.py"))
STORY = [
    [
        ("agent", "Goedemiddag, waarmee kan ik u helpen?"),
        ("customer", "Mijn wasmachine lekt sinds maandag water over de hele keukenvloer."),
        ("agent", "Ik verbind u door met de technische dienst."),
    ],
    [
        ("agent", "Technische dienst, wat is er aan de hand?"),
        ("customer", "De wasmachine lekt, sinds maandag staat de hele keukenvloer onder water."),
        ("agent", "Ik stuur morgen een monteur."),
    ],
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "s.duckdb"
    contact = contact_of(STORY, contact_id="leak")
    with Night.begin(path, "n1") as night:
        night.put_contacts([contact])
        for journey in join([contact]):
            findings = find_all(journey)
            efforts, empathies = judge(journey, findings)
            night.put_judged([JudgedJourney(journey, findings, efforts, empathies, "a1")])
        night.publish()
    return path


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_and_answers(
    path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETOLD_STORE", str(store))
    notebook = jupytext.read(path)
    nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(ROOT)}}
    ).execute()
    outputs = [out for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs]
    assert any("plotly" in key for out in outputs for key in out.get("data", {}))
    said = "".join(out.get("text", "") for out in outputs)
    assert "1" in said


def test_no_notebook_with_outputs_is_in_git() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "*.ipynb"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert listed.stdout == ""
