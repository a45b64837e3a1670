"""Agreement with labels where nothing has learnt from the journey that it judges: `EVALUATION.md`.

    python models/evaluate_report.py FOLDER_OF_LABELLED_JOURNEYS

Writers go into two halves. For each the training scripts run as they stand, in a copy of this folder
and on the journeys of the other half; with those weights the half is judged, as it was written and as
Whisper might mishear it. Both together make one store, and `retold evaluate` reads it.
"""

import argparse
import contextlib
import io
import os
import runpy
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from labelled import LabelledJourney, read_labelled, read_misheard
from rich.progress import track

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
sys.path.append(str(ROOT))

from pipeline import trained  # noqa: E402
from pipeline.detect import all_detectors, find_all  # noqa: E402
from pipeline.detect.contradiction.opposites import forget_pairs  # noqa: E402
from pipeline.detect.promise.fate import forget_cut  # noqa: E402
from pipeline.detect.repeat_story.space import forget_space  # noqa: E402
from pipeline.domain import JudgedJourney, Run  # noqa: E402
from pipeline.evaluate import ALL, Agreement, beside, evaluate, page  # noqa: E402
from pipeline.journey import join  # noqa: E402
from pipeline.language.senses import forget_senses  # noqa: E402
from pipeline.score import judge  # noqa: E402
from pipeline.score.endings import forget_endings  # noqa: E402
from pipeline.score.lines import forget_lines  # noqa: E402
from pipeline.store import Night, Reader  # noqa: E402

HEARING = {"train_quality", "train_roles", "train_sounds"}  # of no say here: the turns are given
# Each reads what is learnt before.
LAST = (
    "train_senses",
    "train_contradiction",
    "train_promise_kept",
    "train_repeat_story",
    "train_scores",
)
HALVES = 2  # more would learn from more, and take an hour
SEED = 7  # nothing was learnt with it
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)  # of a store that nobody keeps


def main() -> None:
    """Learn and judge half by half, compare, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER / "EVALUATION.md")
    said = parser.parse_args()
    written, heard = read_labelled(said.gold), read_misheard(said.gold, SEED)
    as_written: list[JudgedJourney] = []
    as_heard: list[JudgedJourney] = []
    half_of = halves([each.journey_id for each in written])
    for number in track(range(HALVES), "halves", transient=True):
        with learnt_without(said.gold, number):
            as_written += judged([each for each in written if half_of[each.journey_id] == number])
            as_heard += judged([each for each in heard if half_of[each.journey_id] == number])
    text = report(agreement(as_written, said.gold), agreement(as_heard, said.gold))
    said.out.write_text(text, encoding="utf-8")
    print(said.out)


def report(written: Agreement, heard: Agreement) -> str:
    """The page, with how it was made above and what mishearing costs below."""
    head, _, rest = page(written, "Evaluation").partition("\n")
    lost = [
        "## With a fifth of the words misheard",
        "By the corruptor of the tests, learnt from what Whisper *base* makes of telephone speech.",
        "",
        *beside({"as written": written.languages[ALL], "misheard": heard.languages[ALL]}),
    ]
    return "\n".join([head, *how_it_was_made(), "", rest, *lost]) + "\n"


@contextlib.contextmanager
def learnt_without(gold: Path, number: int) -> Iterator[None]:
    """Weights that were learnt from the other half, in use meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        house = copied(Path(folder) / "house")
        others = Path(folder) / "gold"
        others.mkdir()
        half_of = halves([path.stem for path in gold.glob("*.json")])
        for path in gold.glob("*.json"):
            if half_of[path.stem] != number:
                (others / path.name).symlink_to(path.resolve())
        with weights_of(house / FOLDER.name):
            for script in scripts():
                run(house / FOLDER.name / f"{script}.py", others)
            yield


def halves(names: Sequence[str]) -> dict[str, int]:
    """The half in which each journey is, by its name (`nl-p-03`): all of a writer, every second writer.

    Writers are taken in the order of their main language and letters, so each half has both.
    """
    ordered = sorted({(name.split("-")[1], name.split("-")[0]) for name in names})
    mainly = dict(reversed(ordered))
    writers = sorted(mainly, key=lambda writer: (mainly[writer], writer))
    return {name: writers.index(name.split("-")[1]) % HALVES for name in names}


def judged(journeys: Sequence[LabelledJourney]) -> list[JudgedJourney]:
    """Contacts of labelled journeys joined anew, with findings and scores."""
    return [
        JudgedJourney(journey, findings, *judge(journey, findings), "half")
        for journey in join([contact for each in journeys for contact in each.contacts])
        for findings in [find_all(journey)]
    ]


def scripts() -> list[str]:
    """The training scripts that have a say in findings and scores, in the order in which they run."""
    found = {path.stem for path in FOLDER.glob("train_*.py")} - HEARING
    return sorted(found, key=lambda name: (LAST.index(name) if name in LAST else -1, name))


def copied(house: Path) -> Path:
    """The checkout, in which only this folder is a copy: what scripts read beside it is there."""
    house.mkdir(parents=True)
    for path in ROOT.iterdir():
        if path.name != FOLDER.name:
            (house / path.name).symlink_to(path)
    shutil.copytree(FOLDER, house / FOLDER.name)
    return house


@contextlib.contextmanager
def weights_of(folder: Path) -> Iterator[None]:
    """Everything that was trained is read from another folder meanwhile."""
    usual, trained.FOLDER = trained.FOLDER, folder
    forget()
    try:
        yield
    finally:
        trained.FOLDER = usual
        forget()


def forget() -> None:
    """Weights are read anew when they are next needed."""
    trained.read_weights.cache_clear()
    trained.load_choice.cache_clear()
    forget_senses()
    forget_lines()
    forget_endings()
    forget_cut()
    forget_pairs()
    forget_space()


def run(script: Path, gold: Path) -> None:
    """A training script, as from the command line, without what it prints."""
    usual, sys.argv = sys.argv, [script.name, os.fspath(gold)]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            runpy.run_path(str(script), run_name="__main__")
    finally:
        sys.argv = usual
        forget()


def agreement(found: Sequence[JudgedJourney], gold: Path) -> Agreement:
    """What `retold evaluate` says of a store of these journeys, which is checked as every night's is."""
    contacts = [contact for one in found for contact in one.journey.contacts]
    n_findings = sum(len(one.findings) for one in found)
    counts = (len(contacts), len(contacts), 0, 0, 0, len(found), n_findings, 0)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "halves.duckdb"
        with Night.begin(store, "halves") as night:
            night.put_contacts(contacts)
            night.put_judged(found)
            night.put_run(Run("halves", MADE_AT, MADE_AT, *counts, 0.0))
            night.publish()
        with Reader.open(store) as reader:
            return evaluate(reader, gold)


def how_it_was_made() -> list[str]:
    """What a reader must know before believing a figure."""
    versions = ", ".join(f"{each.name} {each.version}" for each in all_detectors())
    return [
        "Made by `python models/evaluate_report.py FOLDER`; never edited. "
        f"What is learnt (`{'`, `'.join(scripts())}`) was learnt again for each half of the writers from the "
        "journeys of the other half: so nothing had heard the writer whom it judges, and it was learnt "
        "from half as many journeys as what is shipped. Phrase lists, rules and thresholds were not made again: where they "
        "were written with these journeys in view, expect less of others.",
        "",
        f"Detectors and their versions: {versions}.",
    ]


if __name__ == "__main__":
    main()
