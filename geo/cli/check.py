"""`geo check`: the spans, the words and the accusations of a story.

What does its work is imported where the command runs, so that `geo --help` answers at once.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli import arguments
from geo.cli.terminal import plain, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from geo.editing.wording import Remark
    from geo.story.story import Story

_MOST_ALIKE, _FIRST_ALIKE = 20, 5


@click.command(cls=arguments.OneValue)
@arguments.story_folder
@click.option(
    "--sources",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Your own copies of the articles: a folder or a file; FOLDER/articles if not given.",
)
@click.option(
    "--notebooks",
    type=arguments.OldFolder,
    help="Notebooks of the story; FOLDER/notebooks if not given.",
)
@click.option("--persons", is_flag=True, help="List what is said against whom; check nothing.")
@click.option("--same-events", is_flag=True, help="List events that may be one; check nothing.")
@click.option("--unstated", is_flag=True, help="List what no article says; check nothing.")
@click.option(
    "--defend",
    is_flag=True,
    help="List what each row rests on, with --sources in its words, too; check nothing.",
)
@click.option(
    "--agreement",
    type=arguments.OldFolder,
    metavar="OTHER",
    help="Compare with OTHER, a second person's tables of the same articles; check nothing.",
)
@arguments.form
def check(
    folder: Path,
    sources: Sequence[Path],
    notebooks: Path | None,
    form: str,
    *,
    agreement: Path | None,
    defend: bool,
    **lists: bool,
) -> None:
    """Verify the story in FOLDER (data): its spans against your copies, its own words.

    \b
    Exhibits   each file is there, with its hash and the part that is shown
    Spans      each stands in your copy of the article, letter for letter; near copies are named
    Texts      finding, steps and roles name their claims, and say no more than these
    Notebooks  marks, numbers and dates of the prose stand in the tables
    """  # noqa: D301 - click reads the sign itself
    if agreement is not None:
        _show_agreement(folder, agreement, form=form)
        return
    if defend:
        _show_evidence(folder, sources, form=form)
        return
    chosen = [name for name, wanted in lists.items() if wanted]
    if chosen:
        _LISTS[chosen[0]](folder, form=form)
        return
    code = _check(folder, sources, notebooks=notebooks)
    if code:
        sys.exit(code)


def _check(folder: Path, sources: Sequence[Path], *, notebooks: Path | None) -> int:
    """Write what is wrong; return 2 if a text is refused, 1 if a span is not found, else 0."""
    import geo
    from geo.editing.check import check_texts
    from geo.story.citations import FOLDER
    from geo.story.framing import missing_texts
    from geo.story.read import read_tables

    if not sources and not (folder / FOLDER).is_dir():
        raise click.UsageError(
            f"found no folder {folder / FOLDER}; wanted --sources with your copies of the articles"
        )
    sources = sources or [folder / FOLDER]
    story = geo.read_story(folder, redacted=False)
    tables = read_tables(folder)
    fine = _show_spans(story, geo.check(story, sources), sources, folder)
    fine &= _show_exhibits(folder, tables.frames["exhibits"])
    _show_near_copies(story, sources)
    for fault in missing_texts(tables):
        row = f", row {fault.row} first" if fault.row else ""
        click.echo(plain(f"warning: {fault.file}{row}: {fault.column}: {fault.found}"), err=True)
    remarks = check_texts(folder, notebooks=notebooks)
    refused = sum(remark.refused for remark in remarks)
    for line in _remark_lines(remarks):
        click.echo(plain(line), err=True)
    if remarks:
        counts = ((refused, "refused"), (len(remarks) - refused, "to look at"))
        click.echo(f"texts: {', '.join(f'{n} {what}' for n, what in counts if n)}", err=True)
    return 2 if refused else 0 if fine else 1


def _remark_lines(remarks: Sequence[Remark]) -> Iterator[str]:
    """Yield the remarks; of many alike that only warn, the first ones and their number."""
    alike = Counter((remark.file, remark.rule) for remark in remarks if not remark.refused)
    shown = Counter[tuple[str, str]]()
    for remark in remarks:
        kind = (remark.file, remark.rule)
        if remark.refused:
            yield str(remark)
            continue
        shown[kind] += 1
        if alike[kind] <= _MOST_ALIKE or shown[kind] <= _FIRST_ALIKE:
            yield f"warning: {remark}"
        elif shown[kind] == alike[kind]:
            yield f"warning: {remark.file}: {alike[kind] - _FIRST_ALIKE:,} more of this kind"


def _show_spans(
    story: Story, outcomes: pd.DataFrame, sources: Sequence[Path], folder: Path
) -> bool:
    """Write what came of the spans; return whether all stand where the tables say."""
    missing = (outcomes["outcome"] == "source missing") & (outcomes["exhibit"] == "")
    for source in outcomes.loc[missing, "source"].unique():
        wanted = story.sources.loc[source, "file"]
        places = ", ".join(map(str, sources))
        click.echo(f"{source}: source missing (no copy called {wanted} in {places})")
    for row in outcomes[(outcomes["outcome"] != "found") & ~missing].itertuples():
        moved = f" to {row.moved_to}" if row.outcome == "moved" else ""
        click.echo(f"{row.table}.csv, {row.id}: {row.outcome}{moved} ({row.source}, {_place(row)})")
    counts = outcomes["outcome"].value_counts()
    summary = ", ".join(f"{counts[outcome]} {outcome}" for outcome in sorted(counts.index))
    click.echo(summary or f"{folder}: no claim yet, nothing to check")
    return not set(counts.index) - {"found"}


def _show_exhibits(folder: Path, exhibits: pd.DataFrame) -> bool:
    """Write what is wrong with the files of the exhibits; return whether they are as described."""
    from geo.cli.terminal import how_many
    from geo.story.exhibits import exhibit_faults, is_remote

    faults = exhibit_faults(folder, exhibits)
    for fault in faults:
        click.echo(plain(str(fault)))
    read = exhibits[[not is_remote(file) for file in exhibits["file"]]]
    if len(read):
        right = len(read.index.difference([fault.row for fault in faults]))
        click.echo(f"exhibits: {right} of {how_many(len(read), 'file')} as described")
    return not faults


def _place(row: Any) -> str:  # noqa: ANN401 - what itertuples gives
    """Return where a claim or mention stands by the tables."""
    if row.exhibit:
        return f"exhibit {row.exhibit}"
    if row.column:
        return f"row {row.paragraph}, {row.column}"
    return f"paragraph {row.paragraph}, span {row.start}–{row.end}"


def _show_near_copies(story: Story, sources: Sequence[Path]) -> None:
    """Warn of copies that are nearly one text and not marked as such."""
    from geo.story.citations import find_copies
    from geo.story.same_events import unmarked_copies

    tables = set(story.claims.loc[story.claims["column"] != "", "source"])
    articles = story.sources[~story.sources.index.isin(tables)]
    copies = find_copies(articles, places=list(sources))
    texts = {source: copy.text for source, copy in copies.items()}
    for near in unmarked_copies(articles, texts):
        click.echo(
            f"warning: sources.csv: {near.source} and {near.other} are near copies "
            f"({near.shared:.0%} of the shorter one); same_text_as makes them one report",
            err=True,
        )


def _show_persons(folder: Path, *, form: str) -> None:
    """Write what is said against each person and body of a story, with its answer."""
    import geo
    from geo.editing.check import list_persons
    from geo.editing.wording import wording_of
    from geo.evidence import place_in_source
    from geo.figures.messages import VERBS

    story = geo.read_story(folder, redacted=False)
    if wording_of(story.language) is None:
        unread = f"not checked: no list for {story.language}"
        why = "crimes are listed by the kinds of events alone"
        click.echo(plain(f"warning: {unread}; {why}"), err=True)
    persons = list_persons(story)
    if written(persons, form):
        return
    for (_, name), own in persons.groupby(["actor", "name"], sort=False):
        click.echo(plain(str(name)))
        for row in own.to_dict(orient="records"):
            figure = f" ({row['figure']})" if row["figure"] else ""
            place = place_in_source(row["paragraph"], row["column"], row["part"])
            where = f"{row['source']}, {place}"
            role = f" ({row['role']})" if row["role"] else ""
            click.echo(plain(f"  {row['what']}{role}: {row['statement']}{figure}"))
            click.echo(
                plain(f"    {row['claim']}: {VERBS[row['status']]} {row['said_by']} ({where})")
            )
            click.echo(plain(f"    answer: {row['answer']}"))
            if row["note"]:
                click.echo(plain(f"    note: {row['note']}"))
    if persons.empty:
        click.echo(f"{folder}: nothing said against anybody")


def _show_evidence(folder: Path, sources: Sequence[Path], *, form: str) -> None:
    """Write each event, link, relation and claim beside what it rests on.

    The words of a span stand on the terminal alone, where a copy of the article is given.
    """
    import geo
    from geo.editing.defence import list_evidence
    from geo.figures.messages import VERBS

    story = geo.read_story(folder, redacted=False)
    rows = list_evidence(story)
    if written(rows, form):
        return
    words = _span_words(story, sources)
    for (table, name), own in rows.groupby(["table", "id"], sort=False):
        first = own.iloc[0]
        status = f" [{first['status']}]" if first["status"] else ""
        text = f": {first['text']}" if first["text"] else ""
        click.echo(plain(f"{table}.csv, {name}{status}{text}"))
        for row in own.to_dict(orient="records"):
            speaker = f"{VERBS[row['claim_status']]} {row['said_by']}"
            where = f"{row['source']}, {row['where']}, span {row['start']}–{row['end']}"
            click.echo(plain(f"  {row['claim']} ({speaker}; {where}): {row['statement']}"))
            if row["claim"] in words:
                click.echo(plain(f"    > {words[row['claim']]}"))


def _span_words(story: Story, sources: Sequence[Path]) -> dict[str, str]:
    """Return what stands in the span of each claim whose copy is there and unchanged."""
    from geo.story.citations import find_copies

    if not sources:
        return {}
    copies = find_copies(story.sources, places=list(sources))
    spans = story.claims[["source", "column", "start", "end", "span_sha256"]]
    words = {
        name: (copies[source].text[start:end], sha256)
        for name, source, column, start, end, sha256 in spans.itertuples(name=None)
        if source in copies and not column
    }
    return {
        name: text
        for name, (text, sha256) in words.items()
        if hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest() == sha256
    }


def _show_same_events(folder: Path, *, form: str) -> None:
    """Write the events that may be one happening, with what speaks for and against it."""
    import geo

    pairs = geo.read_story(folder, redacted=False).same_events()
    if written(pairs, form):
        return
    for row in pairs.to_dict(orient="records"):
        click.echo(plain(f"{row['likelihood']}: {row['event']} and {row['other']}"))
        click.echo(plain(f"  for: {row['reasons']}"))
        if row["doubts"]:
            click.echo(plain(f"  against: {row['doubts']}"))
    if pairs.empty:
        click.echo(f"{folder}: no two events that may be one")


def _show_unstated(folder: Path, *, form: str) -> None:
    """Write what no article of a story states."""
    import geo

    gaps = geo.read_story(folder, redacted=False).unstated().reset_index()
    if written(gaps, form):
        return
    for what, rows in gaps.groupby("what", sort=False):
        click.echo(f"no {what}:")
        for row in rows.to_dict(orient="records"):
            known = f"; stated is: {row['known']}" if row["known"] else ""
            click.echo(plain(f"  {row['id']}: {row['title']} ({row['sources']}){known}"))
    if gaps.empty:
        click.echo(f"{folder}: each place, date, speaker and reply is stated")


def _show_agreement(folder: Path, other: Path, *, form: str) -> None:
    """Write how far two people agree who coded the same articles."""
    import geo
    from geo.story.coders import agreement

    stories = (geo.read_story(each, redacted=False) for each in (folder, other))
    table = agreement(*stories)
    if form == "json":
        table = table.astype(object).where(table.notna(), None)
    if written(table, form):
        return
    click.echo(f"{'':<26}{'both':>6}{'only 1':>8}{'only 2':>8}{'equal':>8}{'kappa':>8}{'alpha':>8}")
    for row in table.to_dict(orient="records"):
        name = f"  {row['column']}" if row["column"] else str(row["table"])
        counts = f"{row['both']:>6}{row['only_first']:>8}{row['only_second']:>8}"
        shares = "".join(_share(row[name]) for name in ("equal", "kappa", "alpha"))
        click.echo(f"{name:<26}{'' if row['column'] else counts:<22}{shares}")


def _share(value: float) -> str:
    return f"{'–':>8}" if value != value else f"{value:>8.2f}"  # noqa: PLR0124 - NaN


_LISTS = {"persons": _show_persons, "same_events": _show_same_events, "unstated": _show_unstated}


COMMANDS = (check,)
