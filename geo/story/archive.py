"""Archive a reader's copy of a source as WARC (ISO 28500), beside the story and outside of git.

Nothing is fetched: what is archived is a file that the reader has saved. The same file gives the
same bytes, for the day in it is that on which the article was read, not that of the clock.
"""

from __future__ import annotations

import hashlib
import io
import mimetypes
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import SourceError
from geo.formats.pdf import is_pdf

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPES = {".txt": "text/plain", ".md": "text/markdown", ".htm": "text/html", ".html": "text/html"}
_DAY = 10  # letters of a whole day, such as 2024-01-08


@dataclass(frozen=True)
class Archive:
    """A copy as it is archived.

    Parameters
    ----------
    name : str
        Of the file: that of the copy and its ending for WARC.
    data : bytes
        The WARC, compressed record by record.
    sha256 : str
        Hash of the copy that it holds, as it was saved.
    address : str
        What the copy is one of: the address of its source, else a name made of the hash.
    """

    name: str
    data: bytes
    sha256: str
    address: str


def build_archive(
    data: bytes, name: str, *, source: Mapping[str, str], accessed: str = ""
) -> Archive:
    r"""Build the WARC of a copy: a record about the file, and one that holds the copy.

    Parameters
    ----------
    data : bytes
        The file that the reader saved.
    name : str
        Its name.
    source : mapping of str to str
        The row of ``sources.csv``.
    accessed : str, optional
        The day on which the article was saved (YYYY-MM-DD); that of the source if not given.

    Returns
    -------
    Archive

    Raises
    ------
    SourceError
        When the file is empty, or nothing says on which day it was saved.

    Examples
    --------
    >>> row = {"id": "post", "url": "https://example.org/a", "accessed": "2024-01-08"}
    >>> archive = build_archive(b"<p>Rain fell.</p>", "post.html", source=row)
    >>> archive.name, archive.address, archive.data[:2] == b"\x1f\x8b"
    ('post.html.warc.gz', 'https://example.org/a', True)
    """
    from warcio.timeutils import iso_date_to_datetime  # noqa: PLC0415 - only where it is asked for
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415

    if not data:
        raise SourceError(f"{name}: found nothing, wanted the copy of an article")
    day = accessed or source.get("accessed", "")
    if len(day) != _DAY:
        raise SourceError(
            f"sources.csv: {source['id']}: accessed: found {day!r}, wanted the day on which {name} "
            "was saved, such as 2024-01-08; write it there, or give it with --accessed"
        )
    date = f"{day}T00:00:00Z"
    iso_date_to_datetime(date)
    sha256 = hashlib.sha256(data).hexdigest()
    address = source.get("url", "") or f"urn:sha256:{sha256}"
    written = io.BytesIO()
    writer = WARCWriter(written, gzip=True, warc_version="WARC/1.1")
    about = {"format": "WARC File Format 1.1", "description": f"The reader's copy of {name}"}
    info = writer.create_warcinfo_record(f"{name}.warc.gz", about)
    copy = writer.create_warc_record(
        address,
        "resource",
        payload=io.BytesIO(data),
        length=len(data),
        warc_content_type=_content_type(data, name),
    )
    for record, kind in ((info, "warcinfo"), (copy, "resource")):
        identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}:{address}:{date}:{sha256}")
        record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{identity}>")
        record.rec_headers.replace_header("WARC-Date", date)
        writer.write_record(record)
    return Archive(f"{name}.warc.gz", written.getvalue(), sha256, address)


def _content_type(data: bytes, name: str) -> str:
    if is_pdf(data):
        return "application/pdf"
    ending = "." + name.lower().rpartition(".")[2]
    return _TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
