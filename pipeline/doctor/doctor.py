"""All examinations in order; what cannot be examined is told and stops no other."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipeline.addresses import StoreAddress
from pipeline.doctor import hearing, kept, machine, places
from pipeline.doctor.told import Told, wrong
from pipeline.settings import Settings
from pipeline.store import place_of


def examine(settings: Settings, store: StoreAddress, key_file: Path | None) -> Iterator[Told]:
    """Look at everything that a night needs; no network is needed. `settings` as far as they can be read."""
    work, chosen = settings.places.work, settings.transcribe
    examinations: dict[str, Callable[[], Iterator[Told]]] = {
        "settings": places.settings,
        "python": machine.python,
        "packages": machine.packages,
        "cores": lambda: machine.power(chosen.workers, chosen.cpu_threads),
        "disk": lambda: machine.room(store),
        "work": lambda: machine.disk("disk for work", work),
        "time zone": lambda: machine.clock(settings.schedule.timezone),
        "engine": lambda: hearing.engine(chosen.engine),
        "decoding": hearing.decoding,
        "models": lambda: hearing.models(chosen.model, settings.places.models),
        "store": lambda: kept.store(store, datetime.now(UTC)),
        "key": lambda: places.key(key_file, is_needed=place_of(store).is_there),
        "transcripts": lambda: places.private_folder("kept transcripts", work / "transcripts"),
        "screens": lambda: places.private_folder("screens", work / "screens"),
        "prefect's files": lambda: places.private_folder(
            "prefect's files", Path(os.environ.get("PREFECT_HOME", "data/work/prefect"))
        ),
        "reports": lambda: (
            told
            for each in settings.places.reports
            for told in places.private_folder("report", each)
        ),
        "mirrors": lambda: places.private_folder("mirrors", settings.places.mirrors),
        "sign-in": lambda: places.sign_in(settings.sign_in),
        "retention": lambda: places.retention(settings.retention),
        "prefect": places.prefect,
    }
    for about, look in examinations.items():
        try:
            yield from look()
        except Exception as error:  # an examination that fails is a finding of its own
            yield wrong(
                about, f"cannot be looked at ({type(error).__name__}: {error})", "report it"
            )
