"""The commands that work with other tools: `geo export` and `geo serve`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli import arguments

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    from geo.cli.output import plain
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


COMMANDS = (export, serve_places)
"""The commands, for the group `geo`."""
