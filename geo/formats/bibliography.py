r"""Write the sources of a story as CSL JSON and BibTeX: people as people, bodies as bodies."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.dates.edtf import parse_dates
from geo.errors import DateError
from geo.files import write_whole
from geo.formats.escaping import NUL_SIGN
from geo.formats.subjects import days_of, text_rows

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator


_AND = re.compile(r"\s*;\s*|\s+(?:and|und|et|y|e|&)\s+")
_BODY = re.compile(
    r"\b(?:agenc(?:y|ies)|association|bbc|board|bureau|commission|committee|company|correspondents?|"
    r"council|desk|department|editor(?:s|ial)?|foundation|government|group|inc|institute|ltd|media|"
    r"ministry|network|news|newsroom|office|organi[sz]ation|police|press|reporters?|service|society|"
    r"staff|team|times|union|university)\b",
    re.IGNORECASE,
)
_TABLE = re.compile(
    r"\.(?:csv|tsv|xlsx?|ods|parquet|json|geojson|gpkg|shp|kml|kmz|gpx)$", re.IGNORECASE
)
_DAY = re.compile(r"(-?\d{4,})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?")
_LATEX = {
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\0": NUL_SIGN,
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def write_csl(story: Any, path: str | os.PathLike[str]) -> Path:  # noqa: ANN401 - a Story, or frames
    """Write the sources as CSL JSON, as Zotero, pandoc and citeproc read it.

    Parameters
    ----------
    story : Story
        Or anything with its frames.
    path : path-like
        The file; it appears whole or not at all.

    Returns
    -------
    pathlib.Path
        The file.

    Examples
    --------
    >>> import geo, tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     items = json.loads(write_csl(story, Path(folder, "a.json")).read_text("utf-8"))
    >>> items[1]["author"], items[1]["issued"]
    ([{'family': 'Lawson', 'given': 'Alastair'}], {'date-parts': [[2007, 5, 16]]})
    """
    items = [_csl(name, row) for name, row in _rows(story)]
    target = Path(path)
    write_whole(target, json.dumps(items, ensure_ascii=False, indent=1) + "\n")
    return target


def write_bibtex(story: Any, path: str | os.PathLike[str]) -> Path:  # noqa: ANN401 - a Story, or frames
    """Write the sources as BibTeX, which biblatex reads too, with `date` in EDTF.

    Parameters
    ----------
    story : Story
        Or anything with its frames.
    path : path-like
        The file; it appears whole or not at all.

    Returns
    -------
    pathlib.Path
        The file, in UTF-8.

    Examples
    --------
    >>> import geo, tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     lines = write_bibtex(story, Path(folder, "a.bib")).read_text("utf-8").splitlines()
    >>> [line.strip() for line in lines if "author" in line]
    ['author = {Alastair Lawson},']
    """
    head = f"% Sources of: {' '.join(story.title.split())}\n% Licence of this list: CC BY 4.0\n"
    entries = [_entry(name, row) for name, row in _rows(story)]
    target = Path(path)
    write_whole(target, "\n".join([head, *entries]))
    return target


def _rows(story: Any) -> Iterator[tuple[str, dict[str, str]]]:  # noqa: ANN401
    texts = text_rows(story.sources)
    names = [str(name) for name in story.sources.index]
    yield from zip(names, texts, strict=True)


def authors_of(author: str, publisher: str = "") -> list[tuple[str, bool]]:
    """Return the authors of a source, each with whether it is a body and no person.

    Examples
    --------
    >>> authors_of("Alastair Lawson and Our Staff")
    [('Alastair Lawson', False), ('Our Staff', True)]
    >>> authors_of("Reuters"), authors_of("")
    ([('Reuters', True)], [])
    """
    names = [name.strip() for name in _AND.split(author) if name.strip()]
    return [(name, _is_body(name, publisher)) for name in names]


def _is_body(name: str, publisher: str) -> bool:
    words = name.replace(",", " ").split()
    is_one_word = len(words) == 1 and name.isascii()
    return name == publisher or bool(_BODY.search(name)) or is_one_word


def person_name(name: str) -> dict[str, str]:
    """Return a person's name in parts, as BibTeX reads it: ``Given von Family``, or with a comma.

    Examples
    --------
    >>> person_name("Ludwig van Beethoven")
    {'family': 'Beethoven', 'given': 'Ludwig', 'non-dropping-particle': 'van'}
    >>> person_name("Lawson, Alastair")
    {'family': 'Lawson', 'given': 'Alastair'}
    """
    if "," in name:
        family, _, first = (part.strip() for part in name.partition(","))
        return {"family": family, **({"given": first} if first else {})}
    words = name.split()
    at = len(words) - 1
    while at > 1 and words[at - 1][:1].islower():
        at -= 1
    small = [word for word in words[at:-1] if word[:1].islower()]
    first, family = " ".join(words[:at]), words[-1]
    parts = {"family": family, **({"given": first} if first else {})}
    return {**parts, **({"non-dropping-particle": " ".join(small)} if small else {})}


def _csl(name: str, row: dict[str, str]) -> dict[str, Any]:
    is_table = bool(row.get("sheet") or _TABLE.search(row["file"]))
    item: dict[str, Any] = {
        "id": name,
        "type": "dataset" if is_table else "article-newspaper",
        "title": row["title"],
        ("publisher" if is_table else "container-title"): row["publisher"],
        "author": [
            {"literal": author} if is_body else person_name(author)
            for author, is_body in authors_of(row["author"], row["publisher"])
        ],
        "issued": _csl_date(row["published"]),
        "accessed": _csl_date(row.get("accessed", "")),
        "URL": row.get("url", ""),
        "archive_location": row.get("archived_url", ""),
        "language": row.get("language", ""),
        "license": row.get("licence", ""),
        "custom": {"sha256": row["sha256"], "file": row["file"], "length": int(row["length"])},
    }
    return {key: value for key, value in item.items() if value}


def _csl_date(edtf: str) -> dict[str, Any]:
    if not edtf:
        return {}
    start, slash, end = edtf.partition("/")
    parts = [_parts(part) for part in ((start, end) if slash else (start,))]
    if all(parts):
        date: dict[str, Any] = {"date-parts": parts}
        return date | ({"circa": True} if edtf[-1] in "~?%" else {})
    try:
        parse_dates(edtf)
    except DateError:
        return {}
    first, last = (_parts(day) for day in days_of(edtf))
    if first and last:
        return {"date-parts": [first, last], "circa": True, "literal": edtf}
    return {"literal": edtf}


def _parts(edtf: str) -> list[int]:
    """Return year, month and day, years before 1 as CSL counts them: -1 is 1 BC."""
    match = _DAY.fullmatch(edtf.rstrip("~?%"))
    if match is None:
        return []
    year, *rest = (int(part) for part in match.groups() if part)
    return [year if year > 0 else year - 1, *rest]


def _entry(name: str, row: dict[str, str]) -> str:
    parts = _parts(row["published"])
    is_table = bool(row.get("sheet") or _TABLE.search(row["file"]))
    authors = [
        f"{{{latex(author)}}}" if is_body else latex(author)
        for author, is_body in authors_of(row["author"], row["publisher"])
    ]
    fields = {
        "author": " and ".join(authors),
        "title": f"{{{latex(row['title'])}}}",
        ("publisher" if is_table else "journal"): latex(row["publisher"]),
        "year": str(parts[0]) if parts else "",
        "month": _MONTHS[parts[1] - 1] if len(parts) > 1 else "",
        "date": latex(row["published"]),
        "url": row.get("url", "").replace("{", "%7B").replace("}", "%7D"),
        "urldate": row.get("accessed", ""),
        "language": row.get("language", ""),
        "note": latex(
            f"sha256 {row['sha256']}" + (f"; {row['licence']}" if row.get("licence") else "")
        ),
    }
    lines = [
        f"  {field} = {value if field == 'month' else f'{{{value}}}'},"
        for field, value in fields.items()
        if value
    ]
    kind = "misc" if is_table else "article"
    return "\n".join([f"@{kind}{{{name},", *lines, "}", ""])


def latex(text: str) -> str:
    r"""Return text as LaTeX sets it letter for letter, braces balanced.

    Examples
    --------
    >>> latex("50 % of {x}")
    '50 \\% of \\textbraceleft{}x\\textbraceright{}'
    """
    return "".join(_LATEX.get(sign, sign) for sign in " ".join(text.split()))
