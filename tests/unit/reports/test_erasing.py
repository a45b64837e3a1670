"""Contacts leave a report that was written: their pages, their recordings, the first page if it names them."""

import pytest

from pipeline.reports.erasing import (
    erase_contacts,
    erase_mirrors,
    erase_recordings,
    report_settings,
)


@pytest.fixture
def report(tmp_path):
    files = {
        "assets/report.css": "",
        "index.html": '<html lang="en"><a href="contacts/c-1.html">c-1</a>',
        "contacts/c-1.html": "one",
        "contacts/c-1-2.html": "another",
        "audio/c-1-0-0123abcd.ogg": "",
        "audio/.c-1-12-0123abcd.ogg": "",
        "audio/c-1-2-0-0123abcd.ogg": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def left(report):
    return {str(path.relative_to(report)) for path in report.rglob("*") if path.is_file()}


def test_a_contact_goes_and_its_neighbour_stays(report):
    assert erase_contacts(report, ["c-1"]) == 4
    assert left(report) == {
        "assets/report.css", "contacts/c-1-2.html", "audio/c-1-2-0-0123abcd.ogg",
    }  # fmt: skip


def test_a_first_page_that_names_none_of_them_stays(report):
    assert erase_contacts(report, ["c-1-2"]) == 2
    assert "index.html" in left(report)


def test_recordings_alone_can_go_and_be_counted_before(report):
    assert erase_recordings(report, ["c-1", "c-1-2"], is_rehearsal=True) == 3
    assert len(left(report)) == 7
    assert erase_recordings(report, ["c-1", "c-1-2"]) == 3
    assert not any(name.startswith("audio/") for name in left(report))


def test_mirrors_that_quote_a_contact_go_and_others_stay(tmp_path):
    quotes = {"a": "gesprek c-1, 0:12", "b": "gesprek c-1-2, 0:12", "c": "gesprek R&amp;D/7, 0:12"}
    for name, text in quotes.items():
        (tmp_path / f"{name}.html").write_text(text)
    assert erase_mirrors(tmp_path, []) == 0
    assert erase_mirrors(tmp_path, ["c-1", "R&D/7"]) == 2
    assert [page.stem for page in tmp_path.iterdir()] == ["b"]


def test_a_folder_that_is_no_report_is_left_alone(report):
    (report / "assets" / "report.css").unlink()
    assert erase_contacts(report, ["c-1"]) == 0
    assert len(left(report)) == 6


def test_it_is_known_how_a_report_was_written(report):
    assert report_settings(report) == ("en", True)
