"""`retold user`: who may look at the screens."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from pipeline.addresses import StoreAddress
from pipeline.commands.options import DEFAULT_STORE, StoreOption
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = typer.Typer(help="Who may look at the screens, and at what.", no_args_is_help=True)
out = Console(markup=False)

NameArgument = Annotated[str, typer.Argument(help="the name to sign in with")]


@app.command("add")
def add(  # noqa: PLR0917 - options, each by name
    name: NameArgument,
    role: Annotated[
        Literal["coach", "process_owner", "agent", "admin"],
        typer.Option("--role", help="what the screens are for: see docs/screens.md"),
    ],
    teams: Annotated[
        list[str] | None, typer.Option("--team", help="only calls of this team; may be repeated")
    ] = None,
    partners: Annotated[
        list[str] | None,
        typer.Option("--partner", help="only calls of this partner; may be repeated"),
    ] = None,
    agent: Annotated[
        str | None, typer.Option("--agent", help="with role agent: the agent's code in the store")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Let somebody in; asks for the password, or reads it from standard input."""
    from pipeline.review.ledger import Person, add_person  # noqa: PLC0415

    person = Person(name, role, tuple(teams or ()), tuple(partners or ()), agent)
    ledger = _ledger(store)
    add_person(ledger, person, _password(), datetime.now(UTC))
    _note(ledger, "user_added", name)
    out.print(f"{name}: added as {role}", highlight=False)


@app.command("list")
def show(store: StoreOption = DEFAULT_STORE) -> None:
    """List everybody who may look."""
    from pipeline.review.ledger import is_provided, list_people  # noqa: PLC0415

    table, ledger = Table(), _ledger(store)
    for column in ("name", "role", "teams", "partners", "agent", "signs in"):
        table.add_column(column)
    for each in list_people(ledger):
        held = (", ".join(each.teams) or "all", ", ".join(each.partners) or "all")
        how = "provider" if is_provided(ledger, each.name) else "password"
        table.add_row(each.name, each.role, *held, each.agent_id or "-", how)
    out.print(table)


@app.command("passwd")
def passwd(name: NameArgument, store: StoreOption = DEFAULT_STORE) -> None:
    """Give somebody another password; whoever is signed in under that name is signed out."""
    from pipeline.review.ledger import change_password  # noqa: PLC0415

    ledger = _ledger(store)
    change_password(ledger, name, _password())
    _note(ledger, "password_changed", name)
    out.print(f"{name}: another password", highlight=False)


@app.command("remove")
def remove(name: NameArgument, store: StoreOption = DEFAULT_STORE) -> None:
    """Let somebody in no longer; their verdicts stay."""
    from pipeline.review.ledger import remove_person  # noqa: PLC0415

    ledger = _ledger(store)
    remove_person(ledger, name)
    _note(ledger, "user_removed", name)
    out.print(f"{name}: removed", highlight=False)


def _ledger(store: StoreAddress) -> "Engine":
    from pipeline.review.ledger import ledger_url, open_ledger  # noqa: PLC0415

    return open_ledger(ledger_url(store, load_settings().review.database))


def _note(ledger: "Engine", action: str, name: str) -> None:
    from pipeline.review.ledger import note  # noqa: PLC0415

    note(ledger, "terminal", action, f"person/{name}", datetime.now(UTC))


def _password() -> str:
    """Asked for twice on a terminal; one line of standard input otherwise."""
    stream = typer.get_text_stream("stdin")
    if stream.isatty():
        return str(typer.prompt("password", hide_input=True, confirmation_prompt=True))
    return stream.readline().rstrip("\n")
