"""`geo cite` and `geo archive`: the copy of an article, for the rows of a story.

What does its work is imported where the command runs, so that `geo --help` answers at once.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli import arguments
from geo.errors import Fault, SourceError, StoryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.story.citations import Copy

SOURCE = ("file", "length", "sha256")


@click.command(cls=arguments.OneValue)
@click.argument("article", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("words", nargs=-1)
@click.option("--source", default="", help="Id of the article; its file's name if not given.")
@click.option("--story", type=arguments.OldFolder, help="Put the columns into this story's tables.")
@click.option("--claim", default="", help="--story: id of the claim that WORDS carry.")
def cite(article: Path, words: Sequence[str], source: str, story: Path | None, claim: str) -> None:
    """Locate WORDS in your copy of an ARTICLE, as rows to paste into a table.

    Without WORDS: what sources.csv says of the copy. With --story, the columns go into the row of
    the claim, or without WORDS of the source.
    """
    if story is None:
        if claim:
            raise click.UsageError("--claim wants --story, the folder of the story")
        fine = _print_spans(article, words, source=source or article.stem)
    elif bool(claim) != (len(words) == 1):
        raise click.UsageError("--story wants one WORDS in quotes with its --claim, or neither")
    else:
        fine = _cite_into(story, article, words, claim=claim, source=source)
    if not fine:
        sys.exit(arguments.NO)


def _fill(path: Path, row: str, cells: Mapping[str, str]) -> int:
    """Write cells into the row of an id, all else stays; return the row as a spreadsheet counts."""
    from geo.files import write_whole
    from geo.story.read import read_records
    from geo.story.table_files import csv_bytes

    records, faults = read_records(path)
    header = records[0] if records else []
    faults += [
        Fault(path.name, 1, column, "", "this column")
        for column in ("id", *cells)
        if column not in header
    ]
    if faults:
        raise StoryError(faults)
    at = header.index("id")
    numbers = [
        number
        for number, record in enumerate(records[1:], start=2)
        if len(record) > at and record[at] == row
    ]
    if len(numbers) != 1:
        matches = f"{len(numbers)} rows with the id {row}"
        wanted = "one; write the row first, with its id, and save the table"
        raise StoryError([Fault(path.name, 0, "id", matches, wanted)])
    (number,) = numbers
    record = records[number - 1]
    record += [""] * (len(header) - len(record))
    for column, text in cells.items():
        record[header.index(column)] = text
    write_whole(path, csv_bytes(records, path.read_bytes()))
    return number


def _source_of(story: Path, article: Path) -> str:
    """Return the id of the source whose copy has the name of a file; else the name's stem."""
    from geo.story.read import read_records

    records, _ = read_records(story / "sources.csv")
    rows = [dict(zip(records[0], record, strict=False)) for record in records[1:]]
    named = (row.get("id", "") for row in rows if row.get("file") == article.name)
    return next(named, article.stem)


def _print_spans(path: Path, words: Sequence[str], *, source: str) -> bool:
    """Write where words stand, or what ``sources.csv`` says of the copy; return whether all do."""
    copy = _read(path)
    out = csv.writer(sys.stdout, lineterminator="\n")
    if not words:
        out.writerows([SOURCE, (path.name, copy.length, copy.sha256)])
        return True
    out.writerow(_anchor_columns(copy))
    missing = []
    for each in words:
        rows = list(_rows(copy, each, source))
        out.writerows(rows)
        if not rows:
            missing.append(each)
        elif len(rows) > 1:
            click.echo(f"{each!r} stands there {len(rows)} times: choose one row", err=True)
    for each in missing:
        click.echo(f"{path}: found nowhere {each!r}; wanted words letter for letter", err=True)
    return not missing


def _cite_into(story: Path, path: Path, words: Sequence[str], *, claim: str, source: str) -> bool:
    """Write where words stand into their claim, or what is known of the copy into its source."""
    from geo.files import exclusive

    copy = _read(path)
    source = source or _source_of(story, path)
    if not claim:
        columns = (path.name, str(copy.length), copy.sha256)
        with exclusive(story):
            number = _fill(story / "sources.csv", source, dict(zip(SOURCE, columns, strict=True)))
        click.echo(f"{story / 'sources.csv'}, row {number}: {source} has {copy.length} characters")
        return True
    rows = list(_rows(copy, words[0], source))
    if len(rows) != 1:
        matches = f"{len(rows)} times" if rows else "nowhere"
        wanted = "words letter for letter that stand there once"
        click.echo(f"{path}: found {matches} {words[0]!r}; wanted {wanted}", err=True)
        return False
    cells = dict(zip(_anchor_columns(copy), map(str, rows[0]), strict=True))
    with exclusive(story):
        number = _fill(story / "claims.csv", claim, cells)
    click.echo(
        f"{story / 'claims.csv'}, row {number}: {claim} stands in paragraph {cells['paragraph']}"
    )
    return True


def _anchor_columns(copy: Copy) -> tuple[str, ...]:
    """Return the columns of a claim that tie it to a copy; a PDF has pages, too."""
    return ("source", "paragraph", "start", "end", "span_sha256", *(["part"] if copy.pdf else []))


def _read(path: Path) -> Copy:
    from geo.formats.pdf import is_pdf
    from geo.story.citations import Copy

    data = path.read_bytes()
    if is_pdf(data):
        return Copy.of_file(data, str(path))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path}: found byte {data[error.start]:#04x} at position {error.start}, wanted UTF-8 "
            "text; save the copy as plain text in UTF-8"
        ) from None
    return Copy.of_file(data, str(path))


def _rows(copy: Copy, words: str, source: str) -> Iterator[tuple[object, ...]]:
    if not words:
        return
    digest = hashlib.sha256(words.encode("utf-8", "surrogateescape")).hexdigest()
    at = copy.text.find(words)
    while at >= 0:
        end = at + len(words)
        where = (copy.part(at, end),) if copy.pdf else ()
        yield source, copy.paragraph(at), at, end, digest, *where
        at = copy.text.find(words, at + 1)


@click.command(cls=arguments.OneValue)
@click.argument("article")
@click.option("--story", type=arguments.OldFolder, required=True, help="Where its source stands.")
@click.option("--source", default="", help="Id of the source; its file's name if not given.")
@click.option(
    "--accessed",
    default="",
    metavar="DAY",
    help="When you saved it, if sources.csv has no day.",
)
@click.option(
    "--address",
    default="",
    help="Of the archive that ARTICLE was saved from: it and the hash go into sources.csv.",
)
def archive(article: str, story: Path, source: str, accessed: str, address: str) -> None:
    """Archive your copy of an ARTICLE, a file, as WARC in the articles of a story.

    Nothing is fetched: save the page from your browser first. The folder says to git that it is not
    to be published.
    """
    from geo.drafts.merge import NOT_OURS
    from geo.files import exclusive, write_together
    from geo.story.archive import build_archive
    from geo.story.citations import FOLDER
    from geo.story.schema import SCHEMAS

    if "://" in article:
        raise click.UsageError(
            f"found the address {article}, wanted a file: nothing is fetched; save the page from "
            "your browser, and name the file"
        )
    path = Path(article)
    if not path.is_file():
        raise click.UsageError(f"found no file {article}, wanted the copy that you saved")
    columns = SCHEMAS["sources"].columns
    for option, cell, column in (
        ("accessed", accessed, columns["accessed"]),
        ("address", address, columns["archived_url"]),
    ):
        if cell and column.test and not column.test(cell):
            raise click.UsageError(f"--{option}: found {cell!r}, wanted {column.description}")
    row = _source_row(story, source or _source_of(story, path))
    data = path.read_bytes()
    built = build_archive(data, path.name, source=row, accessed=accessed)
    target = story / FOLDER / built.name
    if target.exists() and target.read_bytes() != built.data:
        raise SourceError(f"{target}: stands there already with another copy; rename one of them")
    files = {f"{FOLDER}/{built.name}": built.data}
    if not (story / FOLDER).exists():
        files |= NOT_OURS
    with exclusive(story):
        if address:
            cells = {"archived_url": address, "archive_sha256": built.sha256}
            _fill(story / "sources.csv", row["id"], cells)
        write_together(story, files)
    click.echo(f"{target}: {path.name} of {row['id']}, sha256 {built.sha256}")


def _source_row(story: Path, source: str) -> dict[str, str]:
    """Return the row of a source."""
    from geo.story.read import read_records

    records, faults = read_records(story / "sources.csv")
    if faults:
        raise StoryError(faults)
    rows = [dict(zip(records[0], record, strict=False)) for record in records[1:]]
    for row in rows:
        if row.get("id") == source:
            return row
    known = ", ".join(row.get("id", "") for row in rows) or "none"
    wanted = f"the id of a source: {known}; --source names it"
    raise StoryError([Fault("sources.csv", 0, "id", source, wanted)])


COMMANDS = (cite, archive)
