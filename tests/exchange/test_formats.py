"""The registry of formats: the docs say what it says, bytes repeat, mistakes are told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support import Geo, contents

import geo
from geo.errors import ExportError
from geo.exchange.formats import FORMATS, TABLES
from geo.formats.catalog import documented_columns
from geo.formats.linked_places import edtf_of, when_of

if TYPE_CHECKING:
    from geo.story import Story

DOCS = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


def test_the_table_of_the_docs_is_the_registry() -> None:
    rows = [
        [cell.strip() for cell in row.split(" | ")]
        for row in re.findall(r"^\| (`[a-z-]+` \|.*) \|$", DOCS, re.MULTILINE)
    ]
    told = {row[0].strip("`"): row[1:] for row in rows if row[0].strip("`") in FORMATS}
    assert list(told) == list(FORMATS)
    for name, item in FORMATS.items():
        titled, opens, loses = told[name]
        assert titled.startswith(f"{item.title}: `")
        assert (opens, loses) == (item.opens, item.loses)


def test_each_format_writes_the_files_that_it_names_and_the_same_bytes_again(
    stories: dict[str, Story], tmp_path: Path
) -> None:
    story = stories["odd"]
    for name, item in FORMATS.items():
        first = geo.write_tables(story, tmp_path / name, to=[name], published="2024-05-17")
        wanted = {file.replace("NAME", story.name) for file in item.files}
        needed = {file for need in item.needs for file in FORMATS[need].files}
        assert {path.name for path in first} == wanted | needed | {"CREDITS.txt"}
        geo.write_tables(story, tmp_path / "again", to=[name], published="2024-05-17")
        again = contents(tmp_path / "again")
        assert {n: again[n] for n in contents(tmp_path / name)} == contents(tmp_path / name)


@pytest.mark.parametrize("table", TABLES)
def test_each_exported_column_is_documented(table: str, stories: dict[str, Story]) -> None:
    columns = documented_columns()
    frame = getattr(stories["london-karachi"], table)
    known = {*columns["any"], *columns.get(table, {}), "geometry"}
    assert set(frame.columns) <= known
    assert set(columns.get(table, {})) <= set(frame.columns)


def test_unknown_formats_are_told_with_those_that_there_are(
    stories: dict[str, Story], tmp_path: Path, geo_command: Geo, data: Path
) -> None:
    with pytest.raises(ExportError, match=r"to: found 'dxf'; wanted geojson, parquet, gpkg, csv"):
        geo.write_tables(stories["odd"], tmp_path / "no", to=["kml", "dxf"])
    assert not (tmp_path / "no").exists()
    done = geo_command("export", data, "--to", "kml,dxf", cwd=tmp_path)
    assert done.returncode == 2
    assert "found 'dxf', wanted all, or some of geojson" in done.stderr


def test_a_crate_without_any_day_is_refused(stories: dict[str, Story], tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="published: found no day"):
        geo.write_tables(stories["odd"], tmp_path / "no", to=["ro-crate"])
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base": "example.org"}, "base: found 'example.org'"),
        ({"published": "May 2024"}, "published: found 'May 2024'"),
        ({"to": []}, "to: found none"),
    ],
)
def test_wrong_options_are_told(
    stories: dict[str, Story], tmp_path: Path, options: dict[str, str], message: str
) -> None:
    with pytest.raises(ExportError, match=re.escape(message)):
        geo.write_tables(stories["odd"], tmp_path, **{"to": ["kml"], **options})


def test_the_command_writes_what_the_docs_say(tmp_path: Path, geo_command: Geo, data: Path) -> None:
    (command,) = re.findall(r"^geo (export data .*)$", DOCS, re.MULTILINE)
    words = command.replace("data", str(data)).split()
    done = geo_command(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    names = ["london-karachi.kml", "london-karachi.lpf.json", "london-karachi.bib", "CREDITS.txt"]
    assert done.stdout.splitlines() == [str(Path("exports", name)) for name in names]
    assert sorted(contents(tmp_path / "exports")) == sorted(names)


def test_every_option_is_in_the_docs(geo_command: Geo) -> None:
    options = re.findall(r"(--[a-z]+)", geo_command("export", "--help").stdout)
    assert set(options) - {"--help"} <= set(re.findall(r"--[a-z]+", DOCS))


def test_only_a_readers_own_copy_is_quoted(
    stories: dict[str, Story], sources: Path, tmp_path: Path
) -> None:
    story = stories["london-karachi"]
    geo.write_tables(story, tmp_path, to=["annotations"], sources=[sources])
    text = (tmp_path / f"{story.name}.annotations.jsonld").read_text(encoding="utf-8")
    items = json.loads(text)["first"]["items"]
    quotes = [
        selector
        for item in items
        if isinstance(item["target"], dict)
        for selector in item["target"]["selector"]
        if selector["type"] == "TextQuoteSelector"
    ]
    assert len(quotes) == len(story.claims) + len(story.mentions)
    position = items[0]["target"]["selector"][0]
    assert len(items[0]["target"]["selector"][1]["exact"]) == position["end"] - position["start"]


@pytest.mark.parametrize(
    ("edtf", "timespans"),
    [
        ("2007-05-12", [{"start": {"in": "2007-05-12"}}]),
        ("1984~", [{"start": {"in": "1984~"}}]),
        ("1984/1992", [{"start": {"in": "1984"}, "end": {"in": "1992"}}]),
        ("../1992", [{"start": {"latest": "1992"}, "end": {"in": "1992"}}]),
        (
            "198X",
            [
                {
                    "start": {"earliest": "1980-01-01", "latest": "1989-12-31"},
                    "end": {"latest": "1989-12-31"},
                }
            ],
        ),
        ("[1992..]", [{"start": {"earliest": "1992-01-01"}}]),
        ("-0043-03-15", [{"start": {"in": "-0043-03-15"}}]),
        ("Y-12000", [{"start": {"in": "-12000"}}]),
        ("{1849,1850}", [{"start": {"in": "1849"}}, {"start": {"in": "1850"}}]),
    ],
)  # fmt: skip
def test_time_in_linked_places_has_the_grammar_of_the_format(
    edtf: str, timespans: list[dict[str, object]]
) -> None:
    assert when_of(edtf)["timespans"] == timespans
    back = edtf_of(when_of(edtf))
    assert when_of(back)["timespans"] == timespans
