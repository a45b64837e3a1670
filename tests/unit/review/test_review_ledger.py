"""The ledger: people, sessions, verdicts, and a schema that fits the queries."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from pipeline.review.ledger import (
    LedgerError,
    Person,
    TooManyFailuresError,
    Verdict,
    add_person,
    change_password,
    current_verdicts,
    find_person,
    give_verdict,
    judged_contacts,
    ledger_url,
    list_people,
    open_ledger,
    remove_person,
    sign_in,
    sign_out,
    signed_in,
)
from pipeline.review.ledger.tables import METADATA

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
ANS = Person("ans", "coach", teams=("north", "east"), partners=("Kabelwerk",))
SECRET = "a long enough password"  # noqa: S105


@pytest.fixture
def ledger(tmp_path):
    return open_ledger(f"sqlite:///{tmp_path}/deep/ledger.sqlite")


@pytest.fixture
def with_ans(ledger):
    add_person(ledger, ANS, SECRET, NOW)
    return ledger


def verdict(**changes):
    return Verdict(
        **{
            "subject": "finding/f1",
            "contact_id": "c1",
            "detector": "repeat_story",
            "person": "ans",
            "judgement": "confirmed",
            "correction": None,
            "reason": "",
            "machine": "{}",
            "at": NOW,
        }
        | changes
    )


def test_migrations_make_the_tables_that_queries_expect(ledger):
    made = inspect(ledger)
    for table in METADATA.tables.values():
        columns = {column["name"] for column in made.get_columns(table.name)}
        assert columns == set(table.columns.keys()), table.name


def test_it_is_private_waits_for_others_and_keeps_references(ledger, tmp_path):
    mode = (tmp_path / "deep" / "ledger.sqlite").stat().st_mode
    assert stat.S_IMODE(mode) & 0o077 == 0
    with ledger.connect() as connection:
        assert connection.execute(text("pragma journal_mode")).scalar() == "wal"
        assert connection.execute(text("pragma busy_timeout")).scalar() == 10_000
    with pytest.raises(IntegrityError), ledger.begin() as connection:
        connection.execute(text("insert into person_right values ('nobody', 'team', 'north')"))


def test_opening_again_changes_nothing(with_ans, tmp_path):
    again = open_ledger(f"sqlite:///{tmp_path}/deep/ledger.sqlite")
    assert list_people(again) == [Person("ans", "coach", ("east", "north"), ("Kabelwerk",))]


def test_a_ledger_of_a_newer_program_is_left_alone(ledger, tmp_path):
    with ledger.begin() as connection:
        connection.execute(text("insert into migration values ('9999_future')"))
    with pytest.raises(LedgerError, match="9999_future"):
        open_ledger(f"sqlite:///{tmp_path}/deep/ledger.sqlite")


def test_a_migration_that_was_passed_over_is_made_up_for(ledger, tmp_path):
    with ledger.begin() as connection:
        connection.execute(text("delete from migration where name = '0003_scorecards'"))
        for table in ("calibration_person", "calibration_call", "calibration", "card_answer"):
            connection.execute(text(f"drop table {table}"))
        connection.execute(text("drop table scorecard"))
    again = open_ledger(f"sqlite:///{tmp_path}/deep/ledger.sqlite")
    assert set(METADATA.tables) <= set(inspect(again).get_table_names())


@pytest.mark.parametrize("url", ["nonsense", "oracle+nothing://x", "postgresql+nodriver://x/y"])
def test_a_url_that_leads_nowhere_says_what_was_expected(url):
    with pytest.raises(LedgerError, match="postgresql"):
        open_ledger(url)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "x").write_text("no database, " * 100)
    with pytest.raises(LedgerError, match="cannot be used as the ledger"):
        open_ledger(f"sqlite:///{tmp_path}/x")


def test_it_lies_beside_the_store_unless_set(tmp_path):
    assert ledger_url(tmp_path / "s.duckdb") == f"sqlite:///{tmp_path}/s.duckdb.review.sqlite"
    assert ledger_url(tmp_path / "s.duckdb", "postgresql://x") == "postgresql://x"


def test_passwords_are_not_kept(with_ans):
    with with_ans.connect() as connection:
        kept = connection.execute(text("select password from person")).scalar_one()
    assert kept.startswith("$argon2id$")
    assert SECRET not in kept


@pytest.mark.parametrize(
    ("person", "password", "said"),
    [
        (ANS, SECRET, "already a user"),
        (Person("x", "coach"), "short", "at least 10"),
        (Person("", "coach"), SECRET, "expected a name"),
        (Person("x", "agent"), SECRET, "--agent"),
        (Person("x", "coach", agent_id="A1"), SECRET, "--agent"),
        (Person("x", "boss"), SECRET, "expected one of coach"),
    ],
)
def test_people_that_cannot_be_added(with_ans, person, password, said):
    with pytest.raises(ValueError, match=said):
        add_person(with_ans, person, password, NOW)
    assert len(list_people(with_ans)) == 1


def test_an_unknown_user_is_told_with_those_who_exist(with_ans):
    for change in (remove_person, lambda ledger, name: change_password(ledger, name, SECRET)):
        with pytest.raises(ValueError, match=r"no user 'bob'; there are: ans"):
            change(with_ans, "bob")


def test_a_session_lasts_while_used_and_ends(with_ans):
    token = sign_in(with_ans, "ans", SECRET, "here", NOW)
    assert signed_in(with_ans, token, NOW).name == "ans"
    for hours in (1.5, 3.0, 4.5):  # used before two idle hours have passed
        assert signed_in(with_ans, token, NOW + timedelta(hours=hours))
    assert signed_in(with_ans, token, NOW + timedelta(hours=6.6)) is None
    again = sign_in(with_ans, "ans", SECRET, "here", NOW)
    sign_out(with_ans, again)
    assert signed_in(with_ans, again, NOW) is None
    assert signed_in(with_ans, "made up", NOW) is None


def test_no_session_outlives_twelve_hours(with_ans):
    token = sign_in(with_ans, "ans", SECRET, "here", NOW)
    for hour in range(1, 12):
        assert signed_in(with_ans, token, NOW + timedelta(hours=hour))
    assert signed_in(with_ans, token, NOW + timedelta(hours=12)) is None


def test_another_password_or_removal_ends_the_sessions(with_ans):
    token = sign_in(with_ans, "ans", SECRET, "here", NOW)
    change_password(with_ans, "ans", SECRET + "!")
    assert signed_in(with_ans, token, NOW) is None
    assert sign_in(with_ans, "ans", SECRET, "here", NOW) is None
    token = sign_in(with_ans, "ans", SECRET + "!", "here", NOW)
    remove_person(with_ans, "ans")
    assert signed_in(with_ans, token, NOW) is None
    assert find_person(with_ans, "ans") is None


def test_five_failures_lock_a_name_for_a_quarter_of_an_hour(with_ans):
    for _ in range(5):
        assert sign_in(with_ans, "ans", "wrong", "here", NOW) is None
    with pytest.raises(TooManyFailuresError):
        sign_in(with_ans, "ans", SECRET, "elsewhere", NOW)
    assert sign_in(with_ans, "ans", SECRET, "here", NOW + timedelta(minutes=16))


def test_success_forgets_earlier_failures(with_ans):
    for _ in range(4):
        sign_in(with_ans, "ans", "wrong", "here", NOW)
    assert sign_in(with_ans, "ans", SECRET, "here", NOW)
    assert sign_in(with_ans, "ans", "wrong", "here", NOW) is None
    assert sign_in(with_ans, "ans", SECRET, "here", NOW)


def test_a_later_verdict_replaces_the_earlier_one_of_the_same_person(ledger):
    give_verdict(ledger, verdict())
    give_verdict(ledger, verdict(person="bob"))
    later = verdict(judgement="rejected", reason="no", at=NOW + timedelta(hours=1))
    give_verdict(ledger, later)
    assert current_verdicts(ledger, "c1") == [verdict(person="bob"), later]
    assert current_verdicts(ledger, "c2") == []
    with ledger.connect() as connection:
        assert connection.execute(text("select count(*) from verdict")).scalar() == 3


def test_which_contacts_had_been_judged_before(ledger):
    give_verdict(ledger, verdict())
    give_verdict(ledger, verdict(contact_id="c2", subject="effort/c2", person="bob"))
    assert judged_contacts(ledger, None, NOW + timedelta(seconds=1)) == ["c1", "c2"]
    assert judged_contacts(ledger, "bob", NOW + timedelta(seconds=1)) == ["c2"]
    assert judged_contacts(ledger, None, NOW) == []
