"""List what a provider would be sent, without sending it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.gazetteer.gazetteer import Gazetteer, embedded
from geo.geocoding.files.chunks import chunks
from geo.geocoding.files.columns import Questions, read_questions, read_roles, scan
from geo.geocoding.files.reader import open_table
from geo.geocoding.geocode import read_context
from geo.geocoding.hints import read_hints
from geo.geocoding.result import answer

if TYPE_CHECKING:
    import os
    from collections.abc import Hashable, Iterable, Sequence

    from geopy.geocoders.base import Geocoder

    from geo.geocoding.hints import Hints
    from geo.geocoding.online.providers import Provider


_ROWS = 1 << 15
_COLUMNS = ["query", "provider", "url", "user_agent"]


def dry_run_names(
    names: Sequence[str],
    *,
    provider: str | Provider | Geocoder,
    context: str | Iterable[str] | None = None,
    **hints: Any,  # noqa: ANN401 - as `read_hints` takes them
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
    gazetteer = embedded()
    all_hints = [read_hints(gazetteer, **hints)] * len(names)
    return _requests(list(names), all_hints, None, _known(context), provider, gazetteer)


def dry_run_file(
    path: str | os.PathLike[str],
    *,
    column: str,
    provider: str | Provider | Geocoder | None,
    document: str | None = None,
    columns: dict[str, str] | None = None,
    context: str | Iterable[str] | None = None,
    **hints: Any,  # noqa: ANN401 - as `read_hints` takes them
) -> pd.DataFrame:
    """List the requests that `geo.geocoding.files.geocode_file` would send; nothing is sent.

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
    gazetteer = embedded()
    roles = read_roles(
        column,
        gazetteer,
        hints=read_hints(gazetteer, **hints),
        document=document,
        columns=columns,
    )
    table = open_table(Path(path), wanted=roles.columns)
    scan(table, roles)
    tables = [pd.DataFrame(columns=_COLUMNS)]
    known = _known(context)
    if provider is not None:
        for rows in chunks(table, rows=_ROWS, document=document):
            each: Questions = read_questions(rows, roles)
            tables.append(
                _requests(each.names, each.hints, each.documents, known, provider, gazetteer)
            )
    return pd.concat(tables[1:] or tables).drop_duplicates("url", ignore_index=True)


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
    from geo.geocoding.online.chain import pending  # noqa: PLC0415 - it brings the network's code

    answers, codes = answer(
        names, documents=documents, hints=hints, context=context, gazetteer=gazetteer
    )
    return pending([answers[code] for code in codes], hints, provider)
