"""Customers' ids into keys: the same every night, never the id, and a secret that is looked after."""

import stat

import pytest

from flows.pseudonym import pseudonym_from


def test_a_key_is_stable_and_says_nothing_of_the_customer(tmp_path):
    first, again = (pseudonym_from(tmp_path / "store.key") for _ in range(2))
    assert first("K-1") == again("K-1")
    assert first("K-1") != first("K-2")
    assert len(first("K-1")) == 24
    assert "K-1" not in first("K-1")


def test_another_secret_makes_another_key(tmp_path):
    assert pseudonym_from(tmp_path / "a")("K-1") != pseudonym_from(tmp_path / "b")("K-1")


def test_the_secret_is_made_once_for_its_owner_only(tmp_path):
    key_file = tmp_path / "deep" / "store.key"
    pseudonym_from(key_file)
    secret = key_file.read_bytes()
    pseudonym_from(key_file)
    assert key_file.read_bytes() == secret
    assert len(secret) == 64
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


@pytest.mark.parametrize("damaged", [b"", b"short", b" " * 80])
def test_a_damaged_secret_is_refused_not_replaced(tmp_path, damaged):
    key_file = tmp_path / "store.key"
    key_file.write_bytes(damaged)
    with pytest.raises(ValueError, match="expected the 64 of a secret") as caught:
        pseudonym_from(key_file)
    assert str(key_file) in str(caught.value)
    assert key_file.read_bytes() == damaged


def test_a_secret_that_is_gone_beside_a_store_is_refused_not_replaced(tmp_path):
    with pytest.raises(ValueError, match="restore it from a backup"):
        pseudonym_from(tmp_path / "store.key", is_first_night=False)
    assert not (tmp_path / "store.key").exists()
