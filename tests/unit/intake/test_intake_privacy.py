"""The customer's id leaves intake as a pseudonym only; messages quote no words of the source."""

import json
from dataclasses import asdict

import pytest


def _all_of(contact) -> str:
    return json.dumps(asdict(contact), default=str) + repr(contact)


@pytest.mark.parametrize("customer_id", ["K1001", " K1001 ", 40772186])
def test_a_document_keeps_only_the_pseudonym(inbox, document, customer_id):
    raw = str(customer_id).strip()
    extra = {
        "link": f"https://crm/{raw}?x",
        "crm": [customer_id, {raw.lower(): f"a{raw}b"}],
        "custmer_id": customer_id,
        "n_products": 3,
    }
    inbox.dump(f"{raw}.json", {**document, "customer_id": customer_id, **extra})
    contact = inbox.contact()
    assert contact.customer_key == inbox.pseudonym(raw)
    assert raw.lower() not in _all_of(contact).lower()
    assert contact.extra["custmer_id"] == inbox.pseudonym(raw)
    assert contact.extra["link"] == "https://crm/[customer]?x"
    assert contact.extra["n_products"] == 3
    assert contact.origin.endswith("[customer].json")


def test_a_short_id_is_masked_as_a_word_only(inbox, document):
    inbox.dump("a.json", {**document, "customer_id": 7, "note": "7 of 17", "n": 7, "is_new": True})
    assert inbox.contact().extra == {"note": "[customer] of 17", "n": "[customer]", "is_new": True}


def test_a_misspelt_column_of_ids_is_kept_as_pseudonyms(inbox):
    inbox.record("a.wav")
    inbox.write(
        "m.csv", "contact_id,started_at,recording,custmer_id\nc1,2026-03-02T10:14:00Z,a.wav,K1001\n"
    )
    contacts, (note,) = inbox.read()
    assert contacts[0].extra == {"custmer_id": inbox.pseudonym("K1001")}
    assert "K1001" not in _all_of(contacts[0]) + str(note)


WORDS = ("K1001", "Jansen", "Hallo")


@pytest.mark.parametrize(
    "wrong",
    [
        {"customer_id": ["K1001"]},
        {"started_at": "Jansen"},
        {"started_at": "K1001 2026-03-02T10:14:00"},
        {"wait_s": "Jansen"},
        {"direction": "Jansen"},
        {"language": "Jansen, K1001"},
        {"turns": "Hallo, met Jansen"},
        {
            "turns": [
                {"turn": 1, "leg": "Jansen", "speaker": "agent", "t0": 0, "t1": 1, "text": "Hallo"}
            ]
        },
        {"turns": [{"turn": 1, "leg": 1, "speaker": "Jansen", "t0": 5, "t1": 1, "text": "Hallo"}]},
        {"legs": [{"leg_id": "Jansen", "start_s": 9, "end_s": 1}]},
        {"recording": "K1001/call.wav"},
        {"survey": "Jansen"},
    ],
)
def test_messages_quote_neither_customers_nor_texts(inbox, document, wrong):
    inbox.dump("a.json", {**document, **wrong})
    (told,) = inbox.complaints()
    assert not any(word in told for word in WORDS)
