"""Learn the senses of turns, and how much they and the phrase lists weigh, from labelled journeys.

    python models/train_senses.py FOLDER... [--seen WRITER,...]

Writes `models/senses.npz` (a cut through the space of meaning for each sense) and, for each detector
that weighs a sense with its phrases, two weights in `models/senses.toml`. A writer is the middle of a journey's
name (`nl-m-01`: m). Strengths for weighing are from cuts that have not seen the writer (`sense_cuts`).
Phrase lists look better than they are on journeys that they were written with, so writers who are not
`--seen` have most of a say in what the phrases are worth, and what was measured is theirs alone.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from labelled import read_labelled
from sense_cuts import Turns, learn_cut, strengths_unseen
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

sys.path.append(str(Path(__file__).resolve().parents[1]))

from pipeline.detect import (
    customer_proposal,
    failed_self_service,
    misconduct,
    promise,
    threat,
    wait_complaint,
)
from pipeline.domain import Contact, Journey, Speaker
from pipeline.journey import join
from pipeline.language.feelings import said_of
from pipeline.language.meaning import meanings
from pipeline.language.senses import Said, surroundings, together
from tests.support.cases import read_case

PRIOR = 1.0
SEEN = "d,e,f,g,m"  # phrase lists were written with their journeys
FRESH_WEIGHS = 4.0  # as much as this many turns of other writers
CASES_WRITER = "cases"
FOLDER = Path(__file__).parent
HEAD = "# What phrases and senses weigh; made by models/train_senses.py, card: models/README.md"
CASES = FOLDER.parent / "tests" / "cases"
BANDS = (0.2, 0.4, 0.6, 0.8, 1.01)
Place = tuple[str, int]
Saying = Callable[[Journey], dict[Place, float]]


def turns_under(key: str) -> Callable[[dict[str, Any]], Iterator[Place]]:
    """Labels that are lists of a contact and a turn."""
    return lambda labels: ((contact, turn) for contact, turn in labels[key])


def threats(*kinds: str) -> Callable[[dict[str, Any]], Iterator[Place]]:
    """Threats of some kinds, or of any."""
    return lambda labels: (
        tuple(each["at"]) for each in labels["threat"] if not kinds or each["kind"] in kinds
    )


def by_phrases(said: Callable[[Contact], dict[int, Said]]) -> Saying:
    """How sure a detector's phrases are, by contact and turn."""
    return lambda journey: {
        (contact.contact_id, contact.turns[position].turn_no): each.sure
        for contact in journey.contacts
        for position, each in said(contact).items()
    }


def low_words(journey: Journey) -> dict[Place, float]:
    """How low the words of each turn are."""
    return {each.place: each.low for each in said_of(journey)}


def high_words(journey: Journey) -> dict[Place, float]:
    """How high the words of each turn are."""
    return {each.place: each.high for each in said_of(journey)}


def point(key: str) -> Callable[[dict[str, Any]], Iterator[Place]]:
    """The turn that is the low or the high point, where there is one."""
    return lambda labels: iter([tuple(labels[key])] if labels[key] else [])


@dataclass(frozen=True)
class Sense:
    """Who speaks, which turns are labelled, and what the phrases of its detector say."""

    speaker: Speaker
    labelled: Callable[[dict[str, Any]], Iterator[Place]]
    said: Saying | None = None
    by_sentence: bool = False  # what one sentence of many does, not the tone of a turn


SENSES = {
    "failed_self_service": Sense(
        "customer", turns_under("failed_self_service"), by_phrases(failed_self_service.said), True
    ),
    "wait_complaint": Sense(
        "customer", turns_under("wait_complaint"), by_phrases(wait_complaint.said), True
    ),
    "customer_proposal": Sense(
        "customer",
        turns_under("customer_proposes_solution"),
        by_phrases(customer_proposal.said),
        True,
    ),
    "threat": Sense("customer", threats(), by_phrases(threat.said), True),
    **{f"threat_{kind}": Sense("customer", threats(kind), None, True) for kind in threat.KINDS},
    "misconduct": Sense("agent", turns_under("agent_misconduct"), by_phrases(misconduct.said)),
    "promise": Sense(
        "agent",
        lambda labels: ((each["contact"], each["turn"]) for each in labels["promises"]),
        by_phrases(promise.said),
        True,
    ),
    "contradiction": Sense(
        "agent", lambda labels: (tuple(each["b"]) for each in labels["contradiction"])
    ),
    "valley": Sense("customer", point("valley"), low_words),
    "peak": Sense("customer", point("peak"), high_words),
}


@dataclass(frozen=True)
class Written:
    """A journey that somebody wrote, and the labelled places of each sense that is labelled in it."""

    writer: str
    contacts: Sequence[Contact]
    labels: dict[str, set[Place]]


def read_written(folders: Iterable[Path]) -> Iterator[Written]:
    """The labelled journeys of folders, and the detectors' cases, in which one sense is labelled."""
    for folder in folders:
        for gold in read_labelled(folder):
            labels = {name: set(sense.labelled(gold.labels)) for name, sense in SENSES.items()}
            yield Written(gold.journey_id.split("-")[1], gold.contacts, labels)
    for name, sense in SENSES.items():
        for path in sorted((CASES / name).glob("*.case")):
            case = read_case(path)
            places = {(contact, turn) for contact, turn, _ in case.expected}
            spoken = {
                (contact.contact_id, turn.turn_no)
                for contact in case.journey.contacts
                for turn in contact.turns
                if turn.speaker == sense.speaker
            }
            yield Written(CASES_WRITER, case.journey.contacts, {name: places & spoken})


@dataclass(frozen=True)
class AllTurns:
    """All turns that were written: in which journey and where, by whom, who speaks, their meaning."""

    journeys: np.ndarray
    places: list[Place]
    writers: np.ndarray
    speakers: np.ndarray
    rows: np.ndarray
    sentences: Sequence[np.ndarray]
    centre: np.ndarray
    centre_of_sentences: np.ndarray
    spread: float


def read_turns(written: list[Written]) -> AllTurns:
    """The turns of written journeys, in order."""
    contacts = [(number, each) for number, one in enumerate(written) for each in one.contacts]
    read = [meanings([turn.text for turn in contact.turns]) for _, contact in contacts]
    vectors = [np.stack([each.whole for each in some]) for some in read]
    together = np.concatenate(vectors)
    centre = together.mean(axis=0)
    spread = float((together - centre).std())
    of_turns = [each.sentences for some in read for each in some]
    centre_of_sentences = np.concatenate(of_turns).mean(axis=0)
    turns = [(number, contact, turn) for number, contact in contacts for turn in contact.turns]
    return AllTurns(
        journeys=np.array([number for number, _, _ in turns]),
        places=[(contact.contact_id, turn.turn_no) for _, contact, turn in turns],
        writers=np.array([written[number].writer for number, _, _ in turns]),
        speakers=np.array([turn.speaker for _, _, turn in turns]),
        rows=np.concatenate(
            [
                surroundings(
                    (each - centre) / spread,
                    [turn.leg_no for turn in contact.turns],
                    [turn.speaker for turn in contact.turns],
                )
                for each, (_, contact) in zip(vectors, contacts, strict=True)
            ]
        ),
        sentences=[(each - centre_of_sentences) / spread for each in of_turns],
        centre=centre,
        centre_of_sentences=centre_of_sentences,
        spread=spread,
    )


@dataclass(frozen=True)
class Heard:
    """Turns of who can have a sense: how sure phrases and sense are, the label, the writer."""

    said: np.ndarray
    sense: np.ndarray
    y: np.ndarray
    writers: np.ndarray

    def of(self, writers: Iterable[str]) -> "Heard":
        """The turns of some writers."""
        return self.where(np.isin(self.writers, list(writers)))

    def where(self, mask: np.ndarray) -> "Heard":
        """The turns that a mask lets through."""
        return Heard(self.said[mask], self.sense[mask], self.y[mask], self.writers[mask])


def weigh(heard: Heard, fresh: Sequence[str]) -> tuple[float, np.ndarray]:
    """Intercept and weights of phrases and sense; fresh writers have more of a say."""
    x = np.c_[heard.said, heard.sense]
    counts = np.where(np.isin(heard.writers, list(fresh)), FRESH_WEIGHS, 1.0)
    model = LogisticRegression(C=PRIOR, max_iter=2000).fit(x, heard.y, counts)
    return float(model.intercept_[0]), model.coef_[0]


def weighed_unseen(heard: Heard, fresh: Sequence[str]) -> np.ndarray:
    """Chances by weights that have not seen the writer."""
    chances = np.zeros(len(heard.y))
    for writer in sorted(set(heard.writers)):
        mine = heard.writers == writer
        intercept, weights = weigh(heard.where(~mine), fresh)
        total = intercept + np.c_[heard.said, heard.sense][mine] @ weights
        chances[mine] = 1 / (1 + np.exp(-total))
    return chances


def agreement(y: np.ndarray, claimed: np.ndarray) -> str:
    """Precision, recall and F1 as words."""
    right = int((claimed & y).sum())
    f1 = 2 * right / max(1, int(claimed.sum() + y.sum()))
    return f"{right} right of {int(claimed.sum())} claimed and {int(y.sum())} labelled, F1 {f1:.3f}"


def said_in(written: Written, said: Saying) -> dict[Place, float]:
    """How sure the phrases are of the turns of a journey."""
    return {
        place: sure for journey in join(written.contacts) for place, sure in said(journey).items()
    }


def labelled_turns(
    name: str, written: list[Written], turns: AllTurns
) -> tuple[Turns, list[tuple[int, Place]]]:
    """The turns that can have a sense, and in which journey and where they are."""
    knows = np.array([name in each.labels for each in written])[turns.journeys]
    mine = np.flatnonzero(knows & (turns.speakers == SENSES[name].speaker))
    places = [(turns.journeys[at], turns.places[at]) for at in mine]
    has_it = np.array([place in written[n].labels[name] for n, place in places])
    sentences = [turns.sentences[at] for at in mine]
    return Turns(turns.rows[mine], sentences, has_it, turns.writers[mine]), places


def strengths_of_writers_left_out(folders: Sequence[Path], name: str) -> dict[Place, float]:
    """How strongly the turns of labelled journeys have a sense, by cuts that have not seen their writer."""
    written = list(read_written(folders))
    mine, places = labelled_turns(name, written, read_turns(written))
    found = strengths_unseen(mine, by_sentence=SENSES[name].by_sentence)
    return {
        place: float(strength)
        for (number, place), strength in zip(places, found, strict=True)
        if written[number].writer != CASES_WRITER
    }


def main() -> None:
    """Train, cross-validate over writers, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument(
        "--seen", default=SEEN, help="writers whose journeys phrase lists have seen"
    )
    options = parser.parse_args()
    written = list(read_written(options.gold))
    turns = read_turns(written)
    all_writers = sorted(set(turns.writers) - {CASES_WRITER})
    fresh = [each for each in all_writers if each not in options.seen.split(",")] or all_writers
    cuts, lines = [], [HEAD]
    for name, sense in SENSES.items():
        mine, places = labelled_turns(name, written, turns)
        cuts.append(learn_cut(mine, by_sentence=sense.by_sentence))
        if sense.said is None:
            continue
        found = {number: said_in(written[number], sense.said) for number in {n for n, _ in places}}
        said = np.array([found[number].get(place, 0.0) for number, place in places])
        unseen = strengths_unseen(mine, by_sentence=sense.by_sentence)
        heard = np.array([together(*each)["sense"] for each in zip(said, unseen, strict=True)])
        lines += weights_of(name, Heard(said, heard, mine.y, mine.writers), fresh)
        print(*lines[-18:], sep="\n", flush=True)
    (FOLDER / "senses.toml").write_text("\n".join(lines) + "\n")
    np.savez(
        FOLDER / "senses.npz",
        names=np.array(list(SENSES)),
        speakers=np.array([sense.speaker for sense in SENSES.values()]),
        weights=np.array([each.weights for each in cuts], np.float32),
        of_sentences=np.array([each.of_sentences for each in cuts], np.float32),
        intercepts=np.array([each.intercept for each in cuts], np.float32),
        centre=turns.centre.astype(np.float32),
        centre_of_sentences=turns.centre_of_sentences.astype(np.float32),
        spread=np.float32(turns.spread),
    )


def weights_of(name: str, heard: Heard, fresh_writers: list[str]) -> list[str]:
    """What phrases and sense weigh, and how well that agrees, as the lines of a file."""
    heard = heard.where(heard.writers != CASES_WRITER)
    intercept, (w_said, w_sense) = weigh(heard, fresh_writers)
    is_fresh = np.isin(heard.writers, fresh_writers)
    chances = weighed_unseen(heard, fresh_writers)[is_fresh]
    fresh = heard.of(fresh_writers)
    y, said, sense = fresh.y, fresh.said, fresh.sense
    return [
        "",
        f"[option.{name}]",
        f"# {len(y)} turns of writers {', '.join(fresh_writers)}, each left out in turn:",
        f"#   phrases alone: {agreement(y, said >= 0.4)}",
        f"#   sense alone: average precision {average_precision_score(y, sense):.2f}",
        *(
            f"#   both, from {bound:.2f}: {agreement(y, chances >= bound)}"
            for bound in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
        ),
        "# of turns with a chance in a band, how many were labelled:",
        *(
            f"#   {low:.1f}-{min(1.0, high):.1f}: {int(y[band].sum())} of {int(band.sum())}"
            for low, high in pairwise(BANDS)
            for band in [(chances >= low) & (chances < high)]
        ),
        f"intercept = {intercept:.3f}",
        f"weights = {{ said = {w_said:.3f}, sense = {w_sense:.3f} }}",
    ]


if __name__ == "__main__":
    main()
