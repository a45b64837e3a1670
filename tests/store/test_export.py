"""What goes out: whole, harmless, readable by others, and of one customer no more and no less."""

import json
from dataclasses import replace
from datetime import datetime

import duckdb
import pytest

from pipeline.domain import SetAside
from pipeline.export import export
from pipeline.export.export import file_name
from pipeline.export.relations import OF_CONTACTS, OF_THE_WHOLE
from pipeline.intake import read_sources
from pipeline.store import Night, Reader

FORMATS = ("parquet", "csv", "jsonl")


@pytest.fixture
def two(store, lisa, later, judge, run):
    """A store with Lisa and another customer, and something set aside of each."""
    other = later(lisa, "other-1", 1, customer_key="k-other")
    with Night.begin(store, "n1") as night:
        night.put_contacts([lisa, other])
        night.put_judged([judge(lisa), judge(other, journey_id="j2")])
        night.put_set_aside(
            "n1",
            [
                SetAside("a.csv", "cut short", "a whole one", contact_id="x", customer_key=key)
                for key in ("k-lisa", "k-other")
            ],
        )
        night.put_run(run("n1"))
        night.publish()
    return store


@pytest.fixture
def given_out(two, tmp_path):
    """Exports the store into a folder and gives that folder."""

    def out(**of):
        with Reader.open(two) as reader:
            return export(reader, tmp_path / "out", **({"what": "all", "to": "jsonl"} | of))

    return out


def lines(folder, view):
    return [json.loads(line) for line in (folder / f"{view}.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("to", FORMATS)
def test_every_view_is_as_long_as_in_the_store(given_out, two, to):
    exported = given_out(to=to)
    assert set(exported.n_rows) == {*OF_CONTACTS["all"], *OF_THE_WHOLE}
    assert exported.n_rows["turn"] == 8
    with duckdb.connect(str(two), read_only=True) as connection:
        for view, n_rows in exported.n_rows.items():
            assert connection.table(view).count("*").fetchone() == (n_rows,), view
            if n_rows:
                back = connection.sql(f"select count(*) from '{exported.folder / view}.{to}'")
                assert back.fetchone() == (n_rows,), view


def test_parquet_holds_what_the_view_holds(given_out, two):
    folder = given_out(to="parquet", what="transcripts").folder
    with duckdb.connect(str(two), read_only=True) as connection:
        there = connection.execute("select * from turn order by all").fetchall()
        away = connection.execute(f"select * from '{folder}/turn.parquet' order by all")
        assert away.fetchall() == there


@pytest.mark.parametrize("what", ["findings", "scores", "transcripts"])
def test_only_what_was_asked_for_goes_out(given_out, what):
    folder = given_out(what=what).folder
    names = {path.stem for path in folder.iterdir()}
    assert names == {*OF_CONTACTS[what], "export"}


def test_of_one_customer_all_is_there_and_nothing_of_another(given_out):
    exported = given_out(customer_key="k-lisa")
    assert exported.n_contacts == 1
    assert not {*OF_THE_WHOLE} & exported.n_rows.keys()
    for view, n_rows in exported.n_rows.items():
        assert n_rows >= 1 or view in ("contribution_turn", "effort_owner"), view
        text = (exported.folder / f"{view}.jsonl").read_text()
        assert "other-1" not in text and "k-other" not in text, view
    (received,) = lines(exported.folder, "received")
    assert received["extra"]["campaign"] == "voorjaar"
    assert [row["path"] for row in lines(exported.folder, "recording")] == ["lisa.opus"] * 2


def test_a_contact_whose_source_misspelt_the_customers_column_is_the_customers(
    publish, store, lisa, tmp_path
):
    publish("n1", [replace(lisa, customer_key=None, extra={"custmer_id": "k-lisa"})], [])
    with Reader.open(store) as reader:
        exported = export(reader, tmp_path / "o", what="all", to="csv", customer_key="k-lisa")
    assert exported.n_contacts == 1


def test_of_an_unknown_customer_nothing_goes_out(given_out):
    exported = given_out(customer_key="k-nobody")
    assert (exported.n_contacts, sum(exported.n_rows.values())) == (0, 0)


def test_an_earlier_export_is_replaced_and_a_failed_one_leaves_it(given_out, two, tmp_path):
    folder = given_out(what="all").folder
    given_out(what="findings")
    assert not (folder / "turn.jsonl").exists()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with Reader.open(two) as reader:
        reader.write_parquet = lambda *_, **__: 1 / 0
        with pytest.raises(ZeroDivisionError):
            export(reader, folder, what="all", to="parquet")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_what_a_killed_export_left_is_cleared_by_the_next(given_out, tmp_path):
    left = tmp_path / ".out.99999999.partial"
    left.mkdir()
    (left / "turn.jsonl").write_text("half")
    given_out()
    assert not left.exists()


def test_a_folder_with_something_else_in_it_is_refused(given_out, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").write_text("mine")
    with pytest.raises(ValueError, match="no export; choose an empty folder"):
        given_out()
    assert (tmp_path / "out" / "thesis.doc").read_text() == "mine"


def test_only_the_owner_may_look_into_it(given_out):
    assert given_out().folder.stat().st_mode & 0o077 == 0


def test_a_vcon_holds_turns_as_dialogs_and_findings_as_analyses(given_out, lisa):
    folder = given_out(to="vcon").folder
    vcon = json.loads((folder / "lisa-1.vcon.json").read_text())
    assert [dialog["body"] for dialog in vcon["dialog"]] == [turn.text for turn in lisa.turns]
    assert {dialog["type"] for dialog in vcon["dialog"]} == {"text"}
    who = [vcon["parties"][dialog["parties"][0]] for dialog in vcon["dialog"]]
    assert [party["role"] for party in who] == [turn.speaker for turn in lisa.turns]
    assert who[0]["name"] == "miranda"
    starts = [datetime.fromisoformat(dialog["start"]) for dialog in vcon["dialog"]]
    assert (starts[1] - lisa.started_at).total_seconds() == 3.0
    told = {each["product"]: each for each in vcon["analysis"]}
    assert {row["kind"] for row in told["finding"]["body"]} == {"repeat_story", "promise"}
    assert told["contact"]["body"][0]["effort"] == 2.9
    assert sum(row["points"] for row in told["contribution"]["body"]) == pytest.approx(2.9 + 1.5)


def test_a_vcon_without_transcripts_holds_no_words(given_out, lisa):
    folder = given_out(to="vcon", what="scores").folder
    text = (folder / "lisa-1.vcon.json").read_text()
    assert json.loads(text)["dialog"] == []
    assert not any(turn.text[:20] in text for turn in lisa.turns)


def test_our_own_intake_reads_the_vcons(given_out, lisa):
    folder = given_out(to="vcon", what="transcripts").folder
    (folder / "export.json").unlink()
    contacts = list(read_sources([str(folder)], pseudonym=str.upper))
    assert [type(each).__name__ for each in contacts] == ["Contact", "Contact"]
    assert [turn.text for turn in contacts[0].turns] == [turn.text for turn in lisa.turns]


@pytest.mark.parametrize(
    ("contact_id", "name"),
    [
        ("lisa-1", "lisa-1.vcon.json"),
        ("../../etc/passwd", "etc-passwd-3754d6cb.vcon.json"),
        ("C1", None),
    ],
)
def test_an_id_never_leads_out_of_the_folder(contact_id, name):
    made = file_name(contact_id)
    assert "/" not in made and made.endswith(".vcon.json")
    assert made == (name or made)
    assert file_name("C1") != file_name("c1")
