"""What a night tells when it is over."""

from collections import Counter
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from flows.retention import Gone
from pipeline.addresses import StoreAddress
from pipeline.domain import Run, SetAside


@dataclass(frozen=True, slots=True)
class NightReport:
    """What came in, what was done, and what was set aside and why."""

    run: Run
    store: StoreAddress
    set_aside: tuple[SetAside, ...]
    is_published: bool
    gone: Gone = field(default_factory=Gone)

    @property
    def seconds(self) -> float:
        """How long the night took."""
        return (self.run.ended_at - self.run.started_at).total_seconds()


def print_report(report: NightReport, console: Console) -> None:
    """Print a night's report: a table of what was done, then what was set aside, each with its reason."""
    run = report.run
    table = Table(title=f"Run {run.run_id}", title_justify="left", show_header=False)
    table.add_column("what")
    table.add_column("how many", justify="right")
    for what, value in (
        ("contacts that came in", run.n_contacts_in),
        ("of them new", run.n_new),
        ("of them changed", run.n_changed),
        ("of them unchanged", run.n_unchanged),
        ("transcribed", f"{run.n_transcribed} ({run.audio_s / 60:.1f} minutes of audio)"),
        ("journeys judged", run.n_journeys_judged),
        ("findings in them", run.n_findings),
        ("set aside", run.n_set_aside),
        *([("of them forgotten", run.n_forgotten)] if run.n_forgotten else []),
        *([("too old to take in", run.n_too_old)] if run.n_too_old else []),
        ("erased, kept long enough", report.gone),
        ("seconds", f"{report.seconds:.1f}"),
    ):
        table.add_row(what, str(value))
    console.print(table)
    if report.is_published:
        console.print(f"Published: {report.store}")
    else:
        console.print(f"Nothing to do: {report.store} is up to date.")
    if report.set_aside:
        console.print("\nSet aside:")
        for item, n_times in Counter(report.set_aside).items():
            times = f" ({n_times} times)" if n_times > 1 else ""
            console.print(f"  {item}{times}", soft_wrap=True, highlight=False, markup=False)
        console.print(
            "Mend what is wrong and run again; `retold retry` also tries recordings again."
        )
