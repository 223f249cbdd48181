"""What moved between two drafts of an article that has changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.drafts.folder import OldDraft
    from geo.drafts.proposals import Draft

    Row = dict[str, str]
    Key = tuple[str, ...]

_TOLD = ("claims", "mentions", "figures", "events", "links")
_MOST = 20  # lines for one article


def moves(old: OldDraft, new: Draft) -> Iterator[str]:
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
    before, after = (dict(_rows(tables, source)) for tables in (old, new))
    moved = [
        f"  moved: {_named(key, after[key])}, {before[key]['start']} → {after[key]['start']}"
        for key in after
        if key in before and before[key]["start"] != after[key]["start"]
    ]
    fresh = [f"  new: {_named(key, after[key])}" for key in after if key not in before]
    gone = [f"  gone: {_named(key, before[key])}" for key in before if key not in after]
    yield (
        f"{source}: the article has changed; {len(moved)} rows stand elsewhere, "
        f"{len(fresh)} are new, {len(gone)} are gone"
    )
    lines = [*gone, *fresh, *moved]
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"  … and {len(lines) - _MOST} more"


def _rows(tables: dict[str, list[Row]], source: str) -> Iterator[tuple[Key, Row]]:
    """Yield the rows of one source, each by its words and which time they are found."""
    times: dict[Key, Counter[str]] = defaultdict(Counter)
    for table in _TOLD:
        for row in tables.get(table, ()):
            if row.get("source") == source:
                counter = times[table, row.get("what", "")]
                counter[row["span_sha256"]] += 1
                number = str(counter[row["span_sha256"]])
                yield (table, row.get("what", ""), row["span_sha256"], number), row


def _named(key: Key, row: Row) -> str:
    return f"{key[0]}.csv, {row['id']} (paragraph {row['paragraph']})"
