"""Made-up tables of questions for measuring speed: the same in every run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

_PLACES = Path(__file__).parents[2] / "geo" / "gazetteer" / "data" / "places.parquet"
_SEED = 20070519
_LEAST_PEOPLE = 5_000  # of the places that are asked for
_ZIPF = 1.1  # exponent: how names recur in texts is near 1 (Zipf 1949)


def _towns() -> pd.DataFrame:
    columns = ["id", "name", "country", "kind", "population"]
    places = pd.read_parquet(_PLACES, columns=columns)
    asked = places["kind"].isin(["city", "suburb"]) & (places["population"] >= _LEAST_PEOPLE)
    return places[asked].sort_values("id", ignore_index=True)


def documents(*, count: int, names: int = 10) -> pd.DataFrame:
    """Make documents, each with the names of towns of one country and one from elsewhere.

    Parameters
    ----------
    count : int
        How many documents.
    names : int
        How many names each has.

    Returns
    -------
    DataFrame
        place, document: one row a name.

    Examples
    --------
    >>> len(documents(count=3))
    30
    """
    towns = _towns()
    draw = np.random.default_rng(_SEED)
    by_country = {code: group["name"].to_numpy() for code, group in towns.groupby("country")}
    codes = draw.choice(towns["country"].to_numpy(), count)
    anywhere = draw.choice(towns["name"].to_numpy(), count)
    inside = [draw.choice(by_country[code], names - 1) for code in codes]
    rows = [[*some, other] for some, other in zip(inside, anywhere, strict=True)]
    return pd.DataFrame(
        {
            "place": [name for row in rows for name in row],
            "document": np.repeat(np.arange(count), names),
        }
    )


def column(*, count: int, distinct: int) -> pd.DataFrame:
    """Make a column of names that recur as words do in texts.

    Parameters
    ----------
    count : int
        How many rows.
    distinct : int
        How many names there are to draw from; the largest towns come most often.

    Returns
    -------
    DataFrame
        place: one row a name.

    Examples
    --------
    >>> column(count=1000, distinct=50)["place"].nunique()
    50
    """
    towns = _towns().sort_values(["population", "id"], ascending=[False, True])
    known = towns["name"].drop_duplicates().to_numpy()[:distinct]
    odds = 1 / np.arange(1, len(known) + 1) ** _ZIPF
    drawn = np.random.default_rng(_SEED).choice(known, count, p=odds / odds.sum())
    return pd.DataFrame({"place": drawn})
