from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import pytest
from geopandas.testing import assert_geodataframe_equal

from geo.errors import ExportError
from geo.formats import write_geoparquet

if TYPE_CHECKING:
    from pathlib import Path


def metadata(path: Path) -> dict[str, str]:
    return {key.decode(): text.decode() for key, text in pq.read_metadata(path).metadata.items()}


@pytest.mark.parametrize("table", ["events", "links", "places"])
def test_frames_come_back_as_they_were(
    request: pytest.FixtureRequest, tmp_path: Path, table: str
) -> None:
    frame = request.getfixturevalue(table)
    back = gpd.read_parquet(write_geoparquet(frame, tmp_path / "a.parquet"))
    times = frame.select_dtypes("datetime").columns
    back[times] = back[times].astype("datetime64[s]")
    assert_geodataframe_equal(back, frame, check_dtype=True)


def test_days_before_1_ce_come_back(events: gpd.GeoDataFrame, tmp_path: Path) -> None:
    back = gpd.read_parquet(write_geoparquet(events, tmp_path / "a.parquet"))
    assert back.loc["ides", "earliest"].to_numpy() == np.datetime64("-0043-03-15")


def test_the_file_says_geoparquet_1_1_with_wkb_and_zstd(
    events: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = write_geoparquet(events, tmp_path / "a.parquet")
    geo = json.loads(metadata(path)["geo"])
    assert geo["version"] == "1.1.0"
    assert geo["primary_column"] == "geometry"
    column = geo["columns"]["geometry"]
    assert column["encoding"] == "WKB"
    assert sorted(column["geometry_types"]) == ["Point", "Polygon"]
    assert column["bbox"] == [0.0, 24.86, 67.123456789, 52.0]
    assert pq.read_metadata(path).row_group(0).column(0).compression == "ZSTD"


def test_the_credits_stand_in_the_metadata(events: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = write_geoparquet(events, tmp_path / "a.parquet", metadata={"more": "said"})
    assert "Made with Natural Earth" in json.loads(metadata(path)["attribution"])
    assert metadata(path)["more"] == "said"


def test_rows_can_be_read_by_box(events: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = write_geoparquet(events, tmp_path / "a.parquet")
    assert gpd.read_parquet(path, bbox=(60, 20, 70, 30)).index.tolist() == ["rally"]


@pytest.mark.parametrize("keep", [[], ["talk"]])
def test_a_frame_without_geometry_has_no_bounds_and_is_valid_json(
    events: gpd.GeoDataFrame, tmp_path: Path, keep: list[str]
) -> None:
    path = write_geoparquet(events.loc[keep], tmp_path / "a.parquet")
    assert "bbox" not in json.loads(metadata(path)["geo"])["columns"]["geometry"]
    assert gpd.read_parquet(path).index.tolist() == keep


def test_hostile_text_stands_letter_for_letter(
    events: gpd.GeoDataFrame, hostile: str, tmp_path: Path
) -> None:
    back = gpd.read_parquet(write_geoparquet(events, tmp_path / "a.parquet"))
    assert back.loc["kidney", "title"] == hostile


def test_what_it_cannot_hold_is_refused_and_no_file_appears(
    events: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "a.parquet"
    with pytest.raises(ExportError, match="wanted EPSG:4326, got none"):
        write_geoparquet(events.set_crs(None, allow_override=True), path)
    with pytest.raises(ExportError, match="row 'rally', column 'thing': found <object"):
        write_geoparquet(events.assign(thing=object()), path)
    with pytest.raises(ExportError, match="bbox: wanted for the boxes"):
        write_geoparquet(events.assign(bbox=0), path)
    assert list(tmp_path.iterdir()) == []


def test_a_column_of_several_types_is_text(events: gpd.GeoDataFrame, tmp_path: Path) -> None:
    mixed = events.assign(mixed=[1, "a", b"x", None])
    back = gpd.read_parquet(write_geoparquet(mixed, tmp_path / "a.parquet"))
    assert back["mixed"].tolist()[:3] == ["1", "a", "78"]
    assert back["mixed"].isna().tolist() == [False, False, False, True]
