"""Refresh and set the pins of a story, and say what differs."""

from __future__ import annotations

import difflib
import math
from typing import TYPE_CHECKING, Any

import click
import pandas as pd

from geo.cli.terminal import how_many
from geo.errors import GeocodeError
from geo.gazetteer.weights import OK_FROM
from geo.geocoding.pin_file import (
    COLUMNS,
    PERSON,
    UNLOCATABLE,
    changes,
    read_pins,
    typed,
    write_pins,
)
from geo.geocoding.pins import IN_TABLE, answer_pins, is_swapped, person_pin
from geo.geodesy import distance_km
from geo.story.read import read_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


_SHOWN = ("boundary", "matched", "precision", "provider_id", "radius_m", "refused")
_SAME, _SAME_M = "where it was", 1.0
_FEW = 5  # ids that are shown where none is near


def refresh_pins(folder: Path, *, reset: Sequence[str], dry_run: bool) -> bool:
    """Answer the places of a story anew, say what differs, and write ``pins.csv``.

    What a person set stays, and a pin stays where nothing is found now.

    Parameters
    ----------
    folder : pathlib.Path
        The story's folder.
    reset : sequence of str
        Places whose pins so far count no more.
    dry_run : bool
        Only say what would differ.

    Returns
    -------
    bool
        Whether every place that can be located is.
    """
    path = folder / "pins.csv"
    old = read_pins(path)
    places = read_tables(folder, pins=False).frames["places"]
    _check_reset(reset, places, folder)
    new = answer_pins(places, pins=old[~old["place"].isin(reset)])
    differing = changes(old, new)
    for line in (*_differences(old, new, differing), *_stays(new, path)):
        click.echo(line)
    if differing.empty:
        click.echo(f"{path}: nothing has changed")
    elif dry_run:
        click.echo(f"{path}: {how_many(len(differing), 'pin')} would change; nothing was written")
    else:
        write_pins(new, path)
        click.echo(f"{path}: {how_many(len(new), 'pin')} written, {len(differing)} of them changed")
    return _tell_lost(places, new)


def set_pin(
    folder: Path, place: str, lat: float, lon: float, *, precision: str, reason: str
) -> None:
    """Write a person's pin of one place into ``pins.csv``; the other rows stay as they are.

    Parameters
    ----------
    folder : pathlib.Path
        The story's folder.
    place : str
        Id of the place.
    lat, lon : float
        Degrees, EPSG:4326.
    precision : str
        How exact the point is; empty: the place's kind.
    reason : str
        Why it lies there; empty: only that a person set it.

    Raises
    ------
    GeocodeError
        When no place has the id, places.csv has another point for it, or the point can't be right.
    """
    path = folder / "pins.csv"
    places = read_tables(folder, pins=False).frames["places"]
    rows = {row["id"]: row for row in places.to_dict("records")}
    row = _row_of(place, rows, folder)
    exact = precision or row["kind"]
    if exact == UNLOCATABLE:
        raise GeocodeError(f"{place}: places.csv calls it {UNLOCATABLE}; give --precision")
    _check_point(place, lat, lon, row)
    why = reason or "a person set it"
    pin = person_pin(row, lon, lat, precision=exact, reason=why)
    old = read_pins(path)
    others = old[(old["place"] != place) & old["place"].isin(rows)]
    new = typed(pd.DataFrame([*others.to_dict("records"), pin], columns=list(COLUMNS)))
    order = {name: number for number, name in enumerate(rows)}
    write_pins(new.sort_values("place", key=lambda names: names.map(order)), path)
    click.echo(f"{place}: {_where(pin)}, {exact}")
    click.echo(f"    because {why}")
    click.echo(f"{path}: {place} stays there until geo geocode {folder} --reset {place}")


def _row_of(place: str, rows: Mapping[str, dict[Any, Any]], folder: Path) -> dict[Any, Any]:
    row = rows.get(place)
    if row is None:
        near = difflib.get_close_matches(place, rows, n=3) or list(rows)[:_FEW]
        wanted = f"the id of a row in places.csv, such as {', '.join(near)}" if near else "a row"
        raise GeocodeError(f"PLACE: found {place!r}, wanted {wanted} ({folder})")
    if row["lon"] or row["lat"]:
        raise GeocodeError(f"{place}: lon and lat stand in places.csv; change or empty them there")
    return row


def _check_reset(reset: Sequence[str], places: pd.DataFrame, folder: Path) -> None:
    rows = {row["id"]: row for row in places.to_dict("records")}
    for place in reset:
        _row_of(place, rows, folder)


def _check_point(place: str, lat: float, lon: float, row: Mapping[str, str]) -> None:
    """Refuse a point that is not on the Earth, missing, or has its axes swapped."""
    point = f"{place}: found lat {lat:g}, lon {lon:g}"
    if not (abs(lat) <= 90 and abs(lon) <= 180):  # noqa: PLR2004 - the ends of the axes
        swapped = " (axes swapped?)" if abs(lat) <= 180 and abs(lon) <= 90 else ""  # noqa: PLR2004
        raise GeocodeError(f"{point}, wanted LAT -90 to 90, then LON -180 to 180{swapped}")
    if lat == 0 and lon == 0:
        raise GeocodeError(f"{point}, wanted a position; 0, 0 is what a failed look-up gives")
    if is_swapped(row, lon, lat):
        raise GeocodeError(f"{point}, wanted LAT, then LON (axes swapped?)")


def _stays(new: pd.DataFrame, path: Path) -> Iterator[str]:
    """List the pins that a person set, and how to take them back."""
    theirs = new.loc[(new["set_by"] == PERSON) & (new["reason"] != IN_TABLE), "place"]
    if len(theirs):
        names = ", ".join(theirs)
        yield f"{path}: a person set {names}; --reset PLACE takes one back"


def _tell_lost(places: pd.DataFrame, pins: pd.DataFrame) -> bool:
    kinds = places.set_index("id")["kind"]
    lost = pins[(pins["precision"] == UNLOCATABLE) & (pins["place"].map(kinds) != UNLOCATABLE)]
    if len(lost):
        click.echo(f"not located: {', '.join(lost['place'])} (see the reasons above)", err=True)
    return lost.empty


def _differences(old: pd.DataFrame, new: pd.DataFrame, differing: pd.DataFrame) -> Iterator[str]:
    """List what differs place by place: the headline, then each cell that a person reads."""
    before = {row["place"]: row for row in old.to_dict("records")}
    after = {row["place"]: row for row in new.to_dict("records")}
    quiet = []
    for row in differing.itertuples():
        was, is_ = before.get(row.place), after.get(row.place)
        cells = list(_cells(was, is_)) if was and is_ else []
        if was and is_ and not cells and _stands_where_it_was(was, is_):
            quiet.append(str(row.place))
            continue
        yield f"{row.place}: {_headline(was, is_)}{_sure(is_)}"
        if is_ is not None:
            yield f"    because {is_['reason'].removeprefix('not located: ')}"
        yield from cells
    if quiet:
        yield f"only confidence, query or the gazetteer's version: {', '.join(quiet)}"


def _stands_where_it_was(before: dict[Any, Any], after: dict[Any, Any]) -> bool:
    same = _headline(before, after).startswith(_SAME) or (_nowhere(before) and _nowhere(after))
    return same and before["reason"] == after["reason"] and before["set_by"] == after["set_by"]


def _sure(pin: dict[Any, Any] | None) -> str:
    if pin is None or _nowhere(pin) or math.isnan(pin["confidence"]):
        return ""
    return f", {pin['confidence']:.2f}" + (" (unsure)" if pin["confidence"] < OK_FROM else "")


def _headline(before: dict[Any, Any] | None, after: dict[Any, Any] | None) -> str:
    if before is None or after is None:
        return f"new, {_where(after)}" if after else f"gone, was {_where(before)}"
    if _nowhere(before) or _nowhere(after):
        same = _nowhere(before) and _nowhere(after)
        return _where(after) if same else f"{_where(before)} → {_where(after)}"
    apart_m = 1000 * distance_km(before["lon"], before["lat"], after["lon"], after["lat"])
    if apart_m < _SAME_M:
        return f"{_SAME}, {_where(after)}"
    how_far = f"{apart_m / 1000:,.1f} km" if apart_m >= 1000 else f"{apart_m:.0f} m"  # noqa: PLR2004
    return f"moved {how_far}, {_where(before)} → {_where(after)}"


def _nowhere(pin: dict[Any, Any]) -> bool:
    return math.isnan(pin["lon"]) or math.isnan(pin["lat"])


def _where(pin: dict[Any, Any] | None) -> str:
    if pin is None or _nowhere(pin):
        return "not located"
    return f"{pin['matched'] or 'unnamed'} ({pin['lat']:.4f}, {pin['lon']:.4f})"


def _cells(before: dict[Any, Any], after: dict[Any, Any]) -> Iterator[str]:
    for name in _SHOWN:
        was, is_ = (_cell_text(pin[name]) for pin in (before, after))
        if was != is_:
            yield f"    {name}: {_shortened(was, is_)} → {_shortened(is_, was)}"


def _cell_text(cell: object) -> str:
    if isinstance(cell, float):
        return "" if math.isnan(cell) else f"{cell:g}"
    return str(cell)


def _shortened(text: str, other: str) -> str:
    """Quote a text; of a long one only what differs from the other."""
    if len(text) <= 60:  # noqa: PLR2004 - fits in a line beside another
        return repr(text)
    blocks = difflib.SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks()
    begin = max(0, min((b.size for b in blocks if b.a == 0 and b.b == 0), default=0) - 10)
    return repr(("…" if begin else "") + text[begin : begin + 60] + "…")
