"""A small story of frames, with everything that makes a writer stumble."""

from __future__ import annotations

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, MultiLineString, Point, Polygon, box

HOSTILE = "<script>alert(1)</script>\"';{{ 7*7 }}{% raw %}`${1}`\u202e\u200f\\ a\r\nb,\t; \0 é ‎اردو"


def ids(*names: str) -> pd.Index:
    """Index as a story's frames have it."""
    return pd.Index(names, name="id")


def days(*texts: str) -> np.ndarray:
    """Days as a story's frames have them."""
    return np.array(texts, dtype="datetime64[s]")


@pytest.fixture
def hostile() -> str:
    """Text that attacks pages, templates, spreadsheets and C strings."""
    return HOSTILE


@pytest.fixture
def claims() -> pd.DataFrame:
    """Four claims, one a denial."""
    names = ("c-1", "c-2", "c-3", "c-4")
    return pd.DataFrame(
        {
            "about": ["rally; karachi", "rally", "call; karachi", "flight"],
            "statement": ["People died.", HOSTILE, "He calls.", "=cmd|' /C calc'!A0"],
            "said_by": ["", "opposition", "party", ""],
            "said_by_label": ["The Paper", "Opposition", "-Party", "The Paper"],
            "status": ["reported", "alleged", "denied", "reported"],
            "source": ["paper-1", "paper-1", "paper-2", "paper-2"],
            "source_label": ["The Paper", "The Paper", "@News", "@News"],
            "paragraph": [3, 4, 5, 6],
            "start": [10, 40, 90, 120],
            "end": [30, 80, 99, 140],
            "span_sha256": ["ab" * 32] * 4,
            "replies_to": ["", "", "c-2", ""],
            "denies": ["", "", "c-2", ""],
            "contradicts": ["", "", "", ""],
            "differs_on": ["", "", "", ""],
            "denied_by": ["", "c-3", "", ""],
            "note": ["", "", "+1", ""],
        },
        index=ids(*names),
    )


@pytest.fixture
def relations() -> pd.DataFrame:
    """Return who denies what."""
    return pd.DataFrame(
        {
            "claim": ["c-3"],
            "relation": ["denies"],
            "other": ["c-2"],
            "on": [""],
            "reason": ["He denies it."],
            "by": ["person"],
        }
    )


@pytest.fixture
def events() -> gpd.GeoDataFrame:
    """Four events: a dot, a circle wound clockwise, nowhere, and one before 1 CE."""
    return gpd.GeoDataFrame(
        {
            "title": ["Rally", HOSTILE, "Told without a place", "Ides of March"],
            "date": ["2007-05-12", "1992", "", "-0043-03-15"],
            "earliest": days("2007-05-12", "1992-01-01", "NaT", "-0043-03-15"),
            "latest": days("2007-05-12", "1992-12-31", "NaT", "-0043-03-15"),
            "place": ["karachi", "edgware", "", "rome"],
            "radius_m": [0.0, 2000.0, np.nan, np.nan],
            "status": ["reported", "alleged", "denied", "reported"],
            "contested": [True, False, True, False],
            "claims": [2, 0, 0, 0],
            "sources": ["paper-1", "paper-1; paper-2", "paper-2", "paper-1"],
        },
        index=ids("rally", "kidney", "talk", "ides"),
        geometry=[
            Point(67.123456789, 24.86),
            Polygon([(0, 51), (0, 52), (1, 52), (1, 51)]),
            None,
            Point(12.4839, 41.8947),
        ],
        crs="EPSG:4326",
    )


@pytest.fixture
def links() -> gpd.GeoDataFrame:
    """Three links: plain, cut at the antimeridian, and without an end."""
    return gpd.GeoDataFrame(
        {
            "title": ["Call", "Flight", "Orders from nowhere told"],
            "from": ["edgware", "tokyo", ""],
            "to": ["karachi", "los-angeles", "karachi"],
            "earliest": days("NaT", "2007-01-01", "NaT"),
            "latest": days("NaT", "NaT", "NaT"),
            "length_km": [6300.5, 8815.0, np.nan],
            "status": ["reported", "said", "alleged"],
            "sources": ["paper-1", "paper-2", "paper-2"],
        },
        index=ids("call", "flight", "orders"),
        geometry=[
            LineString([(-0.28, 51.61), (67.01, 24.86)]),
            MultiLineString([[(139, 35), (180, 48)], [(-180, 48), (-118, 34)]]),
            None,
        ],
        crs="EPSG:4326",
    )


@pytest.fixture
def places() -> gpd.GeoDataFrame:
    """Two places: a square with a hole, and one that can't be located."""
    square = box(66, 24, 68, 26).difference(box(66.5, 24.5, 67, 25))
    return gpd.GeoDataFrame(
        {
            "name": ["Karachi", "the south"],
            "label": ["Karachi", "=the south"],
            "disputed": [False, True],
            "precision": ["city", "unlocatable"],
        },
        index=ids("karachi", "the-south"),
        geometry=[square, None],
        crs="EPSG:4326",
    )


@pytest.fixture
def figures() -> pd.DataFrame:
    """Return a set of two figures and a number that is negative."""
    return pd.DataFrame(
        {
            "claim": ["c-1", "c-2", "c-3"],
            "measure": ["deaths", "deaths", "change"],
            "low": [40.0, 42.0, -5.5],
            "high": [np.nan, 42.0, -5.5],
            "bound": ["at-least", "exact", "exact"],
            "unit": ["people", "people", "percent"],
            "scope": ["all", "all", "@all"],
            "label": ["at least 40 people", "42 people", "-5.5 percent"],
            "said_by_label": ["The Paper", "Opposition", "-Party"],
            "status": ["reported", "alleged", "denied"],
            "source": ["paper-1", "paper-1", "paper-2"],
            "paragraph": [3, 4, 5],
        },
        index=ids("f-1", "f-2", "f-3"),
    )


@pytest.fixture
def sources() -> pd.DataFrame:
    """Return two articles, one without author and date."""
    return pd.DataFrame(
        {
            "title": ["=1+1", "Second"],
            "publisher": ["The Paper", "@News"],
            "author": ["A. Writer", ""],
            "published": ["2007-05-16", ""],
            "file": ["a.txt", "b.txt"],
            "length": [200, 300],
            "sha256": ["ab" * 32, "cd" * 32],
        },
        index=ids("paper-1", "paper-2"),
    )


@pytest.fixture
def story(
    events: gpd.GeoDataFrame,
    links: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    claims: pd.DataFrame,
    relations: pd.DataFrame,
    figures: pd.DataFrame,
    sources: pd.DataFrame,
) -> SimpleNamespace:
    """All of it under one name, as `geo.Story` has it."""
    return SimpleNamespace(
        name="a-test",
        title="A test",
        events=events,
        links=links,
        places=places,
        claims=claims,
        relations=relations,
        figures=figures,
        sources=sources,
    )
