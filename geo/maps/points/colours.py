"""Colours of events: categories, or a number on a ramp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.palette import CATEGORIES, NOTHING, RAMP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.palette import Ink


OWN_COLOURS = len(CATEGORIES)
MISSING = 255
_BINS = 254
_FEW_NUMBERS = 8
_NARROW = 0.2
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)
_LABELS = 254


@dataclass(frozen=True)
class Colouring:
    """Each event's colour as one byte, and what the bytes mean.

    Parameters
    ----------
    codes : numpy.ndarray
        uint8: a group's number, or a bin of the ramp; 255 where there is no value.
    key : dict
        As the page reads it: ``kind`` (none, groups or ramp), ``label``, and for groups ``groups``
        (label, light, dark, shape) with ``names`` of the values that codes stand for, for a ramp
        ``low``, ``high`` and ``stops``, with ``breaks`` where the ramp has equal steps in rank.
    complete : bool
        Whether the page can tell every event's value from its byte alone.
    """

    codes: NDArray[np.uint8]
    key: dict[str, Any]
    complete: bool


def no_colouring(rows: int) -> Colouring:
    """Return a colouring in which every event has the same colour."""
    one = {"label": "", "light": CATEGORIES[0].light, "dark": CATEGORIES[0].dark}
    codes = np.zeros(rows, dtype=np.uint8)
    return Colouring(codes, {"kind": "none", "label": "", "groups": [one], "names": [""]}, True)  # noqa: FBT003


def colouring(column: pd.Series[Any]) -> Colouring:
    """Colour by a column: numbers on a ramp, everything else in groups.

    Parameters
    ----------
    column : pandas.Series
        Any values. Up to eight different values, the most frequent first, get a colour and shape of
        their own; the rest are one group, "other". Up to 254 keep their names in the page.

    Returns
    -------
    Colouring
        Codes in the order of the rows.

    Examples
    --------
    >>> by_kind = colouring(pd.Series(["flood", "fire", "flood", None], name="kind"))
    >>> by_kind.codes.tolist(), by_kind.key["names"]
    ([0, 1, 0, 255], ['flood', 'fire'])
    """
    numeric = pd.api.types.is_numeric_dtype(column.dtype)
    if numeric and not pd.api.types.is_bool_dtype(column.dtype):
        values = column.to_numpy(dtype=float, na_value=np.nan)
        finite = np.isfinite(values)
        different = np.unique(values[finite])
        few = len(different) <= _FEW_NUMBERS and np.array_equal(different, np.round(different))
        if len(different) > 1 and not few:  # a few whole numbers are years, grades, codes
            return _ramp(values, finite, label=str(column.name))
    return _groups(column)


def _ramp(values: NDArray[np.float64], finite: NDArray[np.bool_], *, label: str) -> Colouring:
    known = values[finite]
    low, high = float(known.min()), float(known.max())
    breaks = _breaks(known)
    filled = np.where(finite, values, low)
    if len(breaks):
        ranks, last = np.searchsorted(breaks, filled, side="right") - 1, len(breaks) - 1
        steps = (2 * _BINS * ranks + last) // (2 * last)  # a half is rounded up, as the page does
    else:
        steps = np.round((filled - low) / (high - low) * _BINS)
    codes = np.where(finite, steps, MISSING).astype(np.uint8)
    stops = [{"light": ink.light, "dark": ink.dark} for ink in RAMP]
    key: dict[str, Any] = {"kind": "ramp", "label": label, "low": low, "high": high, "stops": stops}
    key |= {"missing": int(np.count_nonzero(~finite)), "nothing": _ink(NOTHING)}
    if len(breaks):
        key["breaks"] = breaks.tolist()
    return Colouring(codes, key, complete=False)


def _breaks(known: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values at equal steps in rank, where equal steps in value would show next to none.

    That is where nine tenths of the values lie within a fifth of the ramp, at one of its ends.
    """
    low, tenth, ninth, high = np.quantile(known, [0, 0.1, 0.9, 1], method="lower")
    if min(ninth - low, high - tenth) > (high - low) * _NARROW:
        return np.empty(0)
    different = np.unique(known)
    if len(different) <= _BINS + 1:
        return different
    return np.unique(np.quantile(different, np.linspace(0, 1, _BINS + 1), method="lower"))


def _groups(column: pd.Series[Any]) -> Colouring:
    numbers, values = pd.factorize(column)
    counts = np.bincount(numbers[numbers >= 0], minlength=len(values))
    names = [str(value) for value in values]
    ordered = pd.api.types.is_numeric_dtype(column.dtype)
    ranked = sorted(
        range(len(values)),
        key=lambda one: values[one] if ordered else (-counts[one], names[one]),
    )
    place = np.empty(len(values) + 1, dtype=np.int64)
    place[ranked] = np.arange(len(values))
    place[-1] = MISSING
    complete = len(values) <= _LABELS
    codes = np.where(place == MISSING, MISSING, np.minimum(place, _LABELS - 1))[numbers]
    shown = [names[one] for one in ranked]
    groups = [
        {"label": name, "light": ink.light, "dark": ink.dark}
        for name, ink in zip(shown, CATEGORIES, strict=False)
    ]
    key: dict[str, Any] = {"kind": "groups", "label": str(column.name), "groups": groups}
    key["nothing"] = _ink(NOTHING)
    key["names"] = shown if complete else shown[:OWN_COLOURS]
    key["others"] = max(0, len(values) - OWN_COLOURS)
    key["missing"] = int(np.count_nonzero(numbers < 0))
    return Colouring(codes.astype(np.uint8), key, complete)


def _ink(ink: Ink) -> dict[str, str]:
    return {"light": ink.light, "dark": ink.dark}


def lights(key: dict[str, Any]) -> NDArray[np.str_]:
    """Return the colour on light paper of each of the 256 codes of a colouring's `key`."""
    nothing = key.get("nothing", {"light": NOTHING.light})["light"]
    inks = [nothing] * 256
    if key["kind"] == "ramp":
        stops = [stop["light"] for stop in key["stops"]]
        spread = np.round(np.linspace(0, len(stops) - 1, _BINS + 1)).astype(int)
        inks[: _BINS + 1] = [stops[at] for at in spread]
    else:
        inks[: len(key["groups"])] = [group["light"] for group in key["groups"]]
    return np.array(inks)


def key_lines(key: dict[str, Any]) -> list[tuple[str, str]]:
    """Return label and colour, on light paper, of what a colouring's `key` tells."""
    label = key["label"]
    if key["kind"] == "ramp":
        stops = [stop["light"] for stop in key["stops"]]
        if "breaks" not in key:
            ends = ((key["low"], stops[0]), (key["high"], stops[-1]))
            return [(f"{label}: {value:,g}", stop) for value, stop in ends]
        breaks, inks = key["breaks"], lights(key)
        places = [round(share * (len(breaks) - 1)) for share in _QUARTERS]
        return [
            (f"{label}: {breaks[at]:,g}{' (equal steps in rank)' * (not number)}", str(ink))
            for number, (at, ink) in enumerate(
                zip(places, (inks[round(share * _BINS)] for share in _QUARTERS), strict=True)
            )
        ]
    lines = [(f"{label}: {one['label']}", one["light"]) for one in key["groups"] if label]
    if key.get("others"):
        lines.append((f"{label}: {key['others']:,} other values", key["nothing"]["light"]))
    return lines
