"""`retold evaluate`: findings and scores held against labels, and against what people said of them."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.addresses import StoreAddress
from pipeline.commands.options import DEFAULT_STORE, StoreOption

if TYPE_CHECKING:
    from pipeline.evaluate import Judgements


def evaluate(  # noqa: PLR0917 - options, each by name
    store: StoreOption = DEFAULT_STORE,
    gold: Annotated[Path | None, typer.Option("--gold", help="folder of labelled journeys")] = None,
    second: Annotated[
        Path | None, typer.Option("--second", help="the same journeys, labelled by somebody else")
    ] = None,
    verdicts: Annotated[
        bool, typer.Option("--verdicts", help="what people said in the screens")
    ] = False,
    target: Annotated[
        float | None,
        typer.Option("--target", help="precision that proposed thresholds reach; none: 0.8"),
    ] = None,
    out_files: Annotated[
        list[Path] | None, typer.Option("--out", help="also write it, as FILE.md or FILE.json")
    ] = None,
) -> None:
    """Hold findings and scores against labels of people (--gold), their verdicts (--verdicts), or both."""
    from pipeline.evaluate import evaluate as agree  # noqa: PLC0415 - quick help
    from pipeline.evaluate import page, verdicts_page, write  # noqa: PLC0415
    from pipeline.store import Reader  # noqa: PLC0415

    if gold is None and not verdicts:
        raise ValueError("expected --gold FOLDER, --verdicts, or both")
    if gold is None and second is not None:
        raise ValueError("--second needs --gold: it is held against those labels")
    if target is not None and not verdicts:
        raise ValueError("--target needs --verdicts: thresholds are proposed from those")
    pages: list[str] = []
    figures: dict[str, Mapping[str, Any]] = {}
    with Reader.open(store) as reader:
        if gold is not None:
            agreement = agree(reader, gold, second)
            pages.append(page(agreement))
            figures["labels"] = agreement.as_json()
    if verdicts:
        judgements = _weighed(store, target)
        pages.append(verdicts_page(judgements))
        figures["verdicts"] = judgements.as_json()
    shown = "\n".join(pages)
    for file in out_files or ():
        write(file, shown, figures if verdicts else figures["labels"])
    typer.echo(shown)


def _weighed(store: StoreAddress, target: float | None) -> "Judgements":
    from pipeline.detect import all_detectors  # noqa: PLC0415
    from pipeline.evaluate import TARGET, weigh_verdicts  # noqa: PLC0415
    from pipeline.review.ledger import current_verdicts, ledger_url, open_ledger  # noqa: PLC0415
    from pipeline.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    ledger = open_ledger(ledger_url(store, settings.review.database))
    return weigh_verdicts(
        map(asdict, current_verdicts(ledger)),
        versions={each.name: each.version for each in all_detectors()},
        thresholds=settings.detect.thresholds,
        target=TARGET if target is None else target,
    )
