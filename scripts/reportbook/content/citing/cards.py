"""The card that other sites show of a page when somebody links to it: title, sentence, book."""

import io
import re

from PIL import Image, ImageDraw, ImageFont

from reportbook.content.pictures import FONTS, GREY, INK, PAPER, SANS, SERIF

SIZE = WIDTH, HEIGHT = 1200, 630  # what those sites ask for
EDGE = 72
# Letters that the book's fonts lack would be empty boxes.
OTHERS = re.compile(r"[^\u0000-\u04ff\u2000-\u22ff]+")
# The mark of the book: how far the evidence bears claims out.
MARK = ("#0b4f7a", "#7fb8d8", "#d9d2c0", "#f0a35e", "#a5123a")


def draw_card(title: str, description: str, book: str) -> bytes:
    """A PNG with the title in up to three lines and what fits of the description below it."""
    card = Image.new("RGB", SIZE, PAPER)
    drawing = ImageDraw.Draw(card)
    drawing.rectangle((0, 0, WIDTH, 18), INK)
    for number, colour in enumerate(MARK):
        left = EDGE + 44 * number
        drawing.rectangle((left, HEIGHT - 84, left + 39, HEIGHT - 60), colour)
    place = WIDTH - EDGE, HEIGHT - 60
    drawing.text(place, book, GREY, font(28, SANS, 700), anchor="rs")
    y = 130
    for text, size, family, weight, most in (
        (title, 66, SERIF, 700, 3),
        (description, 34, SANS, 400, 5),
    ):
        letters = font(size, family, weight)
        for line in wrap(text, letters, most):
            if y < HEIGHT - 110:
                drawing.text((EDGE, y), line, INK if weight == 700 else GREY, letters, anchor="ls")
            y += round(1.24 * size)
        y -= 16
    out = io.BytesIO()
    card.quantize(64, dither=Image.Dither.NONE).save(out, "png")
    return out.getvalue()


def font(size: int, family: str, weight: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS[family, weight], size)


def wrap(text: str, letters: ImageFont.FreeTypeFont, most: int) -> list[str]:
    """Lines as wide as the card allows, at most so many; the last one says that more follows."""
    lines = [""]
    for word in OTHERS.sub("", text).split():
        longer = f"{lines[-1]} {word}".strip()
        if letters.getlength(longer) <= WIDTH - 2 * EDGE:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip(" ,;.:") + " …"]
    return lines
