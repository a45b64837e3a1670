"""Effort fitted to a company's own survey: what it recovers, what it refuses, what it keeps."""

import random
from datetime import UTC, datetime

import pytest

from pipeline.evaluate import TooFewError, answered_from, refit_effort, refit_page, weights_file
from pipeline.evaluate.refit import Answered
from pipeline.trained import Weights, load_weights, read_weights

SHIPPED = load_weights("effort")
COMMON = ("wait", "hold", "cold_transfer", "retelling", "unresolved", "relieved", "repeat_contact")


def company(weights: dict[str, float], n: int, seed: int = 1) -> list[Answered]:
    """Contacts of a simulated company whose customers weigh things as given, with their answers."""
    dice = random.Random(seed)  # noqa: S311 - the same company each time
    answered = []
    for number in range(n):
        amounts = {
            name: round(dice.uniform(0.3, 2.0), 2) for name in COMMON if dice.random() < 0.35
        }
        felt = SHIPPED.intercept + sum(weights[name] * amount for name, amount in amounts.items())
        answer = min(7, max(1, round(felt + dice.gauss(0.0, 0.9))))
        answered.append(Answered(f"c{number}", amounts, answer))
    return answered


def test_a_company_that_weighs_waiting_more_gets_it_back() -> None:
    truth = dict(SHIPPED.weights) | {"wait": SHIPPED.weights["wait"] * 3}
    refit = refit_effort(company(truth, 1500), SHIPPED, 200)
    assert refit.after.weights["wait"] == pytest.approx(truth["wait"], abs=0.2)
    for name in COMMON:
        if name != "wait":
            assert refit.after.weights[name] == pytest.approx(truth[name], abs=0.25)
    assert refit.held_after.surprise < refit.held_before.surprise
    assert refit.held_after.mean_error < refit.held_before.mean_error


def test_a_company_like_the_others_keeps_the_shipped_weights() -> None:
    refit = refit_effort(company(dict(SHIPPED.weights), 1500), SHIPPED, 200)
    for name, weight in SHIPPED.weights.items():
        assert refit.after.weights[name] == pytest.approx(weight, abs=0.2)


def test_few_answers_move_less_than_many() -> None:
    truth = dict(SHIPPED.weights) | {"wait": SHIPPED.weights["wait"] * 3}
    few, many = (refit_effort(company(truth, n), SHIPPED, 50) for n in (60, 1500))
    assert SHIPPED.weights["wait"] > few.after.weights["wait"] > many.after.weights["wait"] - 0.1


def test_no_weight_changes_its_sign() -> None:
    pleased_by_waiting = dict(SHIPPED.weights) | {"wait": 1.0, "relieved": -1.0}
    refit = refit_effort(company(pleased_by_waiting, 800), SHIPPED, 200)
    assert all(refit.after.weights[name] * weight >= 0 for name, weight in SHIPPED.weights.items())


@pytest.mark.parametrize(
    ("answered", "says"),
    [
        (company(dict(SHIPPED.weights), 199), "199 contacts have an answer .* at least 200"),
        ([Answered(f"c{i}", {}, 7) for i in range(300)], "all alike"),
    ],
)
def test_too_little_is_refused(answered: list[Answered], says: str) -> None:
    with pytest.raises(TooFewError, match=says):
        refit_effort(answered, SHIPPED, 200)


def test_amounts_come_out_of_points() -> None:
    weights = Weights(6.0, {"wait": -0.5, "relieved": 0.5})
    rows = [
        {"contact_id": "a", "answer": 3.0, "reason": "baseline", "points": 6.0},
        {"contact_id": "a", "answer": 3.0, "reason": "wait", "points": -1.0},
        {"contact_id": "a", "answer": 3.0, "reason": "limit", "points": 0.4},
        {"contact_id": "b", "answer": 9.0, "reason": "baseline", "points": 6.0},
    ]
    assert answered_from(rows, weights) == [Answered("a", {"wait": 2.0}, 3), Answered("b", {}, 7)]
    with pytest.raises(ValueError, match=r"judged from a baseline of 6\.0.*run a night first"):
        answered_from(rows, Weights(5.0, {}))


def test_the_file_can_be_used_and_the_page_warns(tmp_path) -> None:
    refit = refit_effort(company(dict(SHIPPED.weights), 400), SHIPPED, 200)
    file = tmp_path / "effort.toml"
    file.write_text(weights_file(refit, datetime(2026, 3, 1, tzinfo=UTC)), encoding="utf-8")
    assert read_weights(file).weights == pytest.approx(refit.after.weights, abs=0.001)
    page = refit_page(refit)
    assert "Few customers answer" in page
    assert "| `misconduct` |" in page and "0 (few)" in page
