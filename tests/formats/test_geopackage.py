from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely import Point

from geo.errors import ExportError
from geo.formats import write_geopackage
from geo.formats.escaping import NUL_SIGN

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def package(
    events: gpd.GeoDataFrame,
    links: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    claims: pd.DataFrame,
    figures: pd.DataFrame,
    sources: pd.DataFrame,
    tmp_path: Path,
) -> Path:
    tables = {
        "events": events,
        "links": links,
        "places": places,
        "claims": claims,
        "figures": figures,
        "sources": sources,
    }
    return write_geopackage(tables, tmp_path / "story.gpkg")


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def test_each_table_is_a_layer(package: Path) -> None:
    layers = dict(pyogrio.list_layers(package).tolist())
    assert layers == {
        "events": "Unknown",
        "links": "Unknown",
        "places": "Unknown",
        "claims": None,
        "figures": None,
        "sources": None,
    }


def test_mixed_and_null_geometry_comes_back(
    package: Path, events: gpd.GeoDataFrame, links: gpd.GeoDataFrame
) -> None:
    back = gpd.read_file(package, layer="events").set_index("id")
    assert back.crs == "EPSG:4326"
    assert back.geometry.geom_equals(events.geometry)[["rally", "kidney", "ides"]].all()
    assert back.geometry["talk"] is None
    flight = gpd.read_file(package, layer="links").set_index("id").geometry["flight"]
    assert flight.equals(links.geometry["flight"])


def test_days_are_dates_and_open_ones_null(package: Path) -> None:
    query = 'SELECT earliest, latest, typeof(latest) FROM links WHERE id = "flight"'
    assert rows(package, query) == [("2007-01-01", None, "null")]
    fields = pyogrio.read_info(package, layer="links")
    types = dict(zip(fields["fields"], fields["ogr_types"], strict=True))
    assert types["earliest"] == "OFTDate"


def test_a_column_with_days_before_1_ce_is_iso_text(package: Path) -> None:
    found = rows(package, "SELECT id, earliest FROM events ORDER BY fid")
    assert found == [
        ("rally", "2007-05-12"),
        ("kidney", "1992-01-01"),
        ("talk", None),
        ("ides", "-000043-03-15"),
    ]


def test_hostile_text_stands_letter_for_letter_with_a_sign_for_nul(
    package: Path, hostile: str
) -> None:
    found = rows(package, 'SELECT title FROM events WHERE id = "kidney"')
    assert found == [(hostile.replace("\0", NUL_SIGN),)]


def test_claims_carry_source_locator_attribution_and_status(package: Path) -> None:
    query = "SELECT said_by_label, status, source, paragraph, start, end FROM claims"
    assert rows(package, query)[1] == ("Opposition", "alleged", "paper-1", 4, 40, 80)


def test_credits_stand_beside_each_layer(package: Path) -> None:
    found = rows(package, "SELECT description FROM gpkg_contents")
    assert len(found) == 6
    assert all("GeoNames (geonames.org), CC BY 4.0" in line for (line,) in found)


def test_the_time_of_change_is_given_and_not_the_clock(
    events: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = write_geopackage(
        {"events": events}, tmp_path / "a.gpkg", changed="2025-01-02T03:04:05.000Z"
    )
    assert rows(path, "SELECT last_change FROM gpkg_contents") == [("2025-01-02T03:04:05.000Z",)]
    assert not pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")


def test_empty_frames_are_layers_with_all_columns(
    events: gpd.GeoDataFrame, claims: pd.DataFrame, tmp_path: Path
) -> None:
    tables = {"events": events.iloc[:0], "claims": claims.iloc[:0]}
    path = write_geopackage(tables, tmp_path / "empty.gpkg")
    back = gpd.read_file(path, layer="events")
    assert len(back) == 0
    assert set(back.columns) == {"id", *events.columns}
    assert pyogrio.read_info(path, layer="claims")["features"] == 0


def test_the_table_given_is_not_changed(events: gpd.GeoDataFrame, tmp_path: Path) -> None:
    before = events.copy(deep=True)
    write_geopackage({"events": events}, tmp_path / "a.gpkg")
    assert events.equals(before)


def test_what_it_cannot_hold_is_refused_and_no_file_appears(
    events: gpd.GeoDataFrame, claims: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "a.gpkg"
    with pytest.raises(ExportError, match="wanted EPSG:4326, got EPSG:27700"):
        write_geopackage({"events": events.set_crs(27700, allow_override=True)}, path)
    with pytest.raises(ExportError, match=r"column 'statement': found .* lone surrogate"):
        write_geopackage(
            {"claims": claims.assign(statement=pd.Series("\ud800", claims.index, object))}, path
        )
    with pytest.raises(ExportError, match="at least one table"):
        write_geopackage({}, path)
    with pytest.raises(ExportError, match="id: wanted as the index"):
        write_geopackage({"claims": claims.assign(id="x")}, path)
    assert list(tmp_path.iterdir()) == []


def test_any_geodataframe_will_do(tmp_path: Path) -> None:
    plain = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(1, 2)], crs="OGC:CRS84")
    back = gpd.read_file(write_geopackage({"points": plain}, tmp_path / "a.gpkg"))
    assert back["n"].tolist() == [1]
    assert back.geometry.iloc[0] == Point(1, 2)
