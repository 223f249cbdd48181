"""Answers as rows, each different query resolved once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.gazetteer.gazetteer import Gazetteer, embedded
from geo.geocoding.hints import Hints
from geo.geocoding.ranking import Answer, Question, resolve_document

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from numpy.typing import NDArray


# What an answer says in a table, in this order; a GeoDataFrame has the geometry behind it.
COLUMNS = (
    "query", "matched", "kind", "country", "admin1", "lon", "lat", "precision", "radius_m",
    "status", "confidence", "reason", "refused", "provider", "provider_id", "boundary",
)  # fmt: skip
# Columns that are the place's own, and what the place calls them.
OF_PLACE = {
    "matched": "name", "kind": "kind", "country": "country", "admin1": "admin1",
    "precision": "kind", "provider_id": "id", "boundary": "boundary",
}  # fmt: skip
_OF_ANSWER = ("query", "status", "confidence", "reason", "refused")
_NUMBERS = ("lon", "lat", "radius_m")


def readable(name: str) -> str:
    """Return a name that fits in a table: half of a surrogate pair becomes a question mark."""
    return name if name.isascii() else name.encode("utf-8", "replace").decode("utf-8")


def as_row(result: Answer) -> dict[str, Any]:
    """Write an answer as a row with the columns of `COLUMNS`; NaN where there is no place.

    Examples
    --------
    >>> answers, _ = answer(["Karachi"])
    >>> as_row(answers[0])["matched"]
    'Karachi'
    """
    row: dict[str, Any] = {column: getattr(result, column) for column in _OF_ANSWER}
    for column, attribute in OF_PLACE.items():
        row[column] = getattr(result.place, attribute) if result.place else ""
    row |= {column: getattr(result.place, column, math.nan) for column in _NUMBERS}
    row["provider"] = row["provider_id"].partition(":")[0]
    return {column: row[column] for column in COLUMNS}


def answer(
    names: Sequence[str],
    *,
    documents: Sequence[Hashable] | None = None,
    hints: Sequence[Hints] | Hints = Hints(),  # noqa: B008 - frozen
    context: Sequence[tuple[str, float, int]] = (),
    gazetteer: Gazetteer | None = None,
) -> tuple[list[Answer], NDArray[np.intp]]:
    """Answer names as they come in a table, each different question of a document once.

    Parameters
    ----------
    names : sequence of str
        Names; an empty one is skipped.
    documents : sequence of hashable, optional
        One key per name: those with one key are each other's context. None: each by itself.
    hints : Hints, or sequence of Hints
        One for all names, or one per name.
    context : sequence of (str, float, int)
        Further names of every document; see `resolve_document`.
    gazetteer : Gazetteer, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    answers : list of Answer
        One for each different question.
    codes : ndarray of int
        For each name the number of its answer.

    Examples
    --------
    >>> answers, codes = answer(["Karachi", "London", "Karachi"])
    >>> [answers[code].place.country for code in codes]
    ['PK', 'GB', 'PK']
    """
    gazetteer = embedded() if gazetteer is None else gazetteer
    spread = [hints] * len(names) if isinstance(hints, Hints) else hints
    keys: Sequence[Hashable] = [None] * len(names) if documents is None else documents
    numbers: dict[Hashable, int] = {}
    codes = np.fromiter(
        (numbers.setdefault(key, len(numbers)) for key in zip(names, spread, keys, strict=True)),
        np.intp,
        len(names),
    )
    answers: list[Answer | None] = [None] * len(numbers)
    for questions in _documents(numbers, alone=documents is None):
        document = [Question(name, hint) for (name, hint, _), _ in questions]
        resolved = resolve_document(gazetteer, document, context=context)
        for (_, number), result in zip(questions, resolved, strict=True):
            answers[number] = result
    return [result for result in answers if result is not None], codes


def _documents(numbers: dict[Any, int], *, alone: bool) -> Iterable[list[tuple[Any, int]]]:
    """Group the questions by document; without documents each is one."""
    if alone:
        return ([item] for item in numbers.items())
    documents: dict[Hashable, list[tuple[Any, int]]] = {}
    for question, number in numbers.items():
        documents.setdefault(question[2], []).append((question, number))
    return documents.values()
