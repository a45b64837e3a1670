"""The whole comparison, on rows as the store gives them, for two small journeys."""

import json
from types import SimpleNamespace

import pytest

from pipeline.evaluate import evaluate, page, write
from pipeline.evaluate.agreement import Slip


class Rows:
    """What the store says of two contacts of the first journey and one of the second."""

    def __init__(self, **changes):
        finding = {"related_contact_id": None, "related_turns": None, "cues": ["promised"]}
        self.tables = {
            "judged_contacts": [
                _contact("c1", "J1", effort=2.5, main_cause="process", outcome="unresolved"),
                _contact("c2", "J1", effort=5.0, main_cause="agent", outcome=None),
                _contact("c3", "J1", effort=None, main_cause="none", outcome="resolved"),
            ],
            "judged_legs": [
                {"contact_id": "c1", "leg_no": 1, "empathy": 2.6},
                {"contact_id": "c2", "leg_no": 1, "empathy": None},
            ],
            "judged_transfers": [],
            "judged_findings": [
                finding | {"kind": "promise", "contact_id": "c1", "turns": [2],
                           "confidence": 0.8, "detail": '{"status": "kept"}'},
                finding | {"kind": "promise", "contact_id": "c3", "turns": [1],
                           "confidence": 0.6, "detail": "{}"},
            ],
            "judged_turns": [
                {"contact_id": "c1", "turn_no": 1, "text": "Met [name], over de wasmachine."},
                {"contact_id": "c1", "turn_no": 2, "text": "Ik bel Sanne morgen terug."},
            ],
        } | changes  # fmt: skip

    def rows(self, query_name, **params):
        ids = json.loads(params["contact_ids"])
        return [row for row in self.tables[query_name] if row["contact_id"] in ids]


def _contact(contact_id, journey_id, *, effort, main_cause, outcome):
    interval = {"effort_low": effort and effort - 1, "effort_high": effort and effort + 1}
    told = {"effort": effort, "main_cause": main_cause, "outcome": outcome}
    return {"contact_id": contact_id, "journey_id": journey_id} | told | interval


FIRST = {
    "promises": [{"contact": "c1", "turn": 2, "kept": "kept"}, {"contact": "c2", "turn": 4}],
    "outcome": {"c1": "unresolved", "c2": "resolved"},
    "effort": {"c1": 3, "c2": 6},
    "empathy": {"c1/1": 3, "c2/1": 1},
    "main_cause": "process",
    "pii_complete": True,
    "pii": [
        {"contact": "c1", "turn": 1, "text": "Sanne", "kind": "name"},
        {"contact": "c1", "turn": 2, "text": "Sanne", "kind": "name"},
        {"contact": "c2", "turn": 1, "text": "NL01", "kind": "iban"},
    ],
}
FIRST_TURNS = [
    {"turn": 1, "text": "Met Sanne, over de wasmachine."},
    {"turn": 2, "text": "Ik bel Sanne morgen terug."},
]


def _journey(folder, journey_id, language, labels, **turns):
    contacts = [{"contact_id": each, "turns": said} for each, said in turns.items()]
    document = {"journey_id": journey_id, "language": language, "contacts": contacts}
    folder.mkdir(exist_ok=True)
    (folder / f"{journey_id}.json").write_text(json.dumps(document | {"labels": labels}))


@pytest.fixture
def gold(tmp_path):
    folder = tmp_path / "gold"
    _journey(folder, "nl-1", "nl", FIRST, c1=FIRST_TURNS, c2=[])
    _journey(folder, "en-1", "en", {"promises": []}, c3=[])
    return folder


def test_findings_and_scores_are_measured_by_language(gold):
    told = evaluate(Rows(), gold)
    assert (told.n_contacts, told.n_in_store) == (3, 3)
    assert list(told.languages) == ["all", "en", "nl"]
    counts = {
        language: [(each.n_right, each.n_false, each.n_missed) for each in figures.detections]
        for language, figures in told.languages.items()
    }
    assert counts == {"all": [(1, 1, 1)], "en": [(0, 1, 0)], "nl": [(1, 0, 1)]}
    effort, empathy = told.languages["all"].scales
    assert (effort.mean_error.value, effort.within.value) == (0.75, 1.0)
    assert (empathy.n, empathy.n_told) == (2, 1)


def test_the_hardest_contact_speaks_for_the_cause_of_the_journey(gold):
    told = {each.name: each for each in evaluate(Rows(), gold).languages["all"].choices}
    assert told["main_cause"].accuracy.value == 1.0
    assert told["outcome"].accuracy.value == 0.5  # one that cannot be told is not right


def test_places_of_disagreement_are_listed(gold):
    assert set(evaluate(Rows(), gold).slips) == {
        Slip("promise", "missed", "nl-1", "c2", (4,)),
        Slip("promise", "false", "en-1", "c3", (1,)),
    }


def test_contacts_of_two_labelled_journeys_in_one_are_mixed_up(gold):
    joining = evaluate(Rows(), gold).joining
    assert (joining.n_several, joining.n_joined, joining.n_mixed) == (1, 1, 1)


def test_a_journey_of_which_a_contact_is_missing_is_not_joined(gold):
    contacts = [row for row in Rows().tables["judged_contacts"] if row["contact_id"] != "c2"]
    told = evaluate(Rows(judged_contacts=contacts), gold)
    assert (told.n_in_store, told.joining.n_joined) == (2, 0)


def test_personal_data_is_gone_only_from_a_turn_that_is_stored(gold):
    told = evaluate(Rows(), gold).redaction
    assert told.gone == {"iban": (0, 1), "name": (1, 2)}
    assert (told.n_words, told.n_words_kept) == (6, 6)  # met over wasmachine bel morgen terug


def test_a_second_reader_is_held_against_the_first_beside_the_program(gold, tmp_path):
    other = FIRST | {"outcome": {"c1": "unresolved", "c2": "unresolved"}}
    _journey(tmp_path / "second", "nl-1", "nl", other)
    readers = evaluate(Rows(), gold, tmp_path / "second").readers
    program, second = (
        {each.name: each for each in figures.choices}
        for figures in (readers.program, readers.second)
    )
    assert readers.second.n_journeys == readers.program.n_journeys == 1
    assert second["outcome"].accuracy.value == 0.5
    assert program["outcome"].accuracy.value == 0.5
    assert readers.second.detections[0].f1.value == 1.0


def test_a_second_reader_of_other_journeys_is_refused(gold, tmp_path):
    _journey(tmp_path / "second", "nl-9", "nl", FIRST)
    with pytest.raises(ValueError, match="none of these journeys"):
        evaluate(Rows(), gold, tmp_path / "second")


def test_a_store_without_the_labelled_contacts_is_told(gold):
    with pytest.raises(ValueError, match="none of the labelled contacts"):
        evaluate(Rows(judged_contacts=[]), gold)


def test_the_page_says_the_figures_and_never_what_was_said(gold):
    text = page(evaluate(Rows(), gold))
    assert "| promise | all | 1 | 1 | 1 | 0.50 [" in text
    assert "| promise | cue promised | 2 | 0.50 (1) |" in text
    assert "| promise | 0.8-0.9 | 1 | 0.80 | 1.00 (1) |" in text
    assert "| name | 2 | 1 | 0.500 |" in text
    assert "Sanne" not in text
    widths = SimpleNamespace(head=0)
    for line in text.splitlines():  # every row of a table has as many cells as its head
        cells = line.count("|")
        assert not cells or not widths.head or cells == widths.head
        widths.head = cells


def test_the_file_is_a_page_or_json_by_its_ending(gold, tmp_path):
    told = evaluate(Rows(), gold)
    write(tmp_path / "new" / "report.md", page(told), told.as_json())
    write(tmp_path / "report.json", page(told), told.as_json())
    assert (tmp_path / "new" / "report.md").read_text() == page(told)
    read = json.loads((tmp_path / "report.json").read_text())
    assert read["languages"]["nl"]["detections"][0]["n_right"] == 1
    assert {slip["what"] for slip in read["slips"]} == {"missed", "false"}
    with pytest.raises(ValueError, match=r"ends in \.md or \.json"):
        write(tmp_path / "report.txt", page(told), told.as_json())
