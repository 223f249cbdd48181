"""The command `geo` and its subcommands.

Exit codes: 0 done; 1 the answer is no (a citation not found, a build that failed); 2 a mistake in
what was given, or an error of the disk, named in one message; stopped by a signal, 128 and its
number: 130 with Ctrl-C, 143 with SIGTERM, 129 with SIGHUP.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli import arguments, drafting, exchange, gazetteer, output, outputs, publish, spreadsheets
from geo.errors import BuildError, GeoError
from geo.story.vocabulary import PINNABLE

if TYPE_CHECKING:
    from collections.abc import Sequence


NO = 1
MISTAKE = 2
STOPPED = 128
STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

Folder = click.Path(file_okay=False, path_type=Path)
OldFolder = click.Path(file_okay=False, exists=True, path_type=Path)
story_folder = click.argument("folder", type=OldFolder, default="data")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code; a user's mistake never shows a traceback."""
    is_own_process = arguments is None
    if is_own_process:
        output.restart_in_utf8()
    output.open_streams()
    output.log_to_stderr()
    stops = _stop_at_signals()
    try:
        output.check_arguments(sys.argv[1:] if arguments is None else arguments)
        code = cli.main(args=arguments, prog_name="geo", standalone_mode=False)
        if is_own_process:
            _ignore_signals()
    except click.ClickException as mistake:
        mistake.show()
        code = MISTAKE
    except BuildError as failed:
        click.echo(f"geo: {failed}", err=True)
        code = _code_of(failed, NO, stops)
    except GeoError as mistake:
        click.echo(f"geo: {mistake}", err=True)
        code = _code_of(mistake, MISTAKE, stops)
    except OSError as fault:
        click.echo(f"geo: {fault.filename or 'file'}: {fault.strerror or fault}", err=True)
        code = _code_of(fault, MISTAKE, stops)
    except (click.Abort, KeyboardInterrupt) as stop:
        cause = stop.__cause__ if isinstance(stop, click.Abort) else stop
        message = str(cause or "") or "what stood before still stands"
        click.echo(f"geo: stopped; {message}", err=True)
        code = _code_of(stop, MISTAKE, stops)
    sys.exit(code or 0)


def _code_of(error: BaseException, code: int, stops: list[int]) -> int:
    """Return the exit code for an error: that of a signal, if it came while a stop cleaned up."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, (KeyboardInterrupt, click.Abort)):
        cause = cause.__context__
    return code if cause is None else STOPPED + (stops or [signal.SIGINT])[0]


def _stop_at_signals() -> list[int]:
    """Handle SIGTERM and SIGHUP: stop and clean up as Ctrl-C does; return where they are noted."""
    stops: list[int] = []

    def stop(number: int, _: object) -> None:
        stops.append(number)
        for other in handled:  # a second one does not interrupt the cleaning up
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt

    known = [number for number in STOPS if number != signal.SIGINT]
    handled = [n for n in known if signal.getsignal(n) is not signal.SIG_IGN]  # as nohup asks
    for number in handled:
        signal.signal(number, stop)
    return stops


def _ignore_signals() -> None:
    """Ignore what could interrupt Python's own end: the work is done, and its exit code says so."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)


@click.group(cls=arguments.Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="geo-event-maps", prog_name="geo")
def cli() -> None:
    """Turn news articles into event maps that show their evidence."""


for _module in (spreadsheets, exchange, drafting, publish, outputs, gazetteer):
    for _command in _module.COMMANDS:
        cli.add_command(_command)


@cli.command()
@click.argument("folder", type=Folder, metavar="DIR")
@click.option("--title", default="", help="The story's title.")
def new(folder: Path, title: str) -> None:
    """Write a folder for a new story into DIR: empty tables, and a README that explains them."""
    from geo.story.new import new_story

    path = new_story(folder, title=title)
    click.echo(f"{path}: a new story; {path / 'README.md'} says how to go on")


@cli.command()
@click.argument("folder", type=OldFolder, metavar="STORY")
def upgrade(folder: Path) -> None:
    """Turn the tables of STORY from an older form into the present one, all of them or none.

    Says what was done, and what you have to decide: table, row, column.
    """
    from geo.story.upgrade import upgrade_story

    made = upgrade_story(folder)
    if not made.written:
        click.echo(f"{folder}: has form {made.after} already, nothing to do")
        return
    for line in made.done:
        click.echo(f"done: {output.plain(line)}")
    for question in made.decide:
        click.echo(f"decide: {output.plain(str(question))}")
    click.echo(f"{folder}: form {made.before} to {made.after}, {len(made.written)} files written")
    click.echo(f"then: geo check {folder}; geo schema {folder}")


@cli.command()
@click.argument("article", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("words", nargs=-1)
@click.option("--source", default="", help="Id of the article; its file's name if not given.")
@click.option("--story", type=OldFolder, help="Put the columns into this story's tables.")
@click.option("--claim", default="", help="--story: id of the claim that WORDS carry.")
def cite(article: Path, words: Sequence[str], source: str, story: Path | None, claim: str) -> None:
    """Locate WORDS in your copy of an ARTICLE, as rows to paste into a table.

    Without WORDS: what sources.csv says of the copy. With --story, the columns go into the row of
    the claim, or without WORDS of the source.
    """
    from geo.cli.cite import cite_into, print_spans

    if story is None:
        if claim:
            raise click.UsageError("--claim wants --story, the folder of the story")
        fine = print_spans(article, words, source=source or article.stem)
    elif bool(claim) != (len(words) == 1):
        raise click.UsageError("--story wants one WORDS in quotes with its --claim, or neither")
    else:
        fine = cite_into(story, article, words, claim=claim, source=source)
    if not fine:
        sys.exit(NO)


@cli.command()
@story_folder
@click.option(
    "--sources",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Your own copies of the articles: a folder or a file; FOLDER/articles if not given.",
)
@click.option(
    "--notebooks", type=OldFolder, help="Notebooks of the story; FOLDER/notebooks if not given."
)
@click.option("--persons", is_flag=True, help="List what is said against whom; check nothing.")
@click.option("--same-events", is_flag=True, help="List events that may be one; check nothing.")
@click.option("--unstated", is_flag=True, help="List what no article says; check nothing.")
@click.option(
    "--agreement",
    type=OldFolder,
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
    **lists: bool,
) -> None:
    """Verify the story in FOLDER (data): its spans against your copies, its own words.

    \b
    Spans      each stands in your copy of the article, letter for letter; near copies are named
    Texts      finding, steps and roles name their claims, and say no more than these
    Notebooks  marks, numbers and dates of the prose stand in the tables
    """  # noqa: D301 - click reads the sign itself
    from geo.cli.check import LISTS, print_checks, show_agreement

    if agreement is not None:
        show_agreement(folder, agreement, form=form)
        return
    chosen = [name for name, wanted in lists.items() if wanted]
    if chosen:
        LISTS[chosen[0]](folder, form=form)
        return
    code = print_checks(folder, sources, notebooks=notebooks)
    if code:
        sys.exit(code)


@cli.command()
@click.argument("folder", type=OldFolder, metavar="STORY")
@click.argument(
    "articles", nargs=-1, type=click.Path(dir_okay=False, path_type=Path), metavar="ARTICLE…"
)
@arguments.article_options
@click.option("--draft", type=OldFolder, help="A draft of yours; the desk's own if not given.")
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
    from geo.cli.desk import open_desk

    if articles and draft is not None:
        raise click.UsageError("--draft goes with no ARTICLE, which have a draft of their own")
    open_desk(
        folder, articles, options=options, draft=draft, sources=sources, browser=not no_browser
    )


@cli.command()
@story_folder
def schema(folder: Path) -> None:
    """Write FOLDER/datapackage.json, with which Frictionless tools read and validate the tables."""
    from geo.story.datapackage import write_datapackage

    click.echo(write_datapackage(folder))


@cli.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME… | FILE | FOLDER")
@arguments.known
@arguments.form
@arguments.online
@click.option("--dry-run", is_flag=True, help="Say what would be sent or changed; do neither.")
@arguments.columns
@arguments.target
@click.option(
    "--reset", multiple=True, metavar="PLACE", help="FOLDER: forget the pin of this place."
)
@click.option("--yes", is_flag=True, hidden=True, help="Nothing is asked; for old scripts.")
def geocode(
    names: Sequence[str],
    known: arguments.NameHints,
    columns: arguments.Columns,
    target: arguments.Target,
    online: arguments.Online,
    form: str,
    reset: Sequence[str],
    **flags: bool,
) -> None:
    """Geocode names, and explain each answer.

    \b
    NAME…   answers on the terminal
    FILE    a table in CSV or Parquet: --column names the column, -o the output
    FOLDER  a story's tables: its places are answered anew into pins.csv;
            what a person set stays (geo pin), unless --reset names it

    Nothing is sent anywhere unless --provider names a service.
    """  # noqa: D301 - click reads the sign itself
    from geo.cli import arguments

    kind = arguments.kind_of_arguments(names, column=columns.column)
    if reset and kind != arguments.FOLDER:
        raise click.UsageError("--reset goes with the folder of a story")
    if kind == arguments.FOLDER:
        from geo.cli.pin import refresh_pins
        from geo.files import exclusive

        with exclusive(names[0]):
            fine = refresh_pins(Path(names[0]), reset=reset, dry_run=flags["dry_run"])
    elif kind == arguments.FILE:
        from geo.cli.geocode import answer_file, show_dry_run_of_file

        fine = True
        path = Path(names[0])
        if flags["dry_run"]:
            show_dry_run_of_file(path, known=known, columns=columns, online=online)
        else:
            answer_file(path, known=known, columns=columns, target=target, online=online)
    else:
        from geo.cli.geocode import answer_names, show_dry_run

        fine = True
        if flags["dry_run"]:
            show_dry_run(names, known=known, online=online)
        else:
            fine = answer_names(names, known=known, online=online, form=form)
    if not fine:
        sys.exit(NO)


@cli.command(context_settings={"ignore_unknown_options": True})
@click.argument("folder", type=OldFolder, metavar="STORY")
@click.argument("place")
@click.argument("lat", type=float)
@click.argument("lon", type=float)
@click.option(
    "--precision",
    type=click.Choice(PINNABLE),
    help="How exact the point is; the place's kind if left out.",
)
@click.option("--reason", default="", help="Why the place lies there.")
def pin(
    folder: Path, place: str, lat: float, lon: float, precision: str | None, reason: str
) -> None:
    """Set the pin of PLACE, an id in the places of STORY, in degrees: LAT, then LON.

    It stays, whatever the gazetteer says, until geo geocode STORY --reset PLACE.
    """
    from geo.cli.pin import set_pin
    from geo.files import exclusive

    with exclusive(folder):
        set_pin(folder, place, lat, lon, precision=precision or "", reason=reason.strip())
