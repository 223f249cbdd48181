"""Who says what, with which bound, and what is denied: articles kept apart from what is mended.

The articles in ``apart/`` were written for this, in four languages and different manners, each
with who says something in it and which figures it gives. The rules are not mended by them: what is
measured here is what a new article gets.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.extraction import find_figures, find_statements
from geo.extraction.boilerplate import ENGLISH
from geo.extraction.languages import extract_figures, extract_statements, find_grammar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FOLDER = Path(__file__).parent / "apart"
_ARTICLE = re.compile(
    r"^(?:the|an?|his|her|its|der|die|das|ein|eine|les?|la|une?|el|los|las|una?) |^l['’]"
)


class Score(NamedTuple):
    """How many answers are right, wrong (where one was given) and missing."""

    right: int
    wrong: int
    missing: int

    def __str__(self) -> str:
        given = self.right + self.wrong
        wanted = self.right + self.missing
        precision = f"{self.right / given:.1%}" if given else "none given"
        recall = f"{self.right / wanted:.1%}" if wanted else "none wanted"
        return f"{self.right} of {given} right ({precision}), of {wanted} wanted ({recall})"


def read_article(path: Path) -> dict[str, Any]:
    """Read an article with its answers."""
    article = tomllib.loads(path.read_text(encoding="utf-8"))
    return article | {"text": article["text"].strip(), "name": path.stem}


def proposals(article: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return the statements and the figures that are found in an article."""
    text, language = article["text"], article["language"]
    if language == ENGLISH:
        return find_statements(text), find_figures(text)
    grammar = find_grammar(language)
    if grammar is None:
        raise SystemExit(f"{article['name']}: no grammar of {language}")
    return extract_statements(text, grammar), extract_figures(text, grammar)


def plain(name: str) -> str:
    """Return a name in small letters, without its article."""
    return _ARTICLE.sub("", name.lower().strip())


def is_same(name: str, wanted: str) -> bool:
    """Return whether two names are of one speaker: one ends or begins with the other."""
    short, long = sorted((plain(name), plain(wanted)), key=len)
    return bool(short) and (long == short or re.search(rf"\b{re.escape(short)}$", long) is not None)


def score_speakers(article: dict[str, Any], statements: Sequence[Any]) -> tuple[Score, list[str]]:
    """Score who says something; a statement without a speaker is no answer."""
    wanted = [name for name, _ in article["said"] if name]
    named = [statement.said_by for statement in statements if statement.said_by]
    faults, right = [], 0
    for name in named:
        match = next((other for other in wanted if is_same(name, other)), None)
        if match is None:
            faults.append(f"{article['name']}: {name!r} says nothing there")
            continue
        right += 1
        wanted.remove(match)
    faults += [f"{article['name']}: {name!r} is not found" for name in wanted]
    return Score(right, len(named) - right, len(wanted)), faults


def number(figure: Sequence[Any]) -> float:
    """Return the number by which a figure is known: its lower, or else its only side."""
    return float(figure[1] if figure[0] in ("", None) else figure[0])


def score_bounds(article: dict[str, Any], figures: Sequence[Any]) -> tuple[Score, list[str]]:
    """Score bounds: a figure that the article does not give is wrong, too."""
    faults, right, wrong = [], 0, 0
    wanted = list(article["figures"])
    for figure in figures:
        if figure.low is None and figure.high is None:
            continue
        value = number([figure.low, figure.high])
        match = next((row for row in wanted if number(row) == value), None)
        if match is None:
            wrong += 1
            faults.append(f"{article['name']}: {figure.text!r} is no figure of it")
            continue
        wanted.remove(match)
        is_right = match[2] == figure.bound
        right, wrong = right + is_right, wrong + (not is_right)
        if not is_right:
            faults.append(f"{article['name']}: {figure.text!r} is {figure.bound}, not {match[2]}")
    faults += [f"{article['name']}: {number(row):g} is not found" for row in wanted]
    return Score(right, wrong, len(wanted)), faults


def score_denials(
    article: dict[str, Any], statements: Sequence[Any], figures: Sequence[Any]
) -> tuple[Score, list[str]]:
    """Score what is denied: speakers who deny something, and figures that are denied."""
    wanted = [plain(name) for name, status in article["said"] if status == "denied"]
    wanted += [f"{number(row):g}" for row in article["figures"] if row[4:] == ["denied"]]
    denied = [plain(one.said_by) for one in statements if one.status == "denied" and one.said_by]
    denied += [
        f"{number([one.low, one.high]):g}"
        for one in figures
        if one.status == "denied" and not one.low == one.high is None
    ]
    right = 0
    faults = []
    for name in denied:
        match = next((other for other in wanted if is_same(name, other)), None)
        if match is None:
            faults.append(f"{article['name']}: {name!r} is denied, or denies, in error")
        else:
            wanted.remove(match)
            right += 1
    faults += [f"{article['name']}: the denial of {name!r} is not found" for name in wanted]
    return Score(right, len(denied) - right, len(wanted)), faults


def scores(article: dict[str, Any]) -> Iterator[tuple[str, Score, list[str]]]:
    """Yield what is measured of an article, with its faults."""
    statements, figures = proposals(article)
    yield "speakers", *score_speakers(article, statements)
    yield "bounds", *score_bounds(article, figures)
    yield "denials", *score_denials(article, statements, figures)


def main() -> None:
    """Print the scores of all articles, and of those of each language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", action="store_true", help="name each answer that is not right")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    arguments = parser.parse_args()
    totals: dict[tuple[str, str], Counter[str]] = {}
    for path in sorted(arguments.folder.glob("*.toml")):
        article = read_article(path)
        for name, score, faults in scores(article):
            for language in (article["language"], "all"):
                totals.setdefault((language, name), Counter()).update(score._asdict())
            if arguments.faults:
                print("\n".join(faults)) if faults else None
    for (language, name), total in sorted(totals.items()):
        score = Score(total["right"], total["wrong"], total["missing"])
        print(f"{language:8} {name:9} {score}")


if __name__ == "__main__":
    main()
