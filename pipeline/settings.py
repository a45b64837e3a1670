"""All settings: defaults, overridden by one TOML file, overridden by the environment.

The file is `retold.toml` in the working directory, or what `RETOLD_SETTINGS` names. An environment
variable overrides it: `RETOLD_TRANSCRIBE__MODEL=medium`.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

DEFAULT_FILE = "retold.toml"


class SettingsError(Exception):
    """The settings cannot be used; the message has one line for each problem."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Intake(_Section):
    """What may be read."""

    recordings_in: tuple[str, ...] = Field(
        (),
        description="folders and prefixes of URLs, besides the folder of its own source, in which what a "
        "document or manifest names may lie, and into which links may lead",
    )


class Transcribe(_Section):
    """How recordings become words."""

    engine: Literal["auto", "faster-whisper", "openai-whisper"] = Field(
        "auto", description="which recogniser; auto takes the faster one that is installed"
    )
    model: str = Field("auto", description="which Whisper size; auto takes the best that is there")
    quality: Literal["fast", "best"] = Field(
        "fast", description="best is slower: it follows more wordings and hears more at once"
    )
    beam_size: int = Field(
        0, ge=0, le=10, description="how many wordings are followed at once; 0: as `quality` says"
    )
    names: tuple[str, ...] = Field(
        (), description="products, queues, places and partners that the recogniser should expect"
    )
    workers: int = Field(
        0, ge=0, le=64, description="recognisers side by side; 0: one for each core"
    )
    cpu_threads: int = Field(1, ge=1, le=64, description="threads of each recogniser")
    patience: float = Field(
        6.0,
        gt=0,
        le=1_000,
        description="seconds for each second of speech after which a recogniser is taken to hang",
    )
    retries: int = Field(
        1, ge=0, le=5, description="how often a recording that failed is tried again"
    )


class Journeys(_Section):
    """Which contacts belong together."""

    window_days: float = Field(
        7.0, gt=0, le=90, description="days after which a repeat contact is a new journey"
    )
    reach_days: float = Field(
        60.0, gt=0, le=365, description="days within which the same story still joins it"
    )


class Detect(_Section):
    """From when on a finding counts."""

    thresholds: Mapping[str, Annotated[float, Field(ge=0, le=1)]] = Field(
        {},
        description="detector to the confidence under which its findings are left out, e.g. "
        "`threat = 0.6` under `[detect.thresholds]`; `retold evaluate --verdicts` proposes them",
    )


class Scores(_Section):
    """When a contact is judged at all, and with which weights."""

    enough_quality: float = Field(
        0.55, ge=0, le=1, description="transcript quality under which nothing is scored"
    )
    effort_weights: Path | None = Field(
        None,
        description="weights of effort fitted to one's own survey (`retold fit effort`); "
        "none: the shipped ones",
    )


class Privacy(_Section):
    """What is kept of whom."""

    key_file: Path | None = Field(
        None,
        description="file with the secret that pseudonyms are made with; none: beside the store",
    )


class Retention(_Section):
    """How many days what is kept; 0: for ever, but for files of nights. Applied every night."""

    transcripts_days: int = Field(
        0,
        ge=0,
        description="days after the last contact of a journey; then its words go, counts and scores stay",
    )
    findings_days: int = Field(
        0,
        ge=0,
        description="days after the last contact of a journey; then it goes with all that was found in it",
    )
    audio_days: int = Field(
        0,
        ge=0,
        description="days after a contact; then reports and screens hold no copy of its sound",
    )
    caches_days: int = Field(
        30,
        ge=0,
        description="days after hearing; then what was heard, unmasked, goes from the cache",
    )
    nights_days: int = Field(
        3,
        ge=0,
        description="days after publication; then a night's file goes from `.FILE.d` (never the last two); "
        "0: only the last two are kept",
    )


class Review(_Section):
    """The screens."""

    database: str = Field(
        "",
        description="where users, verdicts and audit are kept, as SQLAlchemy's URL, e.g. "
        "`postgresql+psycopg://USER@HOST/NAME`; none: `FILE.review.sqlite` beside the store",
    )


class Right(_Section):
    """Whom a claim of the company's provider makes what; the first that fits decides alone."""

    claim: str = "groups"  # a name, or names with dots between for a claim within a claim
    value: str = Field(min_length=1)  # what the claim is, or has among its values
    role: Literal["coach", "process_owner", "agent", "admin"]
    teams: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    teams_claim: str = ""  # the claim that names the teams; without it nobody gets in
    partners_claim: str = ""
    agent_claim: str = ""  # with role agent: the claim that has the agent's code

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.role == "agent") != bool(self.agent_claim):
            raise ValueError("role agent needs agent_claim, and no other role has it")
        if (self.teams and self.teams_claim) or (self.partners and self.partners_claim):
            raise ValueError("give teams or teams_claim, partners or partners_claim, not both")
        return self


class SignIn(_Section):
    """How people sign in to the screens: with a password, at the company's provider, or both."""

    passwords: bool = Field(True, description="whether one may sign in with a password kept here")
    issuer: str = Field(
        "",
        description="the company's OpenID provider, as it names itself, e.g. "
        "`https://login.example.com/realms/main`; none: passwords only",
    )
    client_id: str = Field("", description="under which name the provider knows retold")
    client_secret: SecretStr = Field(
        SecretStr(""),
        description="what retold proves that with; better in the environment "
        "(`RETOLD_SIGN_IN__CLIENT_SECRET`) or in a file than here",
    )
    client_secret_file: Path | None = Field(
        None, description="a file with that secret, for its owner only; none: see `client_secret`"
    )
    address: str = Field(
        "",
        description="where browsers find the screens, e.g. `https://retold.example.com`; the provider "
        "sends them back to `/sign-in/back` there",
    )
    label: str = Field("", description="what the provider is called on the page where one signs in")
    scope: str = Field("openid profile", description="what is asked of the provider")
    name_claim: str = Field(
        "preferred_username", description="the claim that becomes the name, at the first sign-in"
    )
    rights: tuple[Right, ...] = Field(
        (), description="who gets which role: see [screens.md](screens.md#the-companys-own-sign-in)"
    )

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.issuer and not self.passwords:
            raise ValueError("passwords = false, and no issuer: nobody could sign in")
        if not self.issuer:
            return self
        for name in ("client_id", "address", "rights", "name_claim"):
            if not getattr(self, name):
                raise ValueError(f"with an issuer, {name} is needed too")
        for name in ("issuer", "address"):
            if not _is_guarded(getattr(self, name)):
                raise ValueError(f"{name}: expected https://…, or http:// on this machine itself")
        if "openid" not in self.scope.split():
            raise ValueError("scope: expected openid among it")
        return self


def _is_guarded(url: str) -> bool:
    """Whether what goes to an address can be read by nobody on the way."""
    parts = urlsplit(url)
    is_here = parts.hostname in ("127.0.0.1", "localhost", "::1")
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_here)
    )


class Places(_Section):
    """Where things lie."""

    store: str = Field(
        "data/store/retold.duckdb",
        description="the store where a command names none: a file, or `ducklake:` and a catalogue "
        "(docs/operation.md, past one machine)",
    )
    models: Path = Field(
        Path("~/.cache/retold/models"), description="where model weights are kept, once"
    )
    inbox: Path = Field(Path("data/inbox"), description="what the schedule takes in every night")
    work: Path = Field(
        Path("data/work"),
        description="transcripts and pages of `retold serve`; private to the user who runs it",
    )
    reports: tuple[Path, ...] = Field(
        (Path("data/report"),),
        description="folders of reports from which goes what is forgotten or was kept long enough",
    )
    mirrors: Path = Field(
        Path("data/mirrors"),
        description="folder of mirrors from which those that quote it go as well",
    )
    artefacts: str = Field(
        "",
        description="folder, or URL of object storage, in which each store has a folder of its name with "
        "contacts and judged journeys as Parquet, to outlive it; none: `FILE.artefacts` beside each",
    )


class Boards(_Section):
    """How boards count."""

    rate_an_hour: float = Field(
        36.0,
        ge=0,
        description="what an hour of a contact costs, in your money; boards multiply by it",
    )


class Schedule(_Section):
    """When the night begins."""

    cron: str = Field("0 1 * * *", description="when the nightly flow starts")
    timezone: str = Field("Europe/Amsterdam", description="in which time zone")


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix="RETOLD_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    intake: Intake = Intake()
    transcribe: Transcribe = Transcribe()
    journey: Journeys = Journeys()
    detect: Detect = Detect()
    score: Scores = Scores()
    privacy: Privacy = Privacy()
    retention: Retention = Retention()
    places: Places = Places()
    schedule: Schedule = Schedule()
    boards: Boards = Boards()
    review: Review = Review()
    sign_in: SignIn = SignIn()

    def hearing_as(self, said: Mapping[str, str | int]) -> "Settings":
        """The settings with some of `transcribe` changed; raises ValueError when they are wrong."""
        transcribe = Transcribe.model_validate({**dict(self.transcribe), **said})
        return self.model_copy(update={"transcribe": transcribe})

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment over file over defaults."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())


def settings_file() -> Path:
    """The settings file that would be read, whether it exists or not."""
    return Path(os.environ.get("RETOLD_SETTINGS", DEFAULT_FILE))


def load_settings() -> Settings:
    """Read the settings.

    Raises SettingsError with all problems at once: file, key, what is wrong, the nearest key.
    """
    file = settings_file()
    if "RETOLD_SETTINGS" in os.environ and not file.exists():
        raise SettingsError(f"{file}: RETOLD_SETTINGS names this file, but it does not exist")
    try:
        return Settings()
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: not valid TOML: {error}") from None
    except ValidationError as error:
        raise SettingsError("\n".join(_line(file, problem) for problem in error.errors())) from None


def _line(file: Path, problem: Any) -> str:
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] != "extra_forbidden":
        said = problem["msg"].removeprefix("Value error, ")
        # What is wrong with a section as a whole is not shown with all of it: secrets are in some.
        got = "" if isinstance(problem["input"], dict) else f", got {problem['input']!r}"
        return f"{file} or environment: {key}: {said}{got}"
    known = [f"{section}.{name}" for section, name in _known_keys()] + [s for s, _ in _known_keys()]
    near = difflib.get_close_matches(key, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"{file} or environment: {key} is not a setting.{hint}"


def _known_keys() -> list[tuple[str, str]]:
    return [
        (section, name)
        for section, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
        for name in field.annotation.model_fields
    ]


def settings_page() -> str:
    """The documentation of all settings, as Markdown."""
    lines = [
        "# Settings",
        "",
        f"One file, `{DEFAULT_FILE}` in the working directory (or what `RETOLD_SETTINGS` names); each key",
        "can be overridden by the environment, e.g. `RETOLD_TRANSCRIBE__MODEL=medium`.",
        "Generated by `retold docs`.",
        "",
        "| key | default | meaning |",
        "|---|---|---|",
    ]
    for section, name in _known_keys():
        model: Any = Settings.model_fields[section].annotation
        field = model.model_fields[name]
        is_list = isinstance(field.default, tuple) and field.default
        shown = ", ".join(map(str, field.default)) if is_list else field.default
        default = f"`{shown}`" if field.default is not None and str(shown) else ""
        lines.append(f"| `{section}.{name}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"
