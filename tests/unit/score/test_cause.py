"""What drove the effort: each kind of evidence speaks for what its name says."""

import re
from pathlib import Path

import pytest

from pipeline.domain import Cause, Contact, EmpathyScore, Finding, Quote, Sighting, Speaker
from pipeline.score.cause import CAUSES, cause_evidence, main_cause, warmth_of
from pipeline.trained import load_choice
from tests.support.build import contact_of

ROOT = Path(__file__).parents[3]
HARD, EASY = 3.0, 7.0


def said(*turns: tuple[Speaker, str], language: str = "nl") -> Contact:
    return contact_of([turns], language=language)


def misconduct(contact: Contact, confidence: float) -> Finding:
    sighting = Sighting((Quote.cite(contact.contact_id, contact.turns[0], "x"),), 1, confidence)
    return Finding.sign(sighting, detector="misconduct", version=1)


@pytest.mark.parametrize(
    ("language", "turns", "cause"),
    [
        (
            "nl",
            [("customer", "Mijn koffer is nooit aangekomen en niemand heeft gebeld.")],
            "process",
        ),
        ("nl", [("customer", "De naaimachine is kapot, hij doet het niet meer.")], "product"),
        ("nl", [("customer", "Uw collega was onbeschoft en luistert niet.")], "agent"),
        ("nl", [("customer", "Ik ben vergeten te betalen, mijn eigen schuld.")], "customer"),
        ("nl", [("customer", "Ik wil graag een adreswijziging doorgeven.")], "none"),
        ("en", [("customer", "Nobody came, and I was charged twice.")], "process"),
        ("en", [("customer", "The mower won't start, it's faulty.")], "product"),
        ("en", [("customer", "He was rude and he wasn't listening.")], "agent"),
        ("en", [("customer", "I forgot to pay, my own fault.")], "customer"),
        ("en", [("customer", "I'd like to change my slot.")], "none"),
    ],
)
def test_what_people_say_decides(
    language: str, turns: list[tuple[Speaker, str]], cause: Cause
) -> None:
    assert main_cause(said(*turns, language=language), 5.0, {}, (), ()) == cause


def test_with_nothing_heard_an_easy_contact_has_no_cause() -> None:
    contact = said(("customer", "Dag."))
    assert main_cause(contact, EASY, {}, (), ()) == "none"


def test_burdens_of_the_process_make_it_the_process() -> None:
    contact = said(("customer", "Dag."))
    drivers = {"cold_transfer": 2.0, "retelling": 1.0, "wait": 3.0}
    assert main_cause(contact, HARD, drivers, (), ()) == "process"


def test_misconduct_outweighs_a_transfer() -> None:
    contact = said(("agent", "Tja."), ("customer", "Dag."))
    drivers = {"cold_transfer": 1.0}
    findings = (misconduct(contact, 0.9),)
    assert main_cause(contact, HARD, drivers, findings, ()) == "agent"
    assert cause_evidence(contact, HARD, drivers, findings, ())["misconduct"] == pytest.approx(0.8)


def test_the_coldest_leg_counts_and_other_contacts_do_not() -> None:
    contact = said(("customer", "Dag."))
    scores = [
        EmpathyScore("c1", 1, 3.0, 2.0, 4.0, True, ()),
        EmpathyScore("c1", 2, 0.5, 0.0, 1.5, True, ()),
        EmpathyScore("c1", 3, None, None, None, False, (), "no_occasion"),
        EmpathyScore("other", 1, 0.0, 0.0, 1.0, True, ()),
    ]
    for some, coldest in ((scores, 1.0), (scores[2:], 0.0)):
        evidence = cause_evidence(contact, HARD, {}, (), warmth_of(contact, some))
        assert evidence["coldest"] == coldest


def test_all_evidence_has_weights_and_a_line_on_the_page() -> None:
    evidence = set(cause_evidence(said(("customer", "Dag.")), HARD, {}, (), ()))
    options = load_choice("cause").options
    assert set(options) == set(CAUSES)
    assert all(set(option.weights) == evidence for option in options.values())
    page = (ROOT / "docs" / "scores.md").read_text(encoding="utf-8")
    section = page.split("## Main cause")[1].split("\n## ")[0]
    cells = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(cells))) == evidence
