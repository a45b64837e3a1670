"""`retold user`: let people in, list them, and let them in no longer."""

import io

import pytest

from pipeline.review.ledger import latest_notes, ledger_url, open_ledger

SECRET = "a long enough password\n"  # noqa: S105


@pytest.fixture
def user(own_places, retold, monkeypatch):
    """`retold user …`, the password on standard input."""

    def command(*words, stdin=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        return retold("user", *words, "--store", own_places / "s.duckdb")

    return command


def test_people_come_and_go(user, own_places):
    added = user("add", "ans", "--role", "coach", "--team", "north", stdin=SECRET)
    assert (added.code, added.out) == (0, "ans: added as coach\n")
    listed = user("list").out
    assert "ans" in listed
    assert "north" in listed
    assert user("passwd", "ans", stdin=SECRET).code == 0
    assert user("remove", "ans").code == 0
    assert "ans" not in user("list").out
    ledger = open_ledger(ledger_url(own_places / "s.duckdb"))
    actions = {action for _, _, action, _ in latest_notes(ledger, 10)}
    assert actions == {"user_added", "password_changed", "user_removed"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "ans", "--role", "coach"), "at least 10 characters"),
        (("add", "ans", "--role", "agent"), "--agent"),
        (("remove", "bob"), "no user 'bob'"),
    ],
)
def test_what_is_wrong_is_one_line(user, words, said):
    outcome = user(*words, stdin="short\n")
    assert outcome.code == 1
    assert said in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_the_password_is_asked_for_and_never_an_option(user):
    assert user("add", "ans", "--role", "coach", "--password", "x").code == 2
