from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from geo.palette import BORDERS, MEDIA, PAPER, STATUSES, style_variables

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Machado, Oliveira and Fernandes 2009, severity 1.0; linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_CONES = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
TO_OKLAB = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
]


def linear(colour: str) -> NDArray[Any]:
    part = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    weights = [0.2126, 0.7152, 0.0722]
    dark, light = sorted(float(linear(colour) @ weights) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb: NDArray[Any]) -> NDArray[Any]:
    return np.array(TO_OKLAB) @ np.cbrt(np.array(TO_CONES) @ np.clip(rgb, 0, 1))


def test_black_on_white_has_the_contrast_that_wcag_gives() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["land", "sea"])
def test_each_medium_stands_out_from_land_and_sea(theme: str, ground: str) -> None:
    paper = getattr(PAPER[ground], theme)
    for name, medium in MEDIA.items():
        assert contrast(getattr(medium.ink, theme), paper) >= 3, name


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read(theme: str) -> None:
    for ink in ("text", "quiet", "accent"):
        for paper in ("page", "card"):
            assert contrast(getattr(PAPER[ink], theme), getattr(PAPER[paper], theme)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
def test_any_two_media_differ_for_every_eye(theme: str, sight: str) -> None:
    seen = {
        name: oklab(np.array(SIGHT[sight]) @ linear(getattr(medium.ink, theme)))
        for name, medium in MEDIA.items()
    }
    for (one, first), (other, second) in combinations(seen.items(), 2):
        assert np.linalg.norm(first - second) >= 0.05, (one, other)


def test_letters_and_dashes_say_it_again() -> None:
    assert len({medium.letter for medium in MEDIA.values()}) == len(MEDIA)
    assert len({status.dash for status in STATUSES.values()}) == len(STATUSES)
    assert BORDERS["international"].dash == ()
    assert all(BORDERS[name].dash for name in ("line-of-control", "disputed", "indefinite"))


@pytest.mark.parametrize(("one", "other"), [*combinations(BORDERS, 2)])
def test_no_two_classes_of_borders_are_drawn_alike(one: str, other: str) -> None:
    assert BORDERS[one].dash != BORDERS[other].dash
    variables = style_variables()
    dashes = re.findall(r"--dash-([a-z-]+):([^;}]+)", variables)
    assert dict(dashes)[one] != dict(dashes)[other]  # map and key read these
