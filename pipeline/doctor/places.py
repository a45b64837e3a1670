"""Settings, the secret, and folders with personal data: there, and for their owner only."""

import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from pipeline.doctor.told import Told, ok, warning, wrong
from pipeline.settings import Retention, SettingsError, SignIn, load_settings, settings_file

FOR_OTHERS = 0o077  # rights of group and world
SECRET_LENGTH = 32


def settings() -> Iterator[Told]:
    """Whether the settings can be read, and where they are from."""
    file = settings_file()
    overrides = sorted(name for name in os.environ if name.startswith("RETOLD_"))
    beside = f"; environment: {', '.join(overrides)}" if overrides else ""
    try:
        load_settings()
    except SettingsError as error:
        yield wrong("settings", str(error), f"mend {file} or the environment (docs/settings.md)")
    else:
        yield ok("settings", f"{file if file.exists() else 'defaults'}{beside}")


def key(file: Path | None, *, is_needed: bool) -> Iterator[Told]:
    """The secret of the pseudonyms; needed as soon as there is a store. None: it has no place."""
    if file is None:
        yield wrong("key", "nothing lies beside a store in PostgreSQL", "set privacy.key_file")
        return
    if not file.exists():
        if is_needed:
            yield wrong("key", f"{file} is gone, but there is a store", "restore it from a backup")
        else:
            yield ok("key", f"{file} will be made by the first night")
        return
    mode = file.stat().st_mode & 0o777
    if mode & FOR_OTHERS:
        yield wrong("key", f"{file}: others may read it ({mode:03o})", f"chmod 600 {file}")
    elif not os.access(file, os.R_OK):
        yield wrong("key", f"{file} cannot be read", "run it as the account that made it")
    elif len(file.read_bytes().strip()) < SECRET_LENGTH:
        yield wrong("key", f"{file} holds too little to be a secret", "restore it from a backup")
    else:
        yield ok("key", f"{file}, for its owner only")


def private_folder(about: str, folder: Path) -> Iterator[Told]:
    """A folder with personal data, if it is there."""
    if not folder.exists():
        yield ok(about, f"{folder}: not there yet")
        return
    mode = folder.stat().st_mode & 0o777
    if mode & FOR_OTHERS:
        yield wrong(about, f"{folder}: others may look into it ({mode:03o})", f"chmod 700 {folder}")
    else:
        yield ok(about, f"{folder}, for its owner only")


def sign_in(chosen: SignIn) -> Iterator[Told]:
    """The company's sign-in, as far as it can be seen without asking it."""
    file = chosen.client_secret_file
    if not chosen.issuer:
        yield ok("sign-in", "with passwords")
    elif file is None or chosen.client_secret.get_secret_value():
        yield ok("sign-in", f"at {chosen.issuer}")
    elif not os.access(file.expanduser(), os.R_OK):
        yield wrong("sign-in", f"{file} cannot be read", "sign_in.client_secret_file names it")
    elif (mode := file.expanduser().stat().st_mode & 0o777) & FOR_OTHERS:
        yield wrong("sign-in", f"{file}: others may read it ({mode:03o})", f"chmod 600 {file}")
    else:
        yield ok("sign-in", f"at {chosen.issuer}; its secret is for its owner only")


def retention(chosen: Retention) -> Iterator[Told]:
    """How long what is kept."""
    told = ", ".join(f"{name.removesuffix('_days')} {days or 'for ever'}" for name, days in chosen)
    if not chosen.transcripts_days and not chosen.findings_days:
        yield warning(
            "retention",
            f"days: {told}",
            "settle a period and set retention.transcripts_days (docs/privacy.md)",
        )
    else:
        yield ok("retention", f"days: {told}")


def prefect() -> Iterator[Told]:
    """Whether Prefect's server answers, where one is set."""
    url = os.environ.get("PREFECT_API_URL")
    if not url:
        yield ok("prefect", "each night starts its own server")
        return
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5):  # noqa: S310 - as set by its owner
            yield ok("prefect", f"{url} answers")
    except (urllib.error.URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        yield wrong("prefect", f"{url}: {reason}", "start it, or unset PREFECT_API_URL")
