"""What a story knows already of the articles that are drafted for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.drafts.appending import story_rows
from geo.drafts.columns import TABLES
from geo.drafts.identity import Identities
from geo.drafts.marks import MarkedRow
from geo.story import read_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.drafts.articles import Article
    from geo.drafts.proposals import Draft


def with_story_ids(articles: Sequence[Article], story: Path) -> list[Article]:
    """Fill in the ids that a story has for articles, and what it says of them.

    Parameters
    ----------
    articles : sequence of Article
        The articles, each known by the hash of its copy.
    story : pathlib.Path
        Folder of a story.

    Returns
    -------
    list of Article
        What was given with an article comes before what the story says.
    """
    rows = read_tables(story).frames["sources"].to_dict("records")
    sources = {row["sha256"]: row for row in rows}
    matched = []
    for article in articles:
        row = sources.get(article.sha256)
        if row is None:
            matched.append(article)
            continue
        columns = ("title", "publisher", "author", "published")
        values = {name: getattr(article, name) or row[name] for name in columns}
        matched.append(replace(article, id=row["id"], **values))
    return matched


def with_story_notes(draft: Draft, story: Path) -> Draft:
    """Note on each row that a story has already under which id it does.

    Parameters
    ----------
    draft : Draft
        What is proposed.
    story : pathlib.Path
        Folder of a story.

    Returns
    -------
    Draft
        The same rows; ``how`` ends with the id in the story.
    """
    identities = Identities(story_rows(story))
    tables = {}
    for table in TABLES:
        rows = []
        for number, row in enumerate(draft.tables[table]):
            name, there = identities.settle(MarkedRow(table, number, row, marked=False))
            note = f"{row['how']}; in the story as {name}"
            rows.append(row | {"how": note} if there else row)
        tables[table] = rows
    return replace(draft, tables=tables)
