"""A small story of our own: four places, four events, four links, claims that differ."""

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

BARNET_BOX = shapely.box(-0.31, 51.56, -0.13, 51.67)
KARACHI_CIRCLE = shapely.Point(67.01, 24.86).buffer(0.2)


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows).set_index("id")


def geoframe(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(frame(rows), geometry="geometry", crs=4326)


PLACES = [
    ("edgware", "Edgware", "suburb", -0.2754, 51.6128, 1000.0, shapely.Point(-0.2754, 51.6128)),
    ("barnet", "Barnet", "borough", -0.22, 51.615, np.nan, BARNET_BOX),
    ("karachi", "Karachi", "city", 67.01, 24.86, 20000.0, KARACHI_CIRCLE),
    ("nowhere", "a street, not named", "unlocatable", np.nan, np.nan, np.nan, None),
]


def places() -> gpd.GeoDataFrame:
    names = ("id", "label", "precision", "lon", "lat", "radius_m", "geometry")
    return geoframe(
        [
            {**dict(zip(names, row, strict=True)), "name": row[1], "kind": row[2], "note": "noted"}
            for row in PLACES
        ]
    )


DIFFERENCE = "deaths: at least 40 / 50"


def events() -> gpd.GeoDataFrame:
    told = [
        ("speech", "A speech", "karachi", "2007-05", "reported", ""),
        ("clash", "A clash", "karachi", "2007-05-12", "alleged", DIFFERENCE),
        ("meeting", "A meeting", "barnet", "1992", "said", ""),
        ("murder", "A murder", "", "", "reported", ""),
    ]
    reach = {
        "2007-05": ("2007-05-01", "2007-05-31"),
        "2007-05-12": ("2007-05-12", "2007-05-12"),
        "1992": ("1992-01-01", "1992-12-31"),
        "": (None, None),
    }
    where = places()
    where.loc["", ["label", "precision"]] = ["", ""]
    rows = []
    for name, title, place, date, status, differs_on in told:
        spot = where.loc[place]
        rows.append(
            {
                "id": name,
                "title": title,
                "kind": "act",
                "date": date,
                "note": "noted",
                "date_basis": "inferred",
                "date_note": "by its weekday",
                "earliest": pd.Timestamp(reach[date][0]),
                "latest": pd.Timestamp(reach[date][1]),
                "place": place,
                "place_label": spot["label"],
                **{key: spot[key] for key in ("precision", "radius_m", "lon", "lat", "geometry")},
                "status": status,
                "contested": False,
                "differs_on": differs_on,
            }
        )
    return geoframe(rows)


def links() -> gpd.GeoDataFrame:
    line = shapely.LineString([(-0.2754, 51.6128), (20, 53), (45, 42), (67.01, 24.86)])
    told = [
        ("call", "A call", "edgware", "karachi", "telephone", "one-way", "reported", line),
        ("order", "An order", "edgware", "karachi", "orders", "one-way", "alleged", line),
        (
            "answer",
            "An answer",
            "karachi",
            "edgware",
            "telephone",
            "both",
            "said",
            line.reverse(),
        ),
        ("journey", "A journey", "", "karachi", "travel", "one-way", "reported", None),
    ]
    labels = places()["label"].to_dict() | {"": ""}
    return geoframe(
        [
            {
                "id": name,
                "title": title,
                "from": start,
                "to": end,
                "medium": medium,
                "from_label": labels[start],
                "to_label": labels[end],
                "direction": direction,
                "date": "2007",
                "date_basis": "stated",
                "date_note": "",
                "note": "",
                "earliest": pd.Timestamp("2007-01-01"),
                "latest": pd.Timestamp("2007-12-31"),
                "status": status,
                "contested": status == "alleged",
                "geometry": shape,
                "length_km": 6306.4 if shape else np.nan,
            }
            for name, title, start, end, medium, direction, status, shape in told
        ]
    )


def claims() -> pd.DataFrame:
    told = [
        ("c-call", "call; speech; party", "There was a call.", "", "reported", "", ""),
        ("c-order", "order", "It was an order.", "rival", "alleged", "", ""),
        ("c-denial", "order", "It was none.", "party", "denied", "c-order", ""),
        ("c-forty", "clash", "Forty died.", "", "reported", "", "c-fifty"),
        ("c-fifty", "clash", "Fifty died.", "", "reported", "", "c-forty"),
        ("c-sixty", "party", "Sixty died.", "rival", "said", "", ""),
    ]
    return frame(
        [
            {
                "id": name,
                "about": about,
                "statement": statement,
                "said_by": said_by,
                "said_by_label": f"the {said_by}" if said_by else "The Paper",
                "status": status,
                "source": "paper",
                "source_label": "The Paper",
                "paragraph": number + 3,
                "replies_to": replies,
                "denies": replies,
                "contradicts": contradicts,
                "differs_on": DIFFERENCE if contradicts else "",
                "note": "",
            }
            for number, (
                name,
                about,
                statement,
                said_by,
                status,
                replies,
                contradicts,
            ) in enumerate(told)
        ]
    )


def figures() -> pd.DataFrame:
    told = claims()
    rows = [
        ("f40", "c-forty", 40.0, np.nan),
        ("f50", "c-fifty", 50.0, 50.0),
        ("f60", "c-sixty", 60, 60),
    ]
    carried = ["said_by_label", "status", "source", "source_label", "paragraph"]
    return frame(
        [
            {
                "id": name,
                "claim": claim,
                "measure": "deaths",
                "low": low,
                "high": high,
                "unit": "people",
                "scope": "all",
                "set": "deaths-all",
                "note": "",
                "label": f"{'' if high == low else 'at least '}{low:g} people",
                **{key: told.loc[claim, key] for key in carried},
            }
            for name, claim, low, high in rows
        ]
    )


def actors() -> pd.DataFrame:
    return frame(
        [
            {"id": "party", "name": "The party", "kind": "party", "role": "runs the city"},
            {"id": "rival", "name": "The rival", "kind": "party", "role": "accuses"},
        ]
    )


def sources() -> pd.DataFrame:
    told = {"title": "A party abroad", "publisher": "The Paper", "author": "A Writer"}
    return frame([{"id": "paper", **told, "published": "2007-05-16"}])


def views() -> pd.DataFrame:
    return frame(
        [
            {"id": "whole", "title": "The whole link", "places": "edgware; karachi"},
            {"id": "near", "title": "Barnet", "places": "barnet"},
            {"id": "far", "title": "Karachi", "places": "karachi"},
        ]
    )


def steps() -> pd.DataFrame:
    return frame(
        [
            dict(zip(("id", "title", "text", "view", "selects", "date"), row, strict=True))
            for row in (
                ("all", "All of it", "A call is made.", "whole", "", ""),
                ("there", "There", "There was a clash.", "far", "clash", "2007-05-12"),
            )
        ]
    )


@dataclass(frozen=True)
class SmallStory:
    """The frames that a page is made of."""

    name: str = "small"
    title: str = "A call across the world"
    finding: str = "One calls and many listen."
    language: str = "en"
    events: gpd.GeoDataFrame = field(default_factory=events)
    links: gpd.GeoDataFrame = field(default_factory=links)
    places: gpd.GeoDataFrame = field(default_factory=places)
    actors: pd.DataFrame = field(default_factory=actors)
    claims: pd.DataFrame = field(default_factory=claims)
    figures: pd.DataFrame = field(default_factory=figures)
    sources: pd.DataFrame = field(default_factory=sources)
    views: pd.DataFrame = field(default_factory=views)
    steps: pd.DataFrame = field(default_factory=steps)


FREE_TEXT = {
    "events": ["title", "kind", "date", "date_note", "place_label", "note"],
    "links": ["title", "date", "date_note", "from_label", "to_label", "note"],
    "places": ["name", "label", "note"],
    "actors": ["name", "kind", "role"],
    "claims": ["statement", "said_by_label", "source_label", "note"],
    "figures": ["measure", "scope", "unit", "label", "said_by_label", "source_label", "note"],
    "sources": ["title", "publisher", "author", "published"],
    "views": ["title"],
    "steps": ["title", "text"],
}
