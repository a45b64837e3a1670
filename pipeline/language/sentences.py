"""Where the sentences of a turn begin and end."""

import re
from functools import lru_cache

END = re.compile(r"[.?!]+(?=\s|$)")
LONG_CHARACTERS = 160  # a recogniser may leave out all full stops: longer runs are cut at a comma


@lru_cache(maxsize=8192)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The spans `[start, end)` of the sentences of a text, in order, with their closing mark.

    A sentence of more than 160 characters is cut at the first comma beyond the middle of that, so
    that two things said in one breath stay apart.
    """
    spans = []
    start = 0
    for end in [match.end() for match in END.finditer(text)] + [len(text)]:
        while end - start > LONG_CHARACTERS:
            comma = text.find(",", start + LONG_CHARACTERS // 2, end - 1)
            if comma < 0:
                break
            spans.append((start, comma + 1))
            start = comma + 1
        spans.append((start, end))
        start = end
    return tuple(
        (start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
        for start, end in spans
        if (piece := text[start:end]).strip()
    )
