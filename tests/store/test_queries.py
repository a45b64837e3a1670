"""Every statement binds against an empty migrated store: a wrong column or table fails here."""

import re

import pytest

from pipeline.store.statements import scripts, statements
from tests.store.conftest import empty_store

ALL = {
    f"{folder}/{name}": sql
    for folder in ("queries", "nightly")
    for name, sql in statements(folder).items()
} | {f"checks/{name}": sql for name, sql in scripts("checks").items()}


@pytest.fixture(scope="module")
def empty():
    """An empty migrated store; nothing here changes it."""
    with empty_store() as connection:
        yield connection


@pytest.mark.parametrize("name", ALL)
def test_statement_binds(empty, name):
    sql = ALL[name]
    without_comments = re.sub(r"--.*", "", sql)
    lists = (
        "rows",
        "contact_ids",
        "journey_ids",
        "customer_keys",
        "terms",
        "words",
        "stop_words",
        "picked",
    )
    parameters = {
        parameter: "[]" if parameter in lists else None
        for parameter in re.findall(r"\$(\w+)", without_comments)
    }
    if sql.startswith(("set ", "attach ", "detach ")):
        return  # the session's own, which every other test uses
    empty.execute(f"explain {sql}", parameters)
    assert "?" not in without_comments, "values only as $parameters"


@pytest.mark.parametrize("name", scripts("checks"))
def test_check_says_what_it_checks_and_passes_on_an_empty_store(empty, name):
    sql = scripts("checks")[name]
    assert re.match(r"-- [A-Z].+\.\n", sql)
    assert empty.execute(sql).fetchall() == []


def test_sql_stands_in_sql_files_only():
    from pathlib import Path

    import pipeline.store

    spoken = re.compile(
        r"\b(select .+ from|insert into|delete from|create (table|view))\b", re.IGNORECASE
    )
    for path in Path(pipeline.store.__file__).parent.glob("*.py"):
        assert not spoken.search(path.read_text()), path.name
