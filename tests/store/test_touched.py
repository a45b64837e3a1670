"""A night checks and counts what it touched with all that belongs to it, and that is enough."""

from dataclasses import replace

import pytest

from pipeline.domain import Contribution
from pipeline.store import Night, Reader
from pipeline.store.statements import scripts
from tests.generator import made


@pytest.fixture
def many(publish, lisa, later, judge):
    """Eight contacts of eight customers, so that one of them is few."""
    contacts = [later(lisa, f"c{no}", no, customer_key=f"k{no}") for no in range(8)]
    publish("n1", contacts, [judge(one, journey_id=f"j{no}") for no, one in enumerate(contacts)])
    return contacts


def spoil(store, sql):
    """Change the published file behind everybody's back."""
    import duckdb

    with duckdb.connect(str(store.resolve())) as connection:
        connection.execute(sql)


def test_what_nobody_touched_is_not_looked_at_again(store, many, judge, later):
    spoil(store, "update core.effort_score set effort = 9 where contact_id = 'c7'")
    with Night.begin(store, "n2") as night:
        night.put_judged([judge(many[0], journey_id="j0")])
        assert night.failing_checks() == []
    with Reader.open(store) as reader:
        names = {failing.name for failing in reader.failing_checks()}
    assert names == {"scores_add_up", "scores_in_range"}


def test_a_contact_brings_its_journey_and_a_journey_its_contacts(store, many, judge, later):
    again = later(many[0], "again", 0.5)
    with Night.begin(store, "n2") as night:
        night.put_contacts([again])
        night.put_judged([judge(many[0], again, journey_id="j0")])
        assert night.failing_checks() == []
        hard = replace(judge(many[0], again, journey_id="j0"))
        first, second = hard.efforts
        wrong = replace(first, contributions=(Contribution("baseline", 1.0),))
        night.put_judged([replace(hard, efforts=(wrong, second))])
        (failing,) = night.failing_checks()
        assert (failing.name, failing.rows[0]["contact_id"]) == ("scores_add_up", "c0")


def test_a_judgement_outside_its_journey_is_found(store, many, judge):
    spoiled = judge(many[0], journey_id="j0")
    finding, *others = spoiled.findings
    stray = replace(finding, related_contact_id="c5", related_leg_no=1)
    with Night.begin(store, "n2") as night:
        night.put_judged([replace(spoiled, findings=(stray, *others))])
        names = {failing.name for failing in night.failing_checks()}
    assert "judgements_stay_in_their_journey" in names


def test_a_contact_in_two_journeys_is_found_though_one_is_old(store, many, judge):
    spoil(store, "insert into core.journey_contact values ('j0', 2, 'c1')")
    with Night.begin(store, "n2") as night:
        night.put_contacts([replace(many[2], content_hash="h2")])
        assert night.failing_checks() == []  # neither has to do with c2
    with Reader.open(store) as reader:
        assert "rows_are_unique" in {failing.name for failing in reader.failing_checks()}


def test_a_contact_that_lost_its_journey_is_counted_without_it(store, many, publish, rows):
    publish("n2", [replace(many[3], content_hash="h2")], [])
    counts = {
        row["contact_reason"]: row["n_contacts"]
        for row in rows("board_reasons", since=None, until=None)
    }
    assert counts == {"repair": 7, None: 1}


def mart_rows(store):
    """All rows of all marts."""
    import duckdb

    with duckdb.connect(str(store), read_only=True) as connection:
        names = ["contact", "transfer", "leg", "agent_week", "finding", "aggregate_finding"]
        return {
            name: sorted(map(repr, connection.table(f"mart.{name}").fetchall())) for name in names
        }


def test_night_after_night_gives_the_same_marts_as_all_at_once(tmp_path, run):
    """The invariant behind it all, on synthetic contacts that come in three nights and come back."""
    journeys = list(made(150))
    whole, piecemeal = tmp_path / "whole.duckdb", tmp_path / "piecemeal.duckdb"
    parts = {whole: [journeys], piecemeal: [journeys[:120], journeys[120:130], journeys[130:]]}
    for store, nights in parts.items():
        for number, some in enumerate(nights):
            with Night.begin(store, f"n{number}") as night:
                night.put_contacts(c for one in some for c in one.journey.contacts)
                night.put_judged(some)
                night.put_run(run(f"n{number}"))
                night.publish()
    assert mart_rows(whole) == mart_rows(piecemeal)


def test_every_check_reads_tonights_rows():
    for name, sql in scripts("checks").items():
        assert "core." not in sql.replace("score.", ""), name
        assert "tonight." in sql, name
