"""What the decoder attends to, the likeliest tokens and their times, beside PyTorch's and others'."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import median_filter
from whisper.timing import dtw

from pipeline.transcribe.arithmetic import keys, tiles
from pipeline.transcribe.arithmetic.weights import runs_here
from pipeline.transcribe.decode import attention, likeliest, starts, timing

pytestmark = pytest.mark.skipif(not runs_here(), reason="no product in whole numbers here")

dice = np.random.default_rng(3)


def floats(*shape: int, size: float = 1.0) -> np.ndarray:
    return (dice.normal(size=shape) * size).astype(np.float32)


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
    rough = product + floats(*product.shape, size=0.1) + allowed
    likeliest.best_tokens(rough, rows, allowed, table, table_sizes, tokens, logprobs)
    assert np.array_equal(tokens, places.numpy())
    assert logprobs == pytest.approx(expected.numpy(), abs=0.05)


def kept(encoded):
    """What is heard, frames x numbers, as `attend_to_heard` reads it."""
    n_frames, n = encoded.shape
    n_heads = n // 2 // keys.HEAD
    whole = tiles.aligned(2 * n_heads * keys.n_numbers(n_frames))
    sums, sizes = np.empty((n_heads, n_frames), np.int32), np.empty(n, np.float32)
    keys.keep_heard(encoded, 0, whole, sums, sizes)
    return whole, sums, sizes


@pytest.mark.parametrize("n_rows", [1, 2, 5])
@pytest.mark.parametrize("n_frames", [1, 90])
def test_attention_to_what_is_heard(n_rows, n_frames):
    n = 128
    encoded, queries = floats(n_frames, 2 * n), floats(n_rows, n)
    out, shares = np.empty((n_rows, n), np.float32), np.empty((n_rows, 1, n_frames), np.float32)
    heads = np.array([-1, 0], np.int32)
    attention.attend_to_heard(queries, *kept(encoded), heads, out, shares)
    for head in range(2):
        part = slice(64 * head, 64 * head + 64)
        likings = torch.from_numpy(queries[:, part] @ encoded[:, :n][:, part].T / 8)
        expected = torch.softmax(likings, dim=1).numpy()
        assert out[:, part] == pytest.approx(expected @ encoded[:, n:][:, part], abs=0.03)
    assert shares[:, 0] == pytest.approx(expected, abs=0.005)


def test_attention_to_what_was_said():
    n, exact = 128, floats(9, 256)
    whole, sizes = np.zeros((9, 256), np.int8), np.zeros((9, 4), np.float32)
    said = attention.Past(whole, sizes)
    for place in range(9):
        attention._keep(exact[place], whole[place], sizes[place])
    remembered = whole * sizes.repeat(64, axis=1)
    assert np.abs(remembered - exact).max() <= np.abs(exact).max() / 250

    paths = np.array([[2, 5, 7], [2, 3, 8]], np.int32)
    lengths = np.array([3, 2], np.int32)  # the second row's own token is at place 3
    asked, out = floats(2, 3 * n), np.empty((2, n), np.float32)
    attention.attend_to_said(asked, said, paths, lengths, out)
    for row, (path, length) in enumerate(zip(paths, lengths, strict=True)):
        exact[path[length - 1]] = asked[row, n:]  # its own is kept first
        for head in range(2):
            part = slice(64 * head, 64 * head + 64)
            keys_, values = exact[path[:length], :n][:, part], exact[path[:length], n:][:, part]
            likings = torch.from_numpy(keys_ @ asked[row, :n][part] / 8)
            expected = torch.softmax(likings, dim=0).numpy() @ values
            assert out[row, part] == pytest.approx(expected, abs=0.03)


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
