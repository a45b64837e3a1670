"""What a contradiction quotes: the statement, the protest, and where the agent holds to it."""

from pipeline.detect.contradiction import detect
from tests.support.build import contact_of, journey_of


def test_an_exchange_is_one_contradiction_quoted_in_all_its_places() -> None:
    asked = contact_of(
        [
            [
                ("customer", "Wat kost een grote beurt?"),
                ("agent", "Een grote beurt kost negentig euro."),
                ("customer", "Prima, dan bel ik nog."),
            ]
        ],
        contact_id="c1",
    )
    told_otherwise = contact_of(
        [
            [
                ("customer", "Ik wil graag een afspraak voor de grote beurt."),
                ("agent", "Een grote beurt kost honderdtwintig euro."),
                ("customer", "Honderdtwintig? Uw collega zei negentig euro."),
                ("agent", "Nee, een grote beurt is honderdtwintig euro."),
                ("customer", "Nou, dan zoek ik een ander."),
            ]
        ],
        contact_id="c2",
        days_later=3,
    )
    (finding,) = detect.findings(journey_of(asked, told_otherwise))
    assert (finding.contact_id, finding.turns) == ("c2", (2, 4))
    assert (finding.related_contact_id, finding.related_turns[0]) == ("c1", 2)
    assert finding.detail["is_quoted"] is True
