"""Spans with their reasons, and the text with masks in their place."""

from collections.abc import Iterable
from typing import NamedTuple

# Where spans overlap, the kind that stands first here names the mask.
KINDS = (
    "iban",
    "email",
    "card",
    "bsn",
    "phone",
    "dob",
    "postcode",
    "licence_plate",
    "order_number",
    "customer_number",
    "address",
    "name",
)
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


class Span(NamedTuple):
    """Characters `[start, end)` of one line that are personal data, of which kind, by which rule."""

    line: int
    start: int
    end: int
    kind: str
    why: str


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order with overlapping ones joined, so that nothing any rule saw stays behind.

    A joined span covers all of its parts; its kind and reason are those of the part whose kind
    ranks first in `KINDS`, then the longest, the earliest, the one that came first.
    """
    result: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.line, span.start)):
        if result and result[-1].line == span.line and span.start < result[-1].end:
            last = result[-1]
            chief = min(last, span, key=lambda s: (_RANK[s.kind], s.start - s.end, s.start))
            result[-1] = chief._replace(start=last.start, end=max(last.end, span.end))
        else:
            result.append(span)
    return tuple(result)


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text with `[kind]` in place of each span; the spans belong to it and do not overlap."""
    pieces, position = [], 0
    for span in sorted(spans):
        pieces += [text[position : span.start], f"[{span.kind}]"]
        position = span.end
    return "".join([*pieces, text[position:]])
