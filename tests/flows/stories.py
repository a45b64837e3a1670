"""What people say in the contacts of these tests."""

from pipeline.domain import Speaker

Lines = list[tuple[Speaker, str]]

DRYER = (
    "Mijn wasdroger piept en de trommel draait niet meer rond, al sinds zondag. "
    "Ik heb het filter schoongemaakt en de stekker eruit gehad, maar dat hielp niet."
)
DRYER_AGAIN = (
    "De trommel van de wasdroger draait niet meer rond en hij piept, al sinds zondag. "
    "Het filter heb ik al schoongemaakt, en de stekker is er ook uit geweest."
)

TOLD: Lines = [
    ("agent", "Goedemiddag, klantenservice, waarmee kan ik u helpen?"),
    ("customer", DRYER),
    ("agent", "Daar gaat de werkplaats over. Ik verbind u door."),
]
RETOLD: Lines = [
    ("agent", "Werkplaats, goedemiddag. Vertelt u eens, wat is er aan de hand?"),
    ("customer", DRYER_AGAIN),
    ("agent", "De monteur komt morgen voor 12 uur bij u langs."),
]
BILL: Lines = [
    ("agent", "Goedemorgen, waarmee kan ik u helpen?"),
    ("customer", "Op mijn rekening van februari staat twee keer hetzelfde abonnement."),
    ("agent", "Dat klopt niet. Ik boek het dubbele bedrag vandaag terug."),
    ("customer", "Fijn, dank u wel."),
]
