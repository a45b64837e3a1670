"""Check digits, against numbers that are published as examples."""

from collections.abc import Callable

import pytest

from pipeline.redact import checks

CASES = [
    (checks.is_iban, "NL91ABNA0417164300", True),
    (checks.is_iban, "ES9121000418450200051332", True),
    (checks.is_iban, "ES9121000418450200051333", False),
    (checks.is_iban, "BW4471902", False),
    (checks.is_card, "4111111111111111", True),
    (checks.is_card, "4111111111111112", False),
    (checks.is_card, "411111111111", False),
    (checks.is_bsn, "123456782", True),
    (checks.is_bsn, "123456789", False),
    (checks.is_bsn, "000000000", False),
    (checks.is_belgian_register, "93051822361", True),
    (checks.is_belgian_register, "93051822362", False),
    (checks.is_phone, "0612345678", True),
    (checks.is_phone, "+31612345678", True),
    (checks.is_phone, "07700900143", True),
    (checks.is_phone, "0045218", False),
]


@pytest.mark.parametrize(("check", "value", "expected"), CASES)
def test_check(check: Callable[[str], bool], value: str, expected: bool) -> None:
    assert check(value) is expected
