"""The command `geo`: what a person types.

Exit codes: 0 done; 1 the answer is no (a citation not found, a build that failed); 2 a mistake in
what was given (named in one message); 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.errors import BuildError, GeoError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import Series

NO = 1
MISTAKE = 2
STOPPED = 130

Folder = click.Path(file_okay=False, path_type=Path)
OldFolder = click.Path(file_okay=False, exists=True, path_type=Path)
story_folder = click.argument("folder", type=OldFolder, default="data")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code; a user's mistake never shows a traceback."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # cleans up as Ctrl-C does
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    try:
        code = cli.main(args=arguments, prog_name="geo", standalone_mode=False)
    except click.ClickException as mistake:
        mistake.show()
        code = MISTAKE
    except BuildError as failed:
        click.echo(f"geo: {failed}", err=True)
        code = NO
    except GeoError as mistake:
        click.echo(f"geo: {mistake}", err=True)
        code = MISTAKE
    except OSError as fault:
        click.echo(f"geo: {fault.filename or 'file'}: {fault.strerror or fault}", err=True)
        code = NO
    except (click.Abort, KeyboardInterrupt):
        click.echo("geo: stopped; what stood before still stands", err=True)
        code = STOPPED
    sys.exit(code or 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="geo-event-maps", prog_name="geo")
def cli() -> None:
    """Turn news articles into event maps that show their evidence."""


@cli.command()
@story_folder
@click.option("--output", type=Folder, default="outputs", show_default=True, help="Where to write.")
@click.option("--notebooks", type=OldFolder, help="Notebooks to run on the story and keep as HTML.")
@click.option("--built-at", default="", help="A time to put into build.json; never the clock's.")
@click.option(
    "--jobs", type=click.IntRange(1), default=2, show_default=True, help="Notebooks at a time."
)
def build(folder: Path, output: Path, notebooks: Path | None, built_at: str, jobs: int) -> None:
    """Build the map, pictures, tables and notebooks of the story in FOLDER (data)."""
    from tqdm import tqdm

    from geo.build import Build

    plan = Build(folder, output=output, notebooks=notebooks, built_at=built_at, jobs=jobs)
    stale = plan.stale()
    if not stale:
        click.echo(f"{output}: nothing has changed, nothing to do")
        return
    form = "{desc:<24} {bar} {n_fmt}/{total_fmt}"
    with tqdm(total=plan.weight(stale), bar_format=form, disable=None) as bar:

        def progress(what: str, done: int = 1) -> None:
            bar.set_description_str(what, refresh=done == 0)
            bar.update(done)

        written = plan.run(stale, progress=progress)
    click.echo(f"{output}: {len(written)} files written")
    click.echo(f"open {plan.page}")


@cli.command()
@story_folder
@click.option("--sources", type=OldFolder, required=True, help="Your own copies of the articles.")
def check(folder: Path, sources: Path) -> None:
    """Verify every span of the story in FOLDER (data) against your copies of its articles."""
    import geo

    story = geo.read_story(folder)
    outcomes = geo.check(story, sources)
    missing = outcomes["outcome"] == "source missing"
    for source in outcomes.loc[missing, "source"].unique():
        wanted = story.sources.loc[source, "file"]
        click.echo(f"{source}: source missing (no copy called {wanted} in {sources})")
    for row in outcomes[(outcomes["outcome"] != "found") & ~missing].itertuples():
        moved = f" to {row.moved_to}" if row.outcome == "moved" else ""
        click.echo(
            f"{row.table}.csv, {row.id}: {row.outcome}{moved} "
            f"({row.source}, paragraph {row.paragraph}, span {row.start}–{row.end})"
        )
    counts = outcomes["outcome"].value_counts()
    click.echo(", ".join(f"{counts[outcome]} {outcome}" for outcome in sorted(counts.index)))
    if set(counts.index) - {"found"}:
        sys.exit(NO)


@cli.command()
@story_folder
def schema(folder: Path) -> None:
    """Write FOLDER/datapackage.json, with which Frictionless tools read and validate the tables."""
    from geo.story import write_datapackage

    click.echo(write_datapackage(folder))


@cli.command()
@click.argument("names", nargs=-1, required=True)
@click.option("--country", help="ISO code of the country to look in, such as GB.")
@click.option("--within", help="Name of a place that contains the answer, such as London.")
@click.option("--kind", help="What it must be: suburb, city, province, country …")
@click.option("--yes", is_flag=True, help="Overwrite what a person set, too.")
def geocode(
    names: Sequence[str], country: str | None, within: str | None, kind: str | None, *, yes: bool
) -> None:
    """Say where NAMES are and why; for a story's folder, answer its places anew into pins.csv."""
    if len(names) == 1 and Path(names[0], "places.csv").is_file():
        _refresh_pins(Path(names[0]), yes=yes)
        return
    import geo

    answers = geo.geocode(list(names), country=country, within=within, kind=kind)
    for _, answer in answers.iterrows():
        _show_answer(answer)
    if not (answers["status"] == "ok").any():
        sys.exit(NO)


@cli.command()
@click.argument("name")
@click.option(
    "--limit", type=click.IntRange(1), default=10, show_default=True, help="Rows to show."
)
def places(name: str, limit: int) -> None:
    """List what the gazetteer knows under NAME, best first."""
    from geo.places import Gazetteer

    candidates = Gazetteer().candidates(name)
    if candidates.empty:
        click.echo(f"no place is called {name!r} in the gazetteer", err=True)
        sys.exit(NO)
    for _, row in candidates.head(limit).iterrows():
        area = ", ".join(part for part in (row["name"], row["admin1"], row["country"]) if part)
        click.echo(
            f"{area} · {row['kind']} · {row['lat']:.4f}, {row['lon']:.4f} · {row['provider_id']}"
        )
    if len(candidates) > limit:
        click.echo(f"… and {len(candidates) - limit} more (--limit)")


def _show_answer(answer: Series) -> None:
    click.echo(click.style(answer["query"], bold=True))
    if answer["status"] == "not_found":
        click.echo(f"  not found: {answer['reason']}")
        return
    area = ", ".join(
        part for part in (answer["matched"], answer["admin1"], answer["country"]) if part
    )
    click.echo(
        f"  {answer['status']}: {area} · {answer['precision']}, {answer['radius_m'] / 1000:.1f} km "
        f"· {answer['lat']:.4f}, {answer['lon']:.4f} · confidence {answer['confidence']:.2f}"
    )
    click.echo(f"  because {answer['reason']}")
    if answer["refused"]:
        click.echo(f"  refused: {answer['refused']}")


def _refresh_pins(folder: Path, *, yes: bool) -> None:
    from geo.places import answer_pins, changes, keep_set_by_person, read_pins, write_pins
    from geo.story import read_tables

    old = read_pins(folder / "pins.csv")
    places = read_tables(folder, pins=False).frames["places"]
    new = answer_pins(places)
    differing = changes(old, new)
    for row in differing.itertuples():
        click.echo(f"{row.place}: {row.change}")
    theirs = sorted(differing.loc[differing["set_by"] == "person", "place"])
    if theirs and not (yes or click.confirm(f"Overwrite what a person set ({', '.join(theirs)})?")):
        new = keep_set_by_person(old, new)
        differing = changes(old, new)
    if differing.empty:
        click.echo(f"{folder / 'pins.csv'}: nothing has changed")
        return
    write_pins(new, folder / "pins.csv")
    click.echo(f"{folder / 'pins.csv'}: {len(new)} pins written")
    kinds = places.set_index("id")["kind"]
    lost = new[(new["precision"] == "unlocatable") & (new["place"].map(kinds) != "unlocatable")]
    if len(lost):
        click.echo(f"not located: {', '.join(lost['place'])} (see the reasons above)", err=True)
        sys.exit(NO)
