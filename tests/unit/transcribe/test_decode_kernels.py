"""The compiled loops beside NumPy's and SciPy's."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import median_filter
from scipy.special import erf
from whisper.timing import dtw

from pipeline.transcribe.decode import kernels, starts, timing

dice = np.random.default_rng(3)


def floats(*shape: int, size: float = 1.0) -> np.ndarray:
    return (dice.normal(size=shape) * size).astype(np.float32)


def test_rows_are_brought_to_steps_and_can_be_brought_back():
    rows = floats(4, 30, size=7.0)
    rows[2] = 0.0
    brought, sizes = rows.copy(), np.empty(4, np.float32)
    kernels.bring_to_steps(brought, sizes)
    assert np.abs(brought).max() == pytest.approx(63.0)
    assert brought * sizes[:, None] == pytest.approx(rows, abs=1e-5)


def test_layer_norm():
    x, gamma, beta = floats(3, 128, size=5.0), floats(128), floats(128)
    out, sizes = np.empty_like(x), np.empty(3, np.float32)
    kernels.normalise(x, gamma, beta, out, sizes)
    theirs = torch.nn.functional.layer_norm(
        torch.from_numpy(x), (128,), torch.from_numpy(gamma), torch.from_numpy(beta)
    ).numpy()
    assert out * sizes[:, None] == pytest.approx(theirs, abs=1e-4)


def test_gelu():
    x, bias = floats(3, 500, size=4.0), floats(500)
    sizes = np.array([1.0, 0.5, 2.0], np.float32)
    before = x * sizes[:, None] + bias
    kernels.activate(x, sizes, bias)
    expected = before * (1 + erf(before / np.sqrt(2))) / 2
    assert x * sizes[:, None] == pytest.approx(expected, abs=1e-4)


@settings(deadline=None)  # compiled when first used
@given(st.lists(st.floats(-80.0, 0.0, width=32), min_size=1, max_size=40))
def test_shares_are_softmax(values):
    weights = np.array(values, np.float32)
    expected = np.exp(weights - weights.max())
    kernels._to_shares(weights, len(weights))
    assert weights == pytest.approx(expected / expected.sum(), abs=1e-5)


def test_the_best_tokens_with_some_forbidden():
    rows, sizes = floats(5, 64), np.full(5, 0.7, np.float32)
    table, table_sizes = (
        dice.integers(-32767, 32767, (1000, 64), np.int16),
        floats(1000) ** 2 * 3e-5,
    )
    product = rows @ (table * table_sizes[:, None]).T
    allowed = np.where(np.arange(1000) % 7 == 0, -1e30, 0.0).astype(np.float32)
    logits = torch.from_numpy(product * sizes[:, None] + allowed)
    expected, places = torch.log_softmax(logits, dim=1).topk(6)
    tokens, logprobs = np.empty((5, 6), np.int32), np.empty((5, 6), np.float32)
    rough = product + floats(*product.shape, size=0.1)
    kernels.best_tokens(rough, rows, sizes, allowed, table, table_sizes, tokens, logprobs)
    assert np.array_equal(tokens, places.numpy())
    assert logprobs == pytest.approx(expected.numpy(), abs=0.05)


@pytest.mark.parametrize("n_rows", [1, 2, 5])
def test_attention_to_what_is_heard(n_rows):
    n, n_frames = 128, 90
    product, sizes, bias = floats(n_frames, 2 * n), np.ones(n_frames, np.float32), floats(2 * n)
    encoded = product + bias
    whole, scales = np.empty((2 * n, n_frames), np.int8), np.empty(2 * n, np.float32)
    kernels.keep_heard(product, sizes, bias, whole, scales)
    assert (
        pytest.approx(encoded, abs=float(np.abs(encoded).max()) / 250)
        == (whole * scales[:, None]).T
    )
    queries, query_bias = floats(n_rows, n), floats(n)
    out, kept = np.empty((n_rows, n), np.float32), np.empty((n_rows, 1, n_frames), np.float32)
    kernels.attend_to_heard(
        queries,
        np.ones(n_rows, np.float32),
        query_bias,
        whole,
        scales,
        out,
        np.empty((2, n_frames + 5), np.float32),
        np.array([-1, 0], np.int32),
        kept,
    )
    for head in range(2):
        part = slice(64 * head, 64 * head + 64)
        likings = torch.from_numpy((queries + query_bias)[:, part] @ encoded[:, :n][:, part].T / 8)
        shares = torch.softmax(likings, dim=1).numpy()
        assert out[:, part] == pytest.approx(shares @ encoded[:, n:][:, part], abs=0.05)
    assert kept[:, 0] == pytest.approx(shares, abs=0.01)


@settings(deadline=None)  # compiled when first used
@given(st.integers(1, 9), st.integers(1, 40), st.integers(0, 1000))
def test_the_median_over_time_is_scipys(n_rows, n_frames, seed):
    values = np.random.default_rng(seed).normal(size=(2, n_rows, n_frames + 4)).astype(np.float32)
    out = np.empty_like(values)
    timing._smooth(values, out)
    assert np.array_equal(out, median_filter(values, (1, 1, timing.MEDIAN), mode="mirror"))


@settings(deadline=None)  # compiled when first used
@given(st.integers(1, 12), st.integers(12, 60), st.integers(0, 1000))
def test_the_way_through_is_openai_whispers(n_rows, n_frames, seed):
    liking = np.random.default_rng(seed).normal(size=(n_rows, n_frames)).astype(np.float32)
    rows, frames = dtw(torch.from_numpy(-liking))
    first = [int(frames[rows == row][0]) for row in range(n_rows)]
    assert timing.first_frames(liking).tolist() == first


def test_tokens_begin_where_they_are_attended_to():
    attention = np.full((9, 2, 100), 0.001, np.float32)
    for row in range(4, 9):  # after four rows of the prompt, each token at a time of its own
        attention[row, :, 15 * (row - 4) : 15 * (row - 3)] = 0.06
    assert starts(attention, 90, 3)[1:].tolist() == pytest.approx([0, 15, 30, 45, 60], abs=2)
