"""Kept transcripts of some contacts go, and no others; so do those that nobody owns."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.transcribe import erase_kept, erase_older, kept_of
from pipeline.transcribe.recogniser import Segment, Word
from pipeline.transcribe.transcripts import own, owner_file, read_segment, write_segment

HEARD = Segment((Word("hallo", 0.0, 1.0, 0.9),), 0.0, -0.1, 1.0)


def key(letter):
    return letter * 64


@pytest.fixture
def cache(tmp_path):
    """What was heard in a and b, in both (c), and in nobody knows which (d)."""
    cache = tmp_path / "transcripts"
    own(cache, "contact-a", [key("a"), key("c")])
    own(cache, "contact-b", [key("b"), key("c")])
    for letter in "abcd":
        write_segment(cache, key(letter), HEARD)
    return cache


def kept(cache):
    return "".join(letter for letter in "abcd" if read_segment(cache, key(letter)))


def test_the_words_of_a_contact_go_and_those_that_nobody_owns(cache):
    assert kept_of(cache, ["contact-a"]) > 0
    assert erase_kept(cache, ["contact-a"]) == 3
    assert kept(cache) == "b"
    assert kept_of(cache, ["contact-a"]) == 0
    assert not owner_file(cache, "contact-a").exists()


def test_twice_is_as_good_as_once(cache):
    erase_kept(cache, ["contact-a"])
    assert erase_kept(cache, ["contact-a"]) == 0
    assert kept(cache) == "b"


def test_what_a_killed_process_was_writing_goes(cache):
    gone = cache / "aa" / f"{key('a')}.99999999.partial"
    ours = cache / "aa" / f"{key('a')}.{os.getpid()}.partial"
    gone.write_text("hal")
    ours.write_text("hal")
    erase_kept(cache, [])
    assert not gone.exists() and ours.exists()


def test_what_was_kept_long_enough_goes_with_its_owners(cache):
    long_ago = time.time() - 40 * 86_400
    for file in [*cache.glob("??/*.json"), *cache.glob("contacts/*")]:
        os.utime(file, (long_ago, long_ago))
    own(cache, "contact-e", [key("e")])
    write_segment(cache, key("e"), HEARD)
    before = datetime.now(UTC) - timedelta(days=30)
    assert erase_older(cache, before, is_rehearsal=True) == 4
    assert kept(cache) == "abcd"
    assert erase_older(cache, before) == 4
    assert kept(cache) == ""
    assert read_segment(cache, key("e")) == HEARD
    assert [file.name for file in cache.glob("contacts/*")] == [owner_file(cache, "contact-e").name]


def test_no_cache_is_no_fault(tmp_path):
    assert erase_kept(tmp_path / "none", ["a"]) == 0
    assert erase_older(tmp_path / "none", datetime.now(UTC)) == 0
    assert kept_of(tmp_path / "none", ["a"]) == 0


def test_owners_are_private_and_do_not_tell_the_contact(cache):
    folder = cache / "contacts"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert not any("contact-a" in file.name for file in folder.iterdir())
