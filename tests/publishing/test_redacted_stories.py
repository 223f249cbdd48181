"""Generated stories: what is withheld is in no output, and in those without it.

GEO_STORIES=200 generates that many; without it there are 30, as each is read and searched whole.
"""

import os
import string
import tempfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from story.small import SmallStory

import geo
from geo.exchange.formats import FORMATS
from geo.publishing import find_leaks
from geo.publishing.states import with_story
from geo.story.read import Tables, read_tables
from geo.story.redactions import redact_tables

COLUMNS = ("table", "row", "column", "instead", "also", "until", "reason")
LETTERS = string.ascii_lowercase + "éüñßç" + "абвгд" + "خانعلي"
NAMES = st.lists(st.text(LETTERS, min_size=3, max_size=9), min_size=2, max_size=3).map(
    lambda words: " ".join(f"{word}q".capitalize() for word in words)  # no word that geo uses
)
POINTS = st.tuples(
    st.integers(-17_900_000, 17_900_000).map(lambda n: (n * 10 + 7) / 1e6),
    st.integers(-8_000_000, 8_000_000).map(lambda n: (n * 10 + 3) / 1e6),
).filter(lambda point: max(map(abs, point)) > 1)  # by 0, 0 any number of three digits is near


@st.composite
def stories(draw: st.DrawFn) -> dict[str, object]:
    """Draw names, a point, and which of the things are withheld."""
    names = draw(st.lists(NAMES, min_size=3, max_size=3, unique_by=str.casefold))
    kinds = draw(
        st.lists(
            st.sampled_from(["actor", "village", "hidden", "event", "claim", "cell"]),
            min_size=1,
            unique=True,
        )
    )
    if "village" in kinds and "hidden" in kinds:
        kinds.remove("hidden")
    return {"names": names, "point": draw(POINTS), "kinds": kinds}


def _slug(name: str) -> str:
    plain = "".join(sign if sign in string.ascii_lowercase else "-" for sign in name.casefold())
    return "-".join(filter(None, plain.split("-"))) or "x"


def _write(folder: Path, drawn: dict[str, object]) -> Path:
    """Write the small story with the names and the point in many of its cells."""
    person, village, secret = drawn["names"]
    small = SmallStory(folder / "two-choirs")
    small.head = small.head.replace("A call.", f"{person} calls from {village}.")
    small.row("actors", "owner").update(name=person, role=f"{secret} of the village")
    place = small.row("places", "edgware")
    place.update(name=village, label=village, within="karachi")
    pin = small.row("pins", "edgware")
    pin.update(matched=village, provider_id=f"hand:{_slug(village)}")
    pin.update(precision="site", radius_m="50")
    pin["lon"], pin["lat"] = (f"{degrees:.6f}" for degrees in drawn["point"])
    small.row("pins", "karachi")["reason"] = f"beside {village}"
    small.row("claims", "c-call")["statement"] = f"{person} calls from {village.upper()}."
    small.row("claims", "c-met")["statement"] = f"The plan of {secret} was kept to by all of them."
    small.row("steps", "first")["text"] = f"{person.upper()} calls [c-call]."
    small.row("events", "encore").update(title=f"{secret} sing again there", place="karachi")
    small.row("figures", "f-30")["note"] = f"Counted by {secret} on the day."
    kinds = drawn["kinds"]
    rows = {
        "actor": {"table": "actors", "row": "owner", "instead": "a resident"},
        "village": {"table": "places", "row": "edgware", "instead": "karachi"},
        "hidden": {"table": "places", "row": "edgware", "also": village},
        "event": {"table": "events", "row": "encore"},
        "claim": {"table": "claims", "row": "c-met"},
        "cell": {"table": "figures", "row": "f-30", "column": "note"},
    }
    blank = dict.fromkeys(COLUMNS, "") | {"reason": "a test"}
    small.tables["redactions"] = [blank | rows[kind] for kind in kinds]
    if "hidden" in kinds:  # where nothing stands in its place, its cells need a text of their own
        for table, row, column in (
            ("story", "", "finding"),
            ("claims", "c-call", "statement"),
            ("pins", "karachi", "reason"),
        ):
            text = {"table": table, "row": row, "column": column, "instead": "Somebody calls."}
            small.tables["redactions"].append(blank | text)
    return small.write()


def _frames(story: geo.Story, folder: Path, _: Tables) -> list[Path]:
    """Write all that any output can be made of: texts and shapes of each frame."""
    names = [each.name for each in fields(story) if hasattr(getattr(story, each.name), "to_csv")]
    for name in names:
        getattr(story, name).to_csv(folder / f"{name}.csv")
    shapes = pd.concat([story.places.geometry, story.events.geometry, story.links.geometry])
    (folder / "shapes.bin").write_bytes(b"\n".join(shapes.dropna().to_wkb()))
    (folder / "story.txt").write_text(f"{story.name}\n{story.title}\n{story.finding}", "utf-8")
    return sorted(folder.iterdir())


def _outputs(story: geo.Story, folder: Path, tables: Tables) -> list[Path]:
    geo.save_html(geo.story_map(story), folder / "page.html")
    geo.write_tables(story, folder, to=list(FORMATS), published="2024-05-17")
    page = with_story("<body></body>", tables, {"headline": story.title})
    (folder / "carried.html").write_text(page, "utf-8")
    return sorted(folder.iterdir())


STORIES = int(os.environ.get("GEO_STORIES", "30"))


def _settings(examples: int) -> settings:
    checks = list(HealthCheck)
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=checks,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],  # each is a whole story: none is made smaller
    )


@pytest.mark.slow
@_settings(STORIES)
@given(stories())
def test_nothing_withheld_is_in_what_outputs_are_made_of(drawn: dict[str, object]) -> None:
    _find_nothing(drawn, _frames)


@pytest.mark.slow
@_settings(STORIES // 10)
@given(stories())
def test_nothing_withheld_is_in_any_output(drawn: dict[str, object]) -> None:
    _find_nothing(drawn, _outputs)


def _find_nothing(
    drawn: dict[str, object], write: Callable[[geo.Story, Path, Tables], list[Path]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tables = _write(folder, drawn)
        redacted, withheld = redact_tables(read_tables(tables))
        assert withheld.words
        assert bool(withheld.points) == bool({"village", "hidden"} & set(drawn["kinds"]))
        (folder / "out").mkdir()
        files = write(geo.read_story(tables), folder / "out", redacted)
        assert find_leaks(files, withheld) == []
        person, village, _ = (text.encode() for text in drawn["names"])
        gone = [person] if "actor" in drawn["kinds"] else []
        gone += [village] if {"village", "hidden"} & set(drawn["kinds"]) else []
        assert not [each for each in gone for path in files if each in path.read_bytes()]


@pytest.mark.slow
def test_the_search_finds_in_each_output_what_a_build_without_redactions_holds(
    tmp_path: Path,
) -> None:
    drawn = {
        "names": ["Aliq Khanq", "Dorfq Alpq", "Secretq Samq"],
        "point": (66.012347, 23.765433),
        "kinds": ["actor", "village", "event", "claim", "cell"],
    }
    tables = _write(tmp_path, drawn)
    _, withheld = redact_tables(read_tables(tables))
    (tmp_path / "out").mkdir()
    story = geo.read_story(tables, redacted=False)
    files = _outputs(story, tmp_path / "out", read_tables(tables))
    leaks = find_leaks(files, withheld)
    named = {leak.file.split(" ")[0] for leak in leaks}
    without = {"CREDITS.txt", "sources.csv", "relations.csv", "views.csv", "mentions.csv"}
    without |= {"exhibits.csv"}  # the story has none; tests/publishing/test_exhibits.py has
    without |= {"two-choirs.xlsx", "two-choirs.bib", "two-choirs.csl.json"}  # redacted always
    assert named == {path.name for path in files} - without
    located = {leak.file.split(" ")[0] for leak in leaks if leak.what.startswith("the point")}
    drawn_as = ("links", "places")
    spatial = {f"{name}.{end}" for name in drawn_as for end in ("geojson", "parquet", "fgb")}
    ends = ("gpkg", "gpx", "kml", "kmz", "lpf.json", "tei.xml", "topojson")
    single = {f"two-choirs.{end}" for end in ends}
    assert located == {*spatial, *single, "places.csv", "page.html", "carried.html"}
