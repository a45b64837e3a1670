"""What a night must not keep: who the customer is, in the store or anywhere beside it."""

import stat

import duckdb

from tests.flows.stories import Lines

CUSTOMER = "KL-4815162"
SAYS_IT: Lines = [
    ("agent", "Goedemiddag, mag ik uw klantnummer?"),
    ("customer", f"Ja, dat is {CUSTOMER}. Mijn telefoon laadt niet meer op sinds gisteren."),
    ("agent", f"Dank u wel, {CUSTOMER}. Dan stuur ik u een nieuwe lader."),
]


def _all_texts(store):
    """Every value of every table, as text, with its table."""
    with duckdb.connect(str(store), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_type = 'BASE TABLE'"
        ).fetchall()
        for schema, table in tables:
            for row in connection.execute(f'select * from {schema}."{table}"').fetchall():
                yield f"{schema}.{table}", str(row)


def test_the_customers_id_is_nowhere_in_the_store(house):
    house.put([SAYS_IT], contact_id="c1", customer_id=CUSTOMER)
    report = house.night()

    ((key,),) = house.query("select customer_key from contact")
    assert key
    texts = list(_all_texts(house.store))
    assert any("telefoon laadt niet meer" in text for _, text in texts)
    assert [table for table, text in texts if CUSTOMER in text] == []
    assert CUSTOMER.encode() not in house.store.read_bytes()
    assert CUSTOMER not in str(report)


def test_the_customers_id_is_not_in_what_is_told_of_a_bad_document(house, retold):
    house.put([SAYS_IT], contact_id="c1", customer_id=CUSTOMER)
    document = (house.inbox / "c1.json").read_text()
    (house.inbox / "c1.json").write_text(document.replace('"t1": ', '"t1": -'))
    outcome = retold("run", house.inbox, "--store", house.store)
    assert "c1.json" in outcome.out
    assert CUSTOMER not in outcome.said
    assert CUSTOMER.encode() not in house.store.read_bytes()


def test_the_same_customer_has_the_same_key_every_night_and_another_in_another_store(house):
    house.put([SAYS_IT], contact_id="c1", customer_id=CUSTOMER)
    house.night()
    house.put([SAYS_IT], contact_id="c2", customer_id=CUSTOMER, days_later=30)
    house.night()
    ((key, n_contacts),) = house.query("select customer_key, count(*) from contact group by 1")
    assert n_contacts == 2

    elsewhere = type(house)(house.folder / "elsewhere")
    elsewhere.put([SAYS_IT], contact_id="c1", customer_id=CUSTOMER)
    elsewhere.night()
    assert elsewhere.query("select customer_key from contact") != [(key,)]


def test_the_secret_of_the_keys_is_for_its_owner_only(house):
    house.put([SAYS_IT], customer_id=CUSTOMER)
    house.night()
    secret = house.store.with_name("calls.duckdb.key")
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert secret.read_bytes() not in house.store.read_bytes()
