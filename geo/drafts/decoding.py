"""Decode the bytes of an article, or refuse what is none."""

from __future__ import annotations

from geo.decoding import CONTROLS, ODD_SHARE, Decoded, read_bytes
from geo.drafts.file_types import check_bytes, check_text
from geo.errors import SourceError

MOST_BYTES = 8_000_000
"""A longer file is no article; it is refused before it is read."""


def decode(data: bytes, *, name: str, encoding: str = "") -> Decoded:
    """Read the bytes of an article as text.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for the message.
    encoding : str, optional
        Its encoding, where a person knows it.

    Returns
    -------
    Decoded
        In the encoding that was named; else UTF-8 as it is, UTF-16 and UTF-32, what a page
        declares, and the one of the usual older encodings that fits far better than all others.
        Text in UTF-8 with some broken bytes has the sign � for each of them. All but UTF-8 is
        told.

    Raises
    ------
    SourceError
        When the file is empty, too large, or no text; when it is not in the encoding that was
        named; when several encodings fit, with an example of what each of them gives.

    Notes
    -----
    How well an encoding fits is judged by `geo.encodings.fit`.
    """
    if not data.strip():
        raise SourceError(f"{name}: found nothing, wanted the text of an article")
    if len(data) > MOST_BYTES:
        raise SourceError(
            f"{name}: found {len(data):,} bytes, wanted one article of at most {MOST_BYTES:,}; "
            "make a file of each article"
        )
    check_bytes(data, name)
    read = read_bytes(data, name, encoding=encoding)
    odd = len(CONTROLS.findall(read.text))
    if odd > max(3, ODD_SHARE * len(read.text)):
        raise SourceError(
            f"{name}: {odd:,} of its {len(read.text):,} characters are control signs; wanted the "
            "text of an article, not a binary file"
        )
    check_text(read.text, name)
    if not any(letter.isalpha() for letter in read.text):
        raise SourceError(f"{name}: found no letter, wanted the text of an article")
    return read
