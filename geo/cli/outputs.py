"""What is made of a story: `geo build` and `geo notebooks`.

What does their work is imported where a command runs, so that `geo --help` answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geo.cli import arguments
from geo.cli.draft import print_checked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

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


COMMANDS = (build, notebooks)
