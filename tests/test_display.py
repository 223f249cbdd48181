"""Frames are plain, so that no column is ever hidden; looks come from one function."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import geo

if TYPE_CHECKING:
    from collections.abc import Callable

STORY = geo.read_story(Path(__file__).parents[1] / "examples" / "krakatau")
FRAMES: dict[str, pd.DataFrame] = {
    "geocode": geo.geocode(["Karachi", "Edgware"]),
    "geoparse": geo.geoparse("They met in Karachi and flew to London."),
    **{
        name: getattr(STORY, name)
        for name in ("sources", "places", "events", "links", "claims", "figures", "actors")
    },
    "beside": STORY.beside(str(STORY.claims.index[0])),
    "claims_about": STORY.claims_about(str(STORY.events.index[0])),
    "figure_set": STORY.figure_set(str(STORY.figures["set"].iloc[0])),
}
BASE = {True: gpd.GeoDataFrame, False: pd.DataFrame}


def _inserted(frame: pd.DataFrame) -> pd.DataFrame:
    copy = frame.copy()
    copy.insert(0, "distance_km", 1)
    return copy


def _set(frame: pd.DataFrame) -> pd.DataFrame:
    copy = frame.copy()
    copy["distance_km"] = 1
    return copy


OPERATIONS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "assign": lambda frame: frame.assign(distance_km=1),
    "loc": lambda frame: frame.assign(distance_km=1).loc[:, :],
    "iloc": lambda frame: frame.assign(distance_km=1).iloc[:1],
    "mask": lambda frame: frame.assign(distance_km=1)[np.ones(len(frame), dtype=bool)],
    "query": lambda frame: frame.assign(distance_km=1).query("distance_km == 1"),
    "concat": lambda frame: pd.concat([frame, frame]).assign(distance_km=1),
    "copy": lambda frame: frame.assign(distance_km=1).copy(),
    "pickle": lambda frame: pickle.loads(pickle.dumps(frame.assign(distance_km=1))),  # noqa: S301
    "insert": _inserted,
    "setitem": _set,
    "rename": lambda frame: frame.rename(columns={frame.columns[0]: "distance_km"}),
    "reset_index": lambda frame: frame.assign(distance_km=1).reset_index(drop=True),
    "set_index": lambda frame: frame.assign(distance_km=1, key=range(len(frame))).set_index("key"),
    "sort_values": lambda frame: frame.assign(distance_km=1).sort_values("distance_km"),
    "sort_index": lambda frame: frame.assign(distance_km=1).sort_index(),
    "merge": lambda frame: frame.assign(key=range(len(frame))).merge(
        pd.DataFrame({"key": range(len(frame)), "distance_km": 1}), on="key"
    ),
    "join": lambda frame: frame[~frame.index.duplicated()].join(
        pd.Series(1, frame.index[~frame.index.duplicated()], name="distance_km")
    ),
    "head": lambda frame: frame.assign(distance_km=1).head(1),
    "sample": lambda frame: frame.assign(distance_km=1).sample(1, random_state=0),
    "dropna": lambda frame: frame.assign(distance_km=1).dropna(subset=["distance_km"]),
    "fillna": lambda frame: frame.assign(distance_km=1).fillna({"distance_km": 0}),
    "reindex": lambda frame: frame.reset_index(drop=True).assign(distance_km=1).reindex([0]),
    "drop": lambda frame: frame.assign(distance_km=1).drop(columns=frame.columns[0]),
    "explode": lambda frame: frame.assign(distance_km=[[1]] * len(frame)).explode("distance_km"),
}
SPATIAL: dict[str, Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]] = {
    "to_crs": lambda frame: frame.assign(distance_km=1).to_crs(3857),
    "set_crs": lambda frame: frame.assign(distance_km=1).set_crs(4326),
    "dissolve": lambda frame: frame[["geometry"]].assign(distance_km=1).dissolve("distance_km"),
    "clip": lambda frame: frame.assign(distance_km=1).clip(shapely.box(-180, -90, 180, 90)),
    "cx": lambda frame: frame.assign(distance_km=1).cx[-180:180, -90:90],
    "sjoin": lambda frame: frame.assign(distance_km=1).sjoin(frame[["geometry"]]),
    "set_geometry": lambda frame: frame.assign(distance_km=1).set_geometry(frame.geometry),
}


def test_every_frame_is_plain() -> None:
    for name, frame in FRAMES.items():
        assert type(frame) is BASE[isinstance(frame, gpd.GeoDataFrame)], name


@pytest.mark.parametrize("operation", [*OPERATIONS, *SPATIAL])
def test_no_operation_hides_a_column(operation: str) -> None:
    for name, frame in FRAMES.items():
        spatial = isinstance(frame, gpd.GeoDataFrame)
        if operation in OPERATIONS or spatial:
            made = {**OPERATIONS, **SPATIAL}[operation](frame)
            assert type(made) is BASE[spatial], name
            assert "distance_km" in [*made.columns, *made.index.names], name


def test_a_geocoded_frame_shows_a_new_column_in_a_notebook() -> None:
    with pd.option_context("display.max_columns", None):
        assert "distance_km" in FRAMES["geocode"].assign(distance_km=1)._repr_html_()


def test_a_readable_table_shows_every_column_but_geometries() -> None:
    table = geo.readable(FRAMES["geocode"].assign(distance_km=1.5), digits=1)
    assert list(table.frame.columns) == [*FRAMES["geocode"].columns.drop("geometry"), "distance_km"]
    assert ">1.5</td>" in table._repr_html_()


def test_odd_cells_are_shown_as_they_are() -> None:
    frame = pd.DataFrame(
        {
            "tags": [np.array(["<b>", "x"]), None],
            "moment": pd.to_datetime(["2007-05-12T10:30", None]),
            "day": pd.to_datetime(["2007-05-12", None]),
            "flag": pd.array([True, None], dtype="boolean"),
            ("a", "b"): [1, 2_000],
        },
        index=pd.MultiIndex.from_tuples([("x", 1), ("y", 2)], names=["one", None]),
    )
    shown = geo.readable(frame)._repr_html_()
    for text in ("[&quot;&lt;b&gt;&quot;, &quot;x&quot;]", "2007-05-12T10:30:00", ">yes<", "a_b"):
        assert text in shown
    assert shown.count(">–<") == 4
    assert ">2,000<" in shown
    assert ">2007-05-12<" in shown


def test_what_is_no_column_is_refused() -> None:
    with pytest.raises(geo.ArgumentError, match="found no column 'nme', wanted one of name"):
        geo.readable(pd.DataFrame({"name": ["a"]}), columns=["nme"])


def test_more_rows_than_are_shown_are_counted() -> None:
    table = geo.readable(pd.DataFrame({"n": range(1_103)}))
    assert "… and 1,003 more rows" in repr(table)
    assert "… and 1,003 more rows" in table._repr_html_()


def test_loading_geo_changes_no_looks_of_frames() -> None:
    buffer = io.StringIO()
    pd.DataFrame({"a": [1]}).to_html(buffer)
    assert pd.DataFrame._repr_html_.__module__ == "pandas.core.frame"
    assert gpd.GeoDataFrame._repr_html_ is pd.DataFrame._repr_html_


def test_dates_in_edtf_are_shown_in_words_and_the_table_stays_as_it_is() -> None:
    table = pd.DataFrame({"date": ["1848-21", "1992/..", ""], "code": ["1848-21", "b", "c"]})
    shown = geo.readable(table)
    assert "spring 1848" in repr(shown)
    assert "<td" in shown._repr_html_()
    assert "since 1992" in shown._repr_html_()
    assert table["date"].tolist() == ["1848-21", "1992/..", ""]
    assert shown.frame["code"].tolist() == ["1848-21", "b", "c"]
