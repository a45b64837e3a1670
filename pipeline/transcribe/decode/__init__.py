"""Encoded windows → tokens with their times: beam search on a processor, faster than CTranslate2's.

`beams` is the search, `network` Whisper's decoder, `timing` the times of tokens. What they compute is
compiled: `layers` puts together `attention`, `likeliest` and what `arithmetic` has.
"""

from pipeline.transcribe.decode.beams import Rules, Said, languages, search
from pipeline.transcribe.decode.network import Decoder
from pipeline.transcribe.decode.timing import starts

__all__ = ["Decoder", "Rules", "Said", "languages", "search", "starts"]
