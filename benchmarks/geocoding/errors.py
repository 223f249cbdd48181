"""Which names went wrong, and how: a table for the person who tunes, kept out of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from benchmarks.geocoding.measures import LIMITS_KM, Judged, first_right

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_AROUND = 60  # code points of text before and after a name


def candidates_of(names: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """List what the gazetteer offers for each name, the likeliest first."""
    from geo.geocoding import Gazetteer  # noqa: PLC0415 - the arithmetic needs no gazetteer

    gazetteer = Gazetteer()
    return {name: _offered(gazetteer.candidates(name)) for name in sorted(set(names))}


def _offered(found: pd.DataFrame) -> list[dict[str, Any]]:
    records = [{str(key): cell for key, cell in row.items()} for row in found.to_dict("records")]
    for record in records:
        provider, _, number = record["provider_id"].partition(":")
        record["geonameid"] = int(number) if provider == "geonames" else None
    return records


def kind_of_error(each: Judged, candidates: Sequence[Mapping[str, Any]]) -> str:
    """Return in a word or two what went wrong at the far limit, ids counted; empty when right.

    near
        Right at the far limit, but not at the near one.
    no candidate
        The gazetteer has nothing of the name.
    no right candidate
        It has the name, of other places.
    not answered
        It has the right place, and nothing was answered.
    another won
        It has the right place, and another one was answered.
    """
    far, near = LIMITS_KM
    if each.right(limit_km=near, ids=True):
        return ""
    if each.right(limit_km=far, ids=True):
        return "near"
    if not candidates:
        return "no candidate"
    if not first_right(each, candidates, limit_km=far, ids=True):
        return "no right candidate"
    return "not answered" if each.off_km is None else "another won"


def table(
    judged: Iterable[Judged],
    candidates: Mapping[str, Sequence[Mapping[str, Any]]],
    texts: Mapping[str, str],
) -> pd.DataFrame:
    """Write one row for each name that is not right at the near limit.

    Parameters
    ----------
    judged : iterable of Judged
        The names of one corpus.
    candidates : mapping
        What the gazetteer offers for each name.
    texts : mapping
        Text of each document.

    Returns
    -------
    DataFrame
        error (see `kind_of_error`), doc, start, name; gold_lon, gold_lat (degrees), gold (what
        else the corpus tells of the place); lon, lat, off_km, confidence, status, reason;
        candidates (how many), rank and right (the first candidate that would be right), first
        (the first of all); around (the text about the name).
    """
    rows = []
    for each in judged:
        offered = candidates[each.gold["name"]]
        error = kind_of_error(each, offered)
        if error:
            rows.append(_row(each, error, offered, texts[each.doc_id]))
    return pd.DataFrame(rows)


def _row(
    each: Judged, error: str, offered: Sequence[Mapping[str, Any]], text: str
) -> dict[str, Any]:
    far, near = LIMITS_KM
    gold, answer = each.gold, each.answer
    rank = first_right(each, offered, limit_km=near if error == "near" else far, ids=True)
    known = ("start", "end", "name", "lat", "lon")
    around = text[max(0, gold["start"] - _AROUND) : gold["end"] + _AROUND]
    return {
        "error": error,
        "doc": each.doc_id,
        "start": gold["start"],
        "name": gold["name"],
        "gold_lon": gold["lon"],
        "gold_lat": gold["lat"],
        "gold": " ".join(f"{key}={value}" for key, value in gold.items() if key not in known),
        "lon": answer.get("lon"),
        "lat": answer.get("lat"),
        "off_km": None if each.off_km is None else round(each.off_km, 1),
        "confidence": answer.get("confidence"),
        "status": answer.get("status"),
        "reason": answer.get("reason"),
        "candidates": len(offered),
        "rank": rank,
        "right": _described(offered[rank - 1]) if rank else "",
        "first": _described(offered[0]) if offered else "",
        "around": " ".join(around.split()),
    }


def _described(candidate: Mapping[str, Any]) -> str:
    keys = ("name", "kind", "admin1", "country", "population", "named", "provider_id")
    return ", ".join(str(candidate[key]) for key in keys if candidate[key] not in ("", None))
