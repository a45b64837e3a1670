"""Encoded windows → tokens with their times: beam search on a processor, faster than CTranslate2's.

`network` is Whisper's decoder in whole numbers, `beams` the search, `timing` the times of tokens,
`kernels` the loops of all three, compiled.
"""

from pipeline.transcribe.decode.beams import Rules, Said, search
from pipeline.transcribe.decode.kernels import FAR_BELOW
from pipeline.transcribe.decode.network import Decoder, runs_here
from pipeline.transcribe.decode.timing import starts

__all__ = ["FAR_BELOW", "Decoder", "Rules", "Said", "runs_here", "search", "starts"]
