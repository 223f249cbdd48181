"""The scene of a page: one layout for wide and narrow, text as text, the same bytes twice."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest

import geo
from geo.figures.stage import chart, path_data, stage
from geo.figures.steps import guide_steps
from geo.messages import words_in

if TYPE_CHECKING:
    from pathlib import Path

    from geo.figures.stage import StageDrawings
    from geo.story.story import Story


@pytest.fixture(scope="module")
def story(data: Path) -> Story:
    return geo.read_story(data)


@pytest.fixture(scope="module")
def scene(story: Story) -> StageDrawings:
    drawn = stage(story, guide_steps(story), name="told")
    assert drawn is not None
    return drawn


def texts(svg: str, *, pane: str | None = None) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314 - ours
    found = [one for one in root if pane is None or one.get("data-pane") == pane]
    return ["".join(text.itertext()) for one in found for text in one.iter("text")]


def test_the_insets_name_what_the_story_names_there(scene: StageDrawings) -> None:
    london, karachi = texts(scene.wide, pane="london"), texts(scene.wide, pane="karachi")
    assert {"Edgware", "Edgware High Street", "London Borough of Barnet"} <= {*london}
    assert {"Karachi", "Karachi airport", "Sindh"} <= {*karachi}
    assert "→ Karachi" in london  # where the line leaves the inset


def test_a_place_beyond_the_map_is_pointed_at_on_the_way_there(scene: StageDrawings) -> None:
    edge = re.search(r'<g class="k-edge" data-of="chicago"><path d="m(\S+) ?(\S+)', scene.wide)
    assert edge is not None
    x, y = float(edge[1]), float(edge[2].replace("-", " ").split()[0])
    assert 0 < x < 350  # west of the middle of the map
    assert 0 < y < 60  # at its northern edge: the way leads over Greenland
    assert "Chicago" in texts(scene.wide, pane="")


def test_wide_and_narrow_say_the_same_and_twice_the_same(
    story: Story, scene: StageDrawings
) -> None:
    again = stage(story, guide_steps(story), name="told")
    assert again == scene
    for svg in scene:
        told = " ".join(texts(svg, pane=""))
        assert "Telephone addresses" in told
        assert "6,329 km" in told
    assert len(scene.wide) + len(scene.narrow) < 110_000


def test_a_narrow_map_without_room_at_the_mark_still_has_the_finding(root: Path) -> None:
    story = geo.read_story(root / "examples" / "krakatau")
    drawn = stage(story, guide_steps(story), name="told")
    assert drawn is not None
    told = " ".join(texts(drawn.narrow, pane=""))
    assert "Krakatau → Rodrigues · 4,784 km · said" in told
    assert "36,417 / more than 120,000" in told


def test_notes_of_one_step_do_not_cover_each_other_nor_the_names_that_are_full(
    scene: StageDrawings,
) -> None:
    for svg, width in ((scene.wide, 700), (scene.narrow, 360)):
        main = next(one for one in ET.fromstring(svg) if one.get("data-pane") == "")  # noqa: S314
        boxes = []
        for group in main:
            kind = (group.get("class") or "").split()
            if "is-full" not in kind or kind[0] not in ("k-note", "k-label"):
                continue
            for text in group.iter("text"):
                size, x, y = (float(text.get(key, "")) for key in ("font-size", "x", "y"))
                long = 0.5 * size * len("".join(text.itertext()))  # a letter is wider than this
                left = {"start": x, "middle": x - long / 2, "end": x - long}
                boxes.append((left[text.get("text-anchor", "start")], y, long, size))
        assert len(boxes) >= 7
        for at, (left, y, long, size) in enumerate(boxes):
            assert left >= -1
            assert left + long <= width + 1
            for other_left, other_y, other_long, _ in boxes[:at]:
                apart = left > other_left + other_long or other_left > left + long
                assert apart or abs(y - other_y) >= 0.9 * size


def test_a_story_without_a_located_place_has_no_scene(story: Story) -> None:
    places = story.places.set_geometry(gpd.GeoSeries([None] * len(story.places), crs=4326).array)
    assert stage(replace(story, places=places), guide_steps(story), name="told") is None


def test_the_axis_has_every_figure_with_its_source(story: Story) -> None:
    deaths = story.figures.loc[["toll-40", "toll-41", "toll-42"]]
    told = " ".join(
        texts(chart(deaths).replace("&nbsp;", " ")) or re.findall(r">([^<]+)<", chart(deaths))
    )
    assert all(label in told for label in ("at least 40 people", "at least 41 people", "42 people"))
    assert "The Independent, paragraph 9" in told


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("de", ["die Quellen weichen", "mindestens 40 people", "BBC News, Absatz 21"]),
        ("ur", ["ماخذ متفق نہیں", "کم از کم 40 people", "پیراگراف 21", "سے شروع"]),
    ],
)
def test_the_words_of_an_axis_are_in_the_language_of_the_page(
    story: Story, language: str, wanted: list[str]
) -> None:
    drawn = chart(story.figures.loc[["toll-40", "toll-41"]], words=words_in(language))
    told = " ".join(texts(drawn))
    assert [text for text in wanted if text not in told] == []
    assert "\N{REPLACEMENT CHARACTER}" not in told
    assert not re.search("Counted|paragraph|scale|at least", told)


def test_paths_are_steps_and_no_rounding_adds_up() -> None:
    points = np.column_stack([np.arange(0, 10.01, 0.26), np.zeros(39)])
    data = path_data([points], closed=False)
    steps = [float(step) for step in re.findall(r"-?\d*\.?\d+", data)][::2]
    assert sum(steps) == pytest.approx(9.9)  # 38 steps of 0.26 are 9.88
    assert path_data([np.array([(0, 0), (0.01, 0)])], closed=False) == ""
