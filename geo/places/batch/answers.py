"""Answers to the questions of a large table: each different one once, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from geo.places.answers import answer
from geo.places.frames import answer_table

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from geo.places.batch.questions import Questions
    from geo.places.hints import Hints
    from geo.places.index import Gazetteer
    from geo.places.resolve import Answer

_KEPT = 200_000  # answers in memory, about 400 bytes each; then they are begun anew
_PIECES = 64


class Answerer:
    """Answers questions, and remembers what it answered.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where to look.
    context : sequence of (str, float, int)
        Further names of every document; see `geo.places.resolve.resolve_document`.
    provider : object, optional
        Who is asked over the network for what the gazetteer is not sure of.
    outlines : bool
        Whether areas are drawn; else the geometry is a point.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        *,
        context: Sequence[tuple[str, float, int]] = (),
        provider: Any = None,  # noqa: ANN401 - whatever geo.geocode takes
        outlines: bool = False,
    ) -> None:
        self._gazetteer = gazetteer
        self._context = context
        self._provider = provider
        self._drawn_with = gazetteer if outlines else None
        self._rows: dict[Hashable, int] = {}
        self._kept: list[pa.Table] = []
        self._count = 0

    def table(self, questions: Questions) -> pa.Table:
        """Answer questions as `geo.places.frames.answer_table` writes them, one row each.

        Without documents a question that was answered before is not answered again; with them
        each document is answered by itself.
        """
        if questions.documents is not None:
            answers = self._ask(questions.names, questions.hints, questions.documents)
            return answer_table(answers, gazetteer=self._drawn_with)
        if len(self._rows) > _KEPT:
            self._rows, self._kept, self._count = {}, [], 0
        known = list(map(self._rows.get, questions.keys))
        missing = [number for number, row in enumerate(known) if row is None]
        if missing:
            names = [questions.names[number] for number in missing]
            hints = [questions.hints[number] for number in missing]
            table = answer_table(self._ask(names, hints, None), gazetteer=self._drawn_with)
            self._keep([questions.keys[number] for number in missing], table)
            known = list(map(self._rows.get, questions.keys))
        return self._all().take(pa.array(known, pa.int64())).combine_chunks()

    def remember(self, questions: Questions, table: pa.Table) -> None:
        """Keep answers that are known already: one row of `table` for each question."""
        if questions.documents is not None:
            return
        new = [number for number, key in enumerate(questions.keys) if key not in self._rows]
        if new:
            self._keep([questions.keys[number] for number in new], table.take(pa.array(new)))

    def _keep(self, keys: list[Hashable], table: pa.Table) -> None:
        self._rows |= zip(keys, range(self._count, self._count + len(keys)), strict=True)
        self._count += len(keys)
        self._kept.append(table)

    def _all(self) -> pa.Table:
        if len(self._kept) > _PIECES:
            self._kept = [pa.concat_tables(self._kept).combine_chunks()]
        return pa.concat_tables(self._kept)

    def _ask(
        self, names: list[str], hints: list[Hints], documents: list[Hashable] | None
    ) -> list[Answer]:
        answers, codes = answer(
            names,
            documents=documents,
            hints=hints,
            context=self._context,
            gazetteer=self._gazetteer,
        )
        listed = [answers[code] for code in codes]
        if self._provider is None:
            return listed
        from geo.places.online import complete  # noqa: PLC0415 - it brings the network's code

        return list(complete(listed, hints, self._provider, gazetteer=self._gazetteer))
