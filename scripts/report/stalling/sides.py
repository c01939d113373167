"""The sides of the talks: one name, one short name and one colour in every picture."""

from report import style

NAMES = {
    "russia": "Russia",
    "ukraine": "Ukraine",
    "us": "United States",
    "europe": "Europe",
    "turkey": "Turkey",
}
SHORT = NAMES | {"us": "US"}
COLOURS = {
    "russia": style.RED,
    "ukraine": style.GREEN,
    "us": style.BLUE,
    "europe": style.ORANGE,
    "turkey": style.GREY,
}
