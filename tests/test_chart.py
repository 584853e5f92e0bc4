"""Charts: every score is a dot at its place, every gap is left free, and a phone can show it."""

from io import BytesIO

import pytest
from PIL import Image

from bot.chart import BLUE, LEFT, MARGIN, RIGHT, SHARPER, WIDTH, draw
from flows.values import Chart

ROWS = ("Promises are kept", "Rajojani kunnioitetaan")


def picture_of(*scores: tuple[int | None, ...]) -> Image.Image:
    days = tuple(f"{day} Nov" for day in range(1, len(scores[0]) + 1))
    return Image.open(BytesIO(draw(Chart("Your trust, from 1 to 5", ROWS[: len(scores)], days, scores)))).convert("RGB")


def blue_across(picture: Image.Image, at: float, count: int) -> list[int]:
    """The heights at which the middle of this column is of a dot's colour."""
    left, right = LEFT + RIGHT, WIDTH - MARGIN - RIGHT
    x = int(left + (right - left) * at / (count - 1)) // SHARPER - 17
    wanted = tuple(int(BLUE[place : place + 2], 16) for place in (1, 3, 5))
    return [
        y
        for y in range(picture.height)
        if all(abs(a - b) < 24 for a, b in zip(picture.getpixel((x, y)), wanted, strict=True))
    ]


def test_a_gap_is_left_free_and_a_score_is_not() -> None:
    picture = picture_of((4, None, 4))
    assert blue_across(picture, 0, 3)
    assert blue_across(picture, 1, 3) == []
    assert blue_across(picture, 2, 3)


def test_a_one_is_no_gap_and_stands_below_a_five() -> None:
    picture = picture_of((1, 5, 1))
    low, high = blue_across(picture, 0, 3), blue_across(picture, 1, 3)
    assert low
    assert high
    assert max(high) < min(low)


def test_neighbours_are_joined_and_nothing_is_joined_over_a_gap() -> None:
    joined, broken = picture_of((3, 3, 3)), picture_of((3, None, 3))
    assert blue_across(joined, 0.5, 3)
    assert blue_across(broken, 0.5, 3) == []


@pytest.mark.parametrize("count", [1, 2, 12])
def test_it_is_light_and_fits_a_phone_however_many_there_are(count: int) -> None:
    data = draw(Chart("Luottamuksesi", ROWS, tuple("23.11." for _ in range(count)), ((5,) * count, (None,) * count)))
    picture = Image.open(BytesIO(data))
    assert picture.format == "PNG"
    assert picture.width == 1080
    assert picture.height < 2 * picture.width
    assert len(data) < 150_000
    assert min(picture.convert("RGB").getpixel((2, 2))) > 240
