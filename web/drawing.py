"""Drawings: SVG made on the server, without script or inline style, so that the console's policy lets it through.

Colours and letters are the stylesheet's, light and dark. Behind each drawing its page has a table that says the same.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import leather
from leather.shapes import Dots, Line
from markupsafe import Markup

WIDTH, HEIGHT = 380, 190
LABELS = 4
"""Days that are written under a chart, about so many."""

ROOM = timedelta(days=2)
"""On either side of the days; leather 0.4.1 fails over dates that are less than four days apart."""


class DottedLine:
    """A line with a dot at each value; leather draws either, and names the two of them in a legend."""

    def __init__(self) -> None:
        self._line, self._dots = Line("currentColor", width=2), Dots("currentColor", radius=4.5)

    def validate_series(self, series: Any) -> None:
        self._line.validate_series(series)

    def to_svg(self, *given: Any) -> ET.Element:
        group: ET.Element = self._line.to_svg(*given)
        group.append(self._dots.to_svg(*given))
        return group


def scores(points: Sequence[tuple[date, int | None]], title: str, say_day: Callable[[date], str]) -> Markup:
    """Scores from 1 to 5 over time, the first one first; where there is no score the line has a gap.

    There is one point at least. `title` is what a reader who cannot see it hears.
    """
    days = [day for day, _ in points]
    chart = leather.Chart()
    chart.add_x_scale(days[0] - ROOM, days[-1] + ROOM)
    chart.add_y_scale(1, 5)
    chart.add_x_axis(ticks=labelled(days), tick_formatter=lambda day, _place, _count: say_day(day))
    chart.add_y_axis(ticks=[1, 2, 3, 4, 5])
    chart.add_series(leather.Series(list(points)), DottedLine())
    return drawn(chart.to_svg_group(WIDTH, HEIGHT), WIDTH, HEIGHT, title, "chart")


def labelled(days: Sequence[date]) -> list[date]:
    """The last day, and others before it with room between them."""
    apart, kept = (days[-1] - days[0]) / LABELS, [days[-1]]
    for day in reversed(days):
        if kept[-1] - day > apart:
            kept.append(day)
    return kept[::-1]


def drawn(group: ET.Element, width: float, height: float, title: str, kind: str) -> Markup:
    """What was drawn as an image of a page, as wide as there is room."""
    root = ET.Element(
        "svg", {"viewBox": f"0 0 {width:g} {height:g}", "class": kind, "role": "img", "aria-label": title}
    )
    root.append(group)
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 (ElementTree has escaped what it holds)
