"""Rows of frames as the records that the page reads, in order of time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.errors import MapError
from geo.evidence import answers, cell_shown, connected, is_about, page_of, split_ids
from geo.geodesy import HEADINGS
from geo.messages import Words, date_text, words_in

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Record = dict[str, Any]
    Row = Any  # what itertuples gives: no type names its columns

_UNITS_PER_DEGREE = 100_000
_FINEST_PART = 1_500
_STRAIGHT_DEGREES = 0.004


def day_numbers(days: pd.Series[pd.Timestamp]) -> list[int | None]:
    """Return days as numbers, counted from 1970-01-01; None where a day is open or unknown.

    Parameters
    ----------
    days : pandas.Series
        datetime64 of any unit, also before the years that a Timestamp holds.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.Series(np.array(["1969-12-31", "NaT", "-0043-03-15"], dtype="datetime64[s]"))
    >>> day_numbers(days)
    [-1, None, -735160]
    """
    numbers = days.to_numpy().astype("datetime64[D]")
    return [None if np.isnat(day) else int(day.astype(np.int64)) for day in numbers]


def in_order(frame: pd.DataFrame) -> dict[str, int]:
    """Return each row's place in time; what has no date comes last, as it stands.

    A date that is told only by its end ("by 1992") is listed where the year, month or day of
    that end begins, before what happened in it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``earliest`` and, where there is one, ``latest``: first and last day, NaT where
        open; the index is the id.

    Returns
    -------
    dict
        By id, counted from 0.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.DataFrame(
    ...     {"earliest": ["1992-01-01", None, None], "latest": ["1992-12-31", "1992-12-31", None]},
    ...     index=["arrival", "warrant", "migration"],
    ... ).astype("datetime64[s]")
    >>> in_order(days)
    {'warrant': 0, 'arrival': 1, 'migration': 2}
    """
    earliest = day_numbers(frame["earliest"])
    latest = day_numbers(frame["latest"]) if "latest" in frame.columns else earliest

    def key(row: int) -> tuple[bool, int, bool, int]:
        start, end = earliest[row], latest[row]
        day = start if start is not None else None if end is None else _start_of(end)
        return day is None, day or 0, start is not None, row

    ranked = sorted(range(len(frame)), key=key)
    return {str(frame.index[row]): number for number, row in enumerate(ranked)}


def _start_of(last: int) -> int:
    """Return the first day of the year or month that ends with a day, else the day."""
    day = np.datetime64(last, "D")
    for unit in ("Y", "M"):
        period = day.astype(f"datetime64[{unit}]")
        if (period + 1).astype("datetime64[D]") - 1 == day:
            return int(period.astype("datetime64[D]").astype(np.int64))
    return last


AREAS = frozenset({"borough", "province", "region", "country"})
_WGS84 = 4326


def checked(frame: gpd.GeoDataFrame, *, columns: tuple[str, ...], what: str) -> gpd.GeoDataFrame:
    """Return the frame if it has these columns and is in EPSG:4326.

    Raises
    ------
    geo.errors.MapError
        Naming what is missing, or the reference system that was found.
    """
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise MapError(f"{what}: found no column {', '.join(missing)}; wanted {', '.join(columns)}")
    if frame.crs is not None and frame.crs.to_epsg() != _WGS84:
        raise MapError(f"{what}: found {frame.crs.to_string()}, wanted EPSG:4326; use to_crs(4326)")
    return frame


def evidence(
    claims: pd.DataFrame | None, *, figures: pd.DataFrame | None, about: set[str]
) -> dict[str, list[Record]]:
    """Return the claims about some things with all that must stand by them, and their figures.

    A figure's whole set comes along: no number is shown without the others that count the same.
    """
    if claims is None:
        return {"claims": [], "figures": []}
    figures = claims.iloc[:0].assign(claim="", set="") if figures is None else figures
    own = claims.index[is_about(claims, about)]
    wanted = connected(claims, own, figures=figures)
    unanswered = {name for name, replies in answers(claims).items() if not replies}
    return {
        "claims": [
            _claim(row) | ({"unanswered": True} if row.Index in unanswered else {})
            for row in claims[claims.index.isin(wanted)].itertuples()
        ],
        "figures": [_figure(row) for row in figures[figures["claim"].isin(wanted)].itertuples()],
    }


def web_address(text: str) -> str:
    """Return an address if a page may lead there (http or https), else nothing.

    Examples
    --------
    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    return text if text.startswith(("https://", "http://")) else ""


def _claim(row: Row) -> Record:
    return {
        "id": str(row.Index),
        "statement": row.statement,
        "saidBy": row.said_by_label if row.said_by else "",
        "by": row.said_by,
        "status": row.status,
        "publisher": row.source_label,
        "source": row.source,
        "report": getattr(row, "report", row.source),
        "url": web_address(getattr(row, "source_url", "")),
        "paragraph": int(row.paragraph),
        **_locator(row),
        "repliesTo": split_ids(row.replies_to),
        "denies": split_ids(row.denies),
        "contradicts": split_ids(row.contradicts),
        "differsOn": row.differs_on,
        "note": row.note,
    }


def _figure(row: Row) -> Record:
    return {
        "id": str(row.Index),
        "claim": row.claim,
        "set": row.set,
        "measure": row.measure,
        "scope": row.scope,
        "unit": row.unit,
        "label": row.label,
        "bound": getattr(row, "bound", ""),
        "low": _number(row.low),
        "high": _number(row.high),
        "saidBy": "" if row.said_by_label == row.source_label else row.said_by_label,
        "status": row.status,
        "publisher": row.source_label,
        "paragraph": int(row.paragraph),
        **_locator(row),
        "note": row.note,
    }


def _locator(row: Row) -> Record:
    """Return the column of a claim of a table, empty for its whole row; the page of a PDF."""
    shown = cell_shown(str(getattr(row, "column", "")))
    page = page_of(str(getattr(row, "part", "")))
    return ({} if shown is None else {"column": shown}) | ({"page": page} if page else {})


def _number(value: float) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def event_items(
    events: gpd.GeoDataFrame, *, claims_of: dict[str, list[str]], words: Words | None = None
) -> list[Record]:
    """Return the events as items, in order of time, those without a date last."""
    when = _when(events, words=words)
    return [
        _item(row, kind="event", claims_of=claims_of)
        | when[number]
        | {
            "where": row.place_label,
            "place": row.place,
            "precision": row.precision,
            "located": _number(row.lon) is not None,
            "unsure": bool(getattr(row, "unsure", False)),
        }
        for number, row in enumerate(events.itertuples())
    ]


def link_items(
    links: gpd.GeoDataFrame, *, claims_of: dict[str, list[str]], words: Words | None = None
) -> list[Record]:
    """Return the links as items with their paths, in order of time, those without a date last."""
    links = links.rename(columns={"from": "start"})  # a word that Python keeps for itself
    when = _when(links, words=words)
    return [
        _item(row, kind="link", claims_of=claims_of)
        | when[number]
        | {
            "where": _ends(row),
            "from": row.from_label,
            "to": row.to_label,
            **_unsure_ends(row),
            **_faint(row),
            "km": _number(row.length_km),
            "medium": row.medium,
            "direction": row.direction,
            "path": encode_line(row.geometry),
            "located": row.geometry is not None,
            "undrawn": _why_undrawn(row.start, row.to),
        }
        for number, row in enumerate(links.itertuples())
    ]


def _when(frame: gpd.GeoDataFrame, *, words: Words | None) -> list[Record]:
    """Return the dates of a frame's rows: in words, in EDTF, first and last day, and order."""
    order = in_order(frame)
    first = day_numbers(frame["earliest"])
    last = day_numbers(frame["latest"]) if "latest" in frame.columns else first
    is_bounded = "not_before" in frame.columns
    bounds = day_numbers(frame["not_before"]) if is_bounded else [None] * len(frame)
    return [
        {
            "date": date_text(row.date, words=words),
            "edtf": row.date,
            "first": start,
            "last": end,
            "inferred": bool(row.date_basis == "inferred" and row.date_note),
            "dateNote": row.date_note,
            "bound": bound,
            "notBefore": [] if bound is None else split_ids(row.not_before_by),
            "order": f"{order[str(row.Index)]:09d}",
        }
        for row, start, end, bound in zip(frame.itertuples(), first, last, bounds, strict=True)
    ]


def _why_undrawn(start: str, end: str) -> str:
    """Return why a link without a line has none: three reasons that must not be mixed up."""
    if not start or not end:
        return "one-end"
    return "one-place" if start == end else "not-every-end"


def _unsure_ends(row: Row) -> dict[str, bool]:
    """Return of which ends of a link the place is a guess; a frame without the columns has none."""
    start, end = (bool(getattr(row, f"{side}_unsure", False)) for side in ("from", "to"))
    return {"fromUnsure": start, "toUnsure": end, "unsure": start or end}


def _faint(row: Row) -> dict[str, list[str]]:
    """Return where a line is faint: at an end known as a country, on a way that isn't told."""
    parts = split_ids(getattr(row, "country_ends", ""))
    parts += ["way"] * (not set(HEADINGS).isdisjoint(split_ids(getattr(row, "via", ""))))
    return {"faint": parts} if parts else {}


def _ends(row: Row) -> str:
    start, end = row.from_label or "not stated", row.to_label or "not stated"
    length = _number(row.length_km)
    distance = "" if length is None else f", {length:,.0f}\N{NO-BREAK SPACE}km"
    return f"{start} {words_in('en').named('arrow', row.direction)} {end}{distance}"


def place_items(places: gpd.GeoDataFrame, *, claims_of: dict[str, list[str]]) -> list[Record]:
    """Return the places as items, in the table's order."""
    return [
        {
            **_blank("place", name=str(row.Index), order=number),
            "title": row.label,
            "kind": row.kind,
            "where": "" if row.label == row.name_ else row.name_,
            "place": str(row.Index),
            "precision": row.precision,
            "claims": claims_of.get(str(row.Index), []),
            "note": row.note,
            "located": _number(row.lon) is not None,
            "unsure": bool(getattr(row, "unsure", False)),
        }
        for number, row in enumerate(places.rename(columns={"name": "name_"}).itertuples())
    ]


def actor_items(actors: pd.DataFrame, *, claims_of: dict[str, list[str]]) -> list[Record]:
    """Return the people and bodies as items, in the table's order."""
    return [
        {
            **_blank("actor", name=str(row.Index), order=number),
            "title": row.name_,
            "kind": row.kind,
            "role": row.role,
            "claims": claims_of.get(str(row.Index), []),
        }
        for number, row in enumerate(actors.rename(columns={"name": "name_"}).itertuples())
    ]


def place_records(frame: gpd.GeoDataFrame, *, place: str | None, label: str) -> list[Record]:
    """Return each place once, as it is drawn; `place` is the column of ids, or None for the index.

    An event without a place has the id ``""``, and gives none.
    """
    frame = frame if place is None else frame[frame[place] != ""]
    names = frame.index if place is None else frame[place]
    frame = frame.set_axis(pd.Index(names, name="place"))
    frame = frame[~frame.index.duplicated()].rename(columns={label: "label_"})
    return [
        {
            "id": str(row.Index),
            "label": row.label_,
            "precision": row.precision,
            "lon": _number(row.lon),
            "lat": _number(row.lat),
            "radius": _number(row.radius_m),
            **({"unsure": True} if getattr(row, "unsure", False) else {}),
            **_outline(row.geometry if row.precision in AREAS else None),
            "local": getattr(row, "local" if place is None else "place_local", ""),
        }
        for row in frame.itertuples()
    ]


def _outline(geometry: shapely.Geometry | None) -> Record:
    """Return an area's rings, and the unit of their steps."""
    unit = ring_unit(geometry)
    return {"shape": encode_rings(geometry, unit=unit), "unit": unit}


def brief(items: list[Record]) -> list[Record]:
    """Return items without what is as the page takes it to be when nothing is said."""
    kinds = {item["type"] for item in items}
    blanks = {kind: _blank(kind, name="", order=0) for kind in kinds}
    return [
        {
            key: value
            for key, value in item.items()
            if key in _SAID or key not in blanks[item["type"]] or value != blanks[item["type"]][key]
        }
        for item in items
    ]


_TIMED = frozenset({"event", "link"})
"""What claims are directly about has their status; a place or a person has none of its own."""

_SAID = frozenset({"id", "type", "title", "order", "claims"})
"""What every item says, also where it is empty."""


def _blank(kind: str, *, name: str, order: int) -> Record:
    texts = (
        *("title", "date", "edtf", "dateNote", "where", "place", "precision", "note", "kind"),
        "role",
    )
    return {
        **dict.fromkeys(texts, ""),
        "id": name,
        "type": kind,
        "order": f"{order:09d}",
        "first": None,
        "last": None,
        "bound": None,
        "notBefore": [],
        "inferred": False,
        "status": "reported" if kind in _TIMED else "",
        "contested": False,
        "differsOn": "",
        "claims": [],
        "located": True,
        "unsure": False,
        "undrawn": "not-located",
    }


def _item(row: Row, *, kind: str, claims_of: dict[str, list[str]]) -> Record:
    return _blank(kind, name=str(row.Index), order=0) | {
        "title": row.title,
        "kind": getattr(row, "kind", kind),
        "status": row.status,
        "contested": bool(row.contested),
        "differsOn": getattr(row, "differs_on", ""),
        "claims": claims_of.get(str(row.Index), []),
        "note": row.note,
    }


def encode_line(geometry: shapely.Geometry | None) -> list[str]:
    """Encode each part of a line: its steps of 1e-5 degrees, longitude and latitude in turn.

    Vertices less than 0.004 degrees (some 450 m) beside the line without them are left out: a
    great circle keeps one every 150 km.

    Examples
    --------
    >>> encode_line(shapely.LineString([(-120.2, 38.5), (-120.95, 40.7)]))
    ['~ps|U_p~iFnnqC_ulL']
    """
    if geometry is None or geometry.is_empty:
        return []
    parts = shapely.get_parts(shapely.simplify(geometry, _STRAIGHT_DEGREES))
    return [_encoded(shapely.get_coordinates(part)) for part in parts]


def ring_unit(geometry: shapely.Geometry | None) -> int:
    """Return the unit in which an area's rings need be written, in 1e-5 degrees: a power of ten.

    Examples
    --------
    >>> ring_unit(shapely.box(61, 24, 77, 37)), ring_unit(shapely.box(-0.31, 51.56, -0.13, 51.67))
    (100, 1)
    """
    if geometry is None or geometry.is_empty:
        return 1
    west, south, east, north = geometry.bounds
    finest = max(east - west, north - south) / _FINEST_PART * _UNITS_PER_DEGREE
    return int(10 ** max(0, math.floor(math.log10(max(finest, 1))) - 1))


def encode_rings(geometry: shapely.Geometry | None, *, unit: int = 1) -> list[str]:
    """Encode the rings of an area as steps of 1e-5 degrees, without detail that no map shows.

    Detail finer than a 1,500th of the area's width is dropped; what is no area gives nothing. The
    steps count `unit` times 1e-5 degrees.
    """
    if (
        geometry is None
        or geometry.is_empty
        or geometry.geom_type not in {"Polygon", "MultiPolygon"}
    ):
        return []
    west, south, east, north = geometry.bounds
    finest = max(east - west, north - south) / _FINEST_PART
    parts = shapely.get_parts(shapely.simplify(geometry, finest))
    large = [part for part in parts if part.area > (4 * finest) ** 2]
    rings = [ring for part in large or parts for ring in (part.exterior, *part.interiors)]
    return [_encoded(shapely.get_coordinates(ring) / unit) for ring in rings]


def _encoded(degrees: NDArray[Any]) -> str:
    """Write points as an encoded polyline: five bits a letter, the lowest first.

    The format of Google's maps, but longitude first.
    """
    units = np.round(degrees * _UNITS_PER_DEGREE).astype(np.int64)
    moved = np.r_[True, np.any(np.diff(units, axis=0) != 0, axis=1)]
    steps = np.diff(units[moved], axis=0, prepend=[[0, 0]]).ravel()
    return "".join(_letters(step) for step in ((steps << 1) ^ (steps >> 63)).tolist())


def _letters(number: int) -> str:
    letters = ""
    while number >= 0x20:  # noqa: PLR2004 - five bits
        letters += chr((number & 0x1F | 0x20) + 63)
        number >>= 5
    return letters + chr(number + 63)
