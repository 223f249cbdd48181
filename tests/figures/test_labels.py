from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from geo.figures.axes import Rect
from geo.figures.labels import (
    FACES,
    Label,
    Letter,
    Line,
    Placer,
    face,
    showable,
    width,
    wrapped,
)

RECT = Rect(0, 0, 300, 200)
LETTER = Letter(8, "#000000")


def label(x: float, y: float, *, text: str = "Karachi", needed: bool = False) -> Label:
    return Label(x, y, 3, (Line(text, LETTER),), needed=needed)


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 200)), max_size=25))
def test_no_label_covers_another_and_all_stay_inside(marks: list[tuple[float, float]]) -> None:
    placer = Placer(RECT)
    boxes = [placed.box for x, y in marks if (placed := placer.place(label(x, y, needed=True)))]
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    assert all(
        left >= 0 and bottom >= 0 and right <= 300 and top <= 200
        for left, bottom, right, top in boxes
    )


def test_a_label_avoids_a_line_if_it_can() -> None:
    line = np.column_stack([np.linspace(150, 300, 60), np.full(60, 100.0)])
    placed = Placer(RECT, lines=line).place(label(150, 100))
    assert placed is not None
    assert placed.box[2] < 150, "left of its mark, for the line runs to the right"


def test_a_label_without_room_is_left_out() -> None:
    placer = Placer(RECT, boxes=[(0, 0, 300, 200)])
    assert placer.place(label(150, 100, needed=True)) is None


def test_a_label_too_wide_for_the_map_is_left_out() -> None:
    assert Placer(RECT).place(label(150, 100, text="Karachi " * 20, needed=True)) is None


@given(st.text(max_size=60))
def test_any_text_can_be_measured_and_keeps_what_can_be_shown(text: str) -> None:
    shown = showable(text)
    assert len(shown) == len(text)
    assert math.isfinite(width(shown, size=8))
    assert all(mine == theirs for mine, theirs in zip(shown, text, strict=True) if mine not in " �")


@given(st.text(max_size=80), st.floats(20, 200))
def test_wrapped_lines_fit_and_lose_no_letter(text: str, room: float) -> None:
    lines = wrapped(text, size=8, room=room)
    assert all(width(line, size=8) <= room for line in lines if len(line) > 1)
    assert showable("".join("".join(lines).split())) == "".join(showable(text).split())


@pytest.mark.parametrize("name", FACES)
def test_letters_come_from_the_fonts_that_matplotlib_ships(name: str) -> None:
    assert "mpl-data" in face(name).get_file()


def test_widths_are_those_of_the_outlines() -> None:
    properties = FontProperties(fname=face("plain").get_file())
    outline = TextPath((0, 0), "Muttahida", size=20, prop=properties).get_extents().width
    assert width("Muttahida", size=20) == pytest.approx(outline, rel=0.06)
