"""Names and documents → answers, each different question once. No pandas: it starts quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.places.hints import Hints
from geo.places.index import Index, embedded
from geo.places.resolve import Answer, Question, resolve_document

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from numpy.typing import NDArray


def answer(
    names: Sequence[str],
    *,
    documents: Sequence[Hashable] | None = None,
    hints: Sequence[Hints] | Hints = Hints(),  # noqa: B008 - frozen
    context: Sequence[tuple[str, float, int]] = (),
    gazetteer: Index | None = None,
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
    gazetteer : Index, optional
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
    used = embedded() if gazetteer is None else gazetteer
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
        asked = [Question(name, hint) for (name, hint, _), _ in questions]
        found = resolve_document(used, asked, context=context)
        for (_, number), one in zip(questions, found, strict=True):
            answers[number] = one
    return [one for one in answers if one is not None], codes


def _documents(numbers: dict[Any, int], *, alone: bool) -> Iterable[list[tuple[Any, int]]]:
    """Put the questions of one document together; without documents each is one."""
    if alone:
        return ([item] for item in numbers.items())
    documents: dict[Hashable, list[tuple[Any, int]]] = {}
    for question, number in numbers.items():
        documents.setdefault(question[2], []).append((question, number))
    return documents.values()
