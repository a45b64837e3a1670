"""Our decoder beside openai-whisper's, on small weights that nobody trained."""

import numpy as np
import pytest
import torch
from whisper.model import ModelDimensions, Whisper

from pipeline.transcribe.arithmetic.weights import runs_here
from pipeline.transcribe.convert import to_ctranslate2
from pipeline.transcribe.decode import Decoder, Rules, languages, search
from pipeline.transcribe.decode.beams import Memory
from pipeline.transcribe.decode.network import Rows

pytestmark = pytest.mark.skipif(not runs_here(), reason="no product in whole numbers here")

DIMS = ModelDimensions(
    n_mels=80,
    n_audio_ctx=50,
    n_audio_state=128,
    n_audio_head=2,
    n_audio_layer=1,
    n_vocab=300,
    n_text_ctx=40,
    n_text_state=128,
    n_text_head=2,
    n_text_layer=2,
)
PROMPT, END, NO_SPEECH, LANGUAGES = (7, 8, 9), 290, 291, (8, 100, 200)


@pytest.fixture(scope="module")
def reference():
    torch.manual_seed(1)
    model = Whisper(DIMS).eval()
    torch.nn.init.normal_(model.decoder.positional_embedding, std=0.5)
    torch.nn.init.normal_(model.decoder.token_embedding.weight, std=0.3)
    return model


@pytest.fixture(scope="module")
def decoder(reference, tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    torch.save(
        {"dims": vars(DIMS), "model_state_dict": reference.state_dict()}, folder / "model.pt"
    )
    to_ctranslate2(folder / "model.pt", folder / "model.bin")
    return Decoder(folder / "model.bin", [(0, 1), (1, 0)])


@pytest.fixture(scope="module")
def windows():
    dice = np.random.default_rng(1)
    return [dice.normal(size=(n, DIMS.n_text_state)).astype(np.float32) for n in (50, 23, 31)]


def rules(beam_size=3, n_tokens=12):
    allowed = np.zeros(DIMS.n_vocab, np.float32)
    allowed[list(PROMPT)] = -1e30
    return Rules(
        PROMPT, allowed, allowed, END, PROMPT[0], NO_SPEECH, LANGUAGES, beam_size, n_tokens
    )


def in_one_go(decoder, tokens, window):
    """All tokens of one window as rows of one step."""
    n = len(tokens)
    memory = Memory(decoder)
    path = np.array(memory.places(n), np.int32)
    rows = Rows(
        np.array(tokens, np.int32),
        np.tile(path, (n, 1)),
        np.arange(1, n + 1, dtype=np.int32),
        [0, n],
        [0],
    )
    return decoder.step(rows, memory.said, decoder.heard([window]))


def test_what_comes_next_is_as_probable_as_openai_whisper_finds(reference, decoder, windows):
    tokens = [7, 8, 9, 120, 33, 250, 4]
    for window in windows:
        with torch.no_grad():
            logits = reference.decoder(torch.tensor([tokens]), torch.from_numpy(window)[None])[0]
        theirs = torch.log_softmax(logits, dim=-1).numpy()
        out, _ = in_one_go(decoder, tokens, window)
        best, logprobs = decoder.best(out, np.zeros(DIMS.n_vocab, np.float32), 5)
        for row in range(len(tokens)):
            assert logprobs[row] == pytest.approx(theirs[row, best[row]], abs=0.2)
            assert theirs[row, best[row, 0]] > theirs[row].max() - 0.2
            chance = decoder.chance(out[row], NO_SPEECH)
            assert np.log(chance) == pytest.approx(theirs[row, NO_SPEECH], abs=0.3)


def test_the_attention_that_is_kept_is_openai_whispers(reference, decoder, windows):
    tokens, window = [7, 8, 9, 120, 33], windows[0]
    heads = {}

    def keep(layer):
        return lambda _module, _inputs, output: heads.update({layer: output[1][0]})

    hooks = [
        block.cross_attn.register_forward_hook(keep(number))
        for number, block in enumerate(reference.decoder.blocks)
    ]
    from whisper.model import disable_sdpa

    with torch.no_grad(), disable_sdpa():
        reference.decoder(torch.tensor([tokens]), torch.from_numpy(window)[None])
    for hook in hooks:
        hook.remove()
    _, (kept,) = in_one_go(decoder, tokens, window)
    for place, (layer, head) in enumerate([(0, 1), (1, 0)]):
        theirs = torch.softmax(heads[layer][head].float(), dim=-1).numpy()
        assert kept[:, place] == pytest.approx(theirs, abs=0.01)


def test_one_token_after_another_is_the_same_as_all_at_once(decoder, windows):
    tokens, window = [7, 8, 9, 120, 33], windows[1]
    together, _ = in_one_go(decoder, tokens, window)
    memory, heard = Memory(decoder), decoder.heard([window])
    for n in range(1, len(tokens) + 1):
        memory.places(1)
        rows = Rows(
            np.array(tokens[n - 1 : n], np.int32),
            np.arange(n, dtype=np.int32)[None],
            np.array([n], np.int32),
            [0, 1],
            [0],
        )
        out, _ = decoder.step(rows, memory.said, heard)
        assert out[0] == pytest.approx(together[n - 1], abs=1e-3)


def test_a_window_is_heard_the_same_alone_and_in_company(decoder, windows):
    together = search(decoder, windows, rules())
    for window, said in zip(windows, together, strict=True):
        (alone,) = search(decoder, [window], rules())
        assert (alone.tokens, alone.logprobs) == (said.tokens, said.logprobs)
        assert (alone.mean_logprob, alone.no_speech) == (said.mean_logprob, said.no_speech)
        assert np.array_equal(alone.attention, said.attention)


def test_a_beam_finds_nothing_less_likely_than_greed_does(decoder, windows):
    greedy = search(decoder, windows, rules(beam_size=1))
    for beam_size in (2, 5):
        for best, first in zip(
            search(decoder, windows, rules(beam_size=beam_size)), greedy, strict=True
        ):
            assert best.mean_logprob >= first.mean_logprob - 1e-6


def test_nothing_forbidden_is_said_and_nothing_after_the_end(decoder, windows):
    for said in search(decoder, windows, rules(n_tokens=30)):
        assert not set(said.tokens) & set(PROMPT)
        assert END not in said.tokens[:-1]
        n_followed = len(said.tokens) - 1
        assert len(said.attention) == len(PROMPT) + n_followed
        assert said.attention.sum(axis=2) == pytest.approx(1.0, abs=1e-3)


def test_languages_are_as_probable_as_openai_whisper_finds(reference, decoder, windows):
    said = search(decoder, windows, rules())
    for window, one in zip(windows, said, strict=True):
        with torch.no_grad():
            start = torch.tensor([PROMPT[:1]])
            logits = reference.decoder(start, torch.from_numpy(window)[None])[0, 0]
        theirs = torch.softmax(logits[list(LANGUAGES)], dim=0).numpy()
        assert one.languages == pytest.approx(theirs, abs=0.1)
        assert one.languages.sum() == pytest.approx(1.0)
        alone = languages(decoder, window, PROMPT[0], LANGUAGES)
        assert alone == pytest.approx(one.languages, abs=1e-5)
