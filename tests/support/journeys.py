"""Random journeys for property tests: any number of contacts, legs and turns, of any words."""

from datetime import timedelta
from itertools import chain

from hypothesis import strategies as st

from pipeline.domain import Contact, Journey, Leg, Turn
from pipeline.journey import join
from tests.support.build import MONDAY

SPOKEN = [
    "Goedemiddag, waarmee kan ik u helpen?",
    "Mijn wasdroger piept en de trommel draait niet meer rond sinds zondag.",
    "De trommel van de wasdroger draait niet rond, en hij piept, al sinds zondag.",
    "Zoals ik net al zei, de droger piept.",
    "Mag ik uw klantnummer?",
    "[customer_number]",
    "Wat is uw postcode?",
    "[postcode]",
    "Ik verbind u door met de werkplaats, want die gaan daarover.",
    "Ik heb op de website gezocht maar ik kon het niet vinden.",
    "De monteur komt morgen voor 12 uur bij u langs.",
    "Ik bel u morgen voor 12 uur terug.",
    "Ik zou woensdag teruggebeld worden, maar ik heb niks gehoord.",
    "Wat vervelend voor u, dat had niet zo moeten gaan.",
    "Daar kan ik verder niks aan doen.",
    "Belachelijk, dit is nou al de derde keer.",
    "How can I help?",
    "The tent leaked along the seam and the sleeping bags were soaked.",
    "Water came through the seam of the tent, all the sleeping bags were wet.",
    "Could I take your order number?",
    "Four four one nine oh two.",
    "I'll put you through to warranty, they deal with that.",
    "I'll email you that tonight.",
    "Somebody was supposed to ring me and nobody rang.",
    "I'm so sorry, that must have been awful. I'll sort it myself.",
    "Your app keeps crashing.",
    "Als het zo doorgaat zeg ik mijn abonnement op en stap ik over naar een ander.",
    "I'll take this to the ombudsman, and I'm cancelling my contract.",
    "Dat is niet mijn probleem. Ik heb geen glazen bol.",
    "Ik sta al drie kwartier in de wacht!",
    "Kunt u niet gewoon een nieuwe opsturen?",
    "Couldn't you just send me a new one?",
    "Ja.",
    "🙂 É, ’t is goe!",
]
EXCHANGES = [  # what belongs together, so that findings of two turns come about
    [("agent", "Mag ik uw klantnummer?"), ("customer", "[customer_number]")],
    [("agent", "What's your postcode, please?"), ("customer", "four four one nine")],
    [("agent", SPOKEN[0]), ("customer", SPOKEN[1])],
    [("agent", SPOKEN[0]), ("customer", SPOKEN[2])],
    [("agent", "Heeft u het al op de website geprobeerd?"), ("customer", "Ja, dat lukte niet.")],
    [("agent", "Waar gaat het om?"), ("customer", "Ik word van het kastje naar de muur gestuurd.")],
    [
        ("customer", "Niemand luistert, ik word hier niet serieus genomen en ik ben er klaar mee!"),
        ("agent", "U heeft gelijk, ik los het nu op. Het is geregeld."),
        ("customer", "O gelukkig, wat geweldig, dat had ik niet verwacht. Dank u wel!"),
    ],
    [
        ("agent", "Nee, dat duurt nu drie weken."),
        ("customer", "Maar uw collega zei dat het vijf werkdagen duurt."),
        ("agent", "Dat heeft u dan verkeerd verteld gekregen."),
    ],
    [("agent", "Dat duurt vijf werkdagen."), ("customer", "Vijf werkdagen, prima.")],
    [
        ("customer", "Hij is stuk."),
        ("agent", "Dan moet u hem opsturen."),
        ("customer", "Kunt u niet gewoon een nieuwe opsturen?"),
    ],
]
single = st.tuples(
    st.sampled_from(["agent", "customer", "customer", "agent", "ivr"]),
    st.sampled_from(SPOKEN) | st.text(max_size=40),
).map(lambda turn: [turn])
said = st.lists(single | st.sampled_from(EXCHANGES), max_size=6).map(
    lambda parts: list(chain.from_iterable(parts))
)


@st.composite
def contacts(draw: st.DrawFn, contact_id: str = "c1") -> Contact:
    """One contact, its turns in order and inside their legs."""
    legs, turns = [], []
    now = 0.0
    for leg_no in range(1, draw(st.integers(1, 3)) + 1):
        start = now
        for speaker, text in draw(said):
            agent = f"A{leg_no}" if speaker == "agent" and draw(st.booleans()) else None
            turns.append(Turn(len(turns) + 1, leg_no, speaker, now, now + 2.0, text, agent))
            now += 3.0
        now += 1.0
        legs.append(
            Leg(
                leg_no,
                start,
                now,
                agent_id=f"A{leg_no}",
                queue=f"queue {leg_no}",
                hold_s=draw(st.sampled_from([0.0, 0.0, 45.0, 600.0])),
                ended_by=draw(st.sampled_from(["transfer", "normal", "customer_hangup", None])),
            )
        )
        now += draw(st.sampled_from([0.0, 20.0, 400.0]))
    return Contact(
        contact_id=contact_id,
        started_at=MONDAY + timedelta(hours=draw(st.integers(0, 24 * 6))),
        legs=tuple(legs),
        customer_key="k1",
        language=draw(st.sampled_from(["nl", "en", None])),
        wait_s=draw(st.sampled_from([0.0, 30.0, 1500.0])),
        turns=tuple(turns),
    )


@st.composite
def contacts_of_one_customer(draw: st.DrawFn) -> list[Contact]:
    """One to three contacts of the same customer within a week, in any order."""
    return [draw(contacts(f"c{number}")) for number in range(1, draw(st.integers(1, 3)) + 1)]


def journeys() -> st.SearchStrategy[Journey]:
    """Journeys with their transfers worked out."""
    return contacts_of_one_customer().map(lambda theirs: join(theirs)[0])
