"""Drawings: SVG made on the server, without script or inline style, so that the console's policy lets it through.

Colours and letters are the stylesheet's, light and dark. Behind each drawing its page has a table that says the same.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any
from xml.etree import ElementTree as ET

import leather
from leather.shapes import Dots, Line
from markupsafe import Markup

from flows.grammar import Flow

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


# A flow: its steps below one another as they are written, moves to the next one straight down, others around


BOX, TALL, ROW, LANE = 190, 30, 48, 11
"""Width and height of a step, from one to the next, and from one line beside them to the next."""


@dataclass(frozen=True)
class Way:
    """All moves to one step from steps that stand above it, or below it, as one line in a lane beside the steps."""

    to: int
    sources: tuple[int, ...]
    lane: int

    @property
    def rows(self) -> tuple[int, int]:
        return min(self.to, *self.sources), max(self.to, *self.sources)


def steps(flow: Flow, stopped: Mapping[str, int], title: str) -> Markup:
    """The steps and moves; `stopped` are how many talks were left at a step, by its name."""
    places = {name: place for place, name in enumerate(flow.steps)}
    pairs = {(places[step.name], places[move.to]) for step, move in flow.moves()}
    down = ways({(start, to) for start, to in pairs if to > start + 1})
    up = ways({(start, to) for start, to in pairs if to < start})
    left = LANE * (1 + max((way.lane for way in up), default=0) + 1)
    right = LANE * (1 + max((way.lane for way in down), default=0) + 1)
    group = ET.Element("g")
    for way in (*down, *up):
        group.append(around(way, left))
    for start, to in sorted(pairs):
        if to == start + 1:
            group.append(arrow(f"M{left + BOX / 2} {top(start) + TALL}V{top(to)}", (left + BOX / 2, top(to)), "down"))
    for name, place in places.items():
        group.extend(box(name, place, left, stopped.get(name, 0), again=(place, place) in pairs))
    return drawn(group, left + BOX + right, top(len(places) - 1) + TALL + 4, title, "flow-drawing")


def ways(pairs: Collection[tuple[int, int]]) -> list[Way]:
    """A line for each step that is moved to; the short ones nearest, none over another in one lane."""
    sources = defaultdict[int, list[int]](list)
    for start, to in sorted(pairs):
        sources[to].append(start)
    found: list[Way] = []
    for to, starts in sorted(sources.items(), key=lambda each: max(abs(each[0] - start) for start in each[1])):
        first, last = min(to, *starts), max(to, *starts)
        taken = {way.lane for way in found if way.rows[0] <= last and first <= way.rows[1]}
        lane = next(lane for lane in count() if lane not in taken)
        found.append(Way(to, tuple(starts), lane))
    return found


def top(place: int) -> int:
    return 4 + place * ROW


def around(way: Way, left: int) -> ET.Element:
    """Out of the lower half of each source, along the lane, and into the upper half of the step."""
    goes_down = way.to > way.sources[0]
    side = left + BOX if goes_down else left
    lane = side + (1 if goes_down else -1) * LANE * (way.lane + 1)
    end = top(way.to) + TALL // 3
    lines = "".join(f"M{side} {top(each) + 2 * TALL // 3}H{lane}V{end}" for each in way.sources)
    return arrow(f"{lines}H{side}", (side, end), "left" if goes_down else "right")


HEADS = {"down": "-4 -7 4 -7", "left": "7 -4 7 4", "right": "-7 -4 -7 4"}
"""Where the two ends of an arrow's head are, from its point."""


def arrow(path: str, point: tuple[float, float], to: str) -> ET.Element:
    group = ET.Element("g", {"class": "way"})
    ET.SubElement(group, "path", {"d": path, "fill": "none"})
    x, y = point
    one_x, one_y, other_x, other_y = (int(each) for each in HEADS[to].split())
    ET.SubElement(group, "path", {"d": f"M{x} {y}l{one_x} {one_y}L{x + other_x} {y + other_y}Z", "class": "head"})
    return group


def box(name: str, place: int, left: int, stopped: int, *, again: bool) -> Iterator[ET.Element]:
    """A step with its name, a sign if it may come again, and how many talks were left there."""
    size = {"x": f"{left}", "y": f"{top(place)}", "width": f"{BOX}", "height": f"{TALL}", "rx": "7"}
    yield ET.Element("rect", {**size, "class": "left" if stopped else "step"})
    middle = f"{top(place) + TALL / 2 + 4:g}"
    said = ET.Element("text", {"x": f"{left + 10}", "y": middle})
    said.text = name.replace("_", " ") + (" ↻" if again else "")
    yield said
    if stopped:
        many = ET.Element("text", {"x": f"{left + BOX - 10}", "y": middle, "text-anchor": "end", "class": "count-left"})
        many.text = str(stopped)
        yield many


def drawn(group: ET.Element, width: float, height: float, title: str, kind: str) -> Markup:
    """What was drawn as an image of a page, as wide as there is room."""
    root = ET.Element(
        "svg", {"viewBox": f"0 0 {width:g} {height:g}", "class": kind, "role": "img", "aria-label": title}
    )
    root.append(group)
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 (ElementTree has escaped what it holds)
