"""Mentions as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.places import frames
from geo.text.geoparsing import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas

    from geo.places.index import Index
    from geo.places.resolve import Answer
    from geo.text.geoparsing import Mention


def frame(mentions: Sequence[Mention], *, gazetteer: Index) -> geopandas.GeoDataFrame:
    """Write mentions as a GeoDataFrame.

    Parameters
    ----------
    mentions : sequence of Mention
        In the order in which the rows shall stand.
    gazetteer : Index
        Where outlines are read from.

    Returns
    -------
    GeoDataFrame
        The columns of `geo.text.geoparsing.COLUMNS`, EPSG:4326; one row a mention.
    """
    numbers: dict[Answer, int] = {}
    codes = [numbers.setdefault(mention.answer, len(numbers)) for mention in mentions]
    index = pd.RangeIndex(len(mentions))
    table = frames.frame(list(numbers), np.array(codes, np.intp), index=index, gazetteer=gazetteer)
    table["start"] = np.array([mention.start for mention in mentions], np.int64)
    table["end"] = np.array([mention.end for mention in mentions], np.int64)
    table["name"] = pd.Series(
        [mention.name for mention in mentions], index, dtype=table["query"].dtype
    )
    table["recognised"] = np.array([mention.recognised for mention in mentions], np.float64)
    return table[list(COLUMNS)]
