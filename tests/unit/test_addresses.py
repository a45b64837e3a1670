"""What names a store is a path, or says what a lake needs."""

from pathlib import Path

import pytest

from pipeline.addresses import LakeAddress, beside, store_address

POSTGRES = "ducklake:postgres:dbname=retold host=db data=s3://bucket/calls"


def test_an_address_is_read_and_written_alike():
    assert store_address("data/store/retold.duckdb") == Path("data/store/retold.duckdb")
    assert store_address("ducklake:lake/r.ducklake") == LakeAddress("lake/r.ducklake", "")
    apart = LakeAddress("lake/my calls.ducklake", "/srv/calls")
    assert store_address("ducklake:lake/my calls.ducklake data=/srv/calls") == apart
    assert store_address(POSTGRES).data == "s3://bucket/calls"
    for told in (POSTGRES, str(apart), "ducklake:lake/r.ducklake"):
        assert str(store_address(told)) == told


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ("ducklake:", "expected ducklake:FILE"),
        ("ducklake:postgres:dbname=retold", "say where the data are"),
        ("ducklake:postgres:dbname=r password=secret data=/x", "~/.pgpass"),
    ],
)
def test_what_is_missing_or_unsafe_is_said(told, problem):
    with pytest.raises(ValueError, match=problem) as caught:
        store_address(told)
    assert "secret" not in str(caught.value)


def test_files_lie_beside_a_file_and_not_beside_a_server():
    assert beside(Path("a/s.duckdb"), ".key", "x") == Path("a/s.duckdb.key")
    assert beside(store_address("ducklake:a/s.ducklake"), ".key", "x") == Path("a/s.ducklake.key")
    with pytest.raises(ValueError, match="nothing lies beside"):
        beside(store_address(POSTGRES), ".key", "privacy.key_file")
