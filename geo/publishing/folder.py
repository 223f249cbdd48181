"""Write a publication: a plain folder of page, pictures, data, record and checksums."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Any

import geo
from geo.credits import CREDITS
from geo.errors import ExportError
from geo.figures.still import CARDS, draw_card
from geo.files import bytes_sha256, transaction
from geo.publishing.leaks import refuse_leaks
from geo.publishing.signature import FILES as ATTESTATION
from geo.publishing.signature import STAMP, SUMS, sign, stamp
from geo.publishing.states import with_story
from geo.story.exhibits import exhibit_copies, with_copies
from geo.story.table_files import LICENCE

if TYPE_CHECKING:
    from pathlib import Path

    from geo.story.read import Tables
    from geo.story.story import Story
    from geo.story.withheld import Withheld


RECORD = "record.json"
PAGE = "index.html"
SEAL = "geo-sha256"
"""Name of the element in which the page has its own hash."""
_BLANK = "0" * 64
_TYPES = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".html": "text/html",
    ".jpg": "image/jpeg",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}
_PICTURES = (".png", ".svg")


@dataclass(frozen=True)
class Publication:
    """What a publication says beside the story.

    Parameters
    ----------
    authors : tuple of str
        Who answers for it; at least one.
    url : str
        Address of the folder on the web, without which previews of links can't be named.
    on : str
        The day of publication, ``YYYY-MM-DD``, or nothing.
    withheld : geo.story.withheld.Withheld, optional
        What no file may hold.
    tables : geo.story.read.Tables, optional
        The redacted tables, which the page carries.
    key : pathlib.Path, optional
        A person's own private key, with which the checksums are signed.
    passphrase : str
        That of the key.
    authority : str
        Address of an authority that stamps the time of the checksums (RFC 3161).
    """

    authors: tuple[str, ...]
    url: str = ""
    on: str = ""
    withheld: Withheld | None = None
    tables: Tables | None = None
    key: Path | None = None
    passphrase: str = field(default="", repr=False)
    authority: str = ""

    def address(self, name: str) -> str:
        """Return the address of a file: on the web, or from the folder."""
        return f"{self.url.rstrip('/')}/{name}" if self.url else name


def write_publication(
    story: Story, outputs: Path, folder: Path, *, publication: Publication
) -> list[Path]:
    """Write the outputs of a build as a folder that any host takes, whole or not at all.

    Parameters
    ----------
    story : Story
        The story that was built, redacted.
    outputs : pathlib.Path
        Where the build stands.
    folder : pathlib.Path
        The publication; made if missing. What an earlier one wrote there is replaced.
    publication : Publication
        Authors, address, day.

    Returns
    -------
    list of pathlib.Path
        The files: ``index.html``, ``embed.html``, ``preview.png``, ``square.png``,
        ``upright.png``, ``data/``, ``pictures/``, ``LICENCE.txt``, ``CITATION.cff``,
        ``record.json`` and ``SHA256SUMS``.

    Raises
    ------
    geo.errors.ExportError
        In the folder stands what no publication wrote.
    geo.errors.BuildError
        Something withheld is in a file.
    """
    before = read_sums(folder) if (folder / SUMS).is_file() else {}
    _refuse_strangers(folder, {*before, SUMS, *ATTESTATION})
    with transaction(folder) as change:
        new = change.new
        _copy_outputs(story, outputs, new)
        _write_texts(story, new, publication)
        for name in CARDS if story.places.geometry.notna().any() else ():
            (new / f"{name}.png").write_bytes(draw_card(story, name))
        page = (outputs / f"{story.name}.html").read_text(encoding="utf-8")
        page = _with_preview(page, story, publication)
        if publication.tables is not None:
            page = with_story(
                page, _with_copies(story, publication.tables), _article(story, publication)
            )
        (new / PAGE).write_text(sealed(page), encoding="utf-8")
        record = _record(story, new, publication)
        text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
        (new / RECORD).write_text(text, encoding="utf-8", newline="")
        _write_sums(new)
        _attest(new, publication)
        if publication.withheld is not None:
            files = (path for path in sorted(new.rglob("*")) if path.is_file())
            refuse_leaks(files, publication.withheld)
        change.removed = {*before, *(n for n in ATTESTATION if (folder / n).is_file())}
        change.removed -= {*names_in(new)}
    return change.written


def _attest(new: Path, publication: Publication) -> None:
    """Sign and stamp the checksums, where a person asked for it."""
    sums = (new / SUMS).read_bytes()
    files: dict[str, bytes] = {}
    if publication.key is not None:
        files |= sign(sums, publication.key, passphrase=publication.passphrase)
    if publication.authority:
        files[STAMP] = stamp(sums, publication.authority)
    for name, data in files.items():
        (new / name).write_bytes(data)


def _refuse_strangers(folder: Path, ours: set[str]) -> None:
    strange = sorted({*names_in(folder)} - ours) if folder.is_dir() else []
    if strange:
        shown = ", ".join(strange[:5]) + (", …" if len(strange) > 5 else "")  # noqa: PLR2004
        raise ExportError(
            f"{folder}: found {shown}, which no publication wrote; wanted an empty folder, or that "
            "of an earlier publication"
        )


def names_in(folder: Path) -> list[str]:
    """Return the files of a folder by their paths in it, sorted; what the system hides left out."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    names = (path.relative_to(folder) for path in paths)
    return sorted(n.as_posix() for n in names if not any(part.startswith(".") for part in n.parts))


def _copy_outputs(story: Story, outputs: Path, new: Path) -> None:
    for name in ("data", "pictures"):
        (new / name).mkdir()
    for path in sorted(outputs.iterdir()):
        if path.suffix in _PICTURES:
            shutil.copyfile(path, new / "pictures" / path.name)
        elif path.suffix in _TYPES and path.name != f"{story.name}.html":
            shutil.copyfile(path, new / "data" / path.name)


def _write_texts(story: Story, new: Path, publication: Publication) -> None:
    """Write what people read: embedding, licence and citation."""
    title, page = escape(story.title), escape(publication.address(PAGE))
    embed = (
        f'<iframe src="{page}?embed" title="{title}" width="100%" height="720" '
        'style="border:0" loading="lazy"></iframe>\n'
    )
    licence = [
        f"{story.title}: texts, tables and pictures",
        f"{', '.join(publication.authors)}. {LICENCE['title']}: {LICENCE['path']}",
        "The articles are not part of it; each claim names its source.",
        *_picture_lines(story),
        "",
        "Data of the map",
        *(credit.line for credit in CREDITS),
    ]
    texts = {
        "embed.html": embed,
        "LICENCE.txt": "\n".join(licence) + "\n",
        "CITATION.cff": _citation(story, publication),
    }
    for name, text in texts.items():
        (new / name).write_text(text, encoding="utf-8", newline="")


def _picture_lines(story: Story) -> list[str]:
    """Return whose the pictures and recordings are, line by line."""
    exhibits = story.exhibits[["credit", "licence"]].itertuples(name=None)
    lines = [
        f"{name}: {credit}, {licence or 'no licence named'}" for name, credit, licence in exhibits
    ]
    return ["", "Pictures and recordings", *lines] if lines else []


def _with_copies(story: Story, tables: Tables) -> Tables:
    """Return the tables with the pictures that the page holds in the place of the files."""
    own = tables.frames["exhibits"]
    changed = with_copies(own.set_index("id"), exhibit_copies(story)).reset_index()
    exhibits = changed[list(own.columns)].set_axis(own.index)
    return replace(tables, frames={**tables.frames, "exhibits": exhibits})


def _citation(story: Story, publication: Publication) -> str:
    """Write the citation (Citation File Format 1.2.0); JSON's strings are YAML's, too."""

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    lines = [
        "cff-version: 1.2.0",
        "message: If you use this story or its data, please cite it as below.",
        "type: dataset",
        f"title: {quoted(story.title)}",
        *([f"abstract: {quoted(story.finding)}"] if story.finding else []),
        "authors:",
        *(f"  - name: {quoted(name)}" for name in publication.authors),
        f"license: {LICENCE['name']}",
        *([f"date-released: {quoted(publication.on)}"] if publication.on else []),
        *([f"url: {quoted(publication.url)}"] if publication.url else []),
    ]
    return "\n".join(lines) + "\n"


def _with_preview(page: str, story: Story, publication: Publication) -> str:
    """Add to a page's head what previews of links read, and room for its hash."""
    tags = {"og:type": "article", "og:title": story.title, "og:description": story.finding}
    if publication.url:
        image = {"og:image": publication.address("preview.png"), "og:url": publication.address("")}
        tags |= {**image, "og:image:width": "1200", "og:image:height": "630"}
    lines = [
        f'<meta property="{key}" content="{escape(text)}">' for key, text in tags.items() if text
    ]
    lines += ['<meta name="twitter:card" content="summary_large_image">'] if publication.url else []
    lines.append(f'<meta name="{SEAL}" content="{_BLANK}">')
    return page.replace("</head>", "\n".join(lines) + "\n</head>", 1)


_SEALED = re.compile(rf'(<meta name="{SEAL}" content=")([0-9a-f]{{64}})(">)')


def sealed(page: str) -> str:
    """Return a page with its own hash in it: that of the page with zeros in the hash's place."""
    blank = _SEALED.sub(rf"\g<1>{_BLANK}\g<3>", page, count=1)
    return _SEALED.sub(rf"\g<1>{bytes_sha256(blank.encode())}\g<3>", blank, count=1)


def seal_of(page: str) -> str:
    """Return the hash that a page has of itself, or nothing."""
    match = _SEALED.search(page)
    return match[2] if match else ""


def _article(story: Story, publication: Publication) -> dict[str, Any]:
    """Describe the page in the words of schema.org."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": "#page",
        "headline": story.title,
        **_common(story, publication),
        "author": _authors(publication),
        "url": publication.address(PAGE),
        "image": [publication.address(f"{name}.png") for name in CARDS],
        "correction": [
            {
                "@type": "CorrectionComment",
                "datePublished": row["date"],
                "text": f"{row['what']} {row['why']}",
            }
            for row in story.corrections.to_dict("records")
        ],
    }


def _common(story: Story, publication: Publication) -> dict[str, Any]:
    return {
        "name": story.title,
        "license": LICENCE["path"],
        "inLanguage": story.language,
        **({"datePublished": publication.on} if publication.on else {}),
        **({"description": story.finding} if story.finding else {}),
        "isBasedOn": [_source(row) for row in story.sources.to_dict("records")],
    }


def _authors(publication: Publication) -> list[dict[str, str]]:
    return [{"@type": "Thing", "name": name} for name in publication.authors]


def _record(story: Story, new: Path, publication: Publication) -> dict[str, Any]:
    """Describe the publication in the words of schema.org: an article, and its data."""
    article = _article(story, publication)
    context = article.pop("@context")
    dataset = {
        "@type": "Dataset",
        "@id": "#data",
        "identifier": story.name,
        **_common(story, publication),
        "creator": _authors(publication),
        **_covered(story),
        "distribution": [
            _download(new, name, publication) for name in names_in(new) if name != RECORD
        ],
    }
    return {
        "@context": context,
        "@graph": [article, dataset],
        "version": geo.__version__,
    }


def _source(row: dict[Any, Any]) -> dict[str, Any]:
    described = {
        "@type": "Article",
        "name": row["title"],
        "publisher": row["publisher"],
        "author": row["author"],
        "datePublished": row["published"],
        "url": row["url"],
        "archivedAt": row["archived_url"],
    }
    return {key: text for key, text in described.items() if text}


def _covered(story: Story) -> dict[str, Any]:
    """Return the box and the time that the events lie in, as far as they are known."""
    covered: dict[str, Any] = {}
    shapes = story.places.geometry.dropna()
    if len(shapes):
        west, south, east, north = (round(float(edge), 3) for edge in shapes.total_bounds)
        box = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
        covered["spatialCoverage"] = {"@type": "Place", "geo": box}
    first, last = story.events["earliest"].min(), story.events["latest"].max()
    if first == first and last == last:  # noqa: PLR0124 - NaT is not equal to itself
        covered["temporalCoverage"] = f"{str(first)[:10]}/{str(last)[:10]}"
    return covered


def _download(new: Path, name: str, publication: Publication) -> dict[str, Any]:
    data = (new / name).read_bytes()
    return {
        "@type": "DataDownload",
        "name": name,
        "contentUrl": publication.address(name),
        "encodingFormat": _TYPES.get((new / name).suffix, "application/octet-stream"),
        "contentSize": f"{len(data)} B",
        "sha256": bytes_sha256(data),
    }


def _write_sums(new: Path) -> None:
    """Write the checksums of all files, as ``sha256sum --check`` reads them."""
    lines = [f"{bytes_sha256((new / name).read_bytes())}  {name}" for name in names_in(new)]
    text = "\n".join(lines) + "\n"
    head = f"# {bytes_sha256(text.encode())} is the SHA-256 of the lines below\n"
    (new / SUMS).write_text(head + text, encoding="utf-8", newline="")


def are_sums_whole(folder: Path) -> bool:
    """Return whether the checksums are those that were written, by the hash in their first line."""
    head, _, rest = (folder / SUMS).read_bytes().partition(b"\n")
    return head == f"# {bytes_sha256(rest)} is the SHA-256 of the lines below".encode()


def read_sums(folder: Path) -> dict[str, str]:
    """Read the checksums of a publication: hashes by the names of the files.

    Raises
    ------
    geo.errors.ExportError
        A line is none of a hash, two blanks and a name.
    """
    lines = (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    sums = {}
    for number, line in enumerate(lines[1:], start=2):
        match = re.fullmatch(r"([0-9a-f]{64})  ([^\\/:][^\\:]*)", line)
        if match is None or ".." in match[2].split("/"):
            raise ExportError(
                f"{SUMS}, line {number}: found {line[:80]!r}, wanted a hash and a name"
            )
        sums[match[2]] = match[1]
    return sums
