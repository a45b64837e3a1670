"""Our encoder beside openai-whisper's, on small weights that nobody trained."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from whisper.model import ModelDimensions, Whisper

from pipeline.transcribe.arithmetic import keys, tiles
from pipeline.transcribe.arithmetic.weights import runs_here
from pipeline.transcribe.convert import to_ctranslate2
from pipeline.transcribe.encode import Encoder, attention

pytestmark = pytest.mark.skipif(not runs_here(), reason="no product in whole numbers here")

DIMS = ModelDimensions(
    n_mels=80,
    n_audio_ctx=150,
    n_audio_state=128,
    n_audio_head=2,
    n_audio_layer=2,
    n_vocab=300,
    n_text_ctx=40,
    n_text_state=128,
    n_text_head=2,
    n_text_layer=1,
)
dice = np.random.default_rng(5)


@pytest.fixture(scope="module")
def reference():
    torch.manual_seed(1)
    return Whisper(DIMS).eval()


@pytest.fixture(scope="module")
def encoder(reference, tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    torch.save(
        {"dims": vars(DIMS), "model_state_dict": reference.state_dict()}, folder / "model.pt"
    )
    to_ctranslate2(folder / "model.pt", folder / "model.bin")
    return Encoder(folder / "model.bin")


def features(n_frames):
    return np.cumsum(dice.normal(size=(80, n_frames)), axis=1).astype(np.float32) / 9


@pytest.mark.parametrize("n_frames", [2, 10, 194, 300])
def test_a_window_sounds_as_openai_whisper_hears_it(reference, encoder, n_frames):
    window = features(n_frames)
    places = reference.encoder.positional_embedding
    reference.encoder.positional_embedding = places[: n_frames // 2]
    with torch.no_grad():
        theirs = reference.encoder(torch.from_numpy(window)[None])[0].numpy()
    reference.encoder.positional_embedding = places
    ours = encoder.encode(window)
    assert ours.shape == theirs.shape
    assert np.sqrt(((ours - theirs) ** 2).mean()) < 0.03 * theirs.std()


def test_a_window_is_heard_the_same_again(encoder):
    one, other = features(100), features(80)
    first = encoder.encode(one)
    encoder.encode(other)
    assert np.array_equal(encoder.encode(one), first)


def attended(asked):
    n_frames, n = asked.shape[0], asked.shape[1] // 3
    heard = tiles.aligned(2 * n // keys.HEAD * keys.n_numbers(n_frames))
    sums = np.empty((n // keys.HEAD, n_frames), np.int32)
    sizes, out = np.empty(2 * n, np.float32), np.empty((n_frames, n), np.float32)
    keys.keep_heard(asked, n, heard, sums, sizes)
    attention.attend(asked, heard, sums, sizes, attention.uneven(n_frames), out)
    return out


def softmax(likings):
    return torch.softmax(torch.from_numpy(likings), dim=1).numpy()


@settings(deadline=None, max_examples=30)  # compiled when first used
@given(st.integers(1, 120), st.floats(0.01, 4.0), st.integers(0, 1000))
def test_each_frame_attends_to_all(n_frames, sharpness, seed):
    asked = np.random.default_rng(seed).normal(size=(n_frames, 3 * 128)).astype(np.float32)
    asked[:, :128] *= sharpness
    out = attended(asked)
    for low in (0, 64):
        query, key, value = (asked[:, at + low : at + low + 64] for at in (0, 128, 256))
        expected = softmax(query @ key.T / 8) @ value
        assert np.abs(out[:, low : low + 64] - expected).max() < 0.25
        assert np.sqrt(((out[:, low : low + 64] - expected) ** 2).mean()) < 0.03


def test_many_frames_of_less_than_a_step_each_count_for_what_they_are_together():
    n_frames = 1200
    asked = np.zeros((n_frames, 3 * 64), np.float32)
    asked[:, 0] = 8.0
    asked[0, 64] = np.log(
        255 * 4
    )  # the first is liked as a thousand others: they have a quarter step
    asked[0, 128], asked[1:, 129] = 1.0, 1.0
    out = attended(asked)
    share = 1020 / (1020 + n_frames - 1)
    assert out[:, 0] == pytest.approx(share, abs=0.02)
    assert out[:, 1] == pytest.approx(1 - share, abs=0.02)
