"""Everything in the store says what it is, and the committed dictionary is what the store says."""

from pathlib import Path

import pytest

from pipeline.store import current_dictionary, dictionary
from pipeline.store.statements import statements

COMMITTED = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


@pytest.mark.parametrize("what", ["described_relations", "described_columns"])
def test_nothing_is_without_a_comment(empty, what):
    result = empty.execute(statements("nightly")[what])
    comment = [column[0] for column in result.description].index("comment")
    rows = result.fetchall()
    assert len(rows) > 20
    assert [row for row in rows if not row[comment]] == []


def test_no_comment_breaks_the_tables_of_the_dictionary(empty):
    for row in empty.execute(statements("nightly")["described_columns"]).fetchall():
        assert "|" not in row[-1] and "\n" not in row[-1] and not row[-1].endswith("."), row


def test_the_committed_dictionary_is_current(empty):
    assert current_dictionary() == dictionary(empty)
    assert COMMITTED.read_text(encoding="utf-8") == current_dictionary(), "run `retold docs`"
