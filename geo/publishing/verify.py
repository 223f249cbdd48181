"""Verify a publication years later and offline: nothing changed, and its parts belong together."""

from __future__ import annotations

import csv
import io
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geo.errors import ExportError
from geo.files import bytes_sha256
from geo.formats.escaping import unguarded
from geo.publishing.folder import (
    PAGE,
    RECORD,
    are_sums_whole,
    names_in,
    read_sums,
    seal_of,
    sealed,
)
from geo.publishing.signature import FILES as ATTESTATION
from geo.publishing.signature import SUMS, attested
from geo.publishing.states import claims_of
from geo.story.citations import check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Finding(NamedTuple):
    """One thing that does not hold.

    Parameters
    ----------
    file : str
        The file, by its path in the publication.
    what : str
        ``changed``, ``missing``, ``unlisted``, ``not of this record``, ``not of this page``, or
        what came of a citation.
    detail : str
        What was found, and wanted.
    """

    file: str
    what: str
    detail: str


class Verified(NamedTuple):
    """What was verified, and what does not hold."""

    files: int
    citations: int
    findings: list[Finding]
    notes: tuple[str, ...] = ()


def verify(
    path: Path,
    *,
    sources: Sequence[Path] = (),
    key: Path | None = None,
    authorities: Sequence[Path] = (),
) -> Verified:
    """Verify a publication, or one page of it.

    Parameters
    ----------
    path : pathlib.Path
        The folder, or a page that `geo publish` wrote.
    sources : sequence of pathlib.Path
        The reader's own copies of the articles: then each citation is looked up, too.
    key : pathlib.Path, optional
        The public key that the reader knows as that of who published.
    authorities : sequence of pathlib.Path
        Certificates of time-stamping authorities that the reader trusts.

    Returns
    -------
    Verified
        How many files and citations were verified, all that does not hold, and what signature and
        time stamp say.

    Raises
    ------
    geo.errors.ExportError
        It is no publication.

    Notes
    -----
    Checksums find what changed by accident, or by who did not write new ones. Whoever can write
    the whole folder anew can also write its checksums: keep them, or their hash, elsewhere.
    """
    if path.is_file():
        if sources or key or authorities:
            raise ExportError(
                f"{path}: found a page, wanted the folder for citations, signature and time stamp"
            )
        return Verified(1, 0, list(_page_findings(path)))
    if not (path / SUMS).is_file():
        raise ExportError(f"{path}: found no {SUMS}, wanted a folder that geo publish wrote")
    if not are_sums_whole(path):
        changed = Finding(SUMS, "changed", "its first line has another SHA-256 of the rest")
        return Verified(1, 0, [changed, *_record_findings(path), *_page_of(path)])
    sums = read_sums(path)
    findings = [*_file_findings(path, sums), *_page_of(path)]
    if not any(finding.file == RECORD for finding in findings):  # else its hashes may be any
        findings += _record_findings(path)
    if not findings:  # else the claims may be any
        findings += _belonging(path)
    citations, wrong = _citations(path, sources) if sources else (0, [])
    lines, problems = attested(path, key=key, authorities=authorities)
    wrong += [Finding(file, "does not hold", detail) for file, detail in problems]
    number = len(sums) + 1 + sum((path / name).is_file() for name in ATTESTATION)
    return Verified(number, citations, findings + wrong, tuple(lines))


def _file_findings(folder: Path, sums: dict[str, str]) -> Iterator[Finding]:
    names = {*names_in(folder)} - {SUMS, *ATTESTATION}
    for name in sorted(names | sums.keys()):
        if name not in names:
            yield Finding(name, "missing", f"{SUMS} lists it")
        elif name not in sums:
            yield Finding(name, "unlisted", f"{SUMS} does not list it")
        elif (actual := bytes_sha256((folder / name).read_bytes())) != sums[name]:
            yield Finding(name, "changed", f"its SHA-256 is {actual}, wanted {sums[name]}")


def _record_findings(folder: Path) -> Iterator[Finding]:
    """Compare the files with the hashes of the record; a change of the checksums shows here."""
    try:
        graph = json.loads((folder / RECORD).read_text(encoding="utf-8"))["@graph"]
        (listed,) = [node["distribution"] for node in graph if node["@type"] == "Dataset"]
        hashes = {str(each["name"]): str(each["sha256"]) for each in listed}
    except (OSError, ValueError, KeyError, TypeError):
        yield Finding(RECORD, "changed", "it can't be read as the record of a publication")
        return
    for name in names_in(folder):
        if name not in (RECORD, SUMS, *ATTESTATION) and name not in hashes:
            yield Finding(name, "not of this record", f"{RECORD} does not list it")
    for name, wanted in hashes.items():
        path = folder / name
        if path.is_file() and (actual := bytes_sha256(path.read_bytes())) != wanted:
            detail = f"its SHA-256 is {actual}, {RECORD} has {wanted}"
            yield Finding(name, "not of this record", detail)


def _page_of(folder: Path) -> Iterator[Finding]:
    if (folder / PAGE).is_file():
        yield from (each._replace(file=PAGE) for each in _page_findings(folder / PAGE))


def _page_findings(path: Path) -> Iterator[Finding]:
    """Compare a page with the hash that it has of itself."""
    try:
        page = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        yield Finding(path.name, "changed", f"byte {error.start} is no UTF-8")
        return
    wanted = seal_of(page)
    if not wanted:
        raise ExportError(f"{path}: found no hash in it, wanted a page that geo publish wrote")
    if sealed(page) != page:
        actual = seal_of(sealed(page))
        yield Finding(path.name, "changed", f"its SHA-256 is {actual}, and it says {wanted}")


def _belonging(folder: Path) -> Iterator[Finding]:
    """Compare the claims of the page with those of the data."""
    page = (folder / PAGE).read_text(encoding="utf-8")
    keys = ("statement", "status", "source")
    shown = {
        claim["id"]: tuple(claim[key] for key in keys)
        for claim in claims_of(page, name=PAGE)["claims"]
    }
    rows = _rows(folder / "data" / "claims.csv")
    stated = {row["id"]: tuple(row[key] for key in keys) for row in rows}
    for name in sorted(shown):  # a page leaves out what is said only of a place without an event
        if shown[name] != stated.get(name):
            differs = "not as in the data" if name in stated else "only on the page"
            yield Finding(PAGE, "not of this data", f"claim {name} is {differs}")


def _rows(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8")
    return [
        {key: unguarded(cell) for key, cell in row.items()}
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def _citations(folder: Path, sources: Sequence[Path]) -> tuple[int, list[Finding]]:
    """Look up each citation of the data in the reader's copies."""
    claims = pd.DataFrame(_rows(folder / "data" / "claims.csv"), dtype="str").set_index("id")
    table = pd.DataFrame(_rows(folder / "data" / "sources.csv"), dtype="str").set_index("id")
    numbers = {name: claims[name].astype("int64") for name in ("paragraph", "start", "end")}
    claims = claims.assign(**numbers)
    story = SimpleNamespace(
        claims=claims,
        mentions=claims.iloc[:0],
        sources=table.assign(length=table["length"].astype("int64")),
        folder=folder,
    )
    outcomes = check(story, list(sources))  # type: ignore[arg-type] # it has what is looked at
    wrong = [
        Finding("data/claims.csv", str(row["outcome"]), f"{row['id']} ({row['source']})")
        for row in outcomes[outcomes["outcome"] != "found"].to_dict("records")
    ]
    return len(outcomes), wrong
