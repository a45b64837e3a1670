"""Verdicts: kept beside the machine's answer, blind until one's own, counted on the agreement page."""

import json

import pytest
from typer.testing import CliRunner

from pipeline.cli import app as command
from pipeline.review.ledger import current_verdicts
from tests.web.conftest import post

EFFORT = {"contact_id": "leak", "subject": "effort/leak"}


def finding_of(client) -> str:
    page = client.get("/call/leak").text
    return page.split('name="subject" value="finding/')[1].split('"')[0]


def test_a_verdict_stands_beside_the_machines_answer(as_, ledger):
    client = as_("coach")
    answer = post(
        client, "/verdict", **EFFORT, judgement="corrected", correction="4,5", reason="ok"
    )
    assert answer.headers["location"] == "/call/leak#effort"
    (kept,) = current_verdicts(ledger)
    assert (kept.person, kept.correction, kept.detector) == ("carla", "4.5", "effort")
    assert 1 <= json.loads(kept.machine)["score"] <= 7
    page = client.get("/call/leak").text
    assert "<q>ok</q>" in page
    assert 'id="waterfall-figure"' in page


def test_words_of_a_reason_are_never_run(as_):
    client = as_("coach")
    post(client, "/verdict", **EFFORT, judgement="rejected", reason="<script>alert(1)</script>")
    page = client.get("/call/leak").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "fields",
    [
        {"judgement": "corrected", "correction": "9", "reason": "too high"},
        {"judgement": "corrected", "correction": "nan", "reason": "no number"},
        {"judgement": "corrected", "correction": "4", "reason": " "},
        {"judgement": "corrected", "correction": "", "reason": "none"},
        {"judgement": "perfect"},
        {},
    ],
)
def test_half_a_verdict_is_refused_with_what_to_do(as_, ledger, fields):
    answer = post(as_("coach"), "/verdict", **EFFORT, **fields)
    assert answer.status_code == 400
    assert "Go back" in answer.text
    assert current_verdicts(ledger) == []


def test_a_finding_can_be_another_kind_but_not_an_unheard_of_one(as_, ledger):
    client = as_("coach")
    about = {"contact_id": "leak", "subject": f"finding/{finding_of(client)}", "reason": "x"}
    wrong = post(client, "/verdict", **about, judgement="corrected", correction="nonsense")
    assert wrong.status_code == 400
    right = post(client, "/verdict", **about, judgement="corrected", correction="valley")
    assert right.status_code == 303
    assert current_verdicts(ledger)[0].correction == "valley"


def test_what_is_not_there_cannot_be_judged(as_):
    client = as_("coach")
    for subject in ("finding/none", "effort/other", "empathy/leak/9", ""):
        about = {"contact_id": "leak", "subject": subject, "judgement": "confirmed"}
        assert post(client, "/verdict", **about).status_code == 404


def test_a_judge_sees_others_only_after_judging(as_):
    first, second = as_("coach"), as_("second_coach")
    post(first, "/verdict", **EFFORT, judgement="rejected", reason="carla's own words")
    page = second.get("/call/leak").text
    assert "carla&#39;s own words" not in page
    assert "1 colleague has judged already" in page
    post(second, "/verdict", **EFFORT, judgement="confirmed")
    assert "carla&#39;s own words" in second.get("/call/leak").text
    assert "carla&#39;s own words" in as_("process_owner").get("/call/leak").text


def test_the_agreement_page_counts_and_waits_for_enough(as_):
    post(as_("coach"), "/verdict", **EFFORT, judgement="confirmed")
    post(as_("second_coach"), "/verdict", **EFFORT, judgement="rejected")
    page = as_("process_owner").get("/agreement").text
    assert "too few: 2 of 10" in page
    assert "too few: 1 of 10" in page  # judged by two people
    assert "carla" not in page


def test_the_list_of_the_hour_remembers_what_was_done(as_, clock):
    client = as_("second_coach")
    assert "0 of 7 done" in client.get("/hour").text
    answer = post(client, "/hour/state", contact_id="leak", state="done", next="/hour?kind=promise")
    assert answer.headers["location"] == "/hour?kind=promise"
    page = client.get("/hour").text
    assert "1 of 7 done" in page
    post(client, "/hour/state", contact_id="leak", state="")
    assert "0 of 7 done" in client.get("/hour").text
    post(client, "/hour/state", contact_id="leak", state="skipped")
    clock.advance(days=1)
    tomorrow = as_("second_coach").get("/hour").text
    assert "0 of 6 done" in tomorrow
    assert 'href="/call/leak"' not in tomorrow


def test_the_list_is_the_same_all_day_whatever_one_judges(as_, clock):
    client = as_("second_coach")
    before = client.get("/hour").text.count('class="pick ')
    post(client, "/verdict", **EFFORT, judgement="confirmed")
    page = client.get("/hour").text
    assert page.count('class="pick ') == before == 7
    assert "1 verdict of yours" in page


def test_the_list_can_be_narrowed(as_):
    client = as_("second_coach")
    assert 'href="/call/leak"' in client.get("/hour?team=north").text
    assert 'href="/call/leak"' not in client.get("/hour?team=south").text
    assert "longer period" in client.get("/hour?from_day=2031-01-01").text
    assert client.get("/hour?from_day=yesterday").status_code == 200


def test_sound_comes_in_parts_and_is_silenced(as_):
    client = as_("coach")
    answer = client.get("/sound/leak/0", headers={"Range": "bytes=0-99"})
    assert (answer.status_code, len(answer.content)) == (206, 100)
    assert client.get("/sound/leak/7").status_code == 404


def test_verdicts_flow_back_into_evaluate(as_, calls, tmp_path, monkeypatch):
    client = as_("coach")
    about = {"contact_id": "leak", "subject": f"finding/{finding_of(client)}"}
    post(client, "/verdict", **about, judgement="confirmed")
    post(client, "/verdict", **EFFORT, judgement="corrected", correction="3", reason="secret words")
    monkeypatch.setenv("RETOLD_REVIEW__DATABASE", f"sqlite:///{tmp_path}/s.review.sqlite")
    written = tmp_path / "told.json"
    asked = ["evaluate", "--verdicts", "--store", str(calls), "--out", str(written)]
    answer = CliRunner().invoke(command, asked)
    assert answer.exit_code == 0
    assert "2 verdicts by 1 people on 1 contacts" in answer.stdout
    assert "secret" not in answer.stdout
    (found,) = json.loads(written.read_text())["verdicts"]["detectors"]
    assert (found["n"], found["n_right"], found["share"]) == (1, 1, None)
    nothing = CliRunner().invoke(command, ["evaluate", "--store", str(calls)])
    assert "--verdicts" in str(nothing.exception)
