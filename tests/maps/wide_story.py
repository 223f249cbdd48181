"""A story with a row in every table for each of some texts: every field carries every text."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from maps.small_story import FREE_TEXT, SmallStory


def wide_story(texts: list[str]) -> SmallStory:
    """Return the small story grown to a row for each text, in each table and each text field."""
    small, many = SmallStory(), len(texts)
    names = [f"n{number}" for number in range(many)]

    def grown(frame: pd.DataFrame, prefix: str, row: int) -> pd.DataFrame:
        taken = frame.iloc[np.full(many, row)]
        return taken.set_axis(pd.Index([f"{prefix}{name}" for name in names], name="id"))

    lon, lat = np.linspace(-170, 170, many), 60 * np.sin(np.arange(many))
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=4326)
    spots = {"lon": lon, "lat": lat, "precision": "site"}
    ends = [shapely.LineString([(x, y), (67.01, 24.86)]) for x, y in zip(lon, lat, strict=True)]
    about = [f"e-{name}; l-{name}; p-{name}; a-{name}" for name in names]
    frames = {
        "events": grown(small.events, "e-", 0).assign(
            place=[f"p-{name}" for name in names], geometry=points.array, **spots
        ),
        "links": grown(small.links, "l-", 0).assign(geometry=gpd.GeoSeries(ends, crs=4326).array),
        "places": grown(small.places, "p-", 0).assign(geometry=points.array, **spots),
        "actors": grown(small.actors, "a-", 0),
        "claims": grown(small.claims, "c-", 1).assign(
            about=about,
            source=[f"s-{name}" for name in names],
            **dict.fromkeys(("replies_to", "denies", "contradicts", "differs_on"), ""),
        ),
        "figures": grown(small.figures, "f-", 0).assign(claim=[f"c-{name}" for name in names]),
        "sources": grown(small.sources, "s-", 0),
        "views": grown(small.views, "v-", 0).assign(places="p-n0; p-n1"),
        "steps": grown(small.steps, "t-", 0).assign(
            view="v-n0", selects="", date="", emphasis="l-n0", note=texts, note_at="l-n0"
        ),
    }
    for name, columns in FREE_TEXT.items():
        frames[name] = frames[name].assign(**dict.fromkeys(columns, texts))
    frames["figures"] = frames["figures"].assign(set=[f"set-{name}" for name in names])
    return replace(small, title=texts[0], finding=texts[1], **frames)
