"""The command `geo` and its subcommands.

Exit codes: 0 done; 1 the answer is no (a citation not found, a build that failed); 2 a mistake in
what was given, or an error of the disk, named in one message; stopped by a signal, 128 and its
number: 130 with Ctrl-C, 143 with SIGTERM, 129 with SIGHUP.
"""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import click

from geo.cli import (
    arguments,
    check,
    cite,
    desk,
    draft,
    geocode,
    outputs,
    publish,
    spreadsheets,
    terminal,
)
from geo.errors import BuildError, GeoError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


NO, MISTAKE = arguments.NO, 2
STOPPED = 128
STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code; a user's mistake never shows a traceback."""
    is_own_process = arguments is None
    if is_own_process:
        terminal.restart_in_utf8()
    terminal.open_streams()
    terminal.log_to_stderr()
    stops = _stop_at_signals()
    try:
        terminal.check_arguments(sys.argv[1:] if arguments is None else arguments)
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


for _module in (spreadsheets, draft, desk, geocode, check, cite, outputs, publish):
    for _command in _module.COMMANDS:
        cli.add_command(_command)


@cli.command()
@click.argument("folder", type=arguments.Folder, metavar="DIR")
@click.option("--title", default="", help="The story's title.")
def new(folder: Path, title: str) -> None:
    """Write a folder for a new story into DIR: empty tables, and a README that explains them."""
    from geo.story.new import new_story

    path = new_story(folder, title=title)
    click.echo(f"{path}: a new story; {path / 'README.md'} says how to go on")


@cli.command()
@click.argument("folder", type=arguments.OldFolder, metavar="STORY")
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
        click.echo(f"done: {terminal.plain(line)}")
    for question in made.decide:
        click.echo(f"decide: {terminal.plain(str(question))}")
    click.echo(f"{folder}: form {made.before} to {made.after}, {len(made.written)} files written")
    click.echo(f"then: geo check {folder}; geo schema {folder}")


@cli.command()
@arguments.story_folder
def schema(folder: Path) -> None:
    """Write FOLDER/datapackage.json, with which Frictionless tools read and validate the tables."""
    from geo.story.table_files import write_datapackage

    click.echo(write_datapackage(folder))
