"""Synthetic events: the same table for every tool, made anew from a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 20070512
TEXT_LENGTH = 120
KINDS = ("protest", "flood", "election", "strike", "trial", "fire", "talks", "raid")
_WORDS = 4_000
_TOWNS = 6_000
_DAYS = 20_000


def synthetic_events(rows: int, *, columns: int = 0) -> gpd.GeoDataFrame:
    """Make a table of events around towns of very different sizes, over fifty years.

    Parameters
    ----------
    rows : int
        How many events.
    columns : int
        Columns of whole numbers beside the others: n00, n01 and so on.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns id, title, text (120 characters), start, end (datetime64[s]), kind (8 words),
        source (an address), geometry (points, EPSG:4326). The same rows for the same number.
    """
    random = np.random.default_rng(SEED)
    words = _vocabulary(random)
    lon, lat = _places(random, rows)
    start = np.datetime64("1970-01-01", "s") + random.integers(0, _DAYS, rows) * np.timedelta64(
        86_400, "s"
    )
    lasts = np.where(random.random(rows) < 0.3, random.integers(1, 60, rows), 0)  # noqa: PLR2004
    kinds = np.asarray(KINDS)[random.zipf(1.6, rows) % len(KINDS)]
    titles = _sentences(random, words, rows=rows, number=5, length=None)
    values = {
        "id": pd.array(_numbered("ev-{:07d}", rows), dtype="str"),
        "title": titles,
        "text": _sentences(random, words, rows=rows, number=24, length=TEXT_LENGTH),
        "start": start,
        "end": start + lasts * np.timedelta64(86_400, "s"),
        "kind": pd.array(kinds, dtype="str"),
        "source": pd.array(_numbered("https://news.example/archive/{:07d}", rows), dtype="str"),
    }
    values |= {f"n{number:02}": random.integers(0, 10_000, rows) for number in range(columns)}
    return gpd.GeoDataFrame(values, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")


def _numbered(form: str, rows: int) -> list[str]:
    return [form.format(number) for number in range(rows)]


def _vocabulary(random: np.random.Generator) -> NDArray[np.object_]:
    letters = np.asarray(list("etaoinshrdlucmfwypvbgkjqxz"))
    weights = 1 / np.arange(2, 28)
    lengths = random.integers(2, 10, _WORDS)
    drawn = random.choice(letters, size=(_WORDS, 10), p=weights / weights.sum())
    words = ["".join(row[:length]) for row, length in zip(drawn, lengths, strict=True)]
    return np.asarray(words, dtype=object)


def _sentences(
    random: np.random.Generator,
    words: NDArray[np.object_],
    *,
    rows: int,
    number: int,
    length: int | None,
) -> pd.api.extensions.ExtensionArray:
    """Join words, the frequent ones often (Zipf), cut to `length` characters."""
    weights = 1 / np.arange(1, len(words) + 1)
    weights /= weights.sum()
    cumulated = np.cumsum(weights)
    pieces = []
    for first in range(0, rows, 50_000):
        size = min(50_000, rows - first)
        drawn = np.searchsorted(cumulated, random.random((size, number)))
        chosen = words[np.minimum(drawn, len(words) - 1)]
        joined = [" ".join(row).capitalize() for row in chosen]
        cut = joined if length is None else [f"{one:<{length}.{length}}" for one in joined]
        pieces.append(pa.array(cut, type=pa.large_string()))
    array: pd.api.extensions.ExtensionArray = pd.array(
        pa.concat_arrays(pieces).to_pandas(), dtype="str"
    )
    return array


def _places(
    random: np.random.Generator, rows: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    town_lon = np.r_[random.normal(10, 25, _TOWNS // 2), random.normal(80, 25, _TOWNS // 2)]
    town_lat = np.r_[random.normal(45, 10, _TOWNS // 2), random.normal(22, 12, _TOWNS // 2)]
    sizes = 1 / np.arange(1, _TOWNS + 1) ** 0.8
    towns = random.choice(random.permutation(_TOWNS), size=rows, p=sizes / sizes.sum())
    spread = random.gamma(1.5, 0.12, rows)
    angle = random.random(rows) * 2 * np.pi
    lon = town_lon[towns] + spread * np.cos(angle)
    lat = town_lat[towns] + spread * np.sin(angle)
    return np.round((lon + 180) % 360 - 180, 5), np.round(np.clip(lat, -84, 84), 5)
