"""How numbers, letters and addresses are said in Dutch, Flemish and English."""

import random
from collections.abc import Callable
from dataclasses import dataclass

_UNITS = {
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split(),
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
}
_TENS = {
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split(),
    "en": "twenty thirty forty fifty sixty seventy eighty ninety".split(),
}
_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_SPELLING = {
    "nl": dict(
        zip(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "anton bernard cornelis dirk eduard ferdinand gerard hendrik izaak johan karel lodewijk maria nico otto pieter quirinus richard simon theo utrecht victor willem xantippe ypsilon zacharias".split(),
            strict=True,
        )
    ),
    "en": dict(
        zip(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu".split(),
            strict=True,
        )
    ),
}
# What people take instead when they do not know the alphabet.
_HOMELY = {
    "nl": {
        "A": "appel",
        "B": "boom",
        "D": "deur",
        "K": "kaas",
        "M": "moeder",
        "N": "noot",
        "P": "peer",
        "S": "Sinterklaas",
        "T": "tante",
        "V": "vis",
        "Z": "zon",
    },
    "en": {
        "A": "apple",
        "B": "Bob",
        "D": "dog",
        "F": "Freddie",
        "M": "mother",
        "N": "Nelly",
        "P": "Peter",
        "S": "sugar",
        "T": "Tommy",
        "Z": "zebra",
    },
}
_ORDINALS = {
    "nl": "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende veertiende vijftiende zestiende zeventiende achttiende negentiende twintigste eenentwintigste tweeëntwintigste drieëntwintigste vierentwintigste vijfentwintigste zesentwintigste zevenentwintigste achtentwintigste".split(),
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth".split(),
}


@dataclass(frozen=True, slots=True)
class Language:
    """The turns around a value, and how a value is read."""

    code: str
    words: str  # "nl" or "en": whose numbers
    openings: tuple[str, ...]
    problems: tuple[str, ...]
    answers: tuple[str, ...]
    goes_on: tuple[str, ...]
    bids: tuple[str, ...]
    echoes: tuple[str, ...]
    echoes_part: tuple[str, ...]
    confirmations: tuple[str, ...]
    corrections: tuple[str, ...]
    hesitations: tuple[str, ...]
    closings: tuple[str, ...]

    def read(self, rnd: random.Random, kind: str, value: str) -> list[str]:
        """The value in the pieces in which somebody says it."""
        return _READERS.get(kind, _code)(rnd, self, value)


def below_hundred(n: int, words: str) -> str:
    """A number from 0 to 99 in words."""
    if n < 20:
        return _UNITS[words][n]
    ten, unit = _TENS[words][n // 10 - 2], n % 10
    if not unit:
        return ten
    if words == "en":
        return f"{ten} {_UNITS['en'][unit]}"
    joint = "ën" if unit in {2, 3} else "en"
    return f"{_UNITS['nl'][unit]}{joint}{ten}"


def below_thousand(n: int, words: str) -> str:
    """A number from 100 to 999 in words."""
    hundreds, rest = divmod(n, 100)
    if words == "en":
        return f"{_UNITS['en'][hundreds]} hundred" + (
            f" and {below_hundred(rest, 'en')}" if rest else ""
        )
    return (
        ("" if hundreds == 1 else _UNITS["nl"][hundreds])
        + "honderd"
        + (below_hundred(rest, "nl") if rest else "")
    )


def _digits(rnd: random.Random, spoken: Language, digits: str, style: str) -> list[str]:
    """Digits in one of the styles: single, pairs, threes, mixed, figures, scattered."""
    if style == "figures":
        return [digits]
    if style in {"groups", "scattered"}:
        size = 1 if style == "scattered" else rnd.choice((2, 3, 4))
        return [digits[i : i + size] for i in range(0, len(digits), size)]
    chunks, at = [], 0
    zero = (
        rnd.choice(("nul", "nul", "0"))
        if spoken.words == "nl"
        else rnd.choice(("oh", "zero", "nought"))
    )
    while at < len(digits):
        rest = digits[at:]
        said = 1
        if len(rest) > 2 and rest[0] == rest[1] == rest[2] and rnd.random() < 0.7:
            chunks.append(
                f"{'drie keer' if spoken.words == 'nl' else 'triple'} {_unit(rest[0], zero, spoken)}"
            )
            said = 3
        elif len(rest) > 1 and rest[0] == rest[1] and style != "pairs" and rnd.random() < 0.7:
            chunks.append(
                f"{'dubbel' if spoken.words == 'nl' else 'double'} {_unit(rest[0], zero, spoken)}"
            )
            said = 2
        elif len(rest) > 2 and rest[0] != "0" and style == "threes":
            chunks.append(below_thousand(int(rest[:3]), spoken.words))
            said = 3
        elif (
            len(rest) > 1
            and rest[0] != "0"
            and (style == "pairs" or (style == "mixed" and rnd.random() < 0.5))
        ):
            chunks.append(below_hundred(int(rest[:2]), spoken.words))
            said = 2
        else:
            chunks.append(_unit(rest[0], zero, spoken))
        at += said
    if rnd.random() < 0.08:  # the recogniser writes some of them as figures
        at = rnd.randrange(len(chunks))
        if chunks[at] in _UNITS[spoken.words]:
            chunks[at] = str(_UNITS[spoken.words].index(chunks[at]))
    return chunks


def _unit(digit: str, zero: str, spoken: Language) -> str:
    return zero if digit == "0" else _UNITS[spoken.words][int(digit)]


def _letters(rnd: random.Random, spoken: Language, letters: str) -> list[str]:
    """Letters as themselves, small or great, or by a word that begins with them."""
    way = rnd.choice(
        ("plain", "plain", "plain", "small", "alphabet", "explained", "homely", "together")
    )
    if way == "together":
        return [letters]
    chunks = []
    of = "van" if spoken.words == "nl" else rnd.choice(("for", "as in"))
    for letter in letters:
        word = _SPELLING[spoken.words][letter]
        if rnd.random() < 0.5:
            word = word.capitalize()
        if way == "alphabet":
            chunks.append(word)
        elif way == "explained":
            chunks.append(f"{letter} {of} {word}")
        elif way == "homely" and letter in _HOMELY[spoken.words]:
            chunks.append(f"{letter} {of} {_HOMELY[spoken.words][letter]}")
        else:
            chunks.append(letter.lower() if way == "small" else letter)
    return chunks


def _style(rnd: random.Random) -> str:
    return rnd.choice(
        ("single", "single", "mixed", "mixed", "pairs", "threes", "groups", "scattered", "figures")
    )


def _code(rnd: random.Random, spoken: Language, value: str) -> list[str]:
    """Letters and digits in their runs."""
    style = _style(rnd)
    chunks: list[str] = []
    run = value[0]
    for char in [*value[1:], ""]:
        if char and char.isalpha() == run[-1].isalpha():
            run += char
            continue
        chunks += (
            _letters(rnd, spoken, run) if run[0].isalpha() else _digits(rnd, spoken, run, style)
        )
        run = char
    return chunks


def _phone(rnd: random.Random, spoken: Language, value: str) -> list[str]:
    style = _style(rnd)
    if style == "threes" or (style == "figures" and rnd.random() < 0.5):
        style = "mixed"
    if rnd.random() < 0.12:
        country = {"nl": "31", "be": "32", "en": "44"}[spoken.code]
        head = f"plus {' '.join(_digits(rnd, spoken, country, 'pairs' if style != 'figures' else style))}"
        return [head, *_digits(rnd, spoken, value[1:], style)]
    cut = 2 if value[:2] in {"06", "07"} else 4 if spoken.code == "be" and value[1] == "4" else 3
    return [*_digits(rnd, spoken, value[:cut], style), *_digits(rnd, spoken, value[cut:], style)]


def _email(rnd: random.Random, spoken: Language, value: str) -> list[str]:
    """The parts of a mail address with its signs as words."""
    if rnd.random() < 0.1:
        return [value]
    at = (
        rnd.choice(("apenstaartje", "apenstaartje", "at", "aapje", "ad"))
        if spoken.words == "nl"
        else "at"
    )
    dot = "punt" if spoken.words == "nl" else "dot"
    signs = {
        "@": at,
        ".": dot,
        "_": rnd.choice(("underscore", "liggend streepje", "laag streepje"))
        if spoken.words == "nl"
        else "underscore",
        "-": rnd.choice(("streepje", "min"))
        if spoken.words == "nl"
        else rnd.choice(("dash", "hyphen")),
    }
    chunks: list[str] = []
    word = ""
    spells = rnd.random() < 0.25
    for place, char in enumerate([*value, ""]):
        if char and char.isalpha():
            word += char
            continue
        if word:
            is_local = "@" not in value[: place - len(word)] and place - len(word) <= value.index(
                "@"
            )
            if spells and is_local and len(word) > 1:
                chunks.append(
                    rnd.choice(("-", " ", ", ")).join(word.upper() if rnd.random() < 0.5 else word)
                )
            else:
                chunks.append(word)
            word = ""
        if char.isdecimal():
            chunks.append(_UNITS[spoken.words][int(char)] if rnd.random() < 0.6 else char)
        elif char:
            chunks.append(signs[char])
    return chunks


def _dob(rnd: random.Random, spoken: Language, value: str) -> list[str]:
    """A date of birth: month by name or number, the year whole or its last two figures."""
    day, month, year = int(value[:2]), int(value[2:4]), int(value[4:])
    nl = spoken.words == "nl"
    form = rnd.choice(("name", "name", "ordinal", "numbers", "numbers", "figures", "oh"))
    short = year % 100
    if year >= 2000:
        in_full = f"{'tweeduizend' if nl else 'two thousand'}" + (
            (f" {below_hundred(short, 'nl')}" if nl else f" and {below_hundred(short, 'en')}")
            if short
            else ""
        )
        in_words = in_full
    else:
        in_full = (
            f"negentienhonderd{below_hundred(short, 'nl')}"
            if nl and rnd.random() < 0.5
            else (
                f"negentien{below_hundred(short, 'nl')}"
                if nl and short > 9
                else f"negentienhonderd {below_hundred(short, 'nl')}"
                if nl
                else f"nineteen {below_hundred(short, 'en')}"
            )
        )
        in_words = rnd.choice((in_full, below_hundred(short, spoken.words)))
    if form == "figures":
        return [
            rnd.choice(
                (
                    f"{day}-{month}-{year}",
                    f"{day:02d}/{month:02d}/{year}",
                    f"{day}, {month}, {short:02d}",
                    f"{day} {_MONTHS[spoken.words][month - 1]} {year}",
                    f"{day}.{month}.{short:02d}",
                )
            )
        ]
    if form == "name":
        name = _MONTHS[spoken.words][month - 1]
        if nl:
            return [
                rnd.choice((below_hundred(day, "nl"), str(day), f"de {_ORDINALS['nl'][day - 1]}")),
                name,
                in_words,
            ]
        if rnd.random() < 0.3:
            return [name, _ORDINALS["en"][day - 1], in_words]
        return [
            rnd.choice(
                (
                    f"the {_ORDINALS['en'][day - 1]} of",
                    f"{_ORDINALS['en'][day - 1]}",
                    below_hundred(day, "en"),
                )
            ),
            name,
            in_words,
        ]
    if form == "ordinal":
        joint = "van de" if nl else "of the"
        return [
            f"{'de' if nl else 'the'} {_ORDINALS[spoken.words][day - 1]}",
            f"{joint} {_ORDINALS[spoken.words][month - 1]}",
            in_words,
        ]
    zero = "nul" if nl else "oh"
    said = [
        f"{zero} {below_hundred(n, spoken.words)}"
        if form == "oh" and n < 10
        else below_hundred(n, spoken.words)
        for n in (day, month)
    ]
    return [*said, in_words]


def _postcode(rnd: random.Random, spoken: Language, value: str) -> list[str]:
    if spoken.code == "be" and rnd.random() < 0.5:
        thousands, rest = divmod(int(value), 1000)
        head = ("" if thousands == 1 else _UNITS["nl"][thousands]) + "duizend"
        if not rest:
            return [head]
        return [f"{head} {below_hundred(rest, 'nl') if rest < 100 else below_thousand(rest, 'nl')}"]
    if spoken.code == "nl" and rnd.random() < 0.5:
        return [
            *_digits(rnd, spoken, value[:4], rnd.choice(("pairs", "figures"))),
            *_letters(rnd, spoken, value[4:]),
        ]
    if spoken.code == "en" and rnd.random() < 0.3:
        return [value[:-3] + " " + value[-3:]]
    return _code(rnd, spoken, value)


_READERS: dict[str, Callable[[random.Random, Language, str], list[str]]] = {
    "phone": _phone,
    "email": _email,
    "dob": _dob,
    "postcode": _postcode,
}

_DUTCH = Language(
    code="nl",
    words="nl",
    openings=(
        "Goedemorgen, met de klantenservice.",
        "Klantenservice, goedemiddag, waarmee kan ik u helpen?",
        "Welkom, zegt u het maar.",
    ),
    problems=(
        "Ja hallo, de rekening van vorige maand klopt niet.",
        "Goedemiddag, ik wil graag iets wijzigen.",
        "Hallo, ik wacht al dagen op bericht van jullie.",
        "ja hoi ik heb een probleem met mijn abonnement",
    ),
    answers=(
        "{}",
        "{}.",
        "Ja, dat is {}.",
        "Dat is {}",
        "Even kijken hoor. {}.",
        "Eh, {}.",
        "Momentje, ik pak het erbij. Ja, {}.",
        "ja {}",
        "Jazeker: {}.",
        "Nou, {}, als het goed is.",
        "{}, dacht ik.",
        "Ja hoor, dat is {}. Hebt u dat zo?",
    ),
    goes_on=("{}", "{}.", "En dan {}.", "Ja, {}.", "Eh, {}.", "En {}.", "Dan nog {}."),
    bids=(
        "Ja.",
        "Ja?",
        "Hmhm.",
        "Ja, ga door.",
        "Ja, en dan?",
        "Oké.",
        "Ik luister.",
        "En verder?",
        "Ja, en de rest?",
    ),
    echoes=(
        "Ik herhaal even: {}.",
        "Dus {}, klopt dat?",
        "{}, zeg ik dat goed?",
        "Even voor de zekerheid, {}?",
        "Ik heb genoteerd {}.",
        "{}.",
    ),
    echoes_part=("{}.", "{}?", "{}, ja.", "Ja, {}."),
    confirmations=("Ja, klopt.", "Helemaal goed.", "Dat is juist, ja.", "Ja hoor."),
    corrections=(", nee sorry, ", ", nee wacht, ", ", of nee, ", ", ik bedoel ", " eh nee "),
    hesitations=(", eh, ", " eh ", ", even kijken, ", ", wacht even, ", "... ", " uhm "),
    closings=(
        "Dank u wel. Dan kijk ik er meteen naar.",
        "Fijn, ik zoek het voor u op.",
        "Prima, een ogenblik alstublieft.",
    ),
)
_FLEMISH = Language(
    code="be",
    words="nl",
    openings=(
        "Goeiemorgen, met de klantendienst.",
        "Dienst facturatie, goeiemiddag, waarmee kan ik u helpen?",
    ),
    problems=(
        "Ja goeiemiddag, mijn factuur klopt niet.",
        "Dag, ik zou iets willen veranderen aan mijn contract.",
        "Hallo, ik wacht al weken op een antwoord van jullie.",
    ),
    answers=(
        "{}",
        "{}.",
        "Ja, dat is {}.",
        "Awel, {}.",
        "Wacht hè, {}.",
        "Dat is de {}.",
        "Momentje, ik neem het erbij. {}.",
        "{}, peins ik.",
        "Allee, {}, als ik het goed lees.",
    ),
    goes_on=("{}", "{}.", "En dan {}.", "Ja, {}.", "Amai, {}."),
    bids=("Ja.", "Ja?", "Ja, doe maar verder.", "Oké, en dan?", "Ja, ik noteer."),
    echoes=("Ik herhaal: {}.", "Dus {}, klopt dat?", "{}, is dat juist?", "Ik heb {}."),
    echoes_part=("{}.", "{}?", "Ja, {}."),
    confirmations=("Ja, dat klopt.", "Juist.", "Ja, dat is het."),
    corrections=(", nee pardon, ", ", nee wacht, ", ", allee nee, ", ", ik bedoel "),
    hesitations=(", euh, ", " euh ", ", wacht hè, ", "... "),
    closings=("Merci. Ik kijk het direct na.", "Dank u wel, een momentje."),
)
_ENGLISH = Language(
    code="en",
    words="en",
    openings=(
        "Good morning, customer services.",
        "Hello, you're through to billing, how can I help?",
        "Thanks for holding, how can I help you today?",
    ),
    problems=(
        "Hi, yeah, my last bill is wrong.",
        "Hello, I'd like to change something on my plan.",
        "yeah hi i've been waiting for days to hear from you",
    ),
    answers=(
        "{}",
        "{}.",
        "Yes, it's {}.",
        "Sure, that's {}",
        "Let me just find it. {}.",
        "Um, {}.",
        "Yeah, {}.",
        "It's {}, I think.",
        "Okay so that would be {}.",
        "{}, if I'm reading it right.",
        "Bear with me. Right, {}. Did you get that?",
    ),
    goes_on=("{}", "{}.", "And then {}.", "Yeah, {}.", "Um, {}.", "Then {}."),
    bids=(
        "Yeah.",
        "Yep?",
        "Mhm.",
        "Go on.",
        "Yes, and then?",
        "Okay.",
        "And the rest?",
        "Got that.",
    ),
    echoes=(
        "Let me read that back: {}.",
        "So that's {}, is that right?",
        "{}, did I get that right?",
        "I've got {}.",
        "{}.",
    ),
    echoes_part=("{}.", "{}?", "{}, yeah.", "Okay, {}."),
    confirmations=("Yes, that's it.", "Correct.", "That's right, yeah.", "Spot on."),
    corrections=(", no sorry, ", ", no wait, ", ", I mean ", ", sorry, no, ", " er no "),
    hesitations=(", um, ", " er ", ", let me see, ", ", hang on, ", "... "),
    closings=("Thank you. I'll have a look at it now.", "Lovely, bear with me a moment."),
)
LANGUAGES = {language.code: language for language in (_DUTCH, _FLEMISH, _ENGLISH)}

_ASKS_DUTCH = {
    "iban": (
        "Op welk rekeningnummer mag het gestort worden?",
        "Wat is uw IBAN?",
        "Mag ik uw bankrekeningnummer?",
        "Naar welke rekening moet het bedrag?",
        "Van welk rekeningnummer schrijven we af?",
    ),
    "phone": (
        "Op welk nummer bent u te bereiken?",
        "Mag ik uw telefoonnummer?",
        "Wat is uw mobiele nummer?",
        "Waar kunnen we u op bellen?",
        "Heeft u een nummer waarop de monteur u kan bellen?",
        "Met welk nummer belde u toen?",
    ),
    "bsn": (
        "Mag ik uw burgerservicenummer?",
        "Wat is uw BSN?",
        "En dan heb ik uw BSN-nummer nog nodig.",
    ),
    "postcode": (
        "Wat is uw postcode?",
        "Mag ik de postcode van u?",
        "Wat zijn de cijfers en de letters van uw postcode?",
        "En op welke postcode woont u?",
    ),
    "email": (
        "Wat is uw e-mailadres?",
        "Naar welk mailadres mag ik het sturen?",
        "Heeft u een e-mailadres voor mij?",
        "Waar mag ik de bevestiging naartoe mailen?",
        "Op welk adres mailen we u?",
    ),
    "licence_plate": (
        "Wat is het kenteken?",
        "Mag ik het kenteken van de auto?",
        "Om welk kenteken gaat het?",
        "Wat staat er op de nummerplaat?",
    ),
    "dob": (
        "Wat is uw geboortedatum?",
        "Mag ik uw geboortedatum ter controle?",
        "Wanneer bent u geboren?",
        "En wanneer bent u jarig, met het jaar erbij?",
    ),
    "customer_number": (
        "Mag ik uw klantnummer?",
        "Wat is uw relatienummer?",
        "Heeft u een klantnummer bij de hand?",
        "Wat staat er rechtsboven bij klantnummer?",
    ),
}
_ASKS_FLEMISH = _ASKS_DUTCH | {
    "iban": (
        "Op welk rekeningnummer mag dat gestort worden?",
        "Wat is uw IBAN-nummer?",
        "Op welke rekening moet dat komen?",
    ),
    "phone": (
        "Op welke gsm-nummer kunnen we u bereiken?",
        "Wat is uw gsm?",
        "Mag ik uw telefoonnummer?",
        "Waar kunnen we u op bereiken?",
    ),
    "bsn": (
        "Mag ik uw rijksregisternummer?",
        "Wat is uw rijksregisternummer?",
        "Wat staat er achteraan op uw identiteitskaart, het rijksregisternummer?",
    ),
    "postcode": (
        "Wat is uw postcode?",
        "En de postcode van de gemeente?",
        "In welke postcode woont u?",
    ),
    "licence_plate": (
        "Wat is de nummerplaat?",
        "Mag ik uw nummerplaat?",
        "Welke nummerplaat heeft de wagen?",
    ),
}
_ASKS_ENGLISH = {
    "iban": (
        "What's the IBAN of the account?",
        "Which account should the refund go to?",
        "Can I take your bank account number?",
        "Could you give me your IBAN, please?",
    ),
    "phone": (
        "What's the best number to reach you on?",
        "Can I take a contact number?",
        "And your phone number?",
        "What number can we call you back on?",
        "Which number should the engineer ring?",
    ),
    "bsn": ("What's your National Insurance number?", "Can I take your NI number?"),
    "postcode": (
        "Can I take your postcode?",
        "And the postcode there?",
        "What's the eircode or postcode?",
    ),
    "email": (
        "What's your email address?",
        "Where shall I email the confirmation?",
        "Which email shall I send it to?",
        "Can I take an email for you?",
    ),
    "licence_plate": (
        "What's the registration of the vehicle?",
        "Can I take the reg?",
        "What's the number plate?",
    ),
    "dob": (
        "Can I take your date of birth?",
        "And your date of birth, please?",
        "When were you born?",
        "What's your birthday, with the year?",
    ),
    "customer_number": (
        "Can I take your account number?",
        "What's your customer number?",
        "Do you have your membership number there?",
        "And the reference at the top of the letter?",
    ),
}
ASKS = {"nl": _ASKS_DUTCH, "be": _ASKS_FLEMISH, "en": _ASKS_ENGLISH}

_SAYS_DUTCH = {
    "iban": (
        "Het mag op rekening {} gestort worden.",
        "Mijn rekeningnummer is {}.",
        "Ik betaal altijd van {}, dat is mijn IBAN.",
    ),
    "phone": (
        "U kunt me bellen op {}.",
        "Mijn nummer is {}.",
        "Ik ben te bereiken op {}, de hele dag.",
        "Bel me maar op {} als er iets is.",
    ),
    "bsn": ("Mijn BSN is {}.", "Mijn burgerservicenummer is {}, dat stond in de brief."),
    "postcode": ("Mijn postcode is {}.", "Ik woon op postcode {}."),
    "email": (
        "Mail het maar naar {}.",
        "Mijn e-mailadres is {}.",
        "Het is gestuurd naar {} maar daar kwam niks binnen.",
    ),
    "licence_plate": ("Het gaat om de auto met kenteken {}.", "Mijn kenteken is {}."),
    "dob": ("Mijn geboortedatum is {}.", "Ik ben geboren op {}.", "Mijn dochter is geboren op {}."),
    "customer_number": (
        "Mijn klantnummer is {}.",
        "Ik heb klantnummer {}.",
        "Hier staat klantnummer {} bovenaan de brief.",
    ),
}
_SAYS_FLEMISH = _SAYS_DUTCH | {
    "phone": ("Ge kunt mij bellen op {}.", "Mijn gsm is {}.", "Mijn gsm-nummer is {}."),
    "bsn": ("Mijn rijksregisternummer is {}.",),
    "licence_plate": ("Het is voor de wagen met nummerplaat {}.",),
}
_SAYS_ENGLISH = {
    "iban": (
        "Can it go to my bank account, {}?",
        "My IBAN is {}.",
        "It comes out of {}, that's the IBAN.",
    ),
    "phone": (
        "You can ring me on {}.",
        "My number is {}.",
        "Call me back on {} if anything comes up.",
        "My mobile's {}.",
    ),
    "bsn": ("My National Insurance number is {}.", "My NI number's {}."),
    "postcode": ("My postcode is {}.", "The postcode's {}."),
    "email": (
        "You can email me at {}.",
        "My email is {}.",
        "It was sent to {} but nothing arrived.",
    ),
    "licence_plate": ("It's for the car with reg {}.", "My registration is {}."),
    "dob": ("My date of birth is {}.", "I was born on {}.", "My daughter was born {}."),
    "customer_number": (
        "My account number is {}.",
        "I've got customer number {}.",
        "It says customer number {} at the top.",
    ),
}
CARRIERS = {"nl": _SAYS_DUTCH, "be": _SAYS_FLEMISH, "en": _SAYS_ENGLISH}
