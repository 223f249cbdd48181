"""The commands of publication: `geo audit`, `geo diff`, `geo open`, `geo publish`, `geo verify`."""

from __future__ import annotations

from pathlib import Path

import click

from geo.cli import arguments

Folder = click.Path(file_okay=False, exists=True, path_type=Path)


@click.command(cls=arguments.OneValue)
@click.argument("folder", type=Folder, default="data")
@arguments.on
@arguments.form
def audit(folder: Path, on: str, form: str) -> None:
    """List what in the story in FOLDER (data) could still identify a person or a place.

    What redactions.csv withholds is left out already. The list helps a person to decide; it can't
    know who is in public life, or what readers know from elsewhere.
    """
    from geo.cli.terminal import plain, written
    from geo.publishing import audit as find_risks

    risks = find_risks(folder, on=on)
    if written(risks, form):
        return
    for kind, rows in risks.groupby("kind", sort=False):
        click.echo(f"{kind}: {len(rows)}")
        for row in rows.itertuples():
            click.echo(plain(f"  {row.table}, {row.row}: {row.detail}"))
    if risks.empty:
        click.echo(f"{folder}: nothing found that a program could know")


@click.command(cls=arguments.OneValue)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "--as",
    "form",
    type=click.Choice(["text", "csv", "json", "html", "map"]),
    default="text",
    show_default=True,
    help="In words, as rows, as a page, or as a map.",
)
def diff(before: str, after: str, form: str) -> None:
    """Describe what changed in a story between its states A and B.

    A and B are folders, revisions in git (HEAD~3:data) or pages that geo built. Compared is what a
    reader sees; redactions are not applied to folders.
    """
    from geo.cli.terminal import plain, written
    from geo.publishing import diff as compare
    from geo.publishing.diff import as_html, as_map, in_words

    changes, title = compare(before, after), f"What changed from {before} to {after}"
    if form == "html":
        click.echo(as_html(changes, title=title), nl=False)
    elif form == "map":
        click.echo(as_map(changes, before, after, title=title), nl=False)
    elif not written(changes, form):
        click.echo("\n".join(map(plain, in_words(changes).splitlines())))


@click.command(cls=arguments.OneValue)
@click.argument("folder", type=Folder, metavar="STORY")
@click.option(
    "--to",
    "target",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    help="The publication: an empty folder, or that of an earlier one.",
)
@click.option("--author", "authors", multiple=True, required=True, help="Who answers for it.")
@click.option("--url", default="", help="Address that the folder will have, for link previews.")
@click.option(
    "--sign-with",
    "key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="KEY",
    help="Your own private key, of ssh-keygen or openssl: sign the checksums.",
)
@click.option(
    "--time-stamp",
    "authority",
    default="",
    metavar="ADDRESS",
    help="Ask this authority for a time stamp (RFC 3161) of the checksums.",
)
@arguments.on
def publish(
    folder: Path,
    target: Path,
    authors: tuple[str, ...],
    url: str,
    on: str,
    key: Path | None,
    authority: str,
) -> None:
    """Publish STORY as a plain folder that any host takes: all of it, or nothing.

    Page, embedding, pictures for previews, data, licence, citation, a record in the words of
    schema.org, and checksums that geo verify reads.
    """
    import tempfile

    from geo.build import Build
    from geo.publishing.folder import PAGE, Publication, write_publication
    from geo.publishing.signature import is_locked

    if any(not name.strip() for name in authors):
        raise click.UsageError("--author: found nothing, wanted a name")
    if url and not url.startswith(("https://", "http://")):
        raise click.UsageError(f"--url: found {url!r}, wanted http:// or https://")
    word = ""
    if key is not None and is_locked(key):
        word = click.prompt(f"passphrase of {key}", hide_input=True, err=True)
    with tempfile.TemporaryDirectory() as temporary:
        plan = Build(folder, output=Path(temporary, "outputs"), on=on)
        plan.notebooks = None
        plan.run(plan.steps, progress=lambda *_: None)
        publication = Publication(
            authors, url, on, plan.withheld, plan.tables, key, word, authority
        )
        written = write_publication(plan.story, plan.output, target, publication=publication)
    click.echo(f"{target}: {len(written)} files written")
    click.echo(f"open {target / PAGE}; verify with geo verify {target}")


@click.command("open", cls=arguments.OneValue)
@click.argument(
    "page", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PAGE"
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
def open_(page: Path, folder: Path) -> None:
    """Write the story that a published PAGE carries into DIR, ready to edit.

    DIR is a new folder, or an empty one. What was withheld from the publication is not in it, and
    neither are copies of articles.
    """
    from geo.publishing.states import open_page

    names = open_page(page, folder)
    click.echo(f"{folder}: {len(names)} files written")
    click.echo(f"next: geo build {folder}")


@click.command(cls=arguments.OneValue)
@click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="FOLDER | PAGE")
@click.option(
    "--sources",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Your own copies of the articles, a folder or a file: look up each citation, too.",
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The public key of who published, as you know it: the signature has to be theirs.",
)
@click.option(
    "--authority",
    "authorities",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Certificates (PEM) of an authority whose time stamps you trust.",
)
def verify(
    path: Path, sources: tuple[Path, ...], key: Path | None, authorities: tuple[Path, ...]
) -> None:
    """Verify offline that nothing in a publication changed, and that its parts belong together.

    FOLDER is what geo publish wrote, PAGE its index.html alone. It ends with 1 if anything does
    not hold, and names each file.
    """
    import sys

    from geo.cli.terminal import how_many, plain
    from geo.publishing.verify import verify as verify_publication

    verified = verify_publication(path, sources=sources, key=key, authorities=authorities)
    for note in verified.notes:
        click.echo(plain(note))
    for finding in verified.findings:
        click.echo(plain(f"{finding.file}: {finding.what}; {finding.detail}"))
    files = how_many(verified.files, "file")
    cited = f", {verified.citations} citations" if sources else ""
    wrong = len({finding.file for finding in verified.findings})
    click.echo(f"{path}: {files}{cited}; " + (f"{wrong} do not hold" if wrong else "all hold"))
    if wrong:
        sys.exit(1)


COMMANDS = (audit, publish, verify, open_, diff)
"""The commands, for the group `geo`."""
