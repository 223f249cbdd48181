"""Geocode names into a GeoDataFrame of answers: the public way in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import GeocodeError
from geo.gazetteer.gazetteer import Gazetteer, embedded
from geo.geocoding.frames import COLUMNS, encode, frame, pair
from geo.geocoding.hints import Hints, read_hints, read_home
from geo.geocoding.result import answer

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    import geopandas
    from geopy.geocoders.base import Geocoder
    from numpy.typing import NDArray

    from geo.gazetteer.gazetteer import Place
    from geo.geocoding.online.providers import Provider
    from geo.geocoding.ranking import Answer

    Codes = NDArray[np.intp]


__all__ = ["COLUMNS", "answer", "geocode"]

_SINGLE = (str, type(None))


def geocode(  # noqa: PLR0913 - one forgiving call; each option stands for itself
    names: str | Iterable[str] | pd.Series[Any] | pd.DataFrame,
    *,
    column: str | None = None,
    document: str | Iterable[Hashable] | None = None,
    context: str | Iterable[str] | None = None,
    together: bool = False,
    kind: str | Iterable[str] | None = None,
    within: str | Iterable[str] | None = None,
    country: str | Iterable[str] | None = None,
    near: tuple[float, float] | Iterable[tuple[float, float]] | None = None,
    published_in: str | None = None,
    provider: str | Provider | Geocoder | None = None,
    gazetteer: Gazetteer | None = None,
) -> geopandas.GeoDataFrame:
    """Geocode names with the embedded gazetteer alone: no key, no network.

    Parameters
    ----------
    names : str, iterable of str, Series, or DataFrame
        Names as an article or a table writes them. ``X, Y`` means X inside Y; brackets, dashes,
        state codes, postcodes, streets and coordinates are read too. Missing values are allowed.
    column : str, optional
        The column that holds the names; needed for a DataFrame.
    document : str or iterable, optional
        Which names stand in one document: a column of the DataFrame, or one key per name. Each
        name is then answered in the light of the others with its key. Without it, by itself.
    context : str or iterable of str, optional
        Further names that stand in the same document as every one of `names`.
    together : bool
        Whether all names are one list that speaks for itself: each is answered in the light of the
        others, as if they stood in one document, and the reason names those that spoke for it.
    kind : str or iterable of str, optional
        What the place must be: site, street, suburb, borough, city, region, province, country.
    within : str or iterable of str, optional
        What contains the place: a name, or an id such as ``ogl:barnet``.
    country : str or iterable of str, optional
        ISO 3166-1 alpha-2 code, or the country's name.
    near : tuple of float, optional
        lon, lat in degrees (EPSG:4326) of something close; or a list with one for each name.
    published_in : str, optional
        Where the text appeared: a place that its readers know. It speaks for places around it
        and excludes none.
    provider : str, Provider or geopy geocoder, optional
        Who is asked over the network for names that the gazetteer does not answer with ``ok``:
        a name such as ``"nominatim"``, `geo.geocoding.online.provider`, or any geopy geocoder.
        Left out: no socket is opened.
    gazetteer : Gazetteer, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    GeoDataFrame
        One row a name, with the index of `names`: query, matched, kind, country, admin1; lon, lat
        (degrees; NaN when not found); precision (as kind; the containing place's for a street
        that no package holds); radius_m (metres); status (ok, ambiguous, not_found, failed,
        skipped); confidence (0 to 1: the share of such answers that are right); reason (why this
        one); refused (who lost, why, and with which score); provider, provider_id; boundary (id of
        the outline, or empty); geometry (outline where the precision is an area and there is one,
        else a circle of the radius, else the point), EPSG:4326.

    Raises
    ------
    GeocodeError
        When a name is no text, `document` and `together` are both given, a hint has another length
        than the names, or a hint's value is not known; the message lists what is possible.

    Notes
    -----
    A hint is a condition: candidates that contradict it are refused. Scores are a prior over the
    kind of place, what the name is to it, and people, and what the other names of the document
    add (`geo.gazetteer.weights`, `geo.geocoding.context`).

    Examples
    --------
    >>> geocode("Edgware", within="London")[["matched", "country", "precision", "status"]]
       matched country precision status
    0  Edgware      GB    suburb     ok
    >>> geocode(["Paris", "Texas", "Lamar County"], document=[1, 1, 1])["admin1"].tolist()
    ['Texas', 'Texas', 'Texas']
    >>> geocode(["Dublin", "Akron", "Columbus"], together=True)["admin1"].tolist()
    ['Ohio', 'Ohio', 'Ohio']
    """
    gazetteer = embedded() if gazetteer is None else gazetteer
    names, keys = _read_table(names, column, document)
    different, codes, index = _read_names(names)
    hint_values: dict[str, object] = {
        "kind": kind, "within": within, "country": country, "near": near,
    }  # fmt: skip
    home = read_home(gazetteer, published_in)
    hints, hinted = _read_hints(gazetteer, len(codes), index, hint_values, home)
    if together and keys is not None:
        raise GeocodeError("together: found with document, wanted only one of them")
    keys = [0] * len(codes) if together else keys
    spoken, grouped = _read_documents(keys, len(codes), index)
    known = [(name, 1.0, -1) for name in read_context(context)]
    firsts, numbers = pair(codes, hinted, grouped)
    answers, order = answer(
        [different[code] for code in codes[firsts]],
        documents=None if spoken is None else [spoken[code] for code in grouped[firsts]],
        hints=[hints[code] for code in hinted[firsts]],
        context=known,
        gazetteer=gazetteer,
    )
    if provider is not None:
        answers = _complete(
            answers, order, [hints[code] for code in hinted[firsts]], provider, gazetteer=gazetteer
        )
    return frame(answers, order[numbers], index=index, gazetteer=gazetteer)


def _complete(
    answers: list[Answer],
    codes: Codes,
    hints: Sequence[Hints],
    provider: str | Provider | Geocoder,
    *,
    gazetteer: Gazetteer,
) -> list[Answer]:
    """Ask a provider for what the gazetteer is not sure of."""
    from geo.geocoding.online.chain import complete  # noqa: PLC0415 - it brings the network's code

    _, first = np.unique(codes, return_index=True)
    different_hints = [hints[number] for number in first.tolist()]
    return complete(answers, different_hints, provider, gazetteer=gazetteer)


def _read_table(names: object, column: str | None, document: object) -> tuple[Any, Any]:
    """Read names and document keys from a DataFrame; return anything else as it is."""
    if not isinstance(names, pd.DataFrame):
        if column is not None:
            raise GeocodeError(f"column: found {column!r}, but the names are no DataFrame")
        return names, document
    if column is None:
        raise GeocodeError("names: found DataFrame, wanted its column too: column='place'")
    for word, wanted in (("column", column), ("document", document)):
        if isinstance(wanted, str) and list(names.columns).count(wanted) != 1:
            there = ", ".join(map(str, names.columns))
            raise GeocodeError(f"{word}: found no {wanted!r}, the table has {there}")
    return names[column], names[document] if isinstance(document, str) else document


def _read_names(names: object) -> tuple[list[str], Codes, pd.Index[Any]]:
    """Return the different names, for each row the number of its name, and the index."""
    if isinstance(names, str):
        names = [names]
    if isinstance(names, (dict, bytes)) or not hasattr(names, "__iter__"):
        raise GeocodeError(
            f"names: found {type(names).__name__}, wanted text, a list of text or a Series"
        )
    different, codes = encode(names)
    return (
        different,
        codes,
        names.index if isinstance(names, pd.Series) else pd.RangeIndex(len(codes)),
    )


class _Alone:
    """The key of a row that belongs to no document."""


def _read_documents(
    keys: object, count: int, index: pd.Index[Any]
) -> tuple[list[Hashable] | None, Codes]:
    """Return the different documents, and for each row the number of its document."""
    if keys is None:
        return None, np.zeros(count, np.intp)
    listed = np.empty(count, object)
    listed[:] = _spread(keys, count, index, "document")
    codes, documents = pd.factorize(listed)
    alone = codes < 0  # a row without a key is a document of its own
    codes[alone] = np.arange(len(documents), len(documents) + alone.sum())
    return [*documents, *(_Alone() for _ in range(alone.sum()))], codes


def read_context(context: object) -> list[str]:
    names = [] if context is None else [context] if isinstance(context, str) else context
    if isinstance(names, (dict, bytes)) or not hasattr(names, "__iter__"):
        raise GeocodeError(f"context: found {type(context).__name__}, wanted names")
    wrong = [name for name in names if not isinstance(name, str)]
    if wrong:
        raise GeocodeError(f"context: found {wrong[0]!r}, wanted text")
    return list(names)


def _read_hints(
    gazetteer: Gazetteer,
    count: int,
    index: pd.Index[Any],
    hint_values: dict[str, object],
    home: Place | None,
) -> tuple[list[Hints], Codes]:
    """Return the different hints, and for each row the number of its hints."""
    spread = {name: _spread(value, count, index, name) for name, value in hint_values.items()}
    known: dict[Hashable, Hints] = {}
    if all(value is None or isinstance(value, str) for value in hint_values.values()):
        return [_hints(gazetteer, known, hint_values, home)], np.zeros(count, np.intp)
    rows = [
        _hints(gazetteer, known, dict(zip(spread, values, strict=True)), home)
        for values in zip(*spread.values(), strict=True)
    ]
    numbers = {hints: number for number, hints in enumerate(dict.fromkeys(rows))}
    return list(numbers), np.fromiter((numbers[hints] for hints in rows), np.intp, count)


def _spread(value: object, count: int, index: pd.Index[Any], name: str) -> Sequence[Any]:
    """Return one value for each name, out of one for all or one for each."""
    point = name == "near" and isinstance(value, tuple)
    if isinstance(value, _SINGLE) or point or not hasattr(value, "__iter__"):
        return [value] * count
    if isinstance(value, pd.Series) and not value.index.equals(index):
        raise GeocodeError(f"{name}: its index is not that of the names; align them first")
    values = list(value)
    if len(values) != count:
        raise GeocodeError(f"{name}: found {len(values)} values for {count} names")
    return values


def _hints(
    gazetteer: Gazetteer,
    known: dict[Hashable, Hints],
    hint_values: dict[str, object],
    home: Place | None,
) -> Hints:
    key = tuple(map(repr, hint_values.values()))
    if key not in known:
        known[key] = replace(read_hints(gazetteer, **hint_values), home=home)
    return known[key]
