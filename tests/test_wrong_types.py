"""Whatever a public function is handed, what it can't use is refused in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import folium
import pandas as pd
import pytest

import geo

if TYPE_CHECKING:
    from collections.abc import Callable

WRONG = [5, [1], None, b"x", object(), {"a": 1}]
STORY = geo.read_story(Path(__file__).parents[1] / "examples" / "krakatau")
MAP = folium.Map()
FRAME = STORY.events


REFUSES: dict[str, Callable[[object], object]] = {
    "check story": lambda value: geo.check(value, "data"),
    "check sources": lambda value: geo.check(STORY, value),
    "draw": geo.draw,
    "explore": geo.explore,
    "explore links": lambda value: geo.explore(FRAME, links=value if value is not None else 5),
    "find": geo.find,
    "geocode_file path": lambda value: geo.geocode_file(value, "out.csv", column="place"),
    "geocode_file out": lambda value: geo.geocode_file("in.csv", value, column="place"),
    "geoparse": geo.geoparse,
    "read_story": geo.read_story,
    "readable": geo.readable,
    "save_html map": lambda value: geo.save_html(value, "map.html"),
    "save_html path": lambda value: geo.save_html(MAP, value, tiles="none"),
    "save_picture story": lambda value: geo.save_picture(value, "picture.png"),
    "save_picture path": lambda value: geo.save_picture(STORY, value),
    "story_map": geo.story_map,
    "write_tables story": lambda value: geo.write_tables(value, "tables"),
    "write_tables folder": lambda value: geo.write_tables(STORY, value),
}


@pytest.mark.parametrize("value", WRONG, ids=[type(one).__name__ for one in WRONG])
@pytest.mark.parametrize("call", REFUSES.values(), ids=REFUSES)
def test_a_wrong_type_is_refused_in_words(
    call: Callable[[object], object], value: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(geo.GeoError, match=r"found|wanted|no such"):
        call(value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "value", [5, b"Karachi", {"a": 1}, object(), [1], [["Karachi"]], ["Karachi", (["a"],)]]
)
def test_what_is_no_name_is_refused_in_words(value: object) -> None:
    with pytest.raises(geo.GeocodeError, match="found"):
        geo.geocode(value)  # type: ignore[arg-type]


def test_the_message_names_argument_found_and_wanted() -> None:
    with pytest.raises(geo.ArgumentError) as caught:
        geo.draw(pd.DataFrame())  # type: ignore[arg-type]
    assert str(caught.value) == "story: found DataFrame, wanted a story, as geo.read_story gives it"
    with pytest.raises(TypeError, match=r"^folder: found int, wanted a path$"):
        geo.read_story(7)  # type: ignore[arg-type]
