"""What a number says about itself: check digits and the forms that only one kind has."""

import re

_IBAN_LETTERS = {char: str(ord(char) - 55) for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_IBAN_FORM = re.compile(
    r"(?:NL\d\d[A-Z]{4}\d{10}|BE\d{14}|GB\d\d[A-Z]{4}\d{14}|DE\d{20}|FR\d{12}[A-Z\d]{11}\d\d)"
)
_IBAN_ANY = re.compile(r"[A-Z]{2}\d{2}[A-Z\d]{11,30}")
_PHONE = re.compile(r"(?:0[1-9]\d{7,9}|(?:00|\+)(?:31|32|44|49|33|353|1)0?\d{8,10})")
_NATIONAL_INSURANCE = re.compile(r"[A-Z]{2}\d{6}[A-D]")
_PLATE_DUTCH = re.compile(
    r"(?<![\w-])(?=[A-Z\d-]*[A-Z])(?=[A-Z\d-]*\d)(?:[A-Z]{1,3}|\d{1,3})-(?:[A-Z]{1,3}|\d{1,3})-(?:[A-Z]{1,2}|\d{1,2}|[A-Z]{3}|\d{3})(?![\w-])"
)
_PLATE_BRITISH = re.compile(r"(?<!\w)[A-Z]{2}\d{2}\s?[A-Z]{3}(?!\w)")
PLATES = (_PLATE_DUTCH, _PLATE_BRITISH)


def is_iban(value: str) -> bool:
    """Whether letters and digits have the form of an IBAN of a country around, or pass modulo 97 (ISO 13616)."""
    if _IBAN_FORM.fullmatch(value):
        return True
    if not _IBAN_ANY.fullmatch(value):
        return False
    turned = value[4:] + value[:4]
    return int("".join(_IBAN_LETTERS.get(char, char) for char in turned)) % 97 == 1


def is_card(digits: str) -> bool:
    """Whether 13-19 digits pass Luhn's check (ISO/IEC 7812)."""
    if not (13 <= len(digits) <= 19 and digits.isdecimal()):
        return False
    total = 0
    for place, char in enumerate(reversed(digits)):
        number = int(char) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def is_bsn(digits: str) -> bool:
    """Whether nine digits pass the Dutch eleven test (weights 9 … 2, -1)."""
    if len(digits) != 9 or not digits.isdecimal() or digits == "000000000":
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


def is_belgian_register(digits: str) -> bool:
    """Whether eleven digits pass the check of the Belgian national register (97 minus modulo 97)."""
    if len(digits) != 11 or not digits.isdecimal():
        return False
    check = int(digits[9:])
    return check in (97 - int(digits[:9]) % 97, 97 - int("2" + digits[:9]) % 97)


def is_national_insurance(value: str) -> bool:
    """Whether a value has the form of a British National Insurance number, "QQ123456C"."""
    return bool(_NATIONAL_INSURANCE.fullmatch(value))


def is_phone(digits: str) -> bool:
    """Whether digits (a leading + allowed) look like a telephone number of the countries around."""
    return bool(_PHONE.fullmatch(digits))
