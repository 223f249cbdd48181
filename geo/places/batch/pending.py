"""What a provider would be asked, without asking it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.places.answers import answer
from geo.places.batch.cut import cut
from geo.places.batch.input import open_table
from geo.places.batch.questions import Questions, read_asked, read_questions
from geo.places.batch.survey import survey
from geo.places.geocode import read_context
from geo.places.index import Gazetteer, embedded

if TYPE_CHECKING:
    import os
    from collections.abc import Hashable, Iterable, Sequence

    from geopy.geocoders.base import Geocoder

    from geo.places.hints import Hints
    from geo.places.online import Provider

_ROWS = 1 << 15
_COLUMNS = ["query", "provider", "url", "user_agent"]


def pending_names(
    names: Sequence[str],
    *,
    provider: str | Provider | Geocoder,
    context: str | Iterable[str] | None = None,
    **hints: Any,  # noqa: ANN401 - as `read_asked` takes them
) -> pd.DataFrame:
    """List the requests that `geo.geocode` would send for names; nothing is sent.

    Parameters
    ----------
    names : sequence of str
        Names, each by itself.
    provider, context
        As in `geo.geocode`.
    **hints
        country, within, kind, near and published_in, as in `geo.geocode`: one for all names.

    Returns
    -------
    DataFrame
        One row a request: query, provider, url, user_agent. What the cache has is not listed.
    """
    used = embedded()
    asked = read_asked("", used, **hints)
    given = [asked.hints] * len(names)
    known = _known(context)
    return _requests(list(names), given, None, known, provider, used)


def pending_file(
    path: str | os.PathLike[str],
    *,
    column: str,
    provider: str | Provider | Geocoder | None,
    document: str | None = None,
    columns: dict[str, str] | None = None,
    context: str | Iterable[str] | None = None,
    **hints: Any,  # noqa: ANN401 - as `read_asked` takes them
) -> pd.DataFrame:
    """List the requests that `geo.places.batch.geocode_file` would send; nothing is sent.

    Parameters
    ----------
    path, column, provider, document, columns, context
        As in `geocode_file`. Without a provider the file is checked, and the list is empty.
    **hints
        country, within, kind, near and published_in: one for all rows.

    Returns
    -------
    DataFrame
        One row a request: query, provider, url, user_agent.

    Raises
    ------
    TableError
        As `geocode_file` does.
    """
    used = embedded()
    asked = read_asked(column, used, document=document, columns=columns, **hints)
    table = open_table(Path(path), wanted=asked.columns)
    survey(table, asked)
    found = [pd.DataFrame(columns=_COLUMNS)]
    known = _known(context)
    if provider is not None:
        for rows in cut(table, rows=_ROWS, document=document):
            each: Questions = read_questions(rows, asked)
            found.append(_requests(each.names, each.hints, each.documents, known, provider, used))
    return pd.concat(found[1:] or found).drop_duplicates("url", ignore_index=True)


def _known(context: str | Iterable[str] | None) -> list[tuple[str, float, int]]:
    return [(name, 1.0, -1) for name in read_context(context)]


def _requests(
    names: Sequence[str],
    hints: Sequence[Hints],
    documents: Sequence[Hashable] | None,
    context: Sequence[tuple[str, float, int]],
    provider: str | Provider | Geocoder,
    gazetteer: Gazetteer,
) -> pd.DataFrame:
    from geo.places.online import pending  # noqa: PLC0415 - it brings the network's code

    answers, codes = answer(
        names, documents=documents, hints=hints, context=context, gazetteer=gazetteer
    )
    return pending([answers[code] for code in codes], hints, provider)
