"""Trained artefacts: sums that a person can read, and what a bad file is told."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import trained
from pipeline.trained import Choice, Weights, load_choice, load_weights, read_weights

Write = Callable[[str, str], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    monkeypatch.setattr(trained, "FOLDER", tmp_path)
    read_weights.cache_clear()
    load_choice.cache_clear()
    yield lambda name, text: (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    read_weights.cache_clear()
    load_choice.cache_clear()


def test_a_sum_is_read_as_it_stands(write: Write) -> None:
    write("demo", "intercept = 1\nhalf_width = 0.5\n[weights]\nwait = -2\n")
    weights = load_weights("demo")
    assert weights == Weights(1.0, {"wait": -2.0}, 0.5)
    assert weights.parts({"wait": 3.0}) == {"wait": -6.0}
    assert weights.total({"wait": 3.0}) == -5.0
    assert weights.chance({"wait": 0.5}) == pytest.approx(0.5)


def test_a_missing_file_says_how_to_make_it(write: Write) -> None:
    with pytest.raises(FileNotFoundError, match=r"models/nowhere\.toml is missing; `make train`"):
        load_weights("nowhere")
    with pytest.raises(FileNotFoundError, match=r"models/nowhere\.toml"):
        load_choice("nowhere")


@pytest.mark.parametrize(
    "text",
    [
        'intercept = "much"\n',
        "[weights]\nwait = -2\n",
        'intercept = 1\n[weights]\nwait = "long"\n',
        "intercept = 1\nhalf_width = [1]\n",
    ],
)
def test_what_is_not_a_number_names_the_file(write: Write, text: str) -> None:
    write("demo", text)
    with pytest.raises(ValueError, match=r"models/demo\.toml: intercept, half_width and weights"):
        load_weights("demo")


def test_a_missing_feature_is_an_error_not_a_zero() -> None:
    with pytest.raises(KeyError, match="wait"):
        Weights(0.0, {"wait": 1.0}).total({})


@given(
    st.floats(-50, 50), st.dictionaries(st.sampled_from("abc"), st.floats(-50, 50)), st.floats(0, 9)
)
def test_the_total_is_the_intercept_plus_the_parts(
    intercept: float, weights: dict[str, float], amount: float
) -> None:
    model, features = Weights(intercept, weights), dict.fromkeys("abc", amount)
    assert model.total(features) == pytest.approx(
        intercept + math.fsum(model.parts(features).values()), abs=1e-9
    )


@given(st.dictionaries(st.sampled_from("abcd"), st.floats(-900, 900), min_size=1))
def test_chances_of_a_choice_add_up_to_one(intercepts: dict[str, float]) -> None:
    chances = Choice({name: Weights(i, {}) for name, i in intercepts.items()}).chances({})
    assert sum(chances.values()) == pytest.approx(1.0)
    best = max(chances, key=lambda name: chances[name])
    assert intercepts[best] == pytest.approx(max(intercepts.values()))


@given(st.floats(-300, 300))
def test_a_chance_is_a_chance(total: float) -> None:
    assert 0.0 <= Weights(total, {}).chance({}) <= 1.0


def test_a_choice_is_read_as_it_stands(write: Write) -> None:
    write("demo", "[option.yes]\nintercept = 1\n[option.yes.weights]\nglad = 2\n")
    assert load_choice("demo") == Choice({"yes": Weights(1.0, {"glad": 2.0})})


@given(
    st.floats(1, 7),
    st.tuples(st.floats(0, 3), st.floats(0, 2), st.floats(0, 3)),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_an_interval_holds_its_estimate_and_a_poorer_transcript_never_narrows_it(
    estimate: float, widths: tuple[float, float, float], qualities: tuple[float, float]
) -> None:
    weights = Weights(0.0, {}, *widths)
    low, high = weights.interval(estimate, (1.0, 7.0), max(qualities))
    assert 1.0 <= low <= estimate + 0.005 and estimate - 0.005 <= high <= 7.0
    wider_low, wider_high = weights.interval(estimate, (1.0, 7.0), min(qualities))
    assert wider_low <= low and wider_high >= high
