"""Propose rows for the tables of a story from articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from geo.drafts.columns import TABLES, filled
from geo.drafts.finders import Finders
from geo.drafts.places import find_places, mention_rows, naming_claims
from geo.drafts.relations import clashes
from geo.drafts.rows import build_rows
from geo.evidence import split_ids
from geo.extraction.attribution import find_statements
from geo.extraction.boilerplate import ENGLISH, dateline, find_language
from geo.extraction.dates import find_dates
from geo.extraction.events import find_events, find_relations
from geo.extraction.figures import find_figures
from geo.extraction.languages import (
    extract_dates,
    extract_figures,
    extract_speech,
    extract_statements,
    find_grammar,
)
from geo.extraction.speech import find_speech

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.drafts.articles import Article

    Row = dict[str, str]


@dataclass(frozen=True)
class Draft:
    """What articles tell, as rows that a person may keep.

    Parameters
    ----------
    articles : tuple of Article
        In the order in which they were given.
    tables : dict of str to list of dict
        For each of `geo.drafts.columns.TABLES` its rows, every cell as text.
    unread : dict of str to str
        The language of each article, by its id, of which only the places are read.
    in_part : dict of str to str
        The language of each article of which all is read but events and links.

    Examples
    --------
    >>> draft = propose([])
    >>> draft.articles, draft.tables["places"]
    ((), [])
    """

    articles: tuple[Article, ...]
    tables: dict[str, list[Row]]
    unread: dict[str, str] = field(default_factory=dict)
    in_part: dict[str, str] = field(default_factory=dict)

    def limits(self, article: str) -> str:
        """Return what of an article in another language is not read; empty where all is."""
        if language := self.unread.get(article):
            return _NOT_READ.format(language)
        language = self.in_part.get(article, "")
        return _IN_PART.format(language) if language else ""


_NOT_READ = "in {}, of which places are read; dates, figures, events and statements of it are not"
_IN_PART = (
    "in {}, of which places, dates, figures and who says what are read; events and links are not"
)


def limits_of(text: str) -> str:
    """Return what of a text in another language a draft does not read; empty where it reads all.

    Examples
    --------
    >>> limits_of("Mindestens 21 Menschen starben in der Stadt, wie die Polizei sagte.")[:39]
    'in German, of which places, dates, figu'
    >>> limits_of("At least 21 people died in the city on 12 May, the police said.")
    ''
    """
    language = find_language(text)
    finders = _finders_of(language, FINDERS)
    if _reads_nothing(finders):
        return _NOT_READ.format(language)
    return _IN_PART.format(language) if _reads_in_part(finders) else ""


FINDERS = Finders(
    dates=find_dates,
    figures=find_figures,
    statements=find_statements,
    speech=find_speech,
    happenings=find_events,
    connections=find_relations,
)
"""Who is asked besides the gazetteer, unless others are named."""


def propose(
    articles: Sequence[Article],
    *,
    published_in: str | None = None,
    finders: Finders = FINDERS,
) -> Draft:
    """Propose rows for the tables of a story.

    Parameters
    ----------
    articles : sequence of Article
        What to read; each has another id.
    published_in : str, optional
        A place that the articles' readers know; it speaks for places around it.
    finders : Finders, optional
        Who finds dates, figures, what happened, and who says what.

    Returns
    -------
    Draft
        The same articles give the same rows, in the same order.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from geo.drafts import read_article
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "a.txt")
    ...     _ = file.write_text("The march went from Leeds to York.", encoding="utf-8")
    ...     draft = propose([read_article(file)])
    >>> [(row["id"], row["kind"], row["candidate"]) for row in draft.tables["places"]]
    [('leeds', 'city', 'geonames:2644688'), ('york', 'city', 'geonames:2633352')]
    """
    places = find_places(articles, published_in=published_in)
    tables: dict[str, list[Row]] = {table: [] for table in TABLES}
    tables["sources"] = [_source(article) for article in articles]
    tables["places"] = [place.row for place in places]
    actors: dict[str, str] = {}
    ids = {place.id for place in places}
    languages = {article.id: find_language(article.body) for article in articles}
    readers = {name: _finders_of(language, finders) for name, language in languages.items()}
    for article in articles:
        reading = readers[article.id]
        found_rows = build_rows(article, places, reading, actors=actors, ids=ids)
        named = [*mention_rows(places, article), *found_rows.mentions]
        tables["mentions"] += sorted(named, key=lambda row: int(row["start"]))
        tables["actors"] += found_rows.actors
        tables["events"] += found_rows.events
        tables["event_places"] += found_rows.event_places
        tables["links"] += found_rows.links
        tables["claims"] += found_rows.claims
        tables["relations"] += found_rows.relations
        tables["figures"] += found_rows.figures
    tables["relations"] += clashes(tables["figures"], tables["claims"])
    worded = [row for row in tables["claims"] if row.get("statement")]
    about = {name for row in worded for name in split_ids(row["about"])}
    tables["claims"] += naming_claims(places, claimed=about)
    copies = {article.id: article.copy for article in articles}
    for row in tables["claims"]:
        row["part"] = copies[row["source"]].part(int(row["start"]), int(row["end"]))
    whole = {table: [filled(table, row) for row in rows] for table, rows in tables.items()}
    unread, in_part = (
        {
            name: language
            for name, language in languages.items()
            if language and is_so(readers[name])
        }
        for is_so in (_reads_nothing, _reads_in_part)
    )
    return Draft(tuple(articles), whole, unread, in_part)


def _finders_of(language: str, finders: Finders) -> Finders:
    """Return who reads an article: those of English, or what the words of its language allow."""
    if language in (ENGLISH, ""):
        return finders
    grammar = find_grammar(language) if finders is FINDERS else None
    if grammar is None:
        return Finders()
    return Finders(
        dates=partial(extract_dates, grammar=grammar),
        figures=partial(extract_figures, grammar=grammar),
        statements=partial(extract_statements, grammar=grammar),
        speech=partial(extract_speech, grammar=grammar),
    )


def _reads_nothing(finders: Finders) -> bool:
    return finders == Finders()


def _reads_in_part(finders: Finders) -> bool:
    return isinstance(finders.dates, partial)


def _source(article: Article) -> Row:
    return {
        "id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "author": article.author,
        "published": article.published,
        "file": article.file,
        "length": str(len(article.text)),
        "sha256": article.sha256,
        "url": article.url,
        "accessed": article.accessed,
        "language": article.language,
        "dateline": dateline(article.body),
        "how": article.note or "the text as it was given",
        "confidence": "1.00",
    }
