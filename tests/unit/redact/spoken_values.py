"""Made-up values of each kind that pass the checks of their kind, as characters without spaces."""

import random
import string
from collections.abc import Callable

_BANKS = {
    "nl": ("ABNA", "RABO", "INGB", "SNSB", "TRIO", "BUNQ", "KNAB"),
    "en": ("NWBK", "BARC", "LOYD", "MIDL", "BOFI", "AIBK"),
}
_GIVEN = {
    "nl": "sanne bram yusra thijs femke daan oumaima wout jitske".split(),
    "be": "lotte senne jolien wannes hanne robbe".split(),
    "en": "oliver priya niamh grace callum ayodele keira".split(),
}
_FAMILY = {
    "nl": "vandijk dewit terhorst bouzidi hoekstra smeets oosterveen".split(),
    "be": "peeters vandenbroeck declercq lievens wouters".split(),
    "en": "ashworth oconnor fairclough mensah whitlock gallagher".split(),
}
_HOSTS = {
    "nl": (
        "gmail.com",
        "ziggo.nl",
        "kpnmail.nl",
        "hotmail.com",
        "xs4all.nl",
        "outlook.com",
        "planet.nl",
    ),
    "be": ("telenet.be", "skynet.be", "gmail.com", "proximus.be", "hotmail.com"),
    "en": (
        "gmail.com",
        "btinternet.com",
        "yahoo.co.uk",
        "eircom.net",
        "hotmail.co.uk",
        "icloud.com",
    ),
}


def _digits(rnd: random.Random, n: int) -> str:
    return "".join(rnd.choice(string.digits) for _ in range(n))


def _letters(rnd: random.Random, n: int, among: str = string.ascii_uppercase) -> str:
    return "".join(rnd.choice(among) for _ in range(n))


def _iban(rnd: random.Random, code: str) -> str:
    if code == "be":
        account = _digits(rnd, 10)
        body = account + f"{int(account) % 97 or 97:02d}"
    elif code == "nl":
        body = rnd.choice(_BANKS["nl"]) + "0" + _digits(rnd, 9)
    else:
        body = rnd.choice(_BANKS["en"]) + _digits(rnd, 14)
    country = {"nl": "NL", "be": "BE", "en": "GB"}[code]
    turned = "".join(str(int(c, 36)) for c in body + country + "00")
    return f"{country}{98 - int(turned) % 97:02d}{body}"


def _phone(rnd: random.Random, code: str) -> str:
    if code == "nl":
        return rnd.choice(
            (
                "06" + _digits(rnd, 8),
                "06" + _digits(rnd, 8),
                "0" + rnd.choice(("20", "30", "512", "495", "71")) + _digits(rnd, 8),
            )[:10]
        )[:10]
    if code == "be":
        return rnd.choice(
            (
                "04" + rnd.choice("6789") + _digits(rnd, 7),
                "0" + rnd.choice(("9", "3", "2")) + _digits(rnd, 7),
            )
        )
    return rnd.choice(
        (
            "07" + _digits(rnd, 9),
            "08" + rnd.choice("3567") + _digits(rnd, 7),
            "0" + rnd.choice(("20", "161", "1653", "113")) + _digits(rnd, 9),
        )[:11]
    )[:11]


def _bsn(rnd: random.Random, code: str) -> str:
    if code == "nl":
        while True:
            digits = _digits(rnd, 9)
            weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
            if (
                digits[0] != "0"
                and sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0
            ):
                return digits
    if code == "be":
        stem = f"{rnd.randint(35, 99)}{rnd.randint(1, 12):02d}{rnd.randint(1, 28):02d}{rnd.randint(1, 997):03d}"
        return stem + f"{97 - int(stem) % 97:02d}"
    return (
        _letters(rnd, 1, "ABCEGHJKLMNPRSTWXYZ")
        + _letters(rnd, 1, "ABCEGHJKLMNPRSTWXYZ")
        + _digits(rnd, 6)
        + _letters(rnd, 1, "ABCD")
    )


def _postcode(rnd: random.Random, code: str) -> str:
    if code == "nl":
        return str(rnd.randint(1011, 9999)) + _letters(rnd, 2, "ABCDEGHJKLMNPRSTVWXZ")
    if code == "be":
        return str(
            rnd.choice((rnd.randint(1000, 9992), rnd.choice((9000, 2000, 8000, 2018, 3500, 1050))))
        )
    if rnd.random() < 0.25:
        return (
            rnd.choice(("D", "T", "H", "V", "F"))
            + f"{rnd.randint(1, 95):02d}"
            + _letters(rnd, 1, "ACDEFHKNPRTVWXY")
            + _digits(rnd, 3)
        )
    return (
        rnd.choice(("LS", "M", "SW", "EH", "B", "CF", "NE"))
        + str(rnd.randint(1, 29))
        + _digits(rnd, 1)
        + _letters(rnd, 2, "ABDEFGHJLNPQRSTUWXYZ")
    )


def _plate(rnd: random.Random, code: str) -> str:
    if code == "be":
        return rnd.choice("12") + _letters(rnd, 3) + _digits(rnd, 3)
    if code == "en":
        return (
            _letters(rnd, 2, "ABDFGHJKLMNPRSVWY")
            + _digits(rnd, 2)
            + _letters(rnd, 3, "ABCDEFGHJKLMNOPRSTUVWXYZ")
        )
    consonants = "BDFGHJKLNPRSTVXZ"
    form = rnd.choice(("LDDDLL", "LLDDDL", "DLLLDD", "DDLLLD", "LLLDDL"))
    return "".join(_digits(rnd, 1) if c == "D" else _letters(rnd, 1, consonants) for c in form)


def _dob(rnd: random.Random, code: str) -> str:
    """Eight digits: day, month, year."""
    return f"{rnd.randint(1, 28):02d}{rnd.randint(1, 12):02d}{rnd.randint(1931, 2006)}"


def _email(rnd: random.Random, code: str) -> str:
    given, family = rnd.choice(_GIVEN[code]), rnd.choice(_FAMILY[code])
    local = rnd.choice(
        (
            f"{given}.{family}",
            f"{given[0]}.{family}",
            f"{given}{family}",
            f"{family}{rnd.randint(10, 99)}",
            f"{given}_{family}",
            f"{given}-{family}",
            f"{given}.{family}{rnd.randint(1, 9)}",
            f"info@{family}",
        )
    )
    ending = {"nl": "nl", "be": "be", "en": "com"}[code]
    return f"{local}.{ending}" if "@" in local else f"{local}@{rnd.choice(_HOSTS[code])}"


def _customer_number(rnd: random.Random, code: str) -> str:
    return rnd.choice(("", "", _letters(rnd, 1), _letters(rnd, 2))) + _digits(
        rnd, rnd.randint(5, 9)
    )


VALUES: dict[str, Callable[[random.Random, str], str]] = {
    "iban": _iban,
    "phone": _phone,
    "bsn": _bsn,
    "postcode": _postcode,
    "email": _email,
    "licence_plate": _plate,
    "dob": _dob,
    "customer_number": _customer_number,
}
