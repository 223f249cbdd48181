"""What is made of a story: `geo build`, `geo notebooks`, `geo export` and `geo serve`.

What does their work is imported where a command runs, so that `geo --help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli import arguments
from geo.cli.draft import print_checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.notebooks.run import Run

_output = click.option(
    "--output", type=arguments.Folder, default="outputs", show_default=True, help="Where to write."
)
_jobs = click.option(
    "--jobs", type=click.IntRange(1), default=2, show_default=True, help="Notebooks at a time."
)


def _progress(total: int) -> Any:  # noqa: ANN401 - tqdm has no types
    from tqdm import tqdm

    form = "{desc:<28} {bar} {n_fmt}/{total_fmt}"
    return tqdm(total=total, bar_format=form, disable=None)


@click.command(cls=arguments.OneValue)
@click.argument("folder", type=arguments.OldFolder, default="data")
@_output
@click.option(
    "--notebooks", type=arguments.OldFolder, help="Notebooks to run on the story and keep as HTML."
)
@click.option("--built-at", default="", help="A time to put into build.json; never the clock's.")
@_jobs
@arguments.on
def build(
    folder: Path, output: Path, notebooks: Path | None, built_at: str, jobs: int, on: str
) -> None:
    """Build the map, pictures, tables and notebooks of the story in FOLDER (data)."""
    from geo.build import Build

    plan = Build(folder, output=output, notebooks=notebooks, built_at=built_at, jobs=jobs, on=on)
    stale = plan.stale()
    if not stale:
        plan.check()
        click.echo(f"{output}: nothing has changed, nothing to do")
        return
    with _progress(plan.weight(stale)) as bar:

        def progress(what: str, done: int = 1) -> None:
            bar.set_description_str(what, refresh=done == 0)
            bar.update(done)

        written = plan.run(stale, progress=progress)
    click.echo(f"{output}: {len(written)} files written")
    click.echo(f"open {plan.page}")
    print_checked(folder)


@click.command(cls=arguments.OneValue)
@click.argument("folder", type=arguments.OldFolder, default="notebooks")
@click.option("--only", multiple=True, metavar="NAME", help="A notebook, by how its name begins.")
@click.option("-p", "parameters", multiple=True, metavar="KEY=VALUE", help="A parameter to set.")
@_jobs
@_output
def notebooks(
    folder: Path, only: Sequence[str], parameters: Sequence[str], jobs: int, output: Path
) -> None:
    """Run the notebooks in FOLDER (notebooks) without a screen, and keep them as HTML, too."""
    from geo.notebooks.outputs import checked_parameters, chosen, failures, run_into
    from geo.notebooks.run import cell_count

    paths = chosen(folder, only)
    values = checked_parameters(paths, parameters)
    counts = {path: cell_count(path) for path in paths}
    with _progress(sum(counts.values())) as bar:
        done = dict.fromkeys(paths, 0)

        def on_cell(path: Path, _: int) -> None:
            done[path] += 1
            bar.set_description_str(f"{path.stem}, cell {done[path]}", refresh=False)
            bar.update()

        def on_run(run: Run) -> None:
            if run.failure:
                number = done[run.path]
                bar.write(f"{run.path.stem}: stopped at cell {number} of {counts[run.path]}")
            else:
                bar.write(f"{run.path.stem}: {counts[run.path]} cells, all well")

        runs = run_into(output, paths, parameters=values, jobs=jobs, on_cell=on_cell, on_run=on_run)
    failed = failures(runs)
    good = len(runs) - sum(bool(run.failure) for run in runs)
    click.echo(f"{output}: {good} of {len(runs)} notebooks written")
    if failed:
        raise failed


class _Formats(click.ParamType):  # type: ignore[type-arg]  # newer click only
    """Names of formats, with commas between them."""

    name = "formats"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[str]:
        """Split names, and refuse those that are not known."""
        from geo.exchange.formats import FORMATS

        names = [name.strip().lower() for name in str(value).split(",") if name.strip()]
        if "all" in names:
            return list(FORMATS)
        unknown = [name for name in names if name not in FORMATS]
        if unknown or not names:
            listed = ", ".join(map(repr, unknown)) or "none"
            self.fail(f"found {listed}, wanted all, or some of {', '.join(FORMATS)}", param, ctx)
        return names


@click.command(cls=arguments.OneValue)
@click.argument(
    "folder", type=click.Path(file_okay=False, exists=True, path_type=Path), metavar="STORY"
)
@click.option(
    "--to",
    "formats",
    type=_Formats(),
    required=True,
    metavar="FORMAT,…",
    help="Formats, such as kml,lpf; all for each of them.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    default="exports",
    show_default=True,
    help="Folder for the files.",
)
@click.option("--base", default="", help="Address below which the files will be published.")
@click.option("--published", default="", help="Day on which they will be, such as 2024-05-17.")
@click.option(
    "--sources",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Your own copies of the articles: annotations quote the words then.",
)
def export(
    folder: Path,
    formats: Sequence[str],
    output: Path,
    base: str,
    published: str,
    sources: Sequence[Path],
) -> None:
    """Export the tables of STORY to files for other tools: Google Earth, QGIS, Zotero, archives.

    docs/formats.md says what each format holds, and what it loses. What redactions.csv withholds
    is in none of them. Files of the same names in the folder are written over.
    """
    from geo.cli.terminal import plain
    from geo.exchange import write_tables
    from geo.publishing.leaks import refuse_leaks
    from geo.story.read import read_tables
    from geo.story.redactions import redact_tables
    from geo.story.story import story_of

    tables, withheld = redact_tables(read_tables(folder))
    written = write_tables(
        story_of(tables, folder=folder),
        output,
        to=formats,
        base=base,
        published=published,
        sources=list(sources),
        check=lambda files: refuse_leaks(files, withheld),
    )
    for path in written:
        click.echo(plain(str(path)))


@click.command("serve", cls=arguments.OneValue)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=0,
    help="Port on this machine; a free one if not given.",
)
def serve_places(port: int) -> None:
    """Serve the gazetteer on this machine, as a reconciliation service for OpenRefine.

    Nothing leaves the machine, and no other machine can ask.
    """
    from contextlib import suppress

    from geo.serving.server import serve_gazetteer

    def opened(address: str) -> None:
        click.echo(f"the gazetteer answers at {address} (Reconciliation API 0.2)")
        click.echo(f"and at {address}1.0-draft (1.0-draft); Ctrl-C closes it")

    with suppress(KeyboardInterrupt):
        serve_gazetteer(opened=opened, port=port)
    click.echo("the gazetteer is closed")


COMMANDS = (build, notebooks, export, serve_places)
"""The commands, for the group `geo`."""
