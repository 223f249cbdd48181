"""`geo draft`, from articles to draft tables and those into a story, and `geo review`.

What does their work is imported where a command runs, so that `geo --help` answers at once.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli import arguments
from geo.cli.terminal import how_many, plain
from geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.drafts.articles import Article
    from geo.drafts.propose import Draft
    from geo.drafts.spans import Span

_MOST_SHOWN = 20
_MOST_NAMED = 10  # files that a line names
_OldFile = click.Path(dir_okay=False, exists=True, path_type=Path)


@click.command(cls=arguments.OneValue)
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="ARTICLE… | FOLDER | DRAFT",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default="draft",
    show_default=True,
    help="Folder for the draft; FOLDER: a file in .parquet.",
)
@arguments.article_options
@click.option("--overwrite", is_flag=True, help="Write anew what you changed in the draft.")
@click.option(
    "--from", "spans", type=_OldFile, multiple=True, help="Spans of another extractor in ARTICLE."
)
@click.option(
    "--model",
    default="",
    metavar="MODEL",
    help="Ask for more spans: spacy:NAME, or http://127.0.0.1:PORT/v1#NAME on this machine.",
)
@click.option("--merge", is_flag=True, help="Take the kept rows of DRAFT into the story.")
@click.option(
    "--story",
    type=arguments.OldFolder,
    help="The story: what it has is told; with --merge, it takes the rows.",
)
def draft(
    paths: Sequence[Path],
    output: Path,
    options: arguments.ArticleOptions,
    story: Path | None,
    spans: Sequence[Path],
    model: str,
    **flags: bool,
) -> None:
    """Propose rows for a story's tables from articles, or take kept rows in.

    \b
    ARTICLE…       text, saved web pages, PDFs: proposals are written to draft/<table>.csv
    FOLDER         a folder of articles: all proposals go into one file, -o NAME.parquet
    --merge DRAFT  rows whose column keep has an x come into the tables of --story

    Nothing enters a story before you keep it; the articles' text stays in the draft.
    """  # noqa: D301 - click reads the sign itself
    merge, overwrite = flags["merge"], flags["overwrite"]
    if (spans or model) and (merge or len(paths) != 1 or paths[0].is_dir()):
        option = "--from" if spans else "--model"
        raise click.UsageError(f"{option} wants the one ARTICLE in which its spans stand")
    if not merge:
        if len(paths) == 1 and paths[0].is_dir():
            if not _draft_many(paths[0], output, options=options, overwrite=overwrite):
                sys.exit(arguments.NO)
            return
        _draft_articles(
            paths,
            output,
            options=options,
            story=story,
            overwrite=overwrite,
            spans=spans,
            model=model,
        )
        return
    if story is None or len(paths) != 1:
        raise click.UsageError("--merge wants one DRAFT, and --story with the story's folder")
    _merge_draft(paths[0], story)


@click.command(cls=arguments.OneValue)
@click.argument(
    "folder",
    metavar="STORY",
    type=arguments.OldFolder,
)
@click.argument("rows", nargs=-1, metavar="[ROW]...")
@click.option("--by", default="", help="Who checked ROW…, which are marked as checked.")
@click.option("--note", default="", help="What there is to note of ROW….")
@click.option("--again", is_flag=True, help="Mark ROW… as to be checked instead.")
@click.option("--all", "whole", is_flag=True, help="List every row that is not checked.")
def review(
    folder: Path, rows: tuple[str, ...], by: str, note: str, *, again: bool, whole: bool
) -> None:
    """List the rows of STORY that nobody has checked, or mark some.

    ROW is the id of a row, or TABLE/ID where two tables have it. What is checked counts until the
    row is changed. The marks stand in review.csv beside the tables.
    """
    from geo.editing.review import (
        CHECKED,
        TO_CHECK,
        mark_rows,
        read_review,
    )

    if rows and not by:
        raise click.UsageError("ROW wants --by NAME: who looked at it")
    if not rows and (by or note or again):
        raise click.UsageError("--by, --note and --again want the ids of rows")
    if rows:
        state = TO_CHECK if again else CHECKED
        checked = mark_rows(folder, rows, state=state, by=by, note=note)
        click.echo(f"{plain(str(folder))}: {checked.summary()}")
        return
    checked = read_review(folder)
    for table, unchecked in groupby(checked.unchecked, key=lambda row: row.table):
        listed = list(unchecked)
        shown = listed if whole else listed[:_MOST_SHOWN]
        for row in shown:
            about = ", ".join(filter(None, [row.state, row.by, row.note]))
            click.echo(f"{table}/{plain(row.id)}: {plain(about)}")
        if len(shown) < len(listed):
            click.echo(f"{table}: {len(listed) - len(shown):,} more (--all lists them)")
    click.echo(f"{plain(str(folder))}: {checked.summary()}")


def print_checked(folder: Path) -> None:
    """Print how many rows of a story somebody has checked, if anybody began to."""
    from geo.editing.review import FILE, read_review

    if (folder / FILE).exists():
        click.echo(f"{plain(str(folder))}: {read_review(folder).summary()}")


def _draft_articles(
    paths: Sequence[Path],
    output: Path,
    *,
    options: arguments.ArticleOptions,
    story: Path | None,
    overwrite: bool,
    spans: Sequence[Path],
    model: str,
) -> None:
    """Write a draft of some articles, and say what it holds."""
    from geo.drafts.append import with_story_ids, with_story_notes
    from geo.drafts.propose import propose
    from geo.drafts.spans import ask_model, read_spans
    from geo.files import exclusive

    articles = read_articles(paths, options)
    if story is not None:
        articles = with_story_ids(articles, story)
    draft = propose(articles, published_in=options.published_in)
    for path in spans:
        draft = _with_spans(draft, path.name, *read_spans(path))
    if model:
        draft = _with_spans(draft, articles[0].path.name, *ask_model(model, articles[0].text))
    if story is not None:
        draft = with_story_notes(draft, story)
    with exclusive(output):
        _write(draft, articles, output, overwrite=overwrite)


def _with_spans(draft: Draft, file: str, maker: str, spans: list[Span]) -> Draft:
    """Return a draft with the spans of another extractor, and say what became of them."""
    from geo.drafts.spans import with_spans

    whole, report = with_spans(draft, maker, spans)
    name, maker = plain(file), plain(maker)
    for line in report.shifted:
        click.echo(f"{name}: {plain(line)}")
    for line in report.refused:
        click.echo(f"{name}: refused: {plain(line)}", err=True)
    click.echo(
        f"{name}: of {how_many(len(spans), 'span')} of {maker} {report.added} taken, "
        f"{report.known} there already, {len(report.refused)} refused"
    )
    return whole


def _write(draft: Draft, articles: Sequence[Article], output: Path, *, overwrite: bool) -> None:
    """Write a draft over an earlier one, unless a person has changed that."""
    from geo.drafts.folder import diff, read_old, write_draft

    old = read_old(output)
    if old is not None:
        same = old.sources == {article.id: article.sha256 for article in articles}
        if old.edited and not overwrite:
            if same:
                message = "what you changed stays, and nothing of this run is taken"
                click.echo(f"{output}: drafted already; {message} (--overwrite writes it anew)")
                return
            files = ", ".join(f"{table}.csv" for table in old.edited)
            raise SourceError(
                f"{output}: {files} changed since the draft was written; merge it first, name "
                "another folder with -o, or give --overwrite to lose the changes"
            )
        for line in diff(old, draft):
            click.echo(plain(line))
    written = write_draft(draft, output)
    _tell(draft, output, written)


def _draft_many(
    folder: Path, output: Path, *, options: arguments.ArticleOptions, overwrite: bool
) -> bool:
    """Write the proposals from many articles; return whether each of them could be read."""
    from geo.drafts.batch import draft_folder

    done = draft_folder(
        folder,
        output,
        options=options.source_options(),
        published_in=options.published_in,
        overwrite=overwrite,
        deadline_s=options.deadline,
    )
    if done.skipped:
        click.echo(_skipped(done.skipped), err=True)
    for name, why in done.bad:
        click.echo(f"{plain(name)}: {plain(why)}", err=True)
    reused = f" ({done.kept:,} kept from before)" if done.kept else ""
    counts = ", ".join(f"{number:,} {table}" for table, number in sorted(done.rows.items()))
    click.echo(f"{done.path}: {counts or 'no row'} from {done.documents:,} articles{reused}")
    if done.bad:
        click.echo(f"{len(done.bad):,} of them could not be read (see above)", err=True)
    return not done.bad


def _skipped(names: Sequence[str]) -> str:
    """Name the files that were not read for the endings of their names; of many the first."""
    from geo.drafts.batch import ENDINGS

    shown = ", ".join(map(plain, names[:_MOST_NAMED]))
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    files = how_many(len(names), "file")
    return f"skipped {files}, not ending in {', '.join(ENDINGS)}: {shown}{more}"


def _merge_draft(folder: Path, story: Path) -> None:
    """Merge the kept rows of a draft into a story, and print what came in."""
    from geo.drafts.merge import merge

    merged = merge(folder, story)
    for line in merged.messages:
        click.echo(plain(line))
    for table in sorted({*merged.added, *merged.there}):
        there = f", {merged.there[table]} there already" if merged.there[table] else ""
        click.echo(f"{story / table}.csv: {how_many(merged.added[table], 'row')} added{there}")
    if merged.added:
        click.echo(f"then: geo geocode {story}; geo check {story}")


def read_articles(paths: Sequence[Path], options: arguments.ArticleOptions) -> list[Article]:
    """Read all articles, or tell of all that can't be read."""
    from geo.drafts.articles import check_dates, read_article

    stated = options.source_options()
    values = stated.of([str(path) for path in paths])
    check_dates(values)
    articles: list[Article] = []
    faults: list[str] = []
    for path, own in zip(paths, values, strict=True):
        try:
            article = read_article(path, encoding=own.get("encoding", ""))
            articles.append(stated.settle(article, own))
        except SourceError as error:
            faults.append(str(error))
    if faults:
        raise SourceError("\n  ".join(dict.fromkeys(faults)))
    return _with_own_ids(articles)


def _with_own_ids(articles: Sequence[Article]) -> list[Article]:
    """Distinguish articles of one name in several folders; an article twice is once."""
    from geo.evidence import free_id

    by_id: dict[str, Article] = {}
    by_text: dict[str, Article] = {}
    for article in articles:
        first = by_text.setdefault(article.sha256, article)
        if first is not article:
            _check_same(first, article)
            continue
        name = free_id(article.id, by_id)
        by_id[name] = replace(article, id=name)
    return list(by_id.values())


def _check_same(first: Article, again: Article) -> None:
    """Check that what is said of a text that was named twice is the same."""
    from geo.drafts.articles import OF_ITSELF

    for option in OF_ITSELF:
        value, other = getattr(first, option), getattr(again, option)
        if value != other:
            raise SourceError(
                f"{again.path}: has the text of {first.path}, and their {option} differs: found "
                f"{other!r} and {value!r}; name one of them"
            )
    if first.path != again.path:
        click.echo(f"{plain(str(again.path))}: the same text as {plain(str(first.path))}")


def _tell(draft: Draft, output: Path, written: Sequence[Path]) -> None:
    for article in draft.articles:
        if article.note:
            click.echo(f"{plain(article.path.name)}: {article.note}")
        if limits := draft.limits(article.id):
            click.echo(f"{plain(article.path.name)}: {limits}")
    counts = [f"{len(rows)} {table}" for table, rows in draft.tables.items() if rows]
    click.echo(f"{output}: {', '.join(counts)} proposed in {len(written)} files")
    click.echo(f"open {written[0]}")
    click.echo(
        f"mark what the story shall have with x in the column keep, then: "
        f"geo draft --merge {output} --story DIR"
    )


COMMANDS = (draft, review)
