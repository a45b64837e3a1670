"""The command: exit codes, what each mistake is told, and where output goes."""

import pytest
import typer

from pipeline import cli


def _commands():
    """Every command by the words that call it."""
    root = typer.main.get_command(cli.app)
    for name, command in root.commands.items():
        if hasattr(command, "commands"):
            yield from ((f"{name} {inner}", leaf) for inner, leaf in command.commands.items())
        else:
            yield name, command


@pytest.mark.parametrize(
    "words",
    [
        ["run"],
        ["run", "calls", "--workers", "0"],
        ["run", "calls", "--workers", "many"],
        ["run", "calls", "--engine", "kaldi"],
        ["run", "calls", "--enigne", "auto"],
        ["serve", "--port", "99999"],
        ["show"],
        ["models", "pull"],
        ["models", "path", "base", "--form", "onnx"],
        ["report", "--language", "de"],
        ["rum"],
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_is_wrong(retold, words):
    outcome = retold(*words)
    assert (outcome.code, outcome.out) == (2, "")
    assert "Usage: retold" in outcome.err
    assert "Error" in outcome.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["report", "--store", "{}/none.duckdb"], "there is no store here; `retold run"),
        (["show", "c1", "--store", "{}/none.duckdb"], "there is no store here"),
        (["retry", "--store", "{}/none.duckdb"], "there is no store here"),
        (["models", "path", "enormous"], "enormous"),
        (["models", "pull", "enormous"], "enormous"),
    ],
)
def test_what_a_person_can_mend_is_one_line_and_exit_code_1(retold, own_places, words, told):
    outcome = retold(*(word.format(own_places) for word in words))
    assert outcome.code == 1
    assert outcome.out == ""
    assert outcome.err.startswith("retold: ")
    assert told in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_wrong_settings_are_told_line_by_line(retold, own_places):
    (own_places / "retold.toml").write_text("[transcribe]\nbeam = 1\n[places]\ninbx = 'x'\n")
    outcome = retold("models", "list")
    assert outcome.code == 1
    assert [("is not a setting" in line) for line in outcome.err.splitlines()] == [True, True]


@pytest.mark.parametrize("place", ["elsewhere/calls.duckdb", "ducklake:elsewhere/calls.ducklake"])
def test_the_store_that_is_set_is_taken_where_none_is_named(*, retold, monkeypatch, place):
    monkeypatch.setenv("RETOLD_PLACES__STORE", place)
    assert f"{place}: there is no store here" in retold("check").err
    assert "named.duckdb: there is no store here" in retold("check", "--store", "named.duckdb").err


def test_an_address_that_lacks_something_is_wrong_usage(retold):
    outcome = retold("check", "--store", "ducklake:postgres:dbname=retold")
    assert outcome.code == 2
    assert "say where the data are" in " ".join(outcome.err.replace("│", " ").split())


def test_without_a_command_it_says_what_there_is(retold):
    outcome = retold()
    assert "Usage: retold" in outcome.said
    assert all(name.split()[0] in outcome.said for name, _ in _commands())


@pytest.mark.parametrize(("name", "command"), list(_commands()))
def test_every_command_and_every_option_has_help(retold, name, command):
    outcome = retold(*name.split(), "--help")
    assert outcome.code == 0
    assert " ".join(command.help.split()) in " ".join(outcome.out.replace("│", " ").split())
    silent = [p.name for p in command.params if p.name != "help" and not getattr(p, "help", None)]
    assert silent == []


def test_models_list_names_every_model_and_says_which_are_here(retold, own_places, monkeypatch):
    from pipeline.transcribe import list_models

    monkeypatch.setenv("RETOLD_PLACES__MODELS", str(own_places / "empty"))
    outcome = retold("models", "list")
    assert outcome.code == 0
    assert all(model.name in outcome.out for model in list_models())
    assert "ctranslate2" not in outcome.out


def test_docs_check_writes_nothing(retold):
    from pipeline.generated import FILES, ROOT

    before = {name: (ROOT / name).stat().st_mtime_ns for name in FILES}
    outcome = retold("docs", "--check")
    assert (outcome.code, outcome.out) == (0, "")
    assert {name: (ROOT / name).stat().st_mtime_ns for name in FILES} == before
