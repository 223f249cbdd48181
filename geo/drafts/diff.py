"""Compare two drafts of an article that has changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.drafts.folder import OldDraft
    from geo.drafts.propose import Draft

    Row = dict[str, str]
    Key = tuple[str, ...]


_COMPARED = ("claims", "mentions", "figures", "events", "links")
_MOST = 20  # lines for one article


def diff(old: OldDraft, new: Draft) -> Iterator[str]:
    """List what differs from an earlier draft, article by article.

    Parameters
    ----------
    old : OldDraft
        The draft that stands.
    new : Draft
        The one that takes its place.

    Yields
    ------
    str
        A line for an article that has changed or is gone, then one for each row that stands
        elsewhere, is new, or is gone: known by its words, wherever they stand.
    """
    now = {article.id: article.sha256 for article in new.articles}
    for source in sorted(set(old.sources) | set(now)):
        if source not in now:
            yield f"{source}: no longer in the draft"
        elif source not in old.sources:
            yield f"{source}: new in the draft"
        elif old.sources[source] != now[source]:
            yield from _of_one(source, old.tables, new.tables)


def _of_one(source: str, old: dict[str, list[Row]], new: dict[str, list[Row]]) -> Iterator[str]:
    old_rows, new_rows = (dict(_rows(tables, source)) for tables in (old, new))
    moved = [
        f"  moved: {_named(key, row)}, {old_rows[key]['start']} → {row['start']}"
        for key, row in new_rows.items()
        if key in old_rows and old_rows[key]["start"] != row["start"]
    ]
    added = [f"  new: {_named(key, new_rows[key])}" for key in new_rows if key not in old_rows]
    gone = [f"  gone: {_named(key, old_rows[key])}" for key in old_rows if key not in new_rows]
    yield (
        f"{source}: the article has changed; {len(moved)} rows stand elsewhere, "
        f"{len(added)} are new, {len(gone)} are gone"
    )
    lines = [*gone, *added, *moved]
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"  … and {len(lines) - _MOST} more"


def _rows(tables: dict[str, list[Row]], source: str) -> Iterator[tuple[Key, Row]]:
    """Yield the rows of one source, each by its words and which time they are found."""
    times: dict[Key, Counter[str]] = defaultdict(Counter)
    for table in _COMPARED:
        for row in tables.get(table, ()):
            if row.get("source") == source:
                counter = times[table, row.get("what", "")]
                counter[row["span_sha256"]] += 1
                number = str(counter[row["span_sha256"]])
                yield (table, row.get("what", ""), row["span_sha256"], number), row


def _named(key: Key, row: Row) -> str:
    return f"{key[0]}.csv, {row['id']} (paragraph {row['paragraph']})"
