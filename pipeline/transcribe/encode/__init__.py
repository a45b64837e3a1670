"""Spectrograms → what is heard: Whisper's encoder on a processor, faster than CTranslate2's.

`network` is the encoder. What it computes is compiled: `layers` puts together `attention` and what
`arithmetic` has.
"""

from pipeline.transcribe.encode.network import Encoder

__all__ = ["Encoder"]
