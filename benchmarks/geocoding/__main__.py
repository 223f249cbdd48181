"""Measure geo's geocoder beside other offline ones, in one run on one machine.

python -m benchmarks.geocoding [--corpora FOLDER] [--errors FOLDER]
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from benchmarks.geocoding import accuracy, report, speed
from benchmarks.geocoding.contestants import OWN, TOOLS
from benchmarks.geocoding.running import HERE, ROOT, RunError, set_up_peers
from geo.files import write_whole

_DEFAULT = Path(os.environ.get("GEO_CORPORA", HERE / "corpora"))
_README = HERE.parent / "README.md"
_FRONT = ROOT / "README.md"
_FAILED = 1
_WHOLE = {"provenance", "accuracy", "speed"}
OutputFolder = click.Path(file_okay=False, path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--corpora", type=OutputFolder, default=_DEFAULT,
    help="Folder of marked corpora (*.jsonl); GEO_CORPORA sets it too.",
)  # fmt: skip
@click.option(
    "--errors", type=OutputFolder,
    help="Also write every wrong answer as TSV here; a folder outside the project.",
)  # fmt: skip
@click.option(
    "--output", type=OutputFolder,
    help="Folder for results.json and .md; a whole run without it writes them here and the README.",
)  # fmt: skip
@click.option("--peers/--no-peers", default=True, help="Whether to set up and run other tools.")
@click.option("--speed/--no-speed", "fast", default=True, help="Whether to measure speed.")
def main(
    *,
    corpora: Path,
    errors: Path | None,
    output: Path | None,
    peers: bool,
    fast: bool,
) -> None:
    """Print accuracy, calibration, speed and memory as tables, and write them down."""
    if errors and errors.resolve().is_relative_to(ROOT):
        raise click.BadParameter("texts of corpora stay out of the project", param_hint="--errors")
    found = tuple(sorted(corpora.resolve().glob("*.jsonl")))
    tools = TOOLS if peers else OWN
    results: dict[str, Any] = {"provenance": report.provenance()}
    try:
        interpreter = set_up_peers() if peers else Path(sys.executable)
        if peers:
            results["provenance"]["peers"] = report.versions(interpreter)
        with tempfile.TemporaryDirectory() as scratch:
            if found:
                setting = accuracy.Setting(found, interpreter, Path(scratch))
                results["accuracy"] = accuracy.measure(setting, ("geo", *tools))
                if errors:
                    accuracy.write_errors(setting, errors)
            else:
                click.echo(_skipped(corpora), err=True)
            if fast:
                results["speed"] = speed.measure(Path(scratch), interpreter, list(tools))
    except RunError as failed:
        click.echo(f"benchmarks.geocoding: {failed}", err=True)
        sys.exit(_FAILED)
    told = report.markdown(results)
    if output:
        _write(results, told, output)
    elif peers and results.keys() >= _WHOLE:
        _write(results, told, HERE)
        write_whole(_README, report.placed(_README.read_text(encoding="utf-8"), told))
        front = _FRONT.read_text(encoding="utf-8")
        short = report.short(results)
        write_whole(_FRONT, report.placed(front, short, marks=report.SHORT_MARKS))
    click.echo(told)


def _skipped(corpora: Path) -> str:
    return (
        f"accuracy is skipped: no *.jsonl in {corpora}. The marked corpora are others' and not "
        "ours to ship; --corpora or GEO_CORPORA names their folder, and "
        "benchmarks/geocoding/README.md tells how to make them."
    )


def _write(results: dict[str, Any], told: str, folder: Path) -> None:
    write_whole(folder / "results.json", json.dumps(results, indent=1, sort_keys=True) + "\n")
    write_whole(folder / "results.md", told)


if __name__ == "__main__":
    main()
