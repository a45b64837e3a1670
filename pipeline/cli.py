"""The `retold` command: each command parses, calls one function, and presents."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from pipeline.addresses import StoreAddress
from pipeline.commands import user
from pipeline.commands.doctor import doctor
from pipeline.commands.evaluate import evaluate
from pipeline.commands.export import export
from pipeline.commands.forget import forget
from pipeline.commands.mirror import mirror
from pipeline.commands.options import DEFAULT_STORE, LanguageOption, StoreOption
from pipeline.commands.rebuild import rebuild
from pipeline.commands.retention import retention
from pipeline.commands.screens import SCREENS
from pipeline.commands.search import search
from pipeline.memory import restart_with_fast_memory
from pipeline.settings import SettingsError, load_settings

app = typer.Typer(
    name="retold",
    help="Finds where customers had to tell their story twice, and what that cost them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
models_app = typer.Typer(
    help="Model weights: which there are, fetch them, where they lie.", no_args_is_help=True
)
app.add_typer(models_app, name="models")
fit_app = typer.Typer(help="Fit what is learnt to your own data.", no_args_is_help=True)
app.add_typer(fit_app, name="fit")
app.add_typer(user.app, name="user")

EngineOption = Annotated[
    Literal["auto", "faster-whisper", "openai-whisper"] | None,
    typer.Option("--engine", help="which recogniser; auto takes the faster one that is installed"),
]
ModelOption = Annotated[str | None, typer.Option("--model", help="Whisper size, e.g. base")]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", help="recognisers side by side", min=1)
]
QualityOption = Annotated[
    Literal["fast", "best"] | None,
    typer.Option("--quality", help="best is slower and makes fewer mistakes"),
]
COMMANDS_THAT_HEAR = ("run", "retry", "schedule")
out = Console(markup=False)
err = Console(stderr=True, markup=False)
for _command in (search, mirror, evaluate, export, forget, retention, rebuild, doctor):
    app.command()(_command)


@app.command()
def run(  # noqa: PLR0917 - options, each by name
    sources: Annotated[
        list[str], typer.Argument(help="folders, manifests, documents, globs, URLs")
    ],
    store: StoreOption = DEFAULT_STORE,
    engine: EngineOption = None,
    model: ModelOption = None,
    workers: WorkersOption = None,
    quality: QualityOption = None,
) -> None:
    """Run the nightly flow once, over what is in the sources."""
    said = {"engine": engine, "model": model, "workers": workers, "quality": quality}
    _night(sources, store, said, retry=False)


@app.command()
def retry(  # noqa: PLR0917 - options, each by name
    sources: Annotated[list[str] | None, typer.Argument(help="none: those of the last run")] = None,
    store: StoreOption = DEFAULT_STORE,
    engine: EngineOption = None,
    model: ModelOption = None,
    workers: WorkersOption = None,
    quality: QualityOption = None,
) -> None:
    """Run it again, and try the recordings once more that were set aside."""
    from pipeline.store import Reader  # noqa: PLC0415

    if not sources:
        with Reader.open(store) as reader:
            last = reader.rows("last_run")
        sources = list(last[0]["sources"]) if last else []
    said = {"engine": engine, "model": model, "workers": workers, "quality": quality}
    _night(sources, store, said, retry=True)


def _night(sources: list[str], store: StoreAddress, said: dict[str, Any], *, retry: bool) -> None:
    """`said` are settings of `transcribe`; None where the command line says nothing."""
    from flows.nightly import nightly  # noqa: PLC0415 - Prefect takes seconds to import
    from flows.report import print_report  # noqa: PLC0415
    from flows.tasks import StageError  # noqa: PLC0415

    try:
        report = nightly(sources, str(store), **said, retry=retry, screens=SCREENS)
    except StageError as error:
        err.print(f"retold: the night failed, nothing was published: {error}", style="red")
        raise typer.Exit(1) from None
    print_report(report, out)


@app.command()
def schedule(
    sources: Annotated[
        list[str] | None, typer.Argument(help="none: the inbox of the settings")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    cron: Annotated[str | None, typer.Option("--cron", help="when, in cron's notation")] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", help="in which time zone")] = None,
) -> None:
    """Run the nightly flow every night, until stopped."""
    from flows.schedule import serve_nightly  # noqa: PLC0415

    settings = load_settings()
    serve_nightly(
        sources or [str(settings.places.inbox)],
        store,
        cron=cron or settings.schedule.cron,
        timezone=timezone or settings.schedule.timezone,
        screens=SCREENS,
    )


@app.command()
def report(
    store: StoreOption = DEFAULT_STORE,
    out_folder: Annotated[Path, typer.Option("--out", help="folder of the report")] = Path(
        "data/report"
    ),
    language: LanguageOption = "nl",
) -> None:
    """Write the boards as one static report that opens without a network."""
    from pipeline.reports import write_report  # noqa: PLC0415
    from pipeline.store import Reader  # noqa: PLC0415

    settings = load_settings()
    with Reader.open(store) as reader:
        page = write_report(
            reader,
            out_folder,
            language=language,
            timezone=settings.schedule.timezone,
            audio_days=settings.retention.audio_days,
        )
    out.print(f"Report: {page}", soft_wrap=True, highlight=False)


@app.command()
def show(
    contact_id: Annotated[str, typer.Argument(help="which contact")],
    store: StoreOption = DEFAULT_STORE,
    language: LanguageOption = "nl",
) -> None:
    """Show one contact on the terminal: timeline, retelling, effort."""
    from pipeline.reports import show_contact  # noqa: PLC0415
    from pipeline.store import Reader  # noqa: PLC0415

    with Reader.open(store) as reader:
        show_contact(reader, contact_id, out, language=language)


@app.command()
def check(store: StoreOption = DEFAULT_STORE) -> None:
    """Run all checks over the whole published store; a night checks what it touched."""
    from pipeline.store import Reader  # noqa: PLC0415

    with Reader.open(store) as reader:
        failing = reader.failing_checks()
    for one in failing:
        err.print(str(one), style="red", highlight=False)
    if failing:
        raise typer.Exit(1)
    out.print("Every check holds.")


@app.command()
def serve(
    store: StoreOption = DEFAULT_STORE,
    host: Annotated[
        str, typer.Option("--host", help="address to listen on; this machine only, unless set")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="port to listen on")] = 8300,
    language: LanguageOption = "nl",
) -> None:
    """Serve the screens in the browser, until stopped."""
    from pipeline.review import serve_screens  # noqa: PLC0415
    from pipeline.review.ledger import ledger_url, open_ledger  # noqa: PLC0415
    from pipeline.store import Reader  # noqa: PLC0415

    settings = load_settings()
    folder, timezone = settings.places.work / "screens", settings.schedule.timezone
    with Reader.open(store) as reader:
        ledger = open_ledger(ledger_url(store, settings.review.database))
        serve_screens(
            reader,
            ledger,
            folder,
            host=host,
            port=port,
            language=language,
            timezone=timezone,
            audio_days=settings.retention.audio_days,
            rate_an_hour=settings.boards.rate_an_hour,
            signing_in=settings.sign_in,
            announce=lambda: err.print(f"http://{host}:{port} (ctrl-c ends it)", highlight=False),
        )


@fit_app.command("effort")
def fit_effort(
    store: StoreOption = DEFAULT_STORE,
    file: Annotated[
        Path | None, typer.Option("--out", help="write the weights there, for score.effort_weights")
    ] = None,
    minimum: Annotated[
        int, typer.Option("--minimum", help="answers that are needed", min=50)
    ] = 200,
) -> None:
    """Fit the weights of effort to survey answers in the store, and show before and after."""
    from datetime import UTC  # noqa: PLC0415

    from pipeline.evaluate import (  # noqa: PLC0415
        TooFewError,
        answered_from,
        refit_effort,
        refit_page,
        weights_file,
    )
    from pipeline.store import Reader  # noqa: PLC0415
    from pipeline.trained import load_weights, read_weights  # noqa: PLC0415

    shipped, used = load_weights("effort"), load_settings().score.effort_weights
    with Reader.open(store) as reader:
        rows = reader.rows("surveyed_efforts")
    try:
        answered = answered_from(rows, read_weights(used) if used else shipped)
        refit = refit_effort(answered, shipped, minimum)
    except (TooFewError, ValueError) as refusal:
        err.print(f"{store}: {refusal}", highlight=False)
        raise typer.Exit(1) from None
    typer.echo(refit_page(refit))
    if file:
        file.write_text(weights_file(refit, datetime.now(UTC)), encoding="utf-8")
        err.print(f"{file}: written. Set score.effort_weights to it; the next night judges anew.")


@app.command()
def docs(
    check: Annotated[
        bool, typer.Option("--check", help="write nothing, fail when something is out of date")
    ] = False,
) -> None:
    """Regenerate what is generated: data dictionary, JSON Schema, settings."""
    from pipeline.generated import out_of_date, write_generated  # noqa: PLC0415

    stale = out_of_date() if check else write_generated()
    for path in stale:
        out.print(f"{'out of date' if check else 'written'}: {path}", highlight=False)
    if check and stale:
        raise typer.Exit(1)


@app.command()
def facts(
    file: Annotated[
        Path | None, typer.Option("--out", help="write it there; none: print it")
    ] = None,
) -> None:
    """The fact sheet for works council and privacy officer, as the program is set here."""
    from pipeline.facts import fact_sheet  # noqa: PLC0415

    sheet = fact_sheet(load_settings())
    if file:
        file.write_text(sheet, encoding="utf-8")
    else:
        typer.echo(sheet)


@models_app.command("list")
def models_list() -> None:
    """List every Whisper size: what it is worth, where it comes from, whether it is here."""
    from rich.table import Table  # noqa: PLC0415

    from pipeline.transcribe import forms_present, list_models  # noqa: PLC0415

    cache = load_settings().places.models
    table = Table()
    for column in ("model", "parameters", "languages", "licence", "here"):
        table.add_column(column)
    for each in list_models():
        here = ", ".join(forms_present(each.name, cache))
        table.add_row(
            each.name,
            f"{each.n_parameters / 1e6:.0f} M",
            str(each.n_languages),
            each.licence,
            here or "-",
        )
    out.print(table)


@models_app.command("pull")
def models_pull(names: Annotated[list[str], typer.Argument(help="which models")]) -> None:
    """Fetch models and check them, unless they are here."""
    from pipeline.transcribe import pull  # noqa: PLC0415

    cache = load_settings().places.models
    for name in names:
        with err.status(f"model {name}") as status:
            folder = pull(
                name, cache, lambda what, done, total: status.update(f"{what}: {done} of {total}")
            )
        out.print(f"{name}: {folder}", soft_wrap=True, highlight=False)


@models_app.command("path")
def models_path(
    name: Annotated[str, typer.Argument(help="which model")],
    form: Annotated[
        Literal["ctranslate2", "checkpoint"],
        typer.Option("--form", help="ctranslate2 or checkpoint"),
    ] = "ctranslate2",
) -> None:
    """Print where a model lies, in the form that an engine wants."""
    from pipeline.transcribe import path  # noqa: PLC0415

    typer.echo(path(name, load_settings().places.models, form))


def start() -> None:
    """Run the command as a process of its own, which may begin itself anew with faster memory."""
    if set(COMMANDS_THAT_HEAR) & set(sys.argv[1:2]):
        restart_with_fast_memory()
    main()


def main() -> None:
    """Run the command; errors that a person can mend are one line on stderr, exit code 1."""
    from pipeline.store import StoreError  # noqa: PLC0415
    from pipeline.transcribe import EngineError, WeightsError  # noqa: PLC0415

    try:
        app()
    except (SettingsError, StoreError, WeightsError, EngineError, OSError, ValueError) as error:
        err.print(f"retold: {error}", style="red", highlight=False, soft_wrap=True)
        sys.exit(1)
