"""Transfers: warm or cold, announced or not, with a reason or without, in both languages."""

from dataclasses import replace

import pytest

from pipeline.domain import Contact, Moment, Quote, Speaker, TransferKind
from pipeline.journey import transfers_of
from tests.support.build import TRANSFER_GAP_S, contact_of

Said = list[tuple[Speaker, str]]

STORY: dict[str, Said] = {
    "nl": [
        ("agent", "Liftenwacht, goedemorgen, waarmee kan ik u helpen?"),
        (
            "customer",
            "De lift in onze flat blijft op de derde verdieping hangen met de deuren half open, "
            "en mijn buurvrouw zit met haar rolstoel boven.",
        ),
    ],
    "en": [
        ("agent", "Liftcare, good morning, how can I help?"),
        (
            "customer",
            "The lift in our block is stuck on the third floor with its doors half open, and my "
            "neighbour's upstairs in her wheelchair.",
        ),
    ],
}


def transfer_after(
    language: str, goodbye: Said, opening: Said, speakers: tuple[str | None, ...] = ()
) -> tuple[Contact, Said]:
    """A contact of two legs; `speakers` names the agents of the goodbye where they are not leg 1's."""
    contact = contact_of([[*STORY[language], *goodbye], opening], language=language)
    if speakers:
        first = len(STORY[language])
        turns = list(contact.turns)
        for position, agent_id in enumerate(speakers):
            turns[first + position] = replace(turns[first + position], agent_id=agent_id)
        contact = replace(contact, turns=tuple(turns))
    return contact, goodbye


WARM = [
    pytest.param(
        "nl",
        [
            ("agent", "Ik bel er een monteur bij, blijft u hangen."),
            (
                "agent",
                "Ik heb mevrouw aan de lijn. De lift hangt op de derde verdieping met de deuren "
                "half open, en een buurvrouw met een rolstoel zit boven.",
            ),
            ("agent", "Dat neem ik over."),
        ],
        [("agent", "Goedemorgen mevrouw, ik ga nu rijden.")],
        (None, "A1", "A2"),
        id="three-way-nl",
    ),
    pytest.param(
        "en",
        [
            ("agent", "I'll bring the engineer in, stay on the line."),
            (
                "agent",
                "I've got a lady with me. The lift's stuck on the third floor with the doors half "
                "open, and her neighbour's upstairs in a wheelchair.",
            ),
            ("agent", "I'll take it from here."),
        ],
        [("agent", "Good morning, I'm setting off now.")],
        (None, "A1", "A2"),
        id="three-way-en",
    ),
    pytest.param(
        "nl",
        [("agent", "Ik verbind u door met de wachtdienst.")],
        [
            (
                "agent",
                "Wachtdienst, goedemorgen. Ik begrijp dat de lift op de derde verdieping hangt met "
                "de deuren half open en dat uw buurvrouw met de rolstoel boven zit, klopt dat?",
            ),
            ("customer", "Ja, dat klopt."),
        ],
        (),
        id="summary-nl",
    ),
    pytest.param(
        "en",
        [("agent", "I'll put you through to the engineers.")],
        [
            (
                "agent",
                "Engineers, hello. I can see the lift's stuck on the third floor with the doors "
                "half open and your neighbour's upstairs in her wheelchair, is that right?",
            ),
            ("customer", "That's right, yes."),
        ],
        (),
        id="summary-en",
    ),
    pytest.param(
        "nl",
        [("agent", "Ik verbind u door met de wachtdienst.")],
        [
            ("agent", "Goedemorgen, met de wachtdienst."),
            ("customer", "Goedemorgen."),
            (
                "agent",
                "De lift dus, op de derde verdieping, de deuren half open en uw buurvrouw met de "
                "rolstoel boven.",
            ),
        ],
        (),
        id="summary-after-greeting-nl",
    ),
    pytest.param(
        "en",
        [("agent", "I'll put you through to the engineers.")],
        [
            ("agent", "Hello, engineers."),
            ("customer", "Hello."),
            (
                "agent",
                "So it's the lift, the doors half open on the third floor and your neighbour "
                "upstairs with the wheelchair.",
            ),
        ],
        (),
        id="summary-after-greeting-en",
    ),
]
COLD = [
    pytest.param(
        "nl",
        [("agent", "Ik verbind u door met de wachtdienst.")],
        [("agent", "Wachtdienst, waar gaat het over?"), ("customer", "De lift hangt.")],
        id="asks-nl",
    ),
    pytest.param(
        "en",
        [("agent", "I'll put you through to the engineers.")],
        [("agent", "Engineers, what's the problem?"), ("customer", "The lift's stuck.")],
        id="asks-en",
    ),
    pytest.param(
        "nl",
        [("agent", "Ik heb het erbij gezet, ik verbind u door.")],
        [
            ("agent", "Wachtdienst."),
            (
                "customer",
                "De lift blijft hangen op de derde verdieping, deuren half open, mijn buurvrouw zit "
                "met haar rolstoel boven en moet vanmiddag naar de fysiotherapeut, de taxi staat "
                "om twee uur voor de hoofdingang.",
            ),
            (
                "agent",
                "Dus de lift hangt op de derde verdieping, deuren half open, en uw buurvrouw met "
                "rolstoel zit boven.",
            ),
        ],
        id="repeats-what-was-just-retold-nl",
    ),
    pytest.param(
        "en",
        [("agent", "I've put it in the notes, I'll transfer you.")],
        [
            ("agent", "Engineers."),
            (
                "customer",
                "The lift's stuck on the third floor, its doors are half open and my neighbour is "
                "upstairs in a wheelchair, she's due at the physiotherapist at two o'clock and the "
                "taxi's been booked and paid for.",
            ),
            (
                "agent",
                "So the lift's on the third floor, doors half open, and your neighbour's upstairs "
                "in the wheelchair.",
            ),
        ],
        id="repeats-what-was-just-retold-en",
    ),
    pytest.param("nl", [("agent", "Moment.")], [], id="nobody-answers-nl"),
    pytest.param("en", [("agent", "One moment.")], [], id="nobody-answers-en"),
]


@pytest.mark.parametrize(("language", "goodbye", "opening", "speakers"), WARM)
def test_warm(
    language: str, goodbye: Said, opening: Said, speakers: tuple[str | None, ...]
) -> None:
    contact, _ = transfer_after(language, goodbye, opening, speakers)
    (transfer,) = transfers_of(contact)
    assert transfer.kind == "warm"
    assert transfer.is_briefed
    (briefing,) = [e for e in transfer.evidence if isinstance(e, Quote) and e.cue == "briefed"]
    assert contact.turn(briefing.turn_no).speaker == "agent"


@pytest.mark.parametrize(("language", "goodbye", "opening"), COLD)
def test_cold(language: str, goodbye: Said, opening: Said) -> None:
    contact, _ = transfer_after(language, goodbye, opening)
    (transfer,) = transfers_of(contact)
    assert transfer.kind == "cold"
    assert not transfer.is_briefed


@pytest.mark.parametrize(
    ("language", "goodbye", "is_announced", "is_reason_given"),
    [
        ("nl", "Ik verbind u door met de wachtdienst, want die gaan over storingen.", True, True),
        ("nl", "Ik verbind u door met de wachtdienst.", True, False),
        ("nl", "Ik zet u even door.", True, False),
        ("nl", "Daar kan ik hier niet bij, dat ligt bij de wachtdienst.", False, True),
        ("nl", "Momentje.", False, False),
        ("en", "I'll put you through to the engineers, they deal with faults.", True, True),
        ("en", "I'll just transfer you now.", True, False),
        ("en", "That's not something we can see here, it's one for the engineers.", False, True),
        ("en", "One moment.", False, False),
    ],
)
def test_announced_and_reason(
    language: str, goodbye: str, is_announced: bool, is_reason_given: bool
) -> None:
    contact, _ = transfer_after(language, [("agent", goodbye)], [("agent", "Hallo.")])
    (transfer,) = transfers_of(contact)
    assert transfer.is_announced is is_announced
    assert transfer.is_reason_given is is_reason_given
    announced = [e for e in transfer.evidence if isinstance(e, Quote) and e.cue == "announced"]
    assert all(quote.words in goodbye for quote in announced)
    assert bool(announced) is is_announced


def test_told_in_an_earlier_contact_counts_as_known() -> None:
    opening = (
        "Wachtdienst. Ik lees dat de lift op de derde verdieping hangt met de deuren half open en "
        "de buurvrouw met de rolstoel boven zit."
    )
    contact = contact_of(
        [
            [("customer", "Met [name], mag ik de wachtdienst?"), ("agent", "Momentje.")],
            [("agent", opening)],
        ]
    )
    told = [STORY["nl"][1][1]]
    assert [t.kind for t in transfers_of(contact)] == ["cold"]
    assert [t.kind for t in transfers_of(contact, told)] == ["warm"]


def test_every_further_leg_is_a_transfer_with_its_moment_and_gap() -> None:
    contact = contact_of([[("agent", "Hallo.")], [("agent", "Dag.")], [("agent", "Ja.")]])
    transfers = transfers_of(contact)
    assert [(t.from_leg, t.to_leg) for t in transfers] == [(1, 2), (2, 3)]
    for transfer, leg in zip(transfers, contact.legs, strict=False):
        assert transfer.gap_s == pytest.approx(TRANSFER_GAP_S)
        assert Moment("c1", "transfer", leg.end_s, "transfer") in transfer.evidence


def test_a_contact_of_one_leg_has_no_transfer() -> None:
    assert transfers_of(contact_of([STORY["nl"]])) == []


@pytest.mark.parametrize(
    ("language", "opening", "kind"),
    [
        ("nl", "Ik heb van mijn collega gehoord dat de lift vastzit.", "warm"),
        (
            "nl",
            "Mijn collega heeft me alles verteld, u hoeft het niet nog een keer te doen.",
            "warm",
        ),
        ("nl", "Ik lees hier dat de lift hangt op de derde verdieping, klopt dat?", "warm"),
        ("nl", "Goedemorgen, ik heb meegeluisterd.", "warm"),
        ("nl", "Ik hoor van [name] dat de lift vastzit.", "warm"),
        ("nl", "[name] heeft mij gezegd dat de lift met open deuren staat.", "warm"),
        ("nl", "Ik heb van [name] niks doorgekregen, zegt u het maar.", "cold"),
        ("nl", "Ik ben bijgepraat over de lift.", "warm"),
        ("nl", "Ik zie dat u bent doorverbonden. Waar gaat het over?", "cold"),
        ("nl", "Ik heb van mijn collega niks doorgekregen, dus vertel eens.", "cold"),
        ("nl", "U komt van mijn collega zie ik, vertelt u het maar.", "cold"),
        ("nl", "Om welke lift gaat het?", "cold"),
        ("nl", "Liftenwacht, goedemorgen, waarmee kan ik u helpen?", "cold"),
        ("en", "My colleague's told me about the lift.", "warm"),
        ("en", "I've been filled in, so you won't have to go through it all again.", "warm"),
        (
            "en",
            "I've got your notes here, the lift's stuck with its doors open, is that right?",
            "warm",
        ),
        ("en", "I hear from [name] that the lift's stuck.", "warm"),
        ("en", "I was listening in, so I know what it's about.", "warm"),
        ("en", "I understand from my colleague that your neighbour's stuck.", "warm"),
        ("en", "You've been transferred but I don't have any notes. What's happened?", "cold"),
        ("en", "I can see you've been put through, what can I do for you?", "cold"),
        ("en", "Tell me what's going on.", "cold"),
        ("en", "Which lift is it?", "cold"),
        ("en", "Liftcare, good morning, how can I help?", "cold"),
    ],
)
def test_how_the_next_agent_opens(language: str, opening: str, kind: TransferKind) -> None:
    contact, _ = transfer_after(language, [("agent", "Momentje.")], [("agent", opening)])
    (transfer,) = transfers_of(contact)
    assert transfer.kind == kind


@pytest.mark.parametrize(
    ("language", "briefing", "takes_over"),
    [
        ("nl", "Ik heb mevrouw hier van de lift die hangt.", "Duidelijk, ik neem het over."),
        ("en", "I've got a lady with me, her lift's stuck.", "Got it, thanks."),
    ],
)
def test_told_with_both_agents_in_the_next_leg(
    language: str, briefing: str, takes_over: str
) -> None:
    contact, _ = transfer_after(language, [], [("agent", briefing), ("agent", takes_over)])
    turns = tuple(
        replace(turn, agent_id="A1") if turn.text == briefing else turn for turn in contact.turns
    )
    (transfer,) = transfers_of(replace(contact, turns=turns))
    assert (transfer.kind, transfer.is_announced) == ("warm", True)


@pytest.mark.parametrize(
    ("language", "goodbye"),
    [
        ("nl", "U krijgt zo een collega van de monteurs aan de lijn."),
        ("nl", "Ik breng u in contact met de monteurs."),
        ("nl", "Mijn collega neemt het van mij over."),
        ("en", "I'll pass you on to the engineers."),
        ("en", "Let me hand you to the right department."),
        ("en", "Someone from engineering will speak to you now."),
    ],
)
def test_more_ways_to_announce(language: str, goodbye: str) -> None:
    contact, _ = transfer_after(language, [("agent", goodbye)], [("agent", "Hallo.")])
    assert transfers_of(contact)[0].is_announced
