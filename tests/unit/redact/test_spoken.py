"""Numbers and addresses said in words are masked, however they are said."""

import pytest

from tests.unit.redact.spoken import KINDS, tally
from tests.unit.redact.spoken_words import LANGUAGES

N_EACH = 40  # dialogues a language: some hundred parts of values a kind
SURE = {"iban", "phone", "bsn", "postcode", "email"}  # of which 99 in 100 must be gone


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_in_words_is_masked_and_the_rest_stays(kind: str) -> None:
    counted = tally(kind, LANGUAGES, N_EACH)

    assert counted.recall >= (0.99 if kind in SURE else 0.98), "\n".join(counted.survivors)
    assert counted.words_kept >= 0.98
