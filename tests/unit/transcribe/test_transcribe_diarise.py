import numpy as np
import pytest

from pipeline.transcribe.diarise import STEP_S, WINDOW_S, VoiceEncoder, Voiceprints, voiceprints
from pipeline.transcribe.manifest import WeightsError

torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """A file laid out like Resemblyzer's, with weights drawn at random."""
    torch.manual_seed(0)
    lstm, linear = torch.nn.LSTM(40, 256, 3), torch.nn.Linear(256, 256)
    state = {f"lstm.{name}": value for name, value in lstm.state_dict().items()}
    state |= {f"linear.{name}": value for name, value in linear.state_dict().items()}
    file = tmp_path_factory.mktemp("weights") / "embedding"
    torch.save({"model_state": state}, file)
    return file


@pytest.fixture(scope="module")
def encoder(weights):
    return VoiceEncoder(weights)


def hum(seconds, hertz=150.0):
    at_s = np.arange(int(seconds * 16000)) / 16000
    return (0.1 * np.sign(np.sin(2 * np.pi * hertz * at_s))).astype(np.float32)


@pytest.mark.parametrize(
    ("spans", "starts_s"),
    [
        ([(0.0, 2.0)], [0.0, 0.4, 0.8, 1.2]),
        ([(1.0, 1.8), (2.5, 3.4)], [1.0, 2.5]),
        ([(1.0, 1.3)], [1.0]),  # a short "ja" has one window, which reaches beyond it
        ([(3.9, 4.0)], [3.9]),  # also at the very end
        ([], []),
    ],
)
def test_windows_lie_in_the_speech_and_in_the_contacts_time(encoder, spans, starts_s):
    prints = voiceprints(encoder, hum(4.0), spans, 600.0)
    assert prints.starts_s - 600.0 == pytest.approx(starts_s)
    assert prints.middles_s == pytest.approx(prints.starts_s + WINDOW_S / 2)
    assert prints.rows.shape == (len(starts_s), 256)
    assert prints.rows.dtype == np.float32
    assert np.linalg.norm(prints.rows, axis=1) == pytest.approx(1.0)


def test_another_sound_gives_another_print_and_the_level_does_not_matter(encoder):
    low, quiet, high = (
        voiceprints(encoder, samples, [(0.0, 2.0)], 0.0).rows
        for samples in (0.1 * hum(2.0), 0.01 * hum(2.0), 0.1 * hum(2.0, 420.0))
    )
    assert np.abs(low - high).max() > 100 * np.abs(low - quiet).max()


def test_a_window_sounds_the_same_wherever_it_stands(encoder):
    samples = hum(70.0)
    many = voiceprints(encoder, samples, [(0.0, 70.0)], 0.0)
    assert len(many) == round((70.0 - WINDOW_S) / STEP_S) + 1
    one = voiceprints(encoder, samples, [(60.0, 60.8)], 0.0)
    assert many.rows[150] == pytest.approx(one.rows[0], abs=1e-4)


def test_silence_has_prints_too(encoder):
    rows = voiceprints(encoder, np.zeros(32000, np.float32), [(0.0, 2.0)], 0.0).rows
    assert np.isfinite(rows).all()


def test_stretches_are_joined_in_order_of_time(encoder):
    late = voiceprints(encoder, hum(2.0), [(0.0, 2.0)], 600.0)
    early = voiceprints(encoder, hum(1.0, 420.0), [(0.0, 1.0)], 0.0)
    both = Voiceprints.joined([late, early])
    assert both.starts_s.tolist() == [*early.starts_s, *late.starts_s]
    assert np.array_equal(both.rows, np.concatenate([early.rows, late.rows]))
    assert len(Voiceprints.joined([])) == 0


def test_a_file_that_is_no_encoder_is_said_to_be_none(tmp_path):
    torch.save({"model_state": {"lstm.weight_ih_l0": torch.zeros(2)}}, tmp_path / "embedding")
    torch.save({"other": 1}, tmp_path / "other")
    for name in ("embedding", "other"):
        with pytest.raises(WeightsError, match="pull `resemblyzer` again"):
            VoiceEncoder(tmp_path / name)
