"""`geo notebooks`: run notebooks without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from geo.notebooks.outputs import checked_parameters, chosen, failures, run_into
from geo.notebooks.run import cell_count

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.notebooks.run import Run


def run_all(
    folder: Path, *, only: Sequence[str], given: Sequence[str], jobs: int, output: Path
) -> None:
    """Run the notebooks of a folder, with progress by cell, and write what they give.

    Raises
    ------
    BuildError
        One failed or more, each told; the others are written.
    """
    paths = chosen(folder, only)
    parameters = checked_parameters(paths, given)
    counts = {path: cell_count(path) for path in paths}
    form = "{desc:<28} {bar} {n_fmt}/{total_fmt}"
    with tqdm(total=sum(counts.values()), bar_format=form, disable=None) as bar:
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

        runs = run_into(
            output, paths, parameters=parameters, jobs=jobs, on_cell=on_cell, on_run=on_run
        )
    failed = failures(runs)
    good = len(runs) - sum(bool(run.failure) for run in runs)
    click.echo(f"{output}: {good} of {len(runs)} notebooks written")
    if failed:
        raise failed
