"""What holds for redaction whatever is said."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain import Contact
from pipeline.redact import redact, trace
from pipeline.redact.mask import KINDS, Span, masked, merged
from tests.unit.redact.dialogues import contact_of, texts

SAYINGS = st.sampled_from(
    [
        "Mag ik uw klantnummer?", "Uw geboortedatum en postcode graag.", "Can I take your name?",
        "What's the order number please", "u spreekt met", "Goedemorgen, met", "mijn naam is",
        "mevrouw", "Mr", "this is", "Jan", "de Vries", "Floor", "mark", "Van den Berg", "Achterberg",
        "40772186", "vijf drie twee dubbel nul", "oh seven seven double oh", "06 12 34 56 78",
        "NL91 ABNA 0417 1643 00", "7481 KD", "karel dirk", "nummer 23", "Molenweg 27", "14 maart 1966",
        "1.870 euro", "half 12", "jan punt de vries apenstaartje gmail punt com", "a.b@c.nl", "at", "dot",
        "W-O-L-T-E-R-S", "[name]", "[dob]", "KT-813-B", "BW-4471902", ",", ".", "?", "en", "'s", "twenty",
        "€", "-", "+31", "één", "de koffie is koud", "2024-2025", "the line is dead",
    ]
)  # fmt: skip
LINES = st.one_of(
    st.lists(SAYINGS, max_size=6).map(" ".join),
    st.text(max_size=40),
)
CONTACTS = st.lists(st.tuples(st.sampled_from("aci"), LINES), max_size=7).map(
    lambda lines: contact_of(*[f"{speaker}:{text}" for speaker, text in lines])
)
ORDINARY = st.lists(
    st.sampled_from(
        "de monteur kwam niet en het internet doet niks meer sinds gisteren want router knippert rood "
        "the parcel never came and nobody rang me back about it so what happens now with my refund".split()
    ),
    max_size=30,
).map(" ".join)
PLANTED = [
    "NL91ABNA0417164300", "NL91 ABNA 0417 1643 00", "anna.bakker@voorbeeld.nl", "06-12345678",
    "06 12 34 56 78", "+31612345678", "07700 900143",
]  # fmt: skip


@given(CONTACTS)
@settings(max_examples=150, deadline=None)
def test_redacting_twice_changes_nothing_more(contact: Contact) -> None:
    once = redact(contact)

    assert redact(once) == once


@given(CONTACTS)
@settings(max_examples=100, deadline=None)
def test_turns_keep_their_number_and_order(contact: Contact) -> None:
    redacted = redact(contact)

    assert [(t.turn_no, t.speaker, t.start_s) for t in redacted.turns] == [
        (t.turn_no, t.speaker, t.start_s) for t in contact.turns
    ]


@given(ORDINARY, st.sampled_from(PLANTED), ORDINARY)
@settings(max_examples=100, deadline=None)
def test_what_tells_itself_never_survives(before: str, planted: str, after: str) -> None:
    said = texts(redact(contact_of("a: Zegt u het maar.", f"c: {before} {planted} {after}")))

    assert planted not in said
    assert before in said
    assert after in said


@given(
    st.lists(
        st.sampled_from("een twee drie vier vijf zes zeven acht negen nul".split()),
        min_size=8,
        max_size=8,
    ),
    st.integers(2, 8),
    st.sampled_from(["Ja.", "Ja, en dan?", "Hm."]),
)
@settings(max_examples=100, deadline=None)
def test_a_number_in_two_turns_is_gone_wherever_it_is_broken(
    digits: list[str], cut: int, bid: str
) -> None:
    said = ["nul", "zes", *digits]
    first, second = " ".join(said[:cut]), " ".join(said[cut:])
    redacted = redact(
        contact_of(
            "a: Op welk nummer bent u bereikbaar?", f"c: {first}.", f"a: {bid}", f"c: {second}."
        )
    )

    assert redacted.turns[1].text == "[phone]."
    assert redacted.turns[3].text == "[phone]."


@given(st.lists(ORDINARY, max_size=5))
@settings(max_examples=100, deadline=None)
def test_ordinary_talk_is_left_alone(lines: list[str]) -> None:
    contact = contact_of(*[f"{'ac'[n % 2]}: {line}" for n, line in enumerate(lines)])

    assert redact(contact) == contact


@given(CONTACTS)
@settings(max_examples=100, deadline=None)
def test_masks_never_overlap_and_have_a_reason(contact: Contact) -> None:
    redacted, spans = trace(contact)

    assert all(span.kind in KINDS and span.why and span.start < span.end for span in spans)
    assert (redacted == contact) == (not spans)


SPANS = st.lists(
    st.builds(
        lambda line, start, size, kind: Span(line, start, start + size, kind, "test"),
        st.integers(0, 1),
        st.integers(0, 20),
        st.integers(1, 10),
        st.sampled_from(KINDS),
    ),
    max_size=8,
)


@given(SPANS)
def test_joined_spans_cover_the_same_characters_once(spans: list[Span]) -> None:
    def covered(some: list[Span]) -> set[tuple[int, int]]:
        return {(span.line, at) for span in some for at in range(span.start, span.end)}

    joined = list(merged(spans))

    assert covered(joined) == covered(spans)
    assert sum(span.end - span.start for span in joined) == len(covered(spans))
    assert joined == list(merged(reversed(spans)))


@given(st.text(alphabet="abc ", min_size=31, max_size=40), SPANS)
def test_masked_text_keeps_what_no_span_covers(text: str, spans: list[Span]) -> None:
    joined = [span for span in merged(spans) if span.line == 0]
    kept = [at for at in range(len(text)) if not any(s.start <= at < s.end for s in joined)]

    left = masked(text, joined)
    for kind in KINDS:
        left = left.replace(f"[{kind}]", "")

    assert left == "".join(text[at] for at in kept)
