"""The exhibits of a story: check their files, and make the copies that may be shown.

A copy is what pages and publications hold of a picture: the part of it that is shown, no larger
than a page needs, and nothing of what a camera or a program wrote into the file beside it.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from typing import TYPE_CHECKING

from geo.errors import Fault, StoryError
from geo.evidence import page_of
from geo.story.cross_rules import rows_of
from geo.story.schema import URL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd
    from PIL.Image import Image

    from geo.story.story import Story

FOLDER = "exhibits"
"""Where a story keeps the files of its exhibits, beside its tables."""

_PICTURES = ("photo", "scan")
_DIMENSIONS = {
    "photo": ("xywh",),
    "scan": ("page", "xywh"),
    "video": ("t", "xywh"),
    "audio": ("t",),
}
_READABLE = (
    "a picture that can be read and has at most 89 million pixels: JPEG, PNG, WebP or TIFF, of a "
    "scan also PDF"
)
_OUTCOMES = {False: "found", True: "changed"}
_LONGEST_SIDE = 960
_QUALITY = 80
_SCAN_SCALE = 2.0
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_DRAWN = (b"\xff\xc0", b"\xff\xc4", b"\xff\xdb")  # frame, codes and steps of a plain JPEG
_SCAN, _END = b"\xff\xda", b"\xff\xd9"


def is_remote(file: str) -> bool:
    """Return whether an exhibit lies at an address, and not in the story's folder."""
    return re.fullmatch(URL, file) is not None


def is_shown(row: Mapping[str, str]) -> bool:
    """Return whether pages show an exhibit itself, and no link to it."""
    return row["kind"] in _PICTURES and not is_remote(row["file"])


def shown_exhibits(exhibits: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the table of exhibits that pages show themselves."""
    return exhibits[[is_shown(row) for _, row in rows_of(exhibits)]]


def exhibit_faults(folder: Path, exhibits: pd.DataFrame) -> list[Fault]:
    """Return what is wrong with the files of exhibits: missing, another one, no such part.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the story.
    exhibits : pandas.DataFrame
        The table as text, indexed by the number of the row.

    Returns
    -------
    list of geo.errors.Fault
        One for each row; what lies at an address is not asked for.
    """
    return [fault for number, row in rows_of(exhibits) for fault in _faults(folder, row, number)]


def exhibit_outcomes(story: Story) -> dict[str, str]:
    """Return what came of each exhibit: ``found``, ``changed`` or ``source missing``."""
    rows = [row for _, row in rows_of(story.exhibits.reset_index())]
    faulty = {row["id"] for row in rows for _ in _faults(story.folder, row, 0)}
    missing = {row["id"] for row in rows if not (story.folder / FOLDER / row["file"]).is_file()}
    return {
        row["id"]: "source missing" if row["id"] in missing else _OUTCOMES[row["id"] in faulty]
        for row in rows
    }


def _faults(folder: Path, row: Mapping[str, str], number: int) -> Iterator[Fault]:
    for column, wanted in _wants(folder, row):
        yield Fault("exhibits.csv", number, column, row[column], wanted)
        return


def _wants(folder: Path, row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the columns of an exhibit that are wrong, with what is wanted."""
    odd = [name for name in _part_of(row) if name not in _DIMENSIONS[row["kind"]]]
    if odd:
        known = " or ".join(f"{name}=" for name in _DIMENSIONS[row["kind"]])
        yield "part", f"{known} alone, as kind is {row['kind']}"
    if is_remote(row["file"]):
        if row["sha256"]:
            yield "sha256", "nothing, as what lies at an address is not read"
        return
    path = folder / FOLDER / row["file"]
    try:
        data = path.read_bytes()
    except OSError:
        yield "file", f"the name of a file that can be read in {folder / FOLDER}"
        return
    digest = hashlib.sha256(data).hexdigest()
    if row["sha256"] != digest:
        yield "sha256", f"{digest}, the sha256 of {path.name}; or the file that was described"
    if row["kind"] in _PICTURES:
        try:
            _opened(data, row)
        except _PartError as error:
            yield "part", str(error)
        except Exception:  # noqa: BLE001 - whatever a broken file makes its reader raise
            yield "file", _READABLE


def exhibit_copies(story: Story) -> dict[str, bytes]:
    """Return the copies of a story's pictures that may be shown, as JPEG, by the exhibit's id.

    Parameters
    ----------
    story : Story
        Its folder has the files in ``exhibits/``.

    Returns
    -------
    dict of str to bytes
        The shown part at most 960 pixels wide and high, with neither EXIF nor any other remark.
        The same file gives the same bytes, and a copy is its own copy.

    Raises
    ------
    geo.errors.StoryError
        A file is not there, not the one that was described, or can't be read; all at once.
    """
    rows = [row for _, row in rows_of(story.exhibits.reset_index()) if is_shown(row)]
    faults = [fault for row in rows for fault in _faults(story.folder, row, 0)]
    if faults:
        raise StoryError(faults)
    return {
        row["id"]: shown_copy((story.folder / FOLDER / row["file"]).read_bytes(), row)
        for row in rows
    }


def copy_name(exhibit: str) -> str:
    """Return the name of the file of an exhibit's copy."""
    return f"{exhibit}.jpg"


def with_copies(exhibits: pd.DataFrame, copies: Mapping[str, bytes]) -> pd.DataFrame:
    """Return the frame of exhibits as their copies are described: name, hash, and the whole of it.

    Parameters
    ----------
    exhibits : pandas.DataFrame
        As of `geo.Story`, indexed by the id.
    copies : mapping of str to bytes
        As `exhibit_copies` returns them.
    """
    changed = exhibits.copy()
    for name, data in copies.items():
        digest = hashlib.sha256(data).hexdigest()
        changed.loc[name, ["file", "sha256", "part"]] = [copy_name(name), digest, ""]
    return changed


def shown_copy(data: bytes, row: Mapping[str, str]) -> bytes:
    """Return the copy of a picture that may be shown; `exhibit_copies` says what it is."""
    from PIL import Image  # noqa: PLC0415 - only who has pictures needs it

    picture = _opened(data, row)
    if not row["part"] and max(picture.size) <= _LONGEST_SIDE and _is_bare(data):
        return data
    if picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGBA")
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), Image.Resampling.LANCZOS)
    clean = Image.new("RGB", picture.size, "white")  # a new one has no remarks to write
    clean.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    written = io.BytesIO()
    clean.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


class _PartError(ValueError):
    """A part of a file that is not there."""


def _opened(data: bytes, row: Mapping[str, str]) -> Image:
    """Return the shown part of a picture, upright."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - only who has pictures needs it

    from geo.formats.pdf import is_pdf  # noqa: PLC0415

    page = page_of(row["part"]) or 1
    if row["kind"] == "scan" and is_pdf(data):
        picture = _page_of_pdf(data, page)
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
        _require_page(page, getattr(picture, "n_frames", 1))
        picture.seek(page - 1)
    picture = ImageOps.exif_transpose(picture)
    box = _part_of(row).get("xywh")
    return picture.crop(_box(box, picture.size)) if box else picture


def _page_of_pdf(data: bytes, page: int) -> Image:
    import pypdfium2  # noqa: PLC0415 - only who has scans needs it

    document = pypdfium2.PdfDocument(data)
    _require_page(page, len(document))
    picture: Image = document[page - 1].render(scale=_SCAN_SCALE).to_pil()
    return picture


def _require_page(page: int, pages: int) -> None:
    if page > pages:
        raise _PartError(f"a page up to {pages}, the last of the file")


def _part_of(row: Mapping[str, str]) -> dict[str, str]:
    return dict(each.split("=", 1) for each in row["part"].split("&") if each)


def _box(xywh: str, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return left, upper, right and lower edge of a part, in pixels."""
    unit, _, numbers = xywh.rpartition(":")
    left, top, width, height = map(float, numbers.split(","))
    across, down = (side / 100 if unit == "percent" else 1.0 for side in size)
    edges = (left * across, top * down, (left + width) * across, (top + height) * down)
    box = (round(edges[0]), round(edges[1]), round(edges[2]), round(edges[3]))
    if box[2] > size[0] or box[3] > size[1] or box[0] >= box[2] or box[1] >= box[3]:
        raise _PartError(f"a part within the picture, which has {size[0]} by {size[1]} pixels")
    return box


def _is_bare(data: bytes) -> bool:
    """Return whether a file is a JPEG that holds nothing beside the picture."""
    if not data.startswith(b"\xff\xd8" + _JFIF):
        return False
    at = 2 + len(_JFIF)
    while data[at : at + 2] in _DRAWN:
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return data[at : at + 2] == _SCAN and data.find(_END, at) == len(data) - 2
