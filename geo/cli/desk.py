"""`geo desk`: a local page at which a person works on a story."""

from __future__ import annotations

import os
import webbrowser
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from geo.cli.draft import read_articles
from geo.cli.output import plain
from geo.errors import SourceError
from geo.locks import lock_folder
from geo.story.read import read_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geo.cli.arguments import ArticleOptions
    from geo.drafts.articles import Article


_OPENER = "open.html"


def open_desk(
    story: Path,
    articles: Sequence[Path],
    *,
    options: ArticleOptions,
    draft: Path | None,
    sources: Sequence[Path],
    browser: bool,
) -> None:
    """Draft articles, and serve the desk of a story until it is stopped.

    Parameters
    ----------
    story : pathlib.Path
        Folder of a story.
    articles : sequence of pathlib.Path
        Articles to draft first, beside those that were drafted for this desk before.
    options : ArticleOptions
        What the person knows about the articles.
    draft : pathlib.Path or None
        Folder of a draft; the desk's own if None.
    sources : sequence of pathlib.Path
        Copies of the story's articles, or folders with them, beside its own.
    browser : bool
        Whether to open the page in the browser.

    Raises
    ------
    SourceError
        An article can't be read, or another desk is open on the story.
    StoryError
        The tables of the story do not hold together.
    """
    from geo.desk.desk import Desk
    from geo.desk.server import serve_desk
    from geo.desk.store import FOLDER

    read_tables(story)  # before anything is made in a folder that is no story
    with _alone(story, story / FOLDER):
        proposals = draft or story / FOLDER / "draft"
        if articles:
            _draft(story, articles, proposals, options=options)
        desk = Desk(story, proposals, sources=sources)

        def opened(address: str) -> None:
            click.echo(f"{plain(str(story))}: the desk is open at {address}")
            click.echo("Ctrl-C closes it; all that it showed as saved is in the tables")
            if browser:
                _open(address, story / FOLDER / _OPENER)

        try:
            with suppress(KeyboardInterrupt):
                serve_desk(desk, opened=opened)
        finally:
            (story / FOLDER / _OPENER).unlink(missing_ok=True)
        waiting = len(desk.whole.waiting)
        rest = f"; {waiting} kept rows wait in {plain(str(story / FOLDER))}" if waiting else ""
        click.echo(f"{plain(str(story))}: the desk is closed, all is saved{rest}")


def _open(address: str, opener: Path) -> None:
    """Open an address in the browser without its standing in the list of processes."""
    opener.unlink(missing_ok=True)
    page = (
        f'<!doctype html><meta http-equiv="refresh" content="0;url={address}"><title>Desk</title>'
    )
    with os.fdopen(os.open(opener, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(page)
    webbrowser.open(opener.resolve().as_uri())


@contextmanager
def _alone(story: Path, folder: Path) -> Iterator[None]:
    """Lock the desk's own folder, or say that another desk does."""
    folder.mkdir(exist_ok=True)
    try:
        lock = lock_folder(folder, wait=False)
    except BlockingIOError:
        raise SourceError(
            f"{story}: another desk is open on this story; work there, or close it with Ctrl-C"
        ) from None
    try:
        yield
    finally:
        with suppress(OSError):  # it holds something, as a rule
            folder.rmdir()
        if lock is not None:
            os.close(lock)


def _draft(story: Path, paths: Sequence[Path], output: Path, *, options: ArticleOptions) -> None:
    """Draft articles together with those of the draft so far."""
    from geo.drafts.folder import write_draft
    from geo.drafts.identity import with_story_ids, with_story_notes
    from geo.drafts.propose import propose

    new = read_articles(paths, options)
    known = {article.sha256 for article in new}
    old = [article for article in _drafted(output) if article.sha256 not in known]
    taken = {article.id for article in old}
    articles = [*old, *(_renamed(article, taken) for article in new)]
    draft = propose(with_story_ids(articles, story), published_in=options.published_in)
    write_draft(with_story_notes(draft, story), output)
    counts = [f"{len(rows)} {table}" for table, rows in draft.tables.items() if rows]
    click.echo(f"{plain(str(output))}: {', '.join(counts)} proposed")


def _renamed(article: Article, taken: set[str]) -> Article:
    """Return an article under an id that no other of the draft has."""
    name, number = article.id, 2
    while name in taken:
        name, number = f"{article.id}-{number}", number + 1
    taken.add(name)
    return replace(article, id=name)


def _drafted(folder: Path) -> Iterator[Article]:
    """Yield the articles of a draft, with what was said of them."""
    from geo.drafts.articles import read_article
    from geo.drafts.folder import read_old

    old = read_old(folder)
    for row in old.tables.get("sources", []) if old is not None else []:
        path = folder / row["file"]
        if path.is_file():
            printed = {name: row[name] for name in ("title", "publisher", "author", "published")}
            article = replace(read_article(path, **printed), id=row["id"], url=row["url"])
            yield replace(article, language=row["language"], accessed=row["accessed"])
