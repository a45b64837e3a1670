"""Cells of a CSV: nothing in them is a formula, and nothing is lost."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.export.text_tables import write_csv
from pipeline.spreadsheet import FORMULA_SIGNS, harmless
from pipeline.store import Table


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =cmd|'/c calc'!A0", "＝1", "－1"],
)
def test_a_formula_is_made_harmless(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "föhn", "1-2", "a=b", "'=1", "[naam] belt"])
def test_other_text_is_left_alone(text):
    assert harmless(text) == text


@given(st.text())
def test_no_text_begins_as_a_formula_and_the_words_are_all_there(text):
    assert not harmless(text).lstrip().startswith(FORMULA_SIGNS)
    assert harmless(text).endswith(text)


def test_a_row_comes_back_as_it_was(tmp_path):
    row = ("=1+1", -2.5, None, True, ["a", 'b"c'], "two\nlines, and a comma 💇")
    columns = dict.fromkeys("abcdef", "VARCHAR")
    assert write_csv(tmp_path / "t.csv", Table(columns, iter([row]))) == 1
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        header, cells = csv.reader(file)
    assert header == list("abcdef")
    assert cells == ["'=1+1", "-2.5", "", "true", '["a", "b\\"c"]', row[-1]]
