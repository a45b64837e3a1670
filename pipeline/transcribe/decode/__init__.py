"""Encoded windows → tokens with their times: beam search on a processor, faster than CTranslate2's.

`beams` is the search, `network` Whisper's decoder, `timing` the times of tokens. What they compute is
compiled: `layers` puts together `products`, `attention` and `likeliest`, of `kernels` and `tiles`.
"""

from pipeline.transcribe.decode.beams import Rules, Said, search
from pipeline.transcribe.decode.kernels import FAR_BELOW
from pipeline.transcribe.decode.network import Decoder, runs_here
from pipeline.transcribe.decode.timing import starts

__all__ = ["FAR_BELOW", "Decoder", "Rules", "Said", "runs_here", "search", "starts"]
