"""The comparison as a page in Markdown, and as a file."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.evaluate.agreement import ALL, Agreement, Figures, Readers
from pipeline.evaluate.estimate import DRAWS, Estimate
from pipeline.evaluate.figures import Choice, Detection, Scale

UNTOLD = "-"


def page(agreement: Agreement, title: str = "Agreement with labels") -> str:
    """The page, from the core outwards: findings, scores, trust in them, what is kept of people."""
    return "\n".join([f"# {title}", *_lines(agreement)]).rstrip() + "\n"


def write(file: Path, shown: str, figures: Mapping[str, Any]) -> None:
    """A page into a file, or all figures with every place of disagreement where it ends in `.json`.

    Raises ValueError for any other ending.
    """
    if file.suffix == ".json":
        text = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
    elif file.suffix == ".md":
        text = shown
    else:
        raise ValueError(f"{file}: expected a file that ends in .md or .json")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _lines(agreement: Agreement) -> Iterator[str]:
    everything = agreement.languages[ALL]
    yield (
        f"{everything.n_journeys} labelled journeys, {agreement.n_contacts} contacts, of which "
        f"{agreement.n_in_store} are in the store. In brackets the interval that holds a figure in "
        f"95 of 100 of {DRAWS} draws of journeys (where all are right, it cannot say how many were lucky); "
        f"{UNTOLD}: cannot be told."
    )
    yield from _section("Findings", _findings(agreement))
    yield from _section("Of what was found, and of each contact and journey", _choices(agreement))
    yield from _section("Effort (1-7) and empathy (0-4)", _scales(agreement))
    for choice in everything.choices:
        yield from _confusion(choice)
    yield from _section("Confidence: of findings that sure, how many are right", _bands(agreement))
    yield from _section("Coverage: how often each cue and detail fired", _rules(agreement))
    yield from _section("Joined journeys", _joining(agreement))
    if agreement.redaction:
        yield from _section("Personal data gone from the stored words", _redaction(agreement))
    if agreement.readers:
        yield from _section("Beside a second reader", _readers(agreement.readers))
    if agreement.problems:
        yield from _section(
            "Labels that could not be read", [f"- {each}" for each in agreement.problems]
        )


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("", f"## {title}")
    yield from lines


def lines_of_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table in Markdown, line by line."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(str(cell) for cell in row)} |"


def _shown(told: Estimate | None) -> str:
    if told is None or told.value is None:
        return UNTOLD
    return f"{told.value:.2f} [{told.low:.2f}, {told.high:.2f}]"


def _findings(agreement: Agreement) -> Iterator[str]:
    yield from lines_of_table(
        ("kind", "language", "right", "false", "missed", "precision", "recall", "F1"),
        (
            (each.name, language, each.n_right, each.n_false, each.n_missed, *_found(each))
            for name in (each.name for each in agreement.languages[ALL].detections)
            for language, figures in agreement.languages.items()
            for each in figures.detections
            if each.name == name
        ),
    )


def _found(each: Detection) -> tuple[str, ...]:
    return tuple(_shown(figure) for figure in (each.precision, each.recall, each.f1))


def _choices(agreement: Agreement) -> Iterator[str]:
    yield from lines_of_table(
        ("what", "language", "n", "right", "kappa"),
        (
            (each.name, language, each.accuracy.n, _shown(each.accuracy), _shown(each.kappa))
            for name in (each.name for each in agreement.languages[ALL].choices)
            for language, figures in agreement.languages.items()
            for each in figures.choices
            if each.name == name
        ),
    )


def _scales(agreement: Agreement) -> Iterator[str]:
    yield from lines_of_table(
        (
            "score",
            "language",
            "labels",
            "told",
            "mean error",
            "rank correlation",
            "quadratic kappa",
            "labels in its interval",
        ),
        (
            (each.name, language, each.n, each.n_told, *_scale(each))
            for name in (each.name for each in agreement.languages[ALL].scales)
            for language, figures in agreement.languages.items()
            for each in figures.scales
            if each.name == name
        ),
    )


def _scale(each: Scale) -> tuple[str, ...]:
    figures = (each.mean_error, each.rank_correlation, each.kappa, each.within)
    return tuple(_shown(figure) for figure in figures)


def _confusion(choice: Choice) -> Iterator[str]:
    """Label by answer; where there is nothing to confuse there is no table."""
    if len(choice.options) < 2 or choice.name.startswith("repeat_story"):
        return
    yield from _section(
        f"Confusion: {choice.name}",
        lines_of_table(
            ("label \\ said", *choice.options),
            (
                (option, *counts)
                for option, counts in zip(choice.options, choice.table, strict=True)
                if any(counts)
            ),
        ),
    )


def _bands(agreement: Agreement) -> Iterator[str]:
    yield from lines_of_table(
        ("kind", "confidence", "findings", "mean confidence", "right"),
        (
            (
                band.kind,
                f"{band.low:.1f}-{band.high:.1f}",
                band.n,
                f"{band.confidence:.2f}",
                f"{band.n_right / band.n:.2f} ({band.n_right})",
            )
            for band in agreement.reliability
        ),
    )


def _rules(agreement: Agreement) -> Iterator[str]:
    yield from lines_of_table(
        ("kind", "cue or detail", "fired", "right"),
        (
            (rule.kind, rule.rule, rule.n, f"{rule.n_right / rule.n:.2f} ({rule.n_right})")
            for rule in agreement.coverage
        ),
    )


def _joining(agreement: Agreement) -> Iterator[str]:
    told = agreement.joining
    yield (
        f"{told.n_joined} of {told.n_several} journeys with several contacts are one journey in the "
        f"store; {told.n_mixed} journeys of the store hold contacts of several labelled ones."
    )


def _redaction(agreement: Agreement) -> Iterator[str]:
    told = agreement.redaction
    if told is None:
        return
    n_gone = sum(gone for gone, _ in told.gone.values())
    n_all = sum(total for _, total in told.gone.values())
    rows = [*told.gone.items(), ("all", (n_gone, n_all))]
    yield from lines_of_table(
        ("kind", "labelled", "gone", "recall"),
        (
            (kind, total, gone, f"{gone / total:.3f}" if total else UNTOLD)
            for kind, (gone, total) in rows
        ),
    )
    if told.n_words:
        yield ""
        yield f"Of the {told.n_words} other words {told.n_words_kept / told.n_words:.2%} are kept."


def _readers(readers: Readers) -> Iterator[str]:
    yield (
        f"Both held against the first reader, on the {readers.second.n_journeys} journeys that both "
        "readers labelled. Where the program comes near the second reader, the labels cannot tell more."
    )
    yield ""
    yield from beside({"program": readers.program, "second reader": readers.second})


def beside(figures: Mapping[str, Figures]) -> Iterator[str]:
    """A table in Markdown, a column for each of several measurements of the same journeys."""
    columns = {name: dict(_in_short(each)) for name, each in figures.items()}
    keys = dict.fromkeys(key for column in columns.values() for key in column)
    yield from lines_of_table(
        ("what", "measure", *columns),
        ((*key, *(_shown(column.get(key)) for column in columns.values())) for key in keys),
    )


def _in_short(figures: Figures) -> Iterator[tuple[tuple[str, str], Estimate]]:
    for detection in figures.detections:
        yield (detection.name, "F1"), detection.f1
    for choice in figures.choices:
        yield (choice.name, "right"), choice.accuracy
        if choice.kappa.value is not None:
            yield (choice.name, "kappa"), choice.kappa
    for scale in figures.scales:
        yield (scale.name, "mean error"), scale.mean_error
        yield (scale.name, "quadratic kappa"), scale.kappa
