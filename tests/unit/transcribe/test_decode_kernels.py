"""The compiled loops beside NumPy's and SciPy's."""

import os
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import median_filter
from scipy.special import erf
from whisper.timing import dtw

from pipeline.transcribe.decode import kernels, network, starts, timing

dice = np.random.default_rng(3)


def floats(*shape: int, size: float = 1.0) -> np.ndarray:
    return (dice.normal(size=shape) * size).astype(np.float32)


def test_steps_and_what_is_apart_of_them_are_the_row():
    rows = floats(4, 30, size=7.0)
    rows[2] = 0.0
    rows[3, 5] = 900.0
    steps, sizes = np.empty_like(rows), np.empty(4, np.float32)
    places, apart = (
        np.empty((4, kernels.N_APART), np.int32),
        np.empty((4, kernels.N_APART), np.float32),
    )
    kernels.to_steps(rows, np.float32(63), np.float32(1e-20), steps, sizes, places, apart)
    assert np.abs(steps[[0, 1, 3]]).max(axis=1) == pytest.approx(63.0)
    assert set(places[0].tolist()) == set(np.argsort(-np.abs(rows[0]))[:4].tolist())
    assert 5 in places[3]
    np.put_along_axis(steps, places.astype(np.int64), apart, axis=1)
    assert steps * sizes[:, None] == pytest.approx(rows, abs=1e-4)


def test_layer_norm():
    x, gamma, beta = floats(3, 128, size=5.0), floats(128), floats(128)
    theirs = torch.nn.functional.layer_norm(
        torch.from_numpy(x), (128,), torch.from_numpy(gamma), torch.from_numpy(beta)
    ).numpy()
    assert network.Norm(gamma, beta).of(x) == pytest.approx(theirs, abs=1e-4)


def test_gelu():
    x = floats(3, 500, size=4.0)
    expected = x * (1 + erf(x / np.sqrt(2))) / 2
    kernels.activate(x)
    assert x == pytest.approx(expected, abs=1e-4)


@pytest.mark.skipif(not network.runs_here(), reason="no product in whole numbers here")
@pytest.mark.parametrize("outlier", [1.0, 300.0])
def test_a_product_hardly_differs_from_that_of_floats(outlier):
    rows, weight, bias = floats(6, 256), floats(90, 256), floats(90)
    rows[:, 17] *= outlier
    expected = rows @ weight.T + bias
    apart = network.Linear(weight, bias).of(rows) - expected
    assert np.sqrt((apart**2).mean()) < 0.02 * np.sqrt((expected**2).mean())


@pytest.mark.skipif(not network.runs_here(), reason="no product in whole numbers here")
def test_a_product_of_what_gelu_leaves():
    rows, weight = floats(6, 256, size=3.0), floats(90, 256)
    kernels.activate(rows)
    expected = rows @ weight.T
    apart = network.Linear(weight, steps=network.OF_GELU).of(rows) - expected
    assert np.sqrt((apart**2).mean()) < 0.012 * np.sqrt((expected**2).mean())


@settings(deadline=None)  # compiled when first used
@given(st.lists(st.floats(-80.0, 0.0, width=32), min_size=1, max_size=40))
def test_shares_are_softmax(values):
    weights = np.array(values, np.float32)
    expected = np.exp(weights - weights.max())
    kernels._to_shares(weights, len(weights))
    assert weights == pytest.approx(expected / expected.sum(), abs=1e-5)


def test_the_best_tokens_with_some_forbidden():
    rows = floats(5, 64)
    table, table_sizes = (
        dice.integers(-32767, 32767, (1000, 64), np.int16),
        floats(1000) ** 2 * 3e-5,
    )
    product = rows @ (table * table_sizes[:, None]).T
    allowed = np.where(np.arange(1000) % 7 == 0, -1e30, 0.0).astype(np.float32)
    logits = torch.from_numpy(product + allowed)
    expected, places = torch.log_softmax(logits, dim=1).topk(6)
    tokens, logprobs = np.empty((5, 6), np.int32), np.empty((5, 6), np.float32)
    rough = product + floats(*product.shape, size=0.1)
    kernels.best_tokens(rough, rows, allowed, table, table_sizes, tokens, logprobs)
    assert np.array_equal(tokens, places.numpy())
    assert logprobs == pytest.approx(expected.numpy(), abs=0.05)


@pytest.mark.parametrize("n_rows", [1, 2, 5])
def test_attention_to_what_is_heard(n_rows):
    n, n_frames = 128, 90
    encoded = floats(n_frames, 2 * n)
    whole, scales = np.empty((2 * n, n_frames), np.int8), np.empty(2 * n, np.float32)
    kernels.keep_heard(encoded, whole, scales)
    assert (
        pytest.approx(encoded, abs=float(np.abs(encoded).max()) / 250)
        == (whole * scales[:, None]).T
    )
    queries = floats(n_rows, n)
    out, kept = np.empty((n_rows, n), np.float32), np.empty((n_rows, 1, n_frames), np.float32)
    kernels.attend_to_heard(
        queries,
        whole,
        scales,
        out,
        np.empty((2, n_frames + 5), np.float32),
        np.array([-1, 0], np.int32),
        kept,
    )
    for head in range(2):
        part = slice(64 * head, 64 * head + 64)
        likings = torch.from_numpy(queries[:, part] @ encoded[:, :n][:, part].T / 8)
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


def test_one_frame_is_a_time_too():
    assert starts(floats(5, 2, 1), 1, 3).tolist() == [0, 0]


ATTEND = """
import numpy as np
from pipeline.transcribe.decode import kernels
dice = np.random.default_rng(1)
queries = dice.normal(size=(3, 128)).astype(np.float32)
heard = dice.integers(-127, 127, (256, 90)).astype(np.int8)
scales = dice.uniform(0.0, 0.1, 256).astype(np.float32)
out, kept = np.empty((3, 128), np.float32), np.empty((3, 2, 90), np.float32)
heads = np.arange(2, dtype=np.int32)
kernels.attend_to_heard(queries, heard, scales, out, np.empty((2, 90), np.float32), heads, kept)
found = kernels.attend_to_heard.stats.cache_hits.total()
print(found, out.tobytes().hex() + kept.tobytes().hex())
"""


def test_what_is_found_on_disk_computes_to_the_last_bit_as_what_was_compiled_now(tmp_path):
    def attended():
        said = subprocess.run(
            [sys.executable, "-c", ATTEND],
            env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        return said.stdout.split()

    (n_found, now), (n_found_again, again) = attended(), attended()
    assert (n_found, n_found_again) == ("0", "1")
    assert again == now
