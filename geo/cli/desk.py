"""`geo desk`: a local page at which a person works on a story.

What does its work is imported where the command runs, so that `geo --help` answers at once.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli import arguments
from geo.cli.draft import read_articles
from geo.cli.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.drafts.articles import Article


_OPENER = "open.html"


@click.command(cls=arguments.OneValue)
@click.argument("folder", type=arguments.OldFolder, metavar="STORY")
@click.argument(
    "articles", nargs=-1, type=click.Path(dir_okay=False, path_type=Path), metavar="ARTICLE…"
)
@arguments.article_options
@click.option(
    "--draft", type=arguments.OldFolder, help="A draft of yours; the desk's own if not given."
)
@click.option(
    "--sources",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Your own copies of the articles; those in STORY/articles are taken, too.",
)
@click.option("--no-browser", is_flag=True, help="Print the address, and open nothing.")
def desk(
    folder: Path,
    articles: Sequence[Path],
    options: arguments.ArticleOptions,
    draft: Path | None,
    sources: Sequence[Path],
    *,
    no_browser: bool,
) -> None:
    """Open the desk of STORY: article, map and rows, on a page that only you can open.

    ARTICLE… are drafted first. What you decide there is written into the tables of STORY at once.
    """
    from geo.desk.desk import Desk
    from geo.desk.server import serve_desk
    from geo.desk.store import FOLDER, only_desk
    from geo.story.read import read_tables

    if articles and draft is not None:
        raise click.UsageError("--draft goes with no ARTICLE, which have a draft of their own")
    read_tables(folder)  # before anything is made in a folder that is no story
    own = folder / FOLDER
    with only_desk(folder):
        proposals = draft or own / "draft"
        if articles:
            _draft(folder, articles, proposals, options=options)
        at_work = Desk(folder, proposals, sources=sources)

        def opened(address: str) -> None:
            click.echo(f"{plain(str(folder))}: the desk is open at {address}")
            click.echo("Ctrl-C closes it; all that it showed as saved is in the tables")
            if not no_browser:
                _open(address, own / _OPENER)

        try:
            with suppress(KeyboardInterrupt):
                serve_desk(at_work, opened=opened)
        finally:
            (own / _OPENER).unlink(missing_ok=True)
        waiting = len(at_work.whole.waiting)
        rest = f"; {waiting} kept rows wait in {plain(str(own))}" if waiting else ""
        click.echo(f"{plain(str(folder))}: the desk is closed, all is saved{rest}")


def _open(address: str, opener: Path) -> None:
    """Open an address in the browser without its standing in the list of processes."""
    import webbrowser

    opener.unlink(missing_ok=True)
    page = (
        f'<!doctype html><meta http-equiv="refresh" content="0;url={address}"><title>Desk</title>'
    )
    with os.fdopen(os.open(opener, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(page)
    webbrowser.open(opener.resolve().as_uri())


def _draft(
    story: Path, paths: Sequence[Path], output: Path, *, options: arguments.ArticleOptions
) -> None:
    """Draft articles together with those of the draft so far."""
    from geo.drafts.append import with_story_ids, with_story_notes
    from geo.drafts.folder import write_draft
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
    from geo.evidence import free_id

    name = free_id(article.id, taken)
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


COMMANDS = (desk,)
