"""Resolve the place names of a marked corpus with geo, so that anybody can score any corpus.

python benchmarks/geocoding/predict.py GOLD.jsonl -o PRED.jsonl --spans gold|found [--country GB]

Both files hold one JSON object a line: ``{doc_id, text, toponyms: [{start, end, ...}]}``. Spans are
code points into the text, end exclusive. Of the gold file only the spans and the text are read:
what it says about where a name is never reaches the geocoder.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

import geo
from geo.files import written_whole
from geo.gazetteer.gazetteer import embedded
from geo.geocoding.hints import read_country, read_home
from geo.geoparsing import find_homes, mentions, resolve_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.geocoding.explain import Answer

MISTAKE = 2  # exit code: something in what was given
_GEONAMES = "geonames:"


class CorpusError(ValueError):
    """A line of a corpus that can't be read; says file, line, what was found and wanted."""


@dataclass(frozen=True)
class Document:
    """One text with its marked names.

    Parameters
    ----------
    id : str
        Its name in the corpus.
    text : str
        The whole text.
    spans : tuple of tuple of int
        Start and end of each name: code points, end exclusive, in the order of the file.
    source : str
        Who published it; empty where the corpus does not tell.
    """

    id: str
    text: str
    spans: tuple[tuple[int, int], ...]
    source: str = ""


def read_documents(path: Path) -> Iterator[Document]:
    """Read a corpus, one document at a time.

    Parameters
    ----------
    path : pathlib.Path
        JSON lines in UTF-8; blank lines don't count.

    Yields
    ------
    Document
        In the order of the file.

    Raises
    ------
    CorpusError
        At the first line that is no document, has the id of an earlier one, or a span outside
        its text.
    """
    seen: set[str] = set()
    with path.open(encoding="utf-8-sig", newline="\n") as lines:
        try:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _document(line, f"{path}, line {number}", seen)
        except UnicodeDecodeError as error:
            raise CorpusError(f"{path}: not UTF-8 ({error.reason}); wanted JSON lines") from error


def _document(line: str, where: str, seen: set[str]) -> Document:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"{where}: not JSON ({error})") from error
    if not isinstance(found, dict):
        raise CorpusError(f"{where}: found {type(found).__name__}, wanted an object")
    for field, kind in (("doc_id", str), ("text", str), ("toponyms", list)):
        if not isinstance(found.get(field), kind):
            had = repr(found[field])[:40] if field in found else "nothing"
            raise CorpusError(f"{where}: {field}: found {had}, wanted {kind.__name__}")
    if found["doc_id"] in seen:
        raise CorpusError(f"{where}: doc_id {found['doc_id']!r} stands on an earlier line too")
    seen.add(found["doc_id"])
    spans = (_span(each, len(found["text"]), where) for each in found["toponyms"])
    return Document(found["doc_id"], found["text"], tuple(spans), str(found.get("source") or ""))


def _span(toponym: object, length: int, where: str) -> tuple[int, int]:
    ends = [toponym.get(end) if isinstance(toponym, dict) else None for end in ("start", "end")]
    start, end = (each if type(each) is int else -1 for each in ends)
    if not 0 <= start < end <= length:
        raise CorpusError(
            f"{where}: span {ends[0]!r} to {ends[1]!r}, wanted code points "
            f"0 <= start < end <= {length}, the length of the text"
        )
    return start, end


def predict(document: Document, *, home: str = "") -> dict[str, Any]:
    """Resolve the names of one document, each with the others as its context.

    Parameters
    ----------
    document : Document
        A text with its spans.
    home : str, optional
        Where the text was published: a name that speaks for places around it and excludes none.

    Returns
    -------
    dict
        doc_id and toponyms, one for each span: start, end, name; lat, lon (degrees; None when
        nothing was found); geonameid where the place has one; confidence (0 to 1); status, reason.
    """
    answers = resolve_spans(document.text, document.spans, published_in=home)
    return {
        "doc_id": document.id,
        "toponyms": [
            {"start": start, "end": end, "name": document.text[start:end], **_told(answer)}
            for (start, end), answer in zip(document.spans, answers, strict=True)
        ],
    }


def find(document: Document, *, home: str = "") -> dict[str, Any]:
    """Recognise and resolve the places of one document; what the gold file marks is not read.

    Parameters
    ----------
    document : Document
        A text.
    home : str, optional
        Where the text was published: a name that speaks for places around it and excludes none.

    Returns
    -------
    dict
        As of `predict`, with recognised (0 to 1: that it is a place at all).
    """
    return {
        "doc_id": document.id,
        "toponyms": [
            {
                "start": one.start, "end": one.end, "name": one.name,
                **_told(one.answer), "recognised": one.recognised, "confidence": one.confidence,
            }
            for one in mentions(document.text, published_in=home or None)
        ],
    }  # fmt: skip


def read_origin(country: str, published_in: str) -> str:
    """Check where the texts come from; return it as `geo.geoparsing.resolve_spans` takes it.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2 code or name of a country, or empty.
    published_in : str
        Name of any place, or empty; it goes before the country.

    Returns
    -------
    str
        A name or a code that the gazetteer knows; empty when nothing was given.

    Raises
    ------
    geo.errors.GeocodeError
        When no country or place is so called.
    """
    index = embedded()
    code = read_country(index, country)
    return published_in if read_home(index, published_in) else code


def _told(answer: Answer) -> dict[str, Any]:
    place = answer.place
    told: dict[str, Any] = {"lat": place and place.lat, "lon": place and place.lon}
    if place and place.id.startswith(_GEONAMES):
        told["geonameid"] = int(place.id.removeprefix(_GEONAMES))
    return told | {
        "confidence": answer.confidence,
        "status": answer.status,
        "reason": answer.reason,
    }


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True,
    help="Where the predictions go; appears whole or not at all.",
)  # fmt: skip
@click.option(
    "--spans", type=click.Choice(["gold", "found"]), default="gold", show_default=True,
    help="gold: resolve the spans that GOLD marks; found: recognise the names as well.",
)  # fmt: skip
@click.option("--country", default="", help="Where the texts come from: a code or a name.")
@click.option("--published-in", default="", help="The same, as the name of any place.")
@click.option(
    "--sources/--no-sources", default=False,
    help="Find the home of each text's `source` by its name and its other texts.",
)  # fmt: skip
def main(
    gold: Path, output: Path, spans: str, country: str, published_in: str, *, sources: bool
) -> None:
    """Resolve the names of GOLD's texts (JSON lines) and write predictions in the same form."""
    answered = predict if spans == "gold" else find
    if output.exists() and output.samefile(gold):
        raise click.BadParameter("the gold file would be written over", param_hint="--output")
    try:
        home = read_origin(country, published_in)
        with written_whole(output) as partial, partial.open("w", encoding="utf-8") as lines:
            documents = list(read_documents(gold))
            homes = [home] * len(documents)
            if sources:
                told_homes = find_homes([d.text for d in documents], [d.source for d in documents])
                homes = [home or (each.place.id if each else "") for each in told_homes]
            pairs = zip(documents, homes, strict=True)
            for document, own in tqdm(pairs, total=len(documents), unit=" documents", disable=None):
                told = answered(document, home=own)
                lines.write(json.dumps(told) + "\n")
    except (CorpusError, geo.GeoError, OSError) as mistake:
        click.echo(f"predict.py: {mistake}", err=True)
        sys.exit(MISTAKE)


if __name__ == "__main__":
    main()
