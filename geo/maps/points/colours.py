"""Colours of events: categories, or a number on a ramp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import MapError
from geo.palette import CATEGORIES, NOTHING, RAMP, Ink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


OWN_COLOURS = len(CATEGORIES)
MISSING = 255
_BINS = 254
_FEW_NUMBERS = 8
_NARROW = 0.2
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)
_LABELS = 254
_CLASSES = 6
_EXACT = 1_000
_MOST_WHOLE = 2**31 - 1
_ROUNDING = 1e-12
SPREADS = ("value", "ratio", "rank", "classes")
"""How numbers are spread over a ramp: equal steps in value, in ratio (logarithmic) or in rank
(quantiles), or six classes with natural breaks."""


@dataclass(frozen=True)
class Colouring:
    """Each event's colour as one byte, and what the bytes mean.

    Parameters
    ----------
    codes : numpy.ndarray
        uint8: a group's number, or a bin of the ramp; 255 where there is no value.
    key : dict
        As the page reads it: ``kind`` (none, groups or ramp), ``label``, and for groups ``groups``
        (label, light, dark) with ``names`` of the values that codes stand for, for a ramp ``stops``
        and what `number_codes` returns.
    complete : bool
        Whether the page can tell every event's value from its byte alone.
    """

    codes: NDArray[np.uint8]
    key: dict[str, Any]
    complete: bool


def no_colouring(rows: int) -> Colouring:
    """Return a colouring in which every event has the same colour."""
    group = {"label": "", "light": CATEGORIES[0].light, "dark": CATEGORIES[0].dark}
    codes = np.zeros(rows, dtype=np.uint8)
    return Colouring(codes, {"kind": "none", "label": "", "groups": [group], "names": [""]}, True)  # noqa: FBT003


def colouring(column: pd.Series[Any], *, scale: str | None = None) -> Colouring:
    """Colour by a column: numbers on a ramp, everything else in groups.

    Parameters
    ----------
    column : pandas.Series
        Any values. Up to eight different values, the most frequent first, get a colour and shape of
        their own; the page lists all by name, up to 253. An ordered categorical keeps its order and
        has the colours of a ramp.
    scale : str, optional
        How numbers are spread over the ramp, one of `SPREADS`; chosen by their skew if not given.

    Returns
    -------
    Colouring
        Codes in the order of the rows.

    Raises
    ------
    geo.errors.MapError
        When `scale` is none of `SPREADS`, or does not fit the column.

    Examples
    --------
    >>> by_kind = colouring(pd.Series(["flood", "fire", "flood", None], name="kind"))
    >>> by_kind.codes.tolist(), by_kind.key["names"]
    ([0, 1, 0, 255], ['flood', 'fire'])
    """
    if scale is not None and scale not in SPREADS:
        raise MapError(f"scale: found {scale!r}, wanted one of {', '.join(SPREADS)}")
    values = numbers_of(column)
    if values is None:
        if scale is not None:
            raise MapError(f"scale={scale!r}: found no numbers in {column.name!r}, wanted a number")
        return _groups(column)
    different = np.unique(values[np.isfinite(values)])
    few = len(different) <= _FEW_NUMBERS and np.array_equal(different, np.round(different))
    # A few whole numbers are years, grades, codes.
    if len(different) < 2 or (few and scale is None):  # noqa: PLR2004
        return _groups(column)
    codes, key = number_codes(values, label=str(column.name), scale=scale)
    stops = [_ink(ink) for ink in RAMP]
    key |= {"kind": "ramp", "stops": stops, "nothing": _ink(NOTHING)}
    return Colouring(codes, key, complete=False)


def numbers_of(column: pd.Series[Any]) -> NDArray[np.float64] | None:
    """Return a column's numbers, NaN where it has none; None of a column of anything else."""
    dtype = column.dtype
    if not pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_bool_dtype(dtype):
        return None
    return column.to_numpy(dtype=float, na_value=np.nan)


def number_codes(
    values: NDArray[np.float64], *, label: str, scale: str | None = None
) -> tuple[NDArray[np.uint8], dict[str, Any]]:
    """Return each number's step of 255 on its scale, and what the page needs to read the steps.

    Parameters
    ----------
    values : numpy.ndarray
        Numbers, at least two of them different; 255 is the step of what is not finite.
    label : str
        What they are called.
    scale : str, optional
        As of `colouring`.

    Returns
    -------
    tuple of numpy.ndarray and dict
        uint8, and ``label``, ``low``, ``high``, ``missing``, ``spread`` where it is not by value,
        and ``breaks`` where steps are of rank or class.
    """
    finite = np.isfinite(values)
    known = values[finite]
    low, high = float(known.min()), float(known.max())
    spread = _spread(known) if scale is None else scale
    if spread == "ratio" and low <= 0:
        raise MapError(f"scale='ratio': found {low:g} in {label!r}, wanted numbers above 0")
    key: dict[str, Any] = {"label": label, "low": low, "high": high}
    key["missing"] = int(np.count_nonzero(~finite))
    filled = np.where(finite, values, low)
    if spread == "value":
        steps = np.round((filled - low) / (high - low) * _BINS)
    elif spread == "ratio":
        steps = np.round(np.log(filled / low) / np.log(high / low) * _BINS)
    else:
        breaks = _rank_breaks(known) if spread == "rank" else natural_breaks(known)
        ranks, last = np.searchsorted(breaks, filled, side="right") - 1, len(breaks) - 1
        # A half is rounded up, as the page does.
        steps = ((2 * _BINS * ranks + last) // (2 * last)).astype(np.float64)
        key["breaks"] = breaks.tolist()
    if spread != "value":
        key["spread"] = spread
    return np.where(finite, steps, MISSING).astype(np.uint8), key


def exact_numbers(
    values: NDArray[np.float64], *, label: str
) -> tuple[NDArray[np.int32], dict[str, Any]]:
    """Return a column's numbers so that a page can add them up, and how it reads them.

    Returns
    -------
    tuple of numpy.ndarray and dict
        int32, and ``label`` and ``per``: the numbers are whole numbers of ``1 / per``, the least
        int32 where there is none; where they have too many digits ``per`` is 0 and the int32 are
        the bits of float32, with seven of them.

    Examples
    --------
    >>> numbers, key = exact_numbers(np.array([1.5, np.nan]), label="km")
    >>> numbers.tolist(), key
    ([15, -2147483648], {'label': 'km', 'per': 10})
    """
    finite = np.isfinite(values)
    known = np.where(finite, values, 0.0)
    for per in (1, 10, 100, 1_000):
        scaled = known * per
        whole = np.round(scaled)
        if np.abs(whole).max(initial=0) > _MOST_WHOLE:
            break
        if np.all(np.abs(scaled - whole) <= _ROUNDING * np.abs(scaled)):
            return np.where(finite, whole, -_MOST_WHOLE - 1).astype(np.int32), {
                "label": label,
                "per": per,
            }
    floats = np.where(finite, values, np.nan).astype(np.float32)
    return floats.view(np.int32), {"label": label, "per": 0}


def size_codes(
    values: NDArray[np.float64] | None, *, label: str
) -> tuple[NDArray[np.uint8], dict[str, Any]]:
    """Return each number's radius in steps of 254, so that areas are as the numbers.

    Raises
    ------
    geo.errors.MapError
        When it is no column of numbers, or one is below 0.
    """
    if values is None:
        raise MapError(f"size={label!r}: found no column of numbers, wanted one")
    finite = np.isfinite(values)
    if np.any(values[finite] < 0):
        least = values[finite].min()
        raise MapError(f"size={label!r}: found {least:g}, wanted numbers of 0 or more")
    high = float(values[finite].max(initial=0))
    shares = np.where(finite, values, 0) / (high or 1)
    codes = np.where(finite, np.round(np.sqrt(shares) * _BINS), MISSING).astype(np.uint8)
    return codes, {"label": label, "high": high, "missing": int(np.count_nonzero(~finite))}


def _spread(known: NDArray[np.float64]) -> str:
    """Choose the scale that shows the values: equal steps in value, in ratio, or else in rank."""
    if not _narrow(known):
        return "value"
    return "ratio" if known.min() > 0 and not _narrow(np.log(known)) else "rank"


def _narrow(known: NDArray[np.float64]) -> bool:
    """Return whether nine tenths lie within a fifth of the range, at one of its ends."""
    low, tenth, ninth, high = np.quantile(known, [0, 0.1, 0.9, 1], method="lower")
    return bool(min(ninth - low, high - tenth) <= (high - low) * _NARROW)


def _rank_breaks(known: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values at equal steps in rank, each once however many events have it."""
    return np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1), method="lower"))


def natural_breaks(known: NDArray[np.float64], *, classes: int = _CLASSES) -> NDArray[np.float64]:
    """Return the least value of each class of values that are alike (Jenks; Fisher 1958).

    The sum of squares within classes is the least there is: exactly up to 1,000 different values,
    beyond that of as many of their quantiles.

    Parameters
    ----------
    known : numpy.ndarray
        Finite numbers.
    classes : int
        How many classes, fewer where there are fewer values.

    Examples
    --------
    >>> natural_breaks(np.array([1.0, 2, 3, 50, 51, 900]), classes=3).tolist()
    [1.0, 50.0, 900.0]
    """
    different, counts = np.unique(known, return_counts=True)
    if len(different) > _EXACT:
        places = np.unique(np.linspace(0, len(known) - 1, _EXACT).astype(np.int64))
        different, counts = np.unique(np.sort(known)[places], return_counts=True)
    classes = min(classes, len(different))
    shifted = different - different.mean()
    weight = np.concatenate([[0], np.cumsum(counts)])
    total = np.concatenate([[0], np.cumsum(counts * shifted)])
    square = np.concatenate([[0], np.cumsum(counts * shifted**2)])
    first = np.arange(len(different))[:, None]
    after = np.arange(1, len(different) + 1)[None, :]
    many = np.maximum(weight[after] - weight[first], 1)
    within = square[after] - square[first] - (total[after] - total[first]) ** 2 / many
    within = np.where(first < after, within, np.inf)
    least, starts = within[0], []
    for _ in range(classes - 1):
        best = np.vstack([np.full(len(different), np.inf), least[:-1, None] + within[1:]])
        starts.append(best.argmin(axis=0))
        least = best.min(axis=0)
    begins, end = [], len(different) - 1
    for start in reversed(starts):
        begins.append(int(start[end]))
        end = begins[-1] - 1
    return np.asarray(different[[0, *reversed(begins)]])


def _groups(column: pd.Series[Any]) -> Colouring:
    numbers, values = pd.factorize(column)
    counts = np.bincount(numbers[numbers >= 0], minlength=len(values))
    names = [str(value) for value in values]
    ordered = pd.api.types.is_numeric_dtype(column.dtype)
    order = _category_order(column)
    ranked = sorted(
        range(len(values)),
        key=lambda at: (
            order[values[at]] if order else (values[at] if ordered else (-counts[at], names[at]))
        ),
    )
    place = np.empty(len(values) + 1, dtype=np.int64)
    place[ranked] = np.arange(len(values))
    place[-1] = -1  # of what has no value
    complete = len(values) <= _LABELS
    codes = np.where(place < 0, MISSING, np.minimum(place, _LABELS - 1))[numbers]
    shown = [names[at] for at in ranked]
    inks = CATEGORIES if order is None else _along_ramp(min(len(shown), OWN_COLOURS))
    key = groups_key(
        str(column.name),
        shown if complete else shown[: _LABELS - 1],
        others=max(0, len(values) - OWN_COLOURS),
        missing=int(np.count_nonzero(numbers < 0)),
        inks=inks,
    )
    return Colouring(codes.astype(np.uint8), key, complete)


def groups_key(
    label: str,
    names: Sequence[str],
    *,
    others: int,
    missing: int,
    inks: Sequence[Ink] = CATEGORIES,
) -> dict[str, Any]:
    """Return the key of values in groups: the first eight of `names` have a colour of their own.

    Parameters
    ----------
    label : str
        The column's name.
    names : sequence of str
        Values by their code, the most frequent first.
    others, missing : int
        How many values share the group "other", and how many events have none.
    inks : sequence of Ink
        The colours of the first.
    """
    groups = [
        {"label": name, "light": ink.light, "dark": ink.dark}
        for name, ink in zip(names, inks, strict=False)
    ]
    return {
        "kind": "groups",
        "label": label,
        "groups": groups,
        "nothing": _ink(NOTHING),
        "names": list(names),
        "others": others,
        "missing": missing,
    }


def _category_order(column: pd.Series[Any]) -> dict[Any, int] | None:
    """Return the places of an ordered categorical's values; None of any other column."""
    dtype = column.dtype
    if not isinstance(dtype, pd.CategoricalDtype) or not dtype.ordered:
        return None
    return {value: place for place, value in enumerate(dtype.categories)}


def _along_ramp(number: int) -> list[Ink]:
    """Return inks at equal distances along the ramp."""
    places = np.linspace(0, len(RAMP) - 1, number) if number > 1 else np.zeros(1)

    def mixed(tone: str, place: float) -> str:
        stops = np.array([list(bytes.fromhex(getattr(ink, tone)[1:])) for ink in RAMP])
        known = np.arange(len(RAMP))
        channels = [
            round(float(np.interp(place, known, stops[:, channel]))) for channel in range(3)
        ]
        return f"#{bytes(channels).hex()}"

    return [Ink(mixed("light", place), mixed("dark", place)) for place in places]


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
        return _ramp_lines(key)
    lines = [(f"{label}: {group['label']}", group["light"]) for group in key["groups"] if label]
    if key.get("others"):
        lines.append((f"{label}: {key['others']:,} other values", key["nothing"]["light"]))
    return lines


_NOTES = {"rank": " (equal steps in rank)", "ratio": " (logarithmic)", "classes": " (classes)"}


def _ramp_lines(key: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the values at the ends of a ramp, and between them where they are not equal steps."""
    label, inks = key["label"], lights(key)
    spread, low, high = key.get("spread", "value"), key["low"], key["high"]
    if spread == "value":
        return [(f"{label}: {low:,g}", str(inks[0])), (f"{label}: {high:,g}", str(inks[_BINS]))]
    if spread == "ratio":
        marks = [(low * (high / low) ** share, share) for share in _QUARTERS]
    else:
        breaks = key["breaks"]
        shares = _QUARTERS if spread == "rank" else np.linspace(0, 1, len(breaks)).tolist()
        marks = [(breaks[round(share * (len(breaks) - 1))], share) for share in shares]
    return [
        (
            f"{label}: {_short(value)}{_NOTES[spread] * (not number)}",
            str(inks[round(share * _BINS)]),
        )
        for number, (value, share) in enumerate(marks)
    ]


def _short(value: float) -> str:
    """Write four digits of a number that count."""
    return f"{float(f'{value:.4g}'):,}".removesuffix(".0")
