from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
import pytest

import geo
from geo.errors import ExportError
from geo.exchange import write_tables
from geo.formats import evidence_of, with_evidence

if TYPE_CHECKING:
    from types import SimpleNamespace

    import pandas as pd

FILES = [
    "events.geojson",
    "links.geojson",
    "places.geojson",
    "events.parquet",
    "links.parquet",
    "places.parquet",
    "a-test.gpkg",
    "sources.csv",
    "places.csv",
    "events.csv",
    "links.csv",
    "claims.csv",
    "relations.csv",
    "figures.csv",
    "CREDITS.txt",
]

WRITE = """
import sys, runpy
from types import SimpleNamespace
from geo.exchange import write_tables

made = runpy.run_path(sys.argv[1])
names = ("events", "links", "places", "claims", "relations", "figures", "sources")
frames = {name: made[name].__wrapped__() for name in names}
write_tables(SimpleNamespace(name="a-test", title="A test", **frames), sys.argv[2])
"""


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_every_format_stands_in_the_folder(story: SimpleNamespace, tmp_path: Path) -> None:
    told = []
    written = write_tables(story, tmp_path / "outputs", progress=told.append)
    assert [path.name for path in written] == FILES
    assert told == written
    assert sorted(path.name for path in (tmp_path / "outputs").iterdir()) == sorted(FILES)


def test_each_event_carries_its_claims_with_their_denials(
    story: SimpleNamespace, tmp_path: Path
) -> None:
    write_tables(story, tmp_path)
    features = json.loads((tmp_path / "events.geojson").read_text(encoding="utf-8"))["features"]
    behind = features[0]["properties"]["evidence"]
    assert [claim["claim"] for claim in behind] == ["c-1", "c-2"]
    assert behind[1]["said_by_label"] == "Opposition"
    assert behind[1]["status"] == "alleged"
    assert behind[1]["denied_by"] == "c-3"
    assert (behind[1]["source"], behind[1]["paragraph"]) == ("paper-1", 4)
    assert (behind[1]["start"], behind[1]["end"]) == (40, 80)


def test_the_formats_agree_about_the_evidence(story: SimpleNamespace, tmp_path: Path) -> None:
    write_tables(story, tmp_path)
    wanted = evidence_of(story.claims)["karachi"]
    geojson = json.loads((tmp_path / "places.geojson").read_text(encoding="utf-8"))
    parquet = gpd.read_parquet(tmp_path / "places.parquet")
    package = gpd.read_file(tmp_path / "a-test.gpkg", layer="places").set_index("id")
    assert geojson["features"][0]["properties"]["evidence"] == wanted
    assert json.loads(parquet.loc["karachi", "evidence"]) == wanted
    assert json.loads(package.loc["karachi", "evidence"]) == wanted


def test_the_package_names_who_made_the_data(story: SimpleNamespace, tmp_path: Path) -> None:
    write_tables(story, tmp_path)
    credit = pyogrio.read_dataframe(tmp_path / "a-test.gpkg", layer="credits")
    assert credit["licence"].value_counts()["OGL-UK-3.0"] == 2


def test_the_credits_name_articles_and_data(story: SimpleNamespace, tmp_path: Path) -> None:
    write_tables(story, tmp_path)
    text = (tmp_path / "CREDITS.txt").read_text(encoding="utf-8")
    assert "A. Writer, =1+1, The Paper, 16 May 2007\nSecond, @News\n" in text
    assert "Contains National Statistics data © Crown copyright and database right\n" in text


def test_frames_are_not_changed(story: SimpleNamespace, tmp_path: Path) -> None:
    before = {name: frame.copy() for name, frame in vars(story).items() if hasattr(frame, "copy")}
    write_tables(story, tmp_path)
    assert all(getattr(story, name).equals(frame) for name, frame in before.items())


def test_a_story_without_rows_is_written(story: SimpleNamespace, tmp_path: Path) -> None:
    for name in ("events", "links", "places", "claims", "relations", "figures", "sources"):
        setattr(story, name, getattr(story, name).iloc[:0])
    assert len(write_tables(story, tmp_path)) == len(FILES)
    assert gpd.read_parquet(tmp_path / "events.parquet").empty


def test_a_missing_column_is_told_before_anything_is_written(
    story: SimpleNamespace, tmp_path: Path
) -> None:
    story.claims = story.claims.drop(columns=["paragraph", "status"])
    with pytest.raises(ExportError, match="claims: wanted the columns paragraph, status"):
        write_tables(story, tmp_path / "outputs")
    assert not (tmp_path / "outputs").exists()


def test_what_claims_are_about_is_kept_apart(
    claims: pd.DataFrame, places: gpd.GeoDataFrame
) -> None:
    carried = with_evidence(places, claims=claims)
    assert "evidence" not in places.columns
    assert [len(behind) for behind in carried["evidence"]] == [2, 0]


def test_bytes_are_the_same_in_another_process_zone_and_language(
    story: SimpleNamespace, tmp_path: Path
) -> None:
    write_tables(story, tmp_path / "here")
    write_tables(story, tmp_path / "again")
    environment = {
        **os.environ,
        "TZ": "Pacific/Chatham",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "12345",
        "PYTHONUTF8": "0",
    }
    conftest = Path(__file__).with_name("conftest.py")
    subprocess.run(
        [sys.executable, "-c", WRITE, conftest, tmp_path / "there"], env=environment, check=True
    )
    assert sums(tmp_path / "again") == sums(tmp_path / "here")
    assert sums(tmp_path / "there") == sums(tmp_path / "here")


def test_the_real_story_is_written_and_read_back(data: Path, tmp_path: Path) -> None:
    told = geo.read_story(data)
    write_tables(told, tmp_path)
    karachi = json.loads((tmp_path / "places.geojson").read_text(encoding="utf-8"))["features"]
    pin = next(place["properties"] for place in karachi if place["id"] == "karachi")
    assert (pin["lon"], pin["lat"]) == (
        pytest.approx(67.01, abs=0.1),
        pytest.approx(24.86, abs=0.1),
    )
    links = gpd.read_parquet(tmp_path / "links.parquet")
    assert links.loc["telephone-addresses", "length_km"] == pytest.approx(6300, rel=0.01)
    assert links.geometry.isna().any()
    package = tmp_path / f"{told.name}.gpkg"
    assert pyogrio.read_info(package, layer="claims")["features"] == len(told.claims)
    with (tmp_path / "figures.csv").open(encoding="utf-8", newline="") as file:
        tolls = [row for row in csv.DictReader(file) if row["measure"] == "deaths"]
    assert [row["label"] for row in tolls][:3] == [
        "at least 40 people",
        "at least 41 people",
        "42 people",
    ]
    assert all(row["source"] and row["paragraph"] and row["status"] for row in tolls)
