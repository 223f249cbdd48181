from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.figures.scene import compact

points = st.lists(
    st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000)), min_size=2, max_size=12
)
NUMBER = re.compile(r"-?(?:\d+\.\d+|\.\d+|\d+)")


def drawn(path: str) -> list[tuple[float, float]]:
    """Follow steps from point to point, as a reader of the file does."""
    x = y = 0.0
    start, found = (x, y), []
    for command, numbers in re.findall(r"([mlz])([^mlz]*)", path):
        if command == "z":
            x, y = start
            continue
        steps = [float(number) for number in NUMBER.findall(numbers)]
        for number, (dx, dy) in enumerate(zip(steps[::2], steps[1::2], strict=True)):
            x, y = x + dx, y + dy
            start = (x, y) if command == "m" and number == 0 else start
            found.append((x, y))
    return found


@given(st.lists(points, min_size=1, max_size=4))
def test_every_point_stays_within_a_hundredth(lines: list[list[tuple[float, float]]]) -> None:
    path = "".join(
        "".join(f"{'L' if at else 'M'} {x:f} {y:f} \n" for at, (x, y) in enumerate(line)) + "z\n"
        for line in lines
    )
    short = compact(f'<path d="{path}"/>')
    wanted = [point for line in lines for point in line]
    for (x, y), (found_x, found_y) in zip(wanted, drawn(short[9:-3]), strict=True):
        assert found_x == pytest.approx(x, abs=0.0051)
        assert found_y == pytest.approx(y, abs=0.0051)


def test_curves_are_steps_too() -> None:
    path = '<path d="M 1 1 \nQ 2 1 2 2 \nQ 2.5 3 1.25 3.5 \nz\n"/>'
    assert compact(path) == '<path d="m1 1q1 0 1 1 .5 1-.75 1.5z"/>'


def test_what_is_no_path_or_another_kind_of_path_is_left() -> None:
    text = '<text>d="M 1 1"</text><path d="M 1 1 A 5 5 0 0 1 9 9"/>'
    assert compact(text) == text
