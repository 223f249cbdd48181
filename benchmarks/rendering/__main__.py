"""Measure maps of many events beside other tools, in one run on one machine.

python -m benchmarks.rendering [--rows N]... [--tool NAME]... [--columns N] [--repeat N]
    [--output FOLDER]
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from benchmarks.rendering import report
from benchmarks.rendering.events import synthetic_events
from benchmarks.rendering.opening import copies_for, open_page
from geo.files import write_whole
from tools import build_web
from tools.find_chromium import ADVICE, find

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PEERS = HERE / ".venv"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
# Beyond these sizes a tool takes minutes or gigabytes; it is left out, and the table says so.
MOST = {"geojson": 100_000, "explore": 100_000, "pydeck": 100_000}
# kepler.gl's page asks for a release of its script that npm does not have; datashader has no page.
NOT_OPENED = {"kepler", "datashader"}
BUILD_LIMIT_S = 600


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rows", type=int, multiple=True, default=SIZES, help="Numbers of events.")
@click.option(
    "--tool", "tools", type=click.Choice(list(report.TITLES)), multiple=True,
    default=list(report.TITLES), help="Tools to measure.",
)  # fmt: skip
@click.option("--columns", default=0, help="Columns of numbers beside the table's own.")
@click.option("--repeat", default=3, help="Runs of each; the least of each figure counts.")
@click.option("--browser/--no-browser", default=True, help="Whether to open the pages.")
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), default=None,
    help="Folder for results.json and results.md.",
)  # fmt: skip
def main(
    *,
    rows: tuple[int, ...],
    tools: tuple[str, ...],
    columns: int,
    repeat: int,
    browser: bool,
    output: Path | None,
) -> None:
    """Print one table for each number of events."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the help needs none

    chromium = find()
    if not chromium:
        raise click.ClickException(ADVICE)
    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="rendering-") as folder, sync_playwright() as player:
        for size in rows:
            events = Path(folder, "events.parquet")
            synthetic_events(size, columns=columns).to_parquet(events)
            for tool in tools:
                results.append(
                    _measured(player, chromium if browser else "", tool, events, size, repeat)
                )
                print(json.dumps(results[-1], sort_keys=True), file=sys.stderr)
    tables = [f"### {size:,} events\n\n{report.table(results, rows=size)}" for size in rows]
    print("\n".join(tables))
    if output is not None:
        facts = {"machine": platform.machine(), "cores": os.cpu_count(), "results": results}
        write_whole(output / "results.json", json.dumps(facts, indent=1, sort_keys=True) + "\n")
        write_whole(output / "results.md", "\n".join(tables))


def _measured(
    player: Any,  # noqa: ANN401
    chromium: str,
    tool: str,
    events: Path,
    rows: int,
    repeat: int,
) -> dict[str, Any]:
    known: dict[str, Any] = {"tool": tool, "rows": rows}
    if rows > MOST.get(tool, rows):
        return known | {"stopped": "left out"}
    page = events.with_name(f"{tool}.html")
    try:
        built = [_built(tool, events, page) for _ in range(repeat)]
        opened: list[dict[str, Any]] = []
        if chromium and tool not in NOT_OPENED:
            copies = _copies(tool)
            if tool == "lonboard":
                _forget_hashes(page)
            opened = [
                open_page(player, chromium, tool=tool, page=page, rows=rows, copies=copies)
                for _ in range(repeat)
            ]
    except (RuntimeError, subprocess.TimeoutExpired, _timeout()) as error:
        return known | {"stopped": f"stopped: {str(error).splitlines()[0][:80]}"}
    finally:
        page.unlink(missing_ok=True)
    return known | report.best_of(built) | report.best_of(opened)


def _timeout() -> type[Exception]:
    from playwright.sync_api import Error  # noqa: PLC0415

    return Error


def _built(tool: str, events: Path, page: Path) -> dict[str, Any]:
    python = Path(sys.executable) if tool == "geo" else _peers()
    command = [python, HERE / "building.py", tool, events, page]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603 - this benchmark's own program
        list(map(str, command)),
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        timeout=BUILD_LIMIT_S,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    built: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return built


def _peers() -> Path:
    """Make the peers' environment out of its lock, once; return its interpreter."""
    python, stamp = PEERS / "bin" / "python", PEERS / ".locked"
    lock = HERE / "requirements.lock"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text("utf-8") == wanted:
        return python
    uv = str(Path(sys.executable).with_name("uv"))
    for step in (
        ["venv", "--quiet", "--clear", "--python", sys.executable, str(PEERS)],
        ["pip", "sync", "--quiet", "--python", str(python), "--require-hashes", str(lock)],
    ):
        subprocess.run([uv, *step], check=True)  # noqa: S603
    stamp.write_text(wanted, "utf-8")
    return python


def _copies(tool: str) -> dict[str, Path]:
    """Return local files for the addresses that a peer's page asks the network for."""
    if tool == "bokeh":
        return _bokeh_files()
    if tool == "pydeck":
        (widget,) = PEERS.glob("lib/python*/site-packages/pydeck/nbextension/static/index.js")
        return {"dist/index.js": widget}
    return _lonboard_files() if tool == "lonboard" else copies_for(tool)


def _lonboard_files() -> dict[str, Path]:
    build_web.install(HERE)
    packages = HERE / "node_modules"
    (widget,) = PEERS.glob("lib/python*/site-packages/anywidget/nbextension/index.js")
    return {
        "require.min.js": packages / "requirejs" / "require.js",
        "embed-amd.js": packages / "@jupyter-widgets" / "html-manager" / "dist" / "embed-amd.js",
        "parquet_wasm_bg.wasm": packages / "parquet-wasm" / "esm" / "parquet_wasm_bg.wasm",
        "dist/index.js": widget,
    }


def _forget_hashes(page: Path) -> None:
    """Remove the hash of a CDN's minified file from a page: npm has the file as it was written."""
    content = page.read_bytes()
    page.write_bytes(re.sub(rb' integrity="[^"]*"', b"", content, count=1))


def _bokeh_files() -> dict[str, Path]:
    (js,) = PEERS.glob("lib/python*/site-packages/bokeh/server/static/js")
    copies = {}
    for file in js.glob("bokeh*.min.js"):
        for version in js.parents[2].parent.glob("bokeh-*.dist-info"):
            release = version.name.removeprefix("bokeh-").removesuffix(".dist-info")
            name = file.name.removesuffix(".min.js")
            copies[f"{name}-{release}.min.js"] = file
    return copies


if __name__ == "__main__":
    main()
