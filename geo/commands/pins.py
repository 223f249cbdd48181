"""`geo geocode FOLDER`: a story's pins, refreshed."""

from __future__ import annotations

import difflib
import math
from typing import TYPE_CHECKING, Any

import click

from geo.places import answer_pins, changes, keep_set_by_person, read_pins, write_pins
from geo.places.hints import distance
from geo.places.pin_file import PERSON, UNLOCATABLE
from geo.story import read_tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

_SHOWN = ("boundary", "matched", "precision", "provider_id", "radius_m", "reason", "refused")
_SAME, _SAME_M = "where it was", 1.0


def refresh_pins(folder: Path, *, yes: bool, dry_run: bool) -> bool:
    """Answer the places of a story anew, say what differs, and write ``pins.csv``.

    Parameters
    ----------
    folder : pathlib.Path
        The story's folder.
    yes : bool
        Overwrite without asking what a person set.
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
    new = answer_pins(places)
    differing = changes(old, new)
    for line in _differences(old, new, differing):
        click.echo(line)
    if differing.empty:
        click.echo(f"{path}: nothing has changed")
        return True
    if dry_run:
        click.echo(f"{path}: {_counted(len(differing))} would change; nothing was written")
        return True
    new = _keep(old, new, differing, yes=yes)
    left = changes(old, new)
    if left.empty:
        click.echo(f"{path}: nothing has changed")
        return True
    write_pins(new, path)
    click.echo(f"{path}: {len(new)} pins written, {len(left)} of them changed")
    return _tell_lost(places, new)


def _keep(
    old: pd.DataFrame, new: pd.DataFrame, differing: pd.DataFrame, *, yes: bool
) -> pd.DataFrame:
    """Put back what a person set, unless they say otherwise."""
    theirs = sorted(differing.loc[differing["set_by"] == PERSON, "place"])
    if not theirs or yes or click.confirm(f"Overwrite what a person set ({', '.join(theirs)})?"):
        return new
    return keep_set_by_person(old, new)


def _tell_lost(places: pd.DataFrame, pins: pd.DataFrame) -> bool:
    kinds = places.set_index("id")["kind"]
    lost = pins[(pins["precision"] == UNLOCATABLE) & (pins["place"].map(kinds) != UNLOCATABLE)]
    if len(lost):
        click.echo(f"not located: {', '.join(lost['place'])} (see the reasons above)", err=True)
    return lost.empty


def _counted(number: int) -> str:
    return f"{number} pin{'s' if number != 1 else ''}"


def _differences(old: pd.DataFrame, new: pd.DataFrame, differing: pd.DataFrame) -> Iterator[str]:
    """Say place by place what differs: the headline, then each cell that a person reads."""
    before = {row["place"]: row for row in old.to_dict("records")}
    after = {row["place"]: row for row in new.to_dict("records")}
    quiet = []
    for row in differing.itertuples():
        was, is_ = before.get(row.place), after.get(row.place)
        cells = list(_cells(was, is_)) if was and is_ else []
        headline = _headline(was, is_)
        if row.set_by != PERSON and headline.startswith(_SAME) and not cells:
            quiet.append(str(row.place))
            continue
        mine = "  (a person set it)" if row.set_by == PERSON else ""
        yield f"{row.place}: {headline}{mine}"
        yield from cells
    if quiet:
        yield f"only confidence, query or the gazetteer's version: {', '.join(quiet)}"


def _headline(before: dict[Any, Any] | None, after: dict[Any, Any] | None) -> str:
    if before is None or after is None:
        return f"new, {_where(after)}" if after else f"gone, was {_where(before)}"
    if _nowhere(before) or _nowhere(after):
        same = _nowhere(before) and _nowhere(after)
        return _where(after) if same else f"{_where(before)} → {_where(after)}"
    apart_m = 1000 * distance(before["lon"], before["lat"], after["lon"], after["lat"])
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
        was, is_ = (_said(pin[name]) for pin in (before, after))
        if was != is_:
            yield f"    {name}: {_shortened(was, is_)} → {_shortened(is_, was)}"


def _said(cell: object) -> str:
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
