"""`retold user`: let people in, list them, and let them in no longer."""

import subprocess
import sys

import pytest

from pipeline.review.ledger import latest_notes, ledger_url, open_ledger

SECRET = "a long enough password\n"  # noqa: S105


def user(own_places, *words, stdin=""):
    """Run `retold user …` as a process, the password on standard input."""
    code = "from pipeline.cli import main; main()"
    store = ["--store", str(own_places / "s.duckdb")]
    return subprocess.run(
        [sys.executable, "-c", code, "user", *words, *store],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def test_people_come_and_go(own_places):
    added = user(own_places, "add", "ans", "--role", "coach", "--team", "north", stdin=SECRET)
    assert (added.returncode, added.stdout) == (0, "ans: added as coach\n")
    listed = user(own_places, "list").stdout
    assert "ans" in listed
    assert "north" in listed
    assert user(own_places, "passwd", "ans", stdin=SECRET).returncode == 0
    assert user(own_places, "remove", "ans").returncode == 0
    assert "ans" not in user(own_places, "list").stdout
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
def test_what_is_wrong_is_one_line(own_places, words, said):
    outcome = user(own_places, *words, stdin="short\n")
    assert outcome.returncode == 1
    assert said in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1


def test_the_password_is_asked_for_and_never_an_option(own_places):
    assert user(own_places, "add", "ans", "--role", "coach", "--password", "x").returncode == 2
