import dataclasses
import json

import numpy as np
import pytest
import torch
from faster_whisper import WhisperModel
from tokenizers import Tokenizer
from whisper import ModelDimensions, Whisper
from whisper.tokenizer import get_tokenizer

from pipeline.transcribe import Options, WeightsError
from pipeline.transcribe.convert import to_checkpoint, to_ctranslate2
from pipeline.transcribe.faster_whisper_engine import FasterWhisper
from pipeline.transcribe.manifest import find_model
from pipeline.transcribe.model_bin import read_model_bin
from pipeline.transcribe.vocabulary import write_companions

SMALL = ModelDimensions(
    n_mels=80,
    n_audio_ctx=1500,
    n_audio_state=16,
    n_audio_head=2,
    n_audio_layer=2,
    n_vocab=51865,
    n_text_ctx=448,
    n_text_state=16,
    n_text_head=4,
    n_text_layer=3,
)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    """A Whisper of random weights, saved as OpenAI saves them."""
    torch.manual_seed(0)
    state = {
        key: torch.randn_like(value).half() for key, value in Whisper(SMALL).state_dict().items()
    }
    file = tmp_path_factory.mktemp("whisper") / "model.pt"
    torch.save({"dims": dict(vars(SMALL)), "model_state_dict": state}, file)
    return file


def test_there_and_back_is_the_same(checkpoint, tmp_path):
    to_ctranslate2(checkpoint, tmp_path / "model.bin")
    dims = to_checkpoint(tmp_path / "model.bin", tmp_path / "model.pt")
    to_ctranslate2(tmp_path / "model.pt", tmp_path / "again.bin")
    assert dims == vars(SMALL)
    assert (tmp_path / "again.bin").read_bytes() == (tmp_path / "model.bin").read_bytes()
    before = torch.load(checkpoint, weights_only=True)["model_state_dict"]
    after = torch.load(tmp_path / "model.pt", weights_only=True)["model_state_dict"]
    assert before.keys() == after.keys()
    assert all(torch.equal(before[key], after[key]) for key in before)


def test_the_fused_rows_are_query_key_value(checkpoint, tmp_path):
    to_ctranslate2(checkpoint, tmp_path / "model.bin")
    arrays = read_model_bin(tmp_path / "model.bin")
    state = torch.load(checkpoint, weights_only=True)["model_state_dict"]
    fused = arrays["decoder/layer_2/self_attention/linear_0/weight"]
    assert np.array_equal(fused[16:32], state["decoder.blocks.2.attn.key.weight"].numpy())
    assert not arrays["decoder/layer_2/self_attention/linear_0/bias"][16:32].any()


def test_another_file_is_refused(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"\5\0\0\0\4\0abc\0\3\0\0\0\0\0\0\0")
    with pytest.raises(WeightsError, match=r"expected WhisperSpec version 6\.3"):
        to_checkpoint(tmp_path / "model.bin", tmp_path / "model.pt")
    torch.save({"something": "else"}, tmp_path / "other.pt")
    with pytest.raises(WeightsError, match="not a checkpoint of Whisper"):
        to_ctranslate2(tmp_path / "other.pt", tmp_path / "other.bin")


@pytest.mark.parametrize(
    ("name", "n_vocab", "n_mels"),
    [("base.en", 51864, 80), ("small", 51865, 80), ("large-v3", 51866, 128)],
)
def test_the_derived_tokenizer_is_openais(tmp_path, name, n_vocab, n_mels):
    model = find_model(name)
    write_companions(tmp_path, model, n_vocab=n_vocab, n_mels=n_mels)
    derived = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    n_languages = model.n_languages if model.is_multilingual else 99
    ours = get_tokenizer(model.is_multilingual, num_languages=n_languages).encoding
    for text in (
        " Goedemiddag, u spreekt met Miranda.",
        " föhn van €30, 2,6 km!",
        " naïve 東京 \n ok",
    ):
        assert derived.encode(text, add_special_tokens=False).ids == ours.encode(text)
        assert derived.decode(ours.encode(text)) == text
    for token in ours.special_tokens_set:
        assert derived.token_to_id(token) == ours.encode_single_token(token)
    assert len(json.loads((tmp_path / "vocabulary.json").read_text())) == n_vocab
    config = json.loads((tmp_path / "config.json").read_text())
    assert len(config["lang_ids"]) == n_languages
    assert json.loads((tmp_path / "preprocessor_config.json").read_text())["feature_size"] == n_mels


def test_the_fast_engine_loads_what_was_converted(tmp_path):
    newest = dataclasses.replace(SMALL, n_vocab=51866, n_mels=128)
    state = {key: value.half() for key, value in Whisper(newest).state_dict().items()}
    torch.save({"dims": dict(vars(newest)), "model_state_dict": state}, tmp_path / "model.pt")
    to_ctranslate2(tmp_path / "model.pt", tmp_path / "model.bin")
    write_companions(tmp_path, find_model("large-v3"), n_vocab=51866, n_mels=128)
    loaded = WhisperModel(str(tmp_path), device="cpu", compute_type="float32")
    assert loaded.model.n_mels == loaded.feature_extractor.mel_filters.shape[0] == 128
    assert "yue" in loaded.supported_languages
    second = np.zeros(16000, np.float32)
    assert len(loaded.detect_language(second)[2]) == 100


def test_what_knows_english_alone_hears_english(tmp_path):
    english = dataclasses.replace(SMALL, n_vocab=51864)
    state = {key: value.half() for key, value in Whisper(english).state_dict().items()}
    torch.save({"dims": dict(vars(english)), "model_state_dict": state}, tmp_path / "model.pt")
    to_ctranslate2(tmp_path / "model.pt", tmp_path / "model.bin")
    write_companions(tmp_path, find_model("base.en"), n_vocab=51864, n_mels=80)
    options = Options(compute_type="float32")
    recogniser = FasterWhisper("base.en", tmp_path, options, workers=1)
    assert recogniser.languages([np.zeros(16000, np.float32)]) == [{"en": 1.0}]


def test_a_vocabulary_of_another_size_is_refused(tmp_path):
    with pytest.raises(WeightsError, match="openai-whisper"):
        write_companions(tmp_path, find_model("small"), n_vocab=51866, n_mels=80)
