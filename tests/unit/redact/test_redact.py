"""What is masked and what stays, in dialogues as people speak and as a recogniser writes them."""

from dataclasses import replace

import pytest

from pipeline.redact import redact, trace
from tests.unit.redact.dialogues import contact_of, texts

# (what it shows, the dialogue, what must be gone, what must stay)
CASES = [
    (
        "a telephone number over three turns",
        ["a: Op welk nummer bent u bereikbaar?", "c: Nul zes, eenenveertig.", "a: Ja.", "c: Dubbel drie, nul acht, zestien."],
        ["Nul zes", "eenenveertig", "Dubbel drie", "zestien"],
        ["Ja."],
    ),
    (
        "a number in parts that the agent says again",
        ["a: What's the best number?", "c: oh seven seven", "a: Oh seven seven.", "c: double oh nine hundred", "a: Yeah, and the rest?", "c: one four three"],
        ["seven seven", "nine hundred", "one four three"],
        ["and the rest?"],
    ),
    (
        "a number with pauses between its parts",
        ["a: Uw klantnummer?", "c: vijftig twee, wacht even, eenentachtig dertien vierenzeventig"],
        ["vijftig twee", "eenentachtig", "vierenzeventig"],
        [],
    ),
    (
        "a code that nobody asked for, spelled",
        ["c: Goeiemorgen, ik heb de C van Cornelis, S, nul een, eh, negen zeven drie vier."],
        ["nul een", "negen zeven drie vier"],
        ["Goeiemorgen, ik heb"],
    ),
    (
        "a birth date with the month as a number in order",
        ["a: And your date of birth?", "c: The fourteenth of the second, fifty-one."],
        ["fourteenth", "second", "fifty-one"],
        [],
    ),
    (
        "the year of birth apart",
        ["a: When were you born?", "c: Second of June.", "a: And the year?", "c: Nineteen forty-nine."],
        ["June", "forty-nine"],
        ["And the year?"],
    ),
    (
        "the end of an account that somebody reads out",
        ["a: Eindigt die op 4471?", "c: Nee, mijn rekening eindigt op 17."],
        ["4471", "17"],
        ["mijn rekening eindigt op"],
    ),
    (
        "a National Insurance number",
        ["a: Your National Insurance number?", "c: Q Q, twelve, thirty four, fifty six, C."],
        ["twelve", "thirty four", "fifty six"],
        [],
    ),
    (
        "a name on no list, in the agent's opening",
        ["a: Polderbank, goedemiddag, Bastienne, hoe kan ik helpen?", "c: Dag Bastienne."],
        ["Bastienne"],
        ["Polderbank, goedemiddag", "hoe kan ik helpen?"],
    ),
    (
        "names on no list, told by where they stand",
        ["c: I spoke to a lad, Brixto, and Zelmi said it would be fine.", "a: I'm sorry, Quenbo, that's not right."],
        ["Brixto", "Zelmi", "Quenbo"],
        ["I spoke to a lad", "said it would be fine", "that's not right"],
    ),
    (
        "a surname with its particle in the middle",
        ["a: Het ligt bij Van Leeuwen.", "c: Er staat een handtekening van T. Leeuw."],
        ["Van Leeuwen", "T. Leeuw"],
        ["Het ligt bij", "handtekening van"],
    ),
    (
        "words at the beginning are no names",
        ["a: Hoe heet u?", "c: Allebei, zei ik toch? Echt, dat klopt niet. Woont daar iemand?"],
        [],
        ["Allebei", "Echt", "Woont"],
    ),
    (
        "companies, towns and products on no list",
        ["c: Mijn Lentova 15 komt uit Oirschot, van de Maaswarmte.", "a: Zegt u het maar."],
        [],
        ["Lentova 15", "Oirschot", "Maaswarmte"],
    ),
    (
        "a street that ends like no street, before its postcode",
        ["a: Wat is uw adres?", "c: Kornoelje 12, 3824 XT."],
        ["Kornoelje", "12", "3824"],
        [],
    ),
    (
        "neighbours by their numbers, and a place in the queue",
        ["a: Het is bezorgd bij de buren op nummer 31.", "c: Ik was nummer 3 in de wachtrij."],
        ["31"],
        ["bezorgd bij de buren op nummer", "nummer 3 in de wachtrij"],
    ),
    (
        "codes in small letters",
        ["c: met bestelling tl-66412 of zb 604 187, dat weet ik niet"],
        ["66412", "604 187"],
        ["dat weet ik niet"],
    ),
    (
        "a customer number in figures, and again in another grouping",
        ["a: Mag ik uw klantnummer?", "c: Ja, dat is 40772186.", "a: Dus 4077 21 86, klopt dat?"],
        ["40772186", "4077", "21 86"],
        ["Ja, dat is", "klopt dat?"],
    ),
    (
        "a customer number in Dutch words, with dubbel",
        ["a: En uw klantnummer alstublieft?", "c: vijf drie twee dubbel nul acht"],
        ["vijf drie", "dubbel nul"],
        ["alstublieft"],
    ),
    (
        "the number in words, read back in figures",
        ["a: Uw polisnummer?", "c: vijf drie twee dubbel nul acht", "a: Ik zie hier 532008 staan."],
        ["532008", "drie twee"],
        ["Ik zie hier", "staan"],
    ),
    (
        "tens in words",
        ["a: Wat is uw relatienummer?", "c: veertig zevenenzeventig eenentwintig zes-en-tachtig."],
        ["veertig", "zevenenzeventig", "tachtig"],
        [],
    ),
    (
        "a customer number as the recogniser scatters it",
        ["a: Mag ik het klantnummer?", "c: Ja, 4 0 7, 7 2, 1 8 6."],
        ["4 0 7", "7 2", "1 8 6"],
        ["Ja"],
    ),
    (
        "letters and digits in pieces",
        ["a: Can I take your membership number?", "c: Sure, it's L L, five five eight, two oh three."],
        ["five five eight", "two oh three"],
        ["Sure"],
    ),
    (
        "small letters",
        ["a: What's the order number?", "c: bw-4471902"],
        ["4471902"],
        [],
    ),
    (
        "an order number that nobody asked for",
        ["c: Het gaat om bestelling SG-2209-77431, die is niet geleverd.", "a: Ik kijk even."],
        ["77431", "2209"],
        ["Het gaat om bestelling", "die is niet geleverd"],
    ),
    (
        "a postcode with spelled letters",
        ["a: Wat is uw postcode en huisnummer?", "c: 7481 karel dirk, nummer 23."],
        ["7481", "karel", "dirk", "23"],
        [],
    ),
    (
        "a postcode with letters by their names",
        ["a: Uw postcode?", "c: zeven vier acht een ka dee"],
        ["zeven vier", "ka dee"],
        [],
    ),
    (
        "a postcode and house number in words, read back",
        ["a: En de postcode?", "c: Vierendertig achtenvijftig BX, huisnummer honderdachttien b.", "a: 3458 BX 118B."],
        ["achtenvijftig", "BX", "honderdachttien", "118"],
        [],
    ),
    (
        "a British postcode in small letters",
        ["a: Can I take your postcode?", "c: it's ls17 2dn love"],
        ["ls17", "2dn"],
        ["it's", "love"],
    ),
    (
        "a British postcode in scattered pieces",
        ["a: And your postcode please?", "c: L S 17, 2 D N."],
        ["L S 17", "2 D N"],
        [],
    ),
    (
        "an IBAN in groups, nobody asked",
        ["c: Het moet naar NL91 ABNA 0417 1643 00 toe."],
        ["NL91", "ABNA", "0417"],
        ["Het moet naar", "toe"],
    ),
    (
        "an IBAN read out",
        ["a: Op welke rekening? Noemt u de IBAN maar.", "c: N L 9 1 A B N A 0 4 1 7 1 6 4 3 0 0"],
        ["0 4 1 7", "A B N A"],
        [],
    ),
    (
        "a telephone number in odd groups",
        ["a: Op welk nummer kan ik u bereiken?", "c: 06, 12 34, 5 6 7 8."],
        ["12 34", "5 6 7 8"],
        [],
    ),
    (
        "a telephone number in Dutch words",
        ["a: Wat is uw telefoonnummer?", "c: nul zes, twaalf, vierendertig, zesenvijftig, achtenzeventig"],
        ["nul zes", "vierendertig", "achtenzeventig"],
        [],
    ),
    (
        "a telephone number in English words",
        ["a: What's the best number to reach you on?", "c: oh seven seven double oh nine hundred one four three"],
        ["seven seven", "one four three"],
        [],
    ),
    (
        "a telephone number with the country",
        ["c: Bel me maar op +31 6 12345678 of anders 0031 6 1234 5679."],
        ["12345678", "1234 5679", "+31", "0031"],
        ["Bel me maar op", "of anders"],
    ),
    (
        "a spoken Dutch e-mail address",
        ["a: Wat is uw e-mailadres?", "c: Dat is jan punt de vries apenstaartje gmail punt com"],
        ["vries", "gmail", "jan"],
        ["Dat is"],
    ),
    (
        "a spoken English e-mail address",
        ["c: you can send it to sarah dot mills 42 at outlook dot co dot uk please"],
        ["mills", "outlook", "sarah"],
        ["you can send it to", "please"],
    ),
    (
        "a half written e-mail address",
        ["a: En uw mailadres?", "c: j.jansen at ziggo.nl"],
        ["jansen", "ziggo"],
        [],
    ),
    (
        "at without an address",
        ["c: I was at home at ten and it was at the shop. No dot on the map."],
        [],
        ["I was at home at ten and it was at the shop. No dot on the map."],
    ),
    (
        "a birth date in words, Dutch",
        ["a: Wat is uw geboortedatum?", "c: Veertien maart negentienzesenzestig."],
        ["maart", "zesenzestig"],
        [],
    ),
    (
        "a birth date in figures as spoken",
        ["a: En uw geboortedatum?", "c: 14, 3, 66.", "a: 14 maart 1966, dank u."],
        ["14", "66", "maart"],
        ["dank u"],
    ),
    (
        "a birth date in English words",
        ["a: Can I take your date of birth?", "c: the twenty first of June, nineteen forty eight"],
        ["June", "forty eight", "twenty first"],
        [],
    ),
    (
        "other dates stay",
        ["c: Op 14 maart 2026 is het bezorgd en vanaf 3 april betaal ik 20 euro, sinds 12 mei 2009 ben ik klant."],
        [],
        ["14 maart 2026", "3 april", "12 mei 2009"],
    ),
    (
        "amounts, readings, times and quantities stay",
        [
            "a: Wat is de meterstand?",
            "c: 45218. En ik moet 1.870 euro bijbetalen, om half 12, voor 9.000 kilowattuur, 2500 kWh extra.",
        ],
        [],
        ["45218", "1.870 euro", "half 12", "9.000 kilowattuur", "2500 kWh"],
    ),
    (
        "error codes and products stay",
        ["c: De Bosch Serie 6 geeft E18 en mijn iPhone 14 Pro en de Samsung UE55 doen niks, in 2024 of 2025."],
        [],
        ["Bosch Serie 6", "E18", "iPhone 14 Pro", "Samsung UE55", "2024 of 2025"],
    ),
    (
        "names in greetings, and again in small letters and with an s",
        [
            "a: Goedemorgen, Waterland Energie, u spreekt met Marieke.",
            "c: Dag, met Fatima el Amrani.",
            "a: Dag mevrouw El Amrani.",
            "c: Is dit marieke's eigen nummer?",
        ],
        ["Marieke", "marieke", "Fatima", "Amrani"],
        ["Waterland Energie", "eigen nummer"],
    ),
    (
        "names with particles",
        ["a: Met wie spreek ik?", "c: Pieter van den Broek.", "a: Dank u, meneer Van den Broek.", "c: Van den Broek, ja."],
        ["Broek", "Pieter"],
        ["Dank u, meneer", "ja"],
    ),
    (
        "names that nobody listed",
        ["a: You're speaking with Xanthippa, how can I help?", "c: Hi, it's Oluwaseun Igbokwe."],
        ["Xanthippa", "Oluwaseun", "Igbokwe"],
        ["how can I help?"],
    ),
    (
        "names in small letters",
        ["a: good morning this is paula how can i help", "c: my name is thiago vasconcelos", "a: thank you mister vasconcelos"],
        ["thiago", "vasconcelos"],
        ["good morning", "how can i help"],
    ),
    (
        "a spelled name",
        ["a: Kunt u uw achternaam spellen?", "c: W-O-L-T-E-R-S."],
        ["W-O-L", "T-E-R"],
        [],
    ),
    (
        "a name heard otherwise the second time",
        ["a: Uw naam?", "c: Willemijn Achterberg.", "a: Mevrouw Achterburg, een moment."],
        ["Achterberg", "Achterburg"],
        ["een moment"],
    ),
    (
        "words that are also names",
        [
            "c: De roos in de tuin staat in bloem. Will you mark the date in May? I hope so.",
            "a: Er ligt hout op de floor, een ton per jaar, en de bos is vrij.",
        ],
        [],
        ["De roos in de tuin staat in bloem. Will you mark the date in May? I hope so.", "een ton per jaar, en de bos is vrij"],
    ),
    (
        "cities and companies stay",
        ["c: Ik heb het in Breda gekocht bij Coolblue, en Ziggo zei dat PostNL het naar Groningen bracht."],
        [],
        ["Breda", "Coolblue", "Ziggo", "PostNL", "Groningen"],
    ),
    (
        "a street with a number",
        ["a: Wat is uw adres?", "c: Burgemeester de Vlugtlaan 125 in Amsterdam."],
        ["Vlugtlaan", "125"],
        ["in Amsterdam"],
    ),
    (
        "a street in small letters",
        ["c: ik woon op de molenweg 27 en de monteur stond op de snelweg"],
        ["molenweg", "27"],
        ["en de monteur stond op de snelweg"],
    ),
    (
        "an English address",
        ["a: What's the first line of your address?", "c: Forty two Acacia Avenue.", "a: 42 Acacia Avenue, lovely."],
        ["Acacia", "Forty two", "42"],
        ["lovely"],
    ),
    (
        "the last digits of a card",
        ["a: De laatste vier cijfers van uw pas?", "c: 4417."],
        ["4417"],
        [],
    ),
    (
        "a card number that passes Luhn",
        ["c: It was charged to 4111 1111 1111 1111 twice."],
        ["4111", "1111"],
        ["It was charged to", "twice"],
    ),
    (
        "a citizen's number",
        ["a: Mag ik uw burgerservicenummer?", "c: 9999 94 712."],
        ["9999", "712"],
        [],
    ),
    (
        "licence plates",
        ["a: Wat is het kenteken?", "c: X 482 L B.", "c: En de andere is KT-813-B."],
        ["482", "KT-813-B"],
        ["En de andere is"],
    ),
    (
        "particles in small letters, as a recogniser writes them",
        ["a: Goedemorgen, De Groene Bank, je spreekt met Marloes.", "c: Goedemorgen met de vries.", "a: Dank je wel meeneer de vries."],
        ["vries", "Marloes"],
        ["De Groene Bank"],
    ),
    (
        "an ask and an answer that were both misheard",
        ["a: Ik heb even het nijmer van uw klantenkart nodig.", "c: Het nummer is vier zeven, twee, negen, nalt, drie en.", "a: 4-7-2-9-0-3-1, dank je wel."],
        ["vier zeven", "drie", "4-7"],
        ["dank je wel"],
    ),
    (
        "a company that sounds like a street",
        ["a: Welkom bij Fietsplein, Mohammed hier.", "c: Hey Mohammed, mijn Gazelle Orange C7 is gestolen bij station Utrecht."],
        ["Mohammed"],
        ["Fietsplein", "Gazelle Orange C7", "station Utrecht"],
    ),
    (
        "a street with a preposition inside, and an old form of number",
        ["c: Ik verhuis van Laan van Meerdervoort 301 naar de Nieuwe Gracht 12 zwart in Haarlem, per 1 mei."],
        ["Meerdervoort", "301", "Gracht", "12 zwart"],
        ["Ik verhuis", "in Haarlem, per 1 mei"],
    ),
    (
        "an IBAN by its letters and words, small",
        ["c: dat heb ik betaald van rekening n l twaalf rabo nul een twee drie vier vijf zes zeven acht negen"],
        ["rabo", "nul een", "twaalf"],
        ["dat heb ik betaald"],
    ),
    (
        "spelling words",
        ["a: And the reg of the car?", "c: It's Bravo Delta 51 Sierra Mike Romeo.", "a: And your account number?", "c: A as in apple, B as in boy, 3 3 0, dash, 9 1 2."],
        ["Bravo", "51", "Romeo", "apple", "3 3 0", "9 1 2"],
        [],
    ),
    (
        "zip codes and telephones of America",
        ["a: And the zip code?", "c: 0 2 1 3 9. My phone is 617-555-0148.", "a: A charge of $1,250.00 on January 5th."],
        ["0 2 1 3 9", "617", "0148"],
        ["$1,250.00 on January 5th"],
    ),
    (
        "Belgian numbers",
        ["a: En een gsm-nummer?", "c: 04 85 12 34 56. En de postcode is 9100, Stationsstraat 14 bus 3.", "a: In Sint-Niklaas, goed."],
        ["04 85", "34 56", "9100", "Stationsstraat", "bus 3"],
        ["Sint-Niklaas"],
    ),
    (
        "two kinds asked in one breath",
        ["a: Kunt u uw BSN en geboortedatum noemen?", "c: 123 456 782 en 01-02-'89.", "a: De nota van 12 januari 2026 van 318,40 is half vergoed."],
        ["123 456", "782", "'89"],
        ["De nota van 12 januari 2026 van 318,40 is half vergoed."],
    ),
    (
        "tyre sizes are nobody's",
        ["c: I ordered four tyres, 205 55 R16, order number's KT 4 4 9 0 1 double 2."],
        ["4 4 9", "double 2"],
        ["205 55 R16"],
    ),
    (
        "a remark, a correction and an explained letter inside a number",
        ["a: Wat is uw IBAN?", "c: N van noot, L, twee nul, I N G, hoe was het, B van boom, nul nul een, nee sorry, nul nul twee, drie vier vijf zes zeven."],
        ["noot", "twee nul", "boom", "nul nul een", "drie vier"],
        ["hoe was het", "nee sorry"],
    ),
    (
        "a remark in English, and a digit alone in the next turn",
        ["a: What's the best number to reach you on?", "c: Oh seven seven, let me look, double oh, nine one four two.", "a: Yes, and then?", "c: Then five.", "a: Lovely. One moment."],
        ["seven seven", "double oh", "nine one", "five"],
        ["let me look", "Lovely. One moment."],
    ),
    (
        "one digit so many times, and thousands",
        ["a: Wat is uw postcode?", "c: Negenduizend.", "a: En uw rijksregisternummer?", "c: Acht drie keer nul, twee zevens, drie vijf acht acht negen."],
        ["Negenduizend", "drie keer nul", "zevens", "acht negen"],
        [],
    ),
    (
        "a number that nobody asked for in words that are known, read out in parts",
        ["a: Mortgage reference thing?", "c: Eight, eight, zero, four, one, seven, seven, two. I've called twice, on the 3rd and 4th of May."],
        ["Eight", "seven, two"],
        ["I've called twice, on the 3rd and 4th of May."],
    ),
    (
        "amounts and times after a number was given",
        ["a: Uw klantnummer?", "c: Vier vier nul zeven een.", "a: Dank u. Er staat nog 1870 euro open, die is 3 weken geleden om half 4 geboekt."],
        ["Vier vier", "nul zeven"],
        ["Er staat nog 1870 euro open, die is 3 weken geleden om half 4 geboekt."],
    ),
    (
        "a birth date that nobody asked for",
        ["c: Dylan Kuipers, achttien zes vierennegentig, dan heb je die alvast.", "a: We leveren achttien stoelen, zes tafels en vierennegentig borden."],
        ["achttien zes vierennegentig"],
        ["dan heb je die alvast", "achttien stoelen, zes tafels en vierennegentig borden"],
    ),
    (
        "a birth date in numbers, in English",
        ["a: And your date of birth?", "c: Twelve oh four eighty-one.", "a: That's the twelfth of the fourth, eighty-one?"],
        ["Twelve", "eighty-one", "twelfth", "fourth"],
        [],
    ),
    (
        "an address over three turns",
        ["a: Waar mag ik de bevestiging naartoe mailen?", "c: Wouters punt, hoe was het, Hilde.", "a: Ja, en dan?", "c: Apenstaartje telenet.", "a: Telenet, ja.", "c: Punt be.", "a: Dat is een goed punt, ik mail het om 10.30."],
        ["Wouters", "Hilde", "telenet"],
        ["Dat is een goed punt, ik mail het om 10.30."],
    ),
    (
        "an address with spelled letters, in English",
        ["a: What's your email?", "c: It's k dot o-c-o-n-n-o-r, at, eircom, dot, net.", "c: I was at home at 2 and looking at the screen."],
        ["o-c-o", "eircom", "n-o-r"],
        ["I was at home at 2 and looking at the screen."],
    ),
    (
        "streets without a street's ending, with their number beside or apart",
        ["c: Ik woon op de Zwanenveld 9 rood, en er is een lek aan de Meent, ter hoogte van nummer 14.", "a: In de Peugeot 208 of de iPhone 14 zit geen lek."],
        ["Zwanenveld", "9 rood", "Meent", "14."],
        ["ter hoogte van", "In de Peugeot 208 of de iPhone 14 zit geen lek."],
    ),
    (
        "English streets without a type",
        ["a: Where should we deliver it?", "c: To 28 The Paddocks, second floor. My mum lives on Cowgate, at number 43.", "a: The boiler is a Greenstar 30 from 2019, at 5 bar."],
        ["28 The Paddocks", "second floor", "Cowgate", "43"],
        ["The boiler is a Greenstar 30 from 2019, at 5 bar."],
    ),
    (
        "a street asked for, and a house number mended",
        ["a: In welke straat woont u?", "c: De Coolsingel.", "a: Coolsingel 61?", "c: Bijna, eenenzestig A, anders bellen ze beneden aan."],
        ["Coolsingel", "61", "eenenzestig"],
        ["anders bellen ze beneden aan"],
    ),
    (
        "names on no list, called, handed over, asked for, thanked",
        ["a: Wendelmoet, ik heb mevrouw De Vries aan de lijn.", "c: Is Ardjan er? Dat moet Redmar me nog leren.", "a: Thank you Zanele I've got it from here."],
        ["Wendelmoet", "Ardjan", "Redmar", "Zanele"],
        ["ik heb mevrouw", "Is [name] er?", "me nog leren", "I've got it from here"],
    ),
    (
        "a word of the language that is somebody's name",
        ["c: Ik had Voerman aan de lijn, en Voerman belde mij terug.", "a: De voerman van vroeger had een paard."],
        ["Voerman"],
        ["De voerman van vroeger had een paard."],
    ),
    (
        "a street without its number, a house said again, part of a house",
        ["a: What's the address?", "c: 61 Ladysmith Terrace, basement flat, block C.", "a: Sixty-one?", "c: Yes. Ladysmith Terrace is behind the Roxy, which opened in 1961."],
        ["61 L", "Ladysmith", "basement", "block C", "Sixty-one"],
        ["is behind the Roxy, which opened in 1961."],
    ),
    (
        "a Belgian postcode beside its town, and years beside towns",
        ["c: Het is in Lokeren, 9160, en niet 8000 Brugge. In 2019 Brugge bezocht, voor 9000 euro."],
        ["9160", "8000"],
        ["In 2019 Brugge bezocht, voor 9000 euro."],
    ),
    (
        "a Belgian postcode after its street, and a reading after an address",
        ["a: Is het Lindestraat 71, 2570?", "c: Klopt. De stand was 48213, vorig jaar 4882 kuub."],
        ["71", "2570"],
        ["De stand was 48213, vorig jaar 4882 kuub."],
    ),
    (
        "figures that are all of an answer to an address",
        ["a: En u woont nog in de Geraardsbergsestraat 63?", "c: Nog altijd. 9300, ja.", "c: De teller stond op 9300 kilowatt."],
        ["Geraardsbergsestraat", "9300, ja"],
        ["De teller stond op 9300 kilowatt."],
    ),
    (
        "Irish names as they are written there",
        ["a: I see you spoke to Sinéad last week.", "c: Is that right? Róisín and Peg said so."],
        ["Sinéad", "Róisín", "Peg"],
        ["spoke to", "last week", "Is that right", "said so"],
    ),
    (
        "the last digits of a number that nobody asked for",
        ["a: It goes on the account ending in 57, and we ring the number ending 55.", "c: My contract ends in 2027, the sale ends on 12 March."],
        ["57", "55"],
        ["My contract ends in", "the sale ends on 12 March."],
    ),
    (
        "a caller who begins with a name, and goes on with a number or a place",
        ["a: Wasserij Oost, met Merel.", "c: Goedemiddag. Wolterink uut Vorden."],
        ["Wolterink"],
        ["uut Vorden"],
    ),
    (
        "a caller who begins with a name that begins with a particle",
        ["a: Gemeente Oirlo, goedemorgen.", "c: Van Hees. Is er nog plaats?", "c: Van der Meer dan."],
        ["Van Hees"],
        ["Is er nog plaats?"],
    ),
    (
        "a street abroad, and words that only look foreign",
        ["a: Ik stuur het naar u toe. Is dat nog Calle del Mar 12?", "c: Ja. Ik hoorde het via Radio 2."],
        ["Calle del Mar", "12"],
        ["via Radio 2"],
    ),
    (
        "an account number beside a word for visitors is no house",
        ["a: Zegt u het maar.", "c: NL91ABNA0417164300 monteur."],
        ["NL91", "ABNA", "0417164300"],
        ["monteur."],
    ),
    (
        "codes written as one that nobody asked for, not a type of product",
        ["a: So I've got XW4NTZ here, put PM6602185 in the subject. The boiler's a GT3000, error F28."],
        ["XW4NTZ", "PM6602185"],
        ["So I've got", "a GT3000, error F28."],
    ),
    (
        "an amount that is asked back after an ask for an account",
        ["a: Op welk rekeningnummer mag het? Het gaat om vijftig euro.", "c: Vijftig? Zo veel is het niet."],
        [],
        ["Vijftig? Zo veel is het niet."],
    ),
    (
        "an account that is asked for and given",
        ["a: Op welk rekeningnummer mag het?", "c: NL91 ABNA 0417 1643 00."],
        ["NL91", "0417"],
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "gone", "kept"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_masks_what_is_personal_and_nothing_else(
    lines: list[str], gone: list[str], kept: list[str]
) -> None:
    said = texts(redact(contact_of(*lines)))

    assert [words for words in gone if words in said] == [], said
    assert [words for words in kept if words not in said] == [], said


def test_says_why_each_span_was_masked() -> None:
    contact = contact_of("a: Mag ik uw klantnummer?", "c: 40772186, op naam van Els Goossens.")

    _, spans = trace(contact)

    assert [(span.line, span.kind, span.why) for span in spans] == [
        (1, "customer_number", "customer_number asked for"),
        (1, "name", "introduced"),
    ]


def test_leaves_all_but_the_text_alone() -> None:
    contact = contact_of(
        "i: Toets uw keuze.", "a: Met Els.", "c: Met Jan de Wit, klantnummer 4077218."
    )

    redacted = redact(contact)

    assert redacted.turns[0] is contact.turns[0]
    assert [replace(turn, text="") for turn in redacted.turns] == [
        replace(turn, text="") for turn in contact.turns
    ]
    assert replace(redacted, turns=()) == replace(contact, turns=())


def test_a_contact_without_personal_data_is_the_same_object() -> None:
    contact = contact_of("a: Waarmee kan ik u helpen?", "c: De wasmachine lekt al een week.")

    assert redact(contact) is contact
