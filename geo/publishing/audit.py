"""List what could still tell who somebody is, or where they live, in what would be published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geo.story.read import read_tables
from geo.story.redactions import redact_tables
from geo.story.story import story_of
from geo.story.withheld import Secret

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    import geopandas as gpd

    from geo.story.story import Story
    from geo.story.withheld import Withheld


_EXACT = ("site", "street")
_SMALL_PLACE = 5_000
_FEW_PEOPLE = 4
_PEOPLE = ("people", "persons", "person", "men", "women", "children")
_COMMON = 3


class Risk(NamedTuple):
    """One thing that could tell who or where somebody is.

    Parameters
    ----------
    kind : str
        ``exact point``, ``small place``, ``few people``, ``named person``, ``part of a name`` or
        ``embargo``.
    table, row : str
        Where it stands.
    detail : str
        What it is.

    Examples
    --------
    >>> Risk("few people", "figures", "toll-1", "1 person: the dead of the market").kind
    'few people'
    """

    kind: str
    table: str
    row: str
    detail: str


def audit(folder: str | os.PathLike[str], *, on: str = "") -> pd.DataFrame:
    """List what in a story could still identify a person or a place, redactions applied.

    Parameters
    ----------
    folder : path-like
        Folder of a story.
    on : str
        The day of publication, ``YYYY-MM-DD``; see `geo.read_story`.

    Returns
    -------
    pandas.DataFrame
        kind, table, row, detail: points as exact as a site or street; places of fewer than 5,000
        people in the gazetteer; figures that count four people or fewer; people by name; words of
        withheld names that still stand in texts; and embargoes that are over on that day.

    Raises
    ------
    geo.errors.StoryError
        If the tables don't hold together.

    Notes
    -----
    The list can't know who is a public figure, or what readers know from elsewhere. A short list
    is no proof that nobody can be found.

    Examples
    --------
    >>> rows = audit("data")  # the tables of this project's own story
    >>> rows.loc[rows["kind"] == "named person", "row"].tolist()[:2]
    ['altaf-hussain', 'm-anwar']
    """
    tables = read_tables(folder)
    published, withheld = redact_tables(tables, on=on)
    story = story_of(published, folder=Path(folder))
    rows = [
        *_exact_points(story.places),
        *_small_places(story.places),
        *_few_people(story),
        *_named(story),
        *_parts_of_names(published.frames, withheld),
        *_embargoes(tables.frames["redactions"], on),
    ]
    return pd.DataFrame(rows, columns=Risk._fields, dtype="str")


def _exact_points(places: gpd.GeoDataFrame) -> Iterator[Risk]:
    for row in places[places["precision"].isin(_EXACT)].itertuples():
        detail = f"{row.label}: {row.precision} at {row.lat:.5f}, {row.lon:.5f}; is it a home?"
        yield Risk("exact point", "places", str(row.Index), detail)


def _small_places(places: gpd.GeoDataFrame) -> Iterator[Risk]:
    from geo.gazetteer.gazetteer import embedded  # noqa: PLC0415 - opened only for places

    for row in places[places["provider_id"] != ""].itertuples():
        known = embedded().find(str(row.provider_id))
        if known is not None and 0 < known.population < _SMALL_PLACE:
            detail = f"{row.label}: {known.population:,} people live there"
            yield Risk("small place", "places", str(row.Index), detail)


def _few_people(story: Story) -> Iterator[Risk]:
    figures = story.figures
    few = figures["unit"].isin(_PEOPLE) & (figures["high"] <= _FEW_PEOPLE)
    for row in figures[few].itertuples():
        yield Risk("few people", "figures", str(row.Index), f"{row.label}: {row.scope}")


def _named(story: Story) -> Iterator[Risk]:
    people = story.actors[story.actors["kind"] == "person"]
    for name, row in people.to_dict("index").items():
        role = f", {row['role']}" if row["role"] else ""
        yield Risk("named person", "actors", str(name), f"{row['name']}{role}; in public life?")


def _parts_of_names(frames: dict[str, pd.DataFrame], withheld: Withheld) -> Iterator[Risk]:
    """Yield where a single word of a withheld name of several stands."""
    names = [words for words in withheld.words if words.kind == "name" and len(words.words) > 1]
    parts = {
        part: words
        for words in names
        for part in words.text.split()
        if len(part) > _COMMON and not part.islower()
    }
    for table, frame in frames.items():
        for column in frame.columns:
            for number, key, cell in zip(frame.index, frame.iloc[:, 0], frame[column], strict=True):
                for part, words in parts.items():
                    if part in cell and Secret(part, "name").is_in(cell):
                        detail = f"row {number}, column {column} has {part!r} of {words.text!r}"
                        yield Risk("part of a name", table, str(key), detail)


def _embargoes(redactions: pd.DataFrame, on: str) -> Iterator[Risk]:
    for row in redactions[redactions["until"] != ""].to_dict("records"):
        if on and on >= row["until"]:
            detail = f"the embargo is over since {row['until']}: it is published"
            yield Risk("embargo", row["table"], row["row"], detail)
