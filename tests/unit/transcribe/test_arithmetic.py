"""Compiled arithmetic beside NumPy's, SciPy's and PyTorch's."""

import os
import subprocess
import sys

import numba
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import erf

from pipeline.transcribe.arithmetic import kernels, products, tiles, weights
from pipeline.transcribe.arithmetic.weights import runs_here

pytestmark = pytest.mark.skipif(not runs_here(), reason="no product in whole numbers here")

dice = np.random.default_rng(3)


def floats(*shape: int, size: float = 1.0) -> np.ndarray:
    return (dice.normal(size=shape) * size).astype(np.float32)


def multiplied(rows, whole, kind=products.EVEN):
    out = np.empty((len(rows), len(whole.sums)), np.float32)
    products.product(rows, whole, kind, out)
    return out


@pytest.mark.parametrize("n_rows", [1, tiles.N_ROWS, tiles.N_ROWS + 1])
def test_a_tile_is_the_product_of_whole_numbers(n_rows):
    shape = kernels.up_to(n_rows, tiles.N_ROWS), kernels.up_to(60, tiles.N_INPUTS)
    steps = np.zeros(shape, np.uint8)
    steps[:n_rows, :60] = dice.integers(0, tiles.MOST + 1, (n_rows, 60))
    steps[0] = tiles.MOST  # as large as they come, beside the largest weights
    weights = dice.integers(-127, 128, (tiles.N_OUTPUTS + 3, 60), np.int8)
    weights[1], weights[2] = 127, -127
    expected = steps[:, :60].astype(np.int32) @ weights.T.astype(np.int32)
    sums = np.empty((len(steps), 2 * tiles.N_OUTPUTS), np.int32)
    begun = dice.integers(-9999, 9999, sums.shape[1], np.int32)
    expected += begun[: len(weights)]
    _tiles(steps, tiles.packed(weights), begun, sums)
    assert np.array_equal(sums[:n_rows, : len(weights)], expected[:n_rows])


@numba.njit
def _tiles(steps, weights, begun, sums):
    tiles.begin_tiles()
    for block in range(sums.shape[1] // tiles.N_OUTPUTS):
        for row in range(0, len(steps), tiles.N_ROWS):
            tiles.tile(steps, row, weights, block, begun, sums, block * tiles.N_OUTPUTS)
    tiles.end_tiles()


def test_steps_and_what_is_apart_of_them_are_the_row():
    rows = floats(4, 30, size=7.0)
    rows[2] = 0.0
    rows[3, 5] = 900.0
    steps, sizes = np.empty(rows.shape, np.uint8), np.empty(4, np.float32)
    places, apart = (
        np.empty((4, products.N_APART), np.int32),
        np.empty((4, products.N_APART), np.float32),
    )
    products.to_steps(rows, products.EVEN, steps, sizes, places, apart)
    assert set(places[0].tolist()) == set(np.argsort(-np.abs(rows[0]))[:4].tolist())
    assert 5 in places[3]
    again = steps.astype(np.float32) - products.EVEN.below
    assert np.abs(again).max() == products.EVEN.above
    np.put_along_axis(again, places.astype(np.int64), apart, axis=1)
    assert np.abs(again * sizes[:, None] - rows).max() <= 0.51 * sizes.max()


def test_layer_norm():
    x, gamma, beta = floats(3, 128, size=5.0), floats(128), floats(128)
    theirs = torch.nn.functional.layer_norm(
        torch.from_numpy(x), (128,), torch.from_numpy(gamma), torch.from_numpy(beta)
    ).numpy()
    out = np.empty_like(x)
    kernels.normalise(x, gamma, beta, out)
    assert out == pytest.approx(theirs, abs=1e-4)


def test_gelu():
    x = floats(3, 500, size=4.0)
    expected = x * (1 + erf(x / np.sqrt(2))) / 2
    kernels.activate(x)
    assert x == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("outlier", [1.0, 300.0])
def test_a_product_hardly_differs_from_that_of_floats(outlier):
    rows, weight, bias = floats(7, 256), floats(90, 256), floats(90)
    rows[:, 17] *= outlier
    expected = rows @ weight.T + bias
    apart = multiplied(rows, products.matrix(weight, bias)) - expected
    assert np.sqrt((apart**2).mean()) < 0.02 * np.sqrt((expected**2).mean())


@pytest.mark.parametrize("n_outputs", [1, 40, products.N_BLOCKS * tiles.N_OUTPUTS + 5])
def test_a_product_has_any_number_of_outputs(n_outputs):
    rows, weight = floats(3, 64), floats(n_outputs, 64)
    expected = rows @ weight.T
    apart = multiplied(rows, products.matrix(weight)) - expected
    assert np.abs(apart).max() < 0.05 * np.abs(expected).max()


def test_a_product_of_what_gelu_leaves():
    rows, weight = floats(6, 256, size=3.0), floats(90, 256)
    kernels.activate(rows)
    expected = rows @ weight.T
    apart = multiplied(rows, products.matrix(weight), products.OF_GELU) - expected
    assert np.sqrt((apart**2).mean()) < 0.012 * np.sqrt((expected**2).mean())


@settings(deadline=None)  # compiled when first used
@given(st.lists(st.floats(-80.0, 0.0, width=32), min_size=1, max_size=40))
def test_shares_are_softmax(values):
    weights = np.array(values, np.float32)
    expected = np.exp(weights - weights.max())
    kernels.to_shares(weights, len(weights))
    assert weights == pytest.approx(expected / expected.sum(), abs=1e-5)


MULTIPLY = """
import llvmlite.binding
known = llvmlite.binding.get_host_cpu_features()
for name in {without}:
    known[name] = False
llvmlite.binding.get_host_cpu_features = lambda: known

import numpy as np
from pipeline.transcribe.arithmetic import products, tiles
dice = np.random.default_rng(1)
weight, rows = (dice.normal(size=(n, 128)).astype(np.float32) for n in (90, 7))
out = np.empty((7, 90), np.float32)
products.product(rows, products.matrix(weight, weight[:, 0]), products.EVEN, out)
exact = rows @ weight.T + weight[:, 0]
print(products.product.stats.cache_hits.total())
print(tiles.MOST)
print(np.sqrt(((out - exact) ** 2).mean() / (exact**2).mean()))
print(out.tobytes().hex())
"""


AFTER_OPENAI_WHISPER = """
import numba
from pipeline.transcribe import openai_whisper_engine
numba.njit(lambda x: x + 1)(1)
"""


def multiplied_in_another_process(folder, *, first="", without=()):
    said = subprocess.run(
        [sys.executable, "-c", first + MULTIPLY.format(without=without)],
        env={**os.environ, "NUMBA_CACHE_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    n_found, most, error, numbers = said.stdout.split()
    return int(n_found), int(most), float(error), numbers


def test_what_is_found_on_disk_computes_to_the_last_bit_as_what_was_compiled_now(tmp_path):
    n_found, *now = multiplied_in_another_process(tmp_path)
    n_found_again, *again = multiplied_in_another_process(tmp_path)
    assert (n_found, n_found_again) == (0, 1)
    assert again == now


def test_a_processor_without_vnni_multiplies_too(tmp_path):
    _, most, error, _ = multiplied_in_another_process(tmp_path, without=["avx512vnni"])
    assert most == 127
    assert error < 0.02


def test_vectors_compute_to_the_last_bit_as_registers_of_tiles_do(tmp_path):
    by_either, by_vectors = (
        multiplied_in_another_process(tmp_path, without=without) for without in ([], ["amx-int8"])
    )
    assert by_vectors[0] == 0, "what was compiled for the one must not be found for the other"
    assert by_vectors[1:] == by_either[1:]


def test_it_is_compiled_alike_where_openai_whisper_has_compiled_before(tmp_path):
    _, *now = multiplied_in_another_process(tmp_path)
    n_found, *after = multiplied_in_another_process(tmp_path, first=AFTER_OPENAI_WHISPER)
    assert n_found == 1
    assert after == now


def test_where_the_product_is_missing_it_is_known(monkeypatch):
    monkeypatch.setattr(weights.tiles, "AVAILABLE", False)
    assert not runs_here()


def test_where_the_product_cannot_be_compiled_it_is_known(monkeypatch):
    def missing(*_arguments):
        raise RuntimeError("LLVM knows no such instruction")

    monkeypatch.setattr(weights, "product", missing)
    assert not runs_here()
