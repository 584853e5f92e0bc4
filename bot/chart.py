"""Charts: scores over time as a picture for a phone, light, with a row of its own for each, and gaps left as gaps."""

from io import BytesIO
from itertools import pairwise

import font_lato
from PIL import Image, ImageDraw, ImageFont

from flows.values import Chart

SHARPER = 2
"""Drawn so many times as large and then made smaller: lines and dots get smooth edges."""

WIDTH, MARGIN = 1080 * SHARPER, 56 * SHARPER
TITLE, ROW, NAME, FOOT = 132 * SHARPER, 262 * SHARPER, 62 * SHARPER, 72 * SHARPER
LEFT, RIGHT = 110 * SHARPER, 84 * SHARPER
DOT, LINE = 25 * SHARPER, 6 * SHARPER
LOWEST, HIGHEST = 1, 5
MOST_LABELS = 6

PAPER, INK, FAINT, RULE, BLUE = "#fbfaf7", "#22303c", "#66727d", "#e2ded5", "#2f6f8f"


def draw(chart: Chart) -> bytes:
    """The chart as a PNG."""
    height = TITLE + ROW * len(chart.rows) + FOOT + MARGIN
    picture = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text((MARGIN, MARGIN), chart.title, INK, _font("Bold", 40))
    for place, (name, scores) in enumerate(zip(chart.rows, chart.scores, strict=True)):
        _row(pen, TITLE + ROW * place, name, scores)
    _days(pen, height - FOOT - MARGIN, chart.days)
    smooth = picture.resize((WIDTH // SHARPER, height // SHARPER), Image.Resampling.LANCZOS)
    made = BytesIO()
    smooth.quantize(64).save(made, "PNG", optimize=True)
    return made.getvalue()


def _row(pen: ImageDraw.ImageDraw, top: int, name: str, scores: tuple[int | None, ...]) -> None:
    pen.text((MARGIN, top + NAME // 2), name, INK, _font("Regular", 34), anchor="lm")
    for y in (_height(top, level) for level in range(LOWEST, HIGHEST + 1)):
        pen.line((LEFT, y, WIDTH - MARGIN, y), RULE, 2 * SHARPER)
    for level in (LOWEST, HIGHEST):
        pen.text((LEFT - 28 * SHARPER, _height(top, level)), str(level), FAINT, _font("Regular", 28), anchor="rm")
    dots = [
        None if score is None else (_across(at, len(scores)), _height(top, score)) for at, score in enumerate(scores)
    ]
    for before, after in pairwise(dots):
        if before and after:
            pen.line((*before, *after), BLUE, LINE)
    for dot, score in zip(dots, scores, strict=True):
        if dot:
            _dot(pen, dot, str(score))


def _dot(pen: ImageDraw.ImageDraw, at: tuple[int, int], score: str) -> None:
    x, y = at
    pen.ellipse((x - DOT, y - DOT, x + DOT, y + DOT), BLUE, PAPER, 4 * SHARPER)
    pen.text((x, y), score, PAPER, _font("Bold", 32), anchor="mm")


def _days(pen: ImageDraw.ImageDraw, top: int, days: tuple[str, ...]) -> None:
    """The days below, as many as there is room for, the last one always."""
    every = -(-len(days) // MOST_LABELS)
    for at, day in enumerate(days):
        if (len(days) - 1 - at) % every == 0:
            pen.text((_across(at, len(days)), top + FOOT // 2), day, FAINT, _font("Regular", 28), anchor="mm")


def _across(at: int, count: int) -> int:
    """Where a column stands; a single one in the middle."""
    left, right = LEFT + RIGHT, WIDTH - MARGIN - RIGHT
    return (left + right) // 2 if count == 1 else left + (right - left) * at // (count - 1)


def _height(top: int, score: int) -> int:
    bottom, room = top + ROW - 30 * SHARPER, ROW - NAME - 58 * SHARPER
    return bottom - room * (score - LOWEST) // (HIGHEST - LOWEST)


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    name = "Lato" if weight == "Regular" else f"Lato{weight}"
    return ImageFont.truetype(font_lato.font_files[name], size * SHARPER)
