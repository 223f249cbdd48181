"""Events, links and places as an exchange format takes them: cells as text, claims in words."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.dates.edtf import parse_dates
from geo.errors import DateError
from geo.evidence import place_in_source, split_ids
from geo.formats.cells import iso_year, text_of
from geo.formats.columns import cells_of
from geo.formats.frames import require_geography, require_plain
from geo.formats.geojson import for_geojson
from geo.formats.tables import evidence_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry


BASE = "geo_base"
"""Name under which a format carries the hashes of what was exported, for the way back."""

EDITABLE = {
    "events": ("title", "kind", "date", "date_basis", "date_note", "place", "note"),
    "places": ("name", "label", "local", "note", "lon", "lat"),
    "claims": ("statement", "status"),
}
"""Columns of a table that an edit in another tool may change, in the order of their hashes."""

_EXACT = ("file", "sheet", "column", "sha256", "span_sha256", "part")
"""Columns that stay letter for letter: they must fit what lies on a reader's disk."""

DECIMALS = 7
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://pypi.org/project/geo-event-maps/")


@dataclass(frozen=True)
class Entity:
    """An event, a link or a place, with all that an export says of it.

    Parameters
    ----------
    table : str
        ``events``, ``links`` or ``places``.
    id : str
        Its id.
    cells : dict
        Its columns as plain text; empty where there is nothing.
    geometry : shapely.Geometry or None
        Cut at 180°, rings as RFC 7946 wants them.
    claims : list of dict
        The claims about it, as `geo.formats.evidence_of` returns them.
    """

    table: str
    id: str
    cells: dict[str, str]
    geometry: BaseGeometry | None
    claims: list[dict[str, Any]]

    @property
    def title(self) -> str:
        """What it is called."""
        return self.cells.get("title") or self.cells.get("label") or self.cells.get("name") or ""

    @property
    def point(self) -> tuple[float, float] | None:
        """Its own lon and lat in degrees; None where it has none."""
        if self.cells.get("lon") and self.cells.get("lat"):
            return float(self.cells["lon"]), float(self.cells["lat"])
        if self.geometry is None or self.geometry.is_empty or self.table == "links":
            return None
        inside = self.geometry.representative_point()
        return round(inside.x, DECIMALS), round(inside.y, DECIMALS)

    @property
    def base(self) -> str:
        """The hashes of what may be edited elsewhere; empty for a link."""
        return base_of(self.table, self.cells)


def base_of(table: str, cells: Mapping[str, str]) -> str:
    """Return the hashes of what of a row may be edited elsewhere, by which an edit is noticed.

    Examples
    --------
    >>> base_of("claims", {"statement": "a", "status": ""})
    'ca978112 -'
    """
    return " ".join(short_hash(cells.get(column, "")) for column in EDITABLE.get(table, ()))


def short_hash(text: str) -> str:
    """Return eight hex digits by which an edit is noticed; a hyphen for an empty text.

    Examples
    --------
    >>> short_hash("a"), short_hash("")
    ('ca978112', '-')
    """
    return hashlib.sha256(text.encode()).hexdigest()[:8] if text else "-"


def entities_of(story: Any, table: str) -> list[Entity]:  # noqa: ANN401 - a Story, or frames
    """Return the events, links or places of a story, in their order.

    Parameters
    ----------
    story : Story
        Or anything with its frames.
    table : str
        ``events``, ``links`` or ``places``.

    Examples
    --------
    >>> import geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> place = entities_of(story, "places")[0]
    >>> place.id, place.title, place.point
    ('edgware', 'Edgware', (-0.27539, 51.6128))
    """
    frame = require_geography(getattr(story, table), what=table)
    shapes = for_geojson(frame.geometry, decimals=DECIMALS)
    evidence = evidence_of(story.claims)
    names = [str(name) for name in frame.index]
    rows = text_rows(frame.drop(columns=frame.active_geometry_name))
    return [
        Entity(table, name, cells, shape, evidence.get(name, []))
        for name, cells, shape in zip(names, rows, shapes, strict=True)
    ]


def text_rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Return the rows of a table, each cell as text: numbers in full, days as ISO 8601 dates."""
    columns = {name: _texts(frame[name]) for name in require_plain(frame).columns}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _texts(column: pd.Series[Any]) -> list[str]:
    if column.dtype.kind == "M":
        days = column.to_numpy().astype("datetime64[D]")
        return ["" if np.isnat(day) else iso_year(str(day)) for day in days]
    if column.dtype.kind == "f":
        return ["" if value is None else degrees(value) for value in cells_of(column)]
    return [text_of(cell) for cell in cells_of(column)]


def degrees(number: float) -> str:
    """Return a number with seven digits behind the point at most, as short as it can be written.

    Examples
    --------
    >>> degrees(67.0), degrees(-0.27539), degrees(-1e-9)
    ('67', '-0.27539', '0')
    """
    text = f"{number:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def claim_lines(subject: Entity, claims: pd.DataFrame) -> list[str]:
    """Return what is said of a thing, a line each: who says it, where, and who denies it.

    Examples
    --------
    >>> import geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> link = entities_of(story, "links")[0]
    >>> claim_lines(link, story.claims)[0].rpartition(" (")[2]
    'reported; BBC News, paragraph 13)'
    """
    return [claim_line(str(claim["claim"]), claims) for claim in subject.claims]


def claim_line(name: str, claims: pd.DataFrame) -> str:
    """Return one claim in words, with the denials of it."""
    claim = claims.loc[[name]].to_dict("records")[0]
    denials = [other for other in split_ids(str(claim["denied_by"])) if other in claims.index]
    replies = claims.loc[denials].to_dict("records")
    return _stated(claim) + "".join(f" Denied: {_stated(reply)}" for reply in replies)


def _stated(claim: Mapping[Hashable, Any]) -> str:
    column, part = (str(claim.get(name, "") or "") for name in ("column", "part"))
    where = place_in_source(claim["paragraph"], column, part)
    speaker, source = str(claim["said_by_label"]), str(claim["source_label"])
    who = speaker if speaker == source else f"{speaker} in {source}"
    return f"{claim['statement']} ({claim['status']}; {who}, {where})"


def in_nfc(story: Any) -> SimpleNamespace:  # noqa: ANN401 - a Story, or frames
    r"""Return the texts and frames of a story with all its words in Unicode NFC.

    Names of files and of columns in them stay letter for letter.

    Examples
    --------
    >>> frame = pd.DataFrame({"title": ["Cafe\u0301"], "file": ["Cafe\u0301.txt"]})
    >>> made = in_nfc(SimpleNamespace(sources=frame))
    >>> made.sources["title"][0] == "Caf\xe9", made.sources["file"][0] == "Cafe\u0301.txt"
    (True, True)
    """
    return SimpleNamespace(**{name: _composed(value) for name, value in vars(story).items()})


def _composed(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if not isinstance(value, pd.DataFrame):
        return value
    composed = value.copy(deep=False)
    for position, name in enumerate(value.columns):
        column = value.iloc[:, position]
        if name in _EXACT or isinstance(column, gpd.GeoSeries):
            continue
        if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
            composed[name] = column.map(_composed).astype(column.dtype)
    return composed


def identifier(story: Any, *path: str, base: str = "") -> str:  # noqa: ANN401
    """Return the address of a thing of a story: below `base`, or a UUID that is always the same.

    Examples
    --------
    >>> story = SimpleNamespace(name="choir")
    >>> identifier(story, "places", "oslo", base="https://example.org/choir/")
    'https://example.org/choir/places/oslo'
    >>> identifier(story, "places", "oslo")
    'urn:uuid:9652ab53-8764-5f01-b5ba-1c85d6fb89c6'
    """
    if base:
        return f"{base.rstrip('/')}/{'/'.join(path)}"
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, '/'.join((story.name, *path)))}"


def days_of(edtf: str) -> tuple[str, str]:
    """Return the first and last day of a date in EDTF as ISO 8601 dates; empty where it is open.

    Examples
    --------
    >>> days_of("2007-05"), days_of("1992/.."), days_of("-0043")
    (('2007-05-01', '2007-05-31'), ('1992-01-01', ''), ('-0043-01-01', '-0043-12-31'))
    """
    try:
        dates = parse_dates(edtf)
    except DateError:
        return "", ""
    return _four_digits(dates.earliest), _four_digits(dates.latest)


def _four_digits(day: np.datetime64) -> str:
    if np.isnat(day):
        return ""
    year, month, date = str(day.astype("datetime64[D]")).rsplit("-", 2)
    sign = "-" if year.startswith("-") else "+" if len(year) > len("9999") else ""
    return f"{sign}{year.removeprefix('-'):0>4}-{month}-{date}"


def source_address(source: Mapping[str, Any]) -> str:
    """Return where a source is found: its address, else a name by its hash (RFC 6920).

    Examples
    --------
    >>> source_address({"url": "", "sha256": "00" * 32})
    'ni:///sha-256;AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    import base64  # noqa: PLC0415 - for sources without an address

    if source.get("url"):
        return str(source["url"])
    digest = base64.urlsafe_b64encode(bytes.fromhex(str(source["sha256"]))).decode().rstrip("=")
    return f"ni:///sha-256;{digest}"


def sources_of(story: Any, names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401
    """Yield id and row of some sources, as far as they are there."""
    for name in dict.fromkeys(names):
        if name in story.sources.index:
            yield name, {str(k): v for k, v in story.sources.loc[name].items()}
