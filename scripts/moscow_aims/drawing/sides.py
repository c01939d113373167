"""The sides of the talks: one name, one short name and one colour in every picture."""

from moscow_aims.drawing import theme

NAMES = {
    "russia": "Russia",
    "ukraine": "Ukraine",
    "us": "United States",
    "europe": "Europe",
    "turkey": "Turkey",
}
SHORT = NAMES | {"us": "US"}
COLOURS = {
    "russia": theme.RUSSIA,
    "ukraine": theme.UKRAINE,
    "us": theme.US,
    "europe": theme.EUROPE,
    "turkey": theme.OTHERS,
}
