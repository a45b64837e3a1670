"""An agent's own page: who opens whose, what the agent says of it, and what becomes of that."""

import pytest

from pipeline.review.ledger import latest_notes
from tests.web.conftest import post

WORD = {"agent": "A1", "week": "2026-03-02", "part": "figures"}


def test_an_agent_sees_the_own_page_and_nobody_elses(as_):
    client = as_("agent")
    assert "<h1>A1</h1>" in client.get("/mirror").text
    assert client.get("/mirror?agent=A2").status_code == 404
    assert "no mirror yet" in as_("agent_elsewhere").get("/mirror").text


def test_a_coach_sees_agents_whose_legs_were_all_of_the_own_team(as_):
    page = as_("coach").get("/mirror").text
    assert "<option>A1</option>" in page
    assert "A2" not in page  # worked in team repairs
    assert as_("coach").get("/mirror?agent=A2").status_code == 404
    assert "<option>A2</option>" in as_("second_coach").get("/mirror").text
    assert as_("coach_of_partner").get("/mirror?agent=A1").status_code == 404


def test_means_over_fewer_than_five_are_not_shown(as_):
    page = as_("agent").get("/mirror").text
    assert "contacts" in page
    cells = as_("agent").get("/mirror?csv=yes").content.decode("utf-8-sig").splitlines()
    assert cells[0] == "week,team,n_contacts,n_occasions,empathy_mean,effort_of_agent"


def test_an_objection_is_answered_and_the_agent_sees_it(as_, ledger):
    agent, coach = as_("agent"), as_("coach")
    assert post(agent, "/mirror/word", **WORD, said="disputed", comment="").status_code == 400
    post(agent, "/mirror/word", **WORD, said="disputed", comment="that week I was in training")
    assert "that week I was in training" in coach.get("/mirror?agent=A1").text
    post(coach, "/mirror/word", **WORD, said="set_aside", comment="quite so")
    page = agent.get("/mirror").text
    assert "quite so" in page
    assert "set aside" in page
    assert "mirror_set_aside" in [note[2] for note in latest_notes(ledger, 5)]


@pytest.mark.parametrize("who", ["coach", "admin"])
def test_nobody_speaks_for_an_agent(as_, who):
    answer = post(as_(who), "/mirror/word", **WORD, said="acknowledged", comment="")
    assert answer.status_code == 400


def test_a_coach_answers_only_what_was_disputed(as_):
    answer = post(as_("coach"), "/mirror/word", **WORD, said="stands", comment="no")
    assert answer.status_code == 400
