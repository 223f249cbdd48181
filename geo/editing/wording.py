"""Read a story's own words, in its tables and its notebooks, against those of its claims."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import Fault, StoryError
from geo.evidence import marked_claims, split_marks, without_marks
from geo.geoparsing.tokenize import sentences

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from geo.story.read import Tables


_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»|»[^«]*«|„[^“”]*[“”]|‚[^‘’]*[‘’]|‘[^’]*’|”[^“”]*“')
_END_BEFORE_MARK = re.compile(r"""([.!?…۔؟।。]+["”“’)»«]*)((?:\s*\[[a-z0-9; -]+\])+)""")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def cited_sentences(marked: str) -> list[tuple[str, list[str]]]:
    """Return the sentences of a text without its marks, each with the claims that it names.

    A mark belongs to the sentence in which it stands, or behind which.

    Examples
    --------
    >>> cited_sentences("A choir sang [c-1]. Many came. [c-2] It rained.")
    [('A choir sang.', ['c-1']), ('Many came.', ['c-2']), ('It rained.', [])]
    """
    return [
        ("".join(text for text, _ in parts).strip(), [name for _, names in parts for name in names])
        for parts in cited_parts(marked)
    ]


def cited_parts(marked: str) -> list[list[tuple[str, list[str]]]]:
    """Return for each sentence of a text its parts, each up to a mark, with the claims of it.

    What stands behind the last mark belongs to the part before it.

    Examples
    --------
    >>> cited_parts("A choir sang [c-1], and many came [c-2]. It rained.")
    [[('A choir sang', ['c-1']), (', and many came.', ['c-2'])], [('It rained.', [])]]
    """
    text = _END_BEFORE_MARK.sub(r"\2\1", marked)
    found = []
    for start, end in sentences(text):
        parts = split_marks(text[start:end])
        if len(parts) > 1 and not parts[-1][1]:
            tail, _ = parts.pop()
            parts[-1] = (parts[-1][0] + tail, parts[-1][1])
        found.append(parts)
    return found


@dataclass(frozen=True)
class Wording:
    """The words of one language.

    Parameters
    ----------
    words : mapping
        Lists of words by rule, as in the files of ``data/wording``; ``*`` stands for any letters.
    """

    words: Mapping[str, Any]

    @cached_property
    def _attributed(self) -> re.Pattern[str]:
        return _any_of(self.words["attributed"])

    @cached_property
    def _attributed_forms(self) -> re.Pattern[str]:
        forms = "|".join(self.words.get("attributed_forms", ())) or r"(?!)"
        return re.compile(forms, re.IGNORECASE)

    @cached_property
    def _vouching(self) -> re.Pattern[str]:
        return _any_of(self.words["vouching"])

    @cached_property
    def _loaded(self) -> re.Pattern[str]:
        return _any_of(self.words["loaded"])

    @cached_property
    def _instead(self) -> list[tuple[re.Pattern[str], str, str]]:
        loaded: dict[str, str] = self.words["loaded"]
        return [(_any_of([word]), word, instead) for word, instead in loaded.items()]

    @cached_property
    def _past(self) -> re.Pattern[str]:
        return re.compile("|".join(self.words.get("past", ())) or r"(?!)", re.IGNORECASE)

    @cached_property
    def _present_forms(self) -> re.Pattern[str]:
        return re.compile("|".join(self.words.get("present_forms", ())) or r"(?!)", re.IGNORECASE)

    @cached_property
    def _crimes(self) -> dict[str, re.Pattern[str]]:
        return {crime: _any_of(forms) for crime, forms in self.words["crimes"].items()}

    def is_attributed(self, sentence: str) -> bool:
        """Return whether a sentence names somebody's word as such, or quotes it."""
        patterns = (self._attributed, self._attributed_forms, _QUOTED)
        return any(pattern.search(sentence) for pattern in patterns)

    def vouching(self, sentence: str) -> str:
        """Return the word by which a sentence vouches for what somebody says; else nothing."""
        word = self._vouching.search(without_quotes(sentence))
        return word[0] if word else ""

    def crimes(self, text: str) -> dict[str, str]:
        """Return the crimes that a text names outside quotation marks, each with its word."""
        own = without_quotes(text)
        words = {crime: pattern.search(own) for crime, pattern in self._crimes.items()}
        return {crime: word[0] for crime, word in words.items() if word}

    def names_crime(self, crime: str, texts: Iterable[str]) -> bool:
        """Return whether one of some texts names a crime, in quotation marks or not."""
        return any(self._crimes[crime].search(text) for text in texts)

    def names_any_crime(self, text: str) -> bool:
        """Return whether a text names a crime, in quotation marks or not."""
        return any(self.names_crime(crime, [text]) for crime in self._crimes)

    def loaded(self, sentence: str) -> dict[str, str]:
        """Return the loaded words outside quotation marks, each with what to write instead.

        A capital inside a sentence makes a name of a word, which is passed over, unless the list
        writes it so, as that of German does its nouns.
        """
        own = without_quotes(sentence)
        alternatives: dict[str, str] = {}
        for word in self._loaded.finditer(own):
            entry, instead = self._listed(word[0])
            is_name = word[0][0].isupper() and own[: word.start()].strip()
            if not is_name or entry[0].isupper():
                alternatives[word[0]] = instead
        return alternatives

    def _listed(self, word: str) -> tuple[str, str]:
        """Return how the list writes a loaded word, and what to write instead."""
        return next(
            (entry, instead) for pattern, entry, instead in self._instead if pattern.fullmatch(word)
        )

    def present(self, sentence: str) -> Iterator[str]:
        """Yield the verbs in the present tense outside quotation marks.

        Forms that may also be nouns count only behind a pronoun, *and* or a name, or before an
        article, as of an object ("the party runs the port"); none does before *was* or *had*.
        Compound tenses that tell of the past ("ist geblieben") are passed over.
        """
        before, own = "", self._past.sub("…", without_quotes(sentence))
        determiners = self.words.get("determiners", ())
        yield from (match[0] for match in self._present_forms.finditer(own))
        words = [word[0] for word in _WORD.finditer(own)]
        for form, behind in zip_longest(words, words[1:], fillvalue=""):
            last = before.lower()
            is_named = last not in determiners and (
                before[:1].isupper()
                or last in self.words.get("subjects", ())
                or (before != "" and behind in determiners)
            )
            if (
                last not in self.words.get("before_infinitives", ())
                and (
                    form in self.words["present"]
                    or (is_named and form in self.words.get("present_after_subject", ()))
                )
                and behind not in self.words.get("behind_nouns", ())
            ):
                yield form
            before = form


@cache
def wording_of(language: str) -> Wording | None:
    """Return the words of a language, by its BCP 47 tag; None if there are none.

    Examples
    --------
    >>> wording_of("en-GB").words == wording_of("en").words, wording_of("eo")
    (True, None)
    """
    folder = files("geo.editing").joinpath("data", "wording")
    words = {file.name.removesuffix(".json"): file for file in folder.iterdir()}
    file = words.get(language.partition("-")[0].lower())
    return Wording(json.loads(file.read_text(encoding="utf-8"))) if file else None


def without_quotes(text: str) -> str:
    """Return text without what stands in quotation marks.

    Examples
    --------
    >>> without_quotes("He calls it a “regime”, no more.")
    'He calls it a …, no more.'
    """
    return _QUOTED.sub("…", text)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    parts = (re.escape(word).replace(r"\*", r"\w*") for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Remark:
    """One thing that an editor has to look at.

    Parameters
    ----------
    file : str
        File as the user knows it, such as ``steps.csv`` or ``04-time.ipynb``.
    row : int
        Line as a spreadsheet numbers it, or cell of a notebook, from 1; 0 for the whole file.
    column : str
        Column, key of ``story.toml``, or nothing.
    found : str
        What stands there.
    why : str
        What is wrong with it, and what to do.
    rule : str
        ``uncited``, ``stronger``, ``vouching``, ``crime``, ``present``, ``number``, ``until``,
        ``loaded``, ``denial``, ``confirmed``, ``retracted``, ``accused``, ``act``, ``language``,
        ``mark`` or ``prose``.
    refused : bool
        Whether the story is refused for it; else it is a warning.

    Examples
    --------
    >>> why = "present tense; write it in the past"
    >>> print(Remark("steps.csv", 3, "text", "runs", why, "present"))
    steps.csv, row 3, column text: found 'runs', present tense; write it in the past
    """

    file: str
    row: int
    column: str
    found: str
    why: str
    rule: str
    refused: bool = False

    def __str__(self) -> str:
        unit = "cell" if self.file.endswith(".ipynb") else "row"
        row = f", {unit} {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column and self.row else ""
        key = f", {self.column}" if self.column and not self.row else ""
        return f"{self.file}{row}{column}{key}: found {self.found!r}, {self.why}"


FOLDER = "notebooks"
"""Where a story keeps its notebooks, beside its tables."""

_NOT_PROSE = re.compile(
    r"^(```|~~~).*?^\1|`[^`\n]*`|!?\[[^\]\n]*\]\([^)\n]*\.ipynb[^)\n]*\)|\]\([^)\n]*\)|https?://\S+",
    re.DOTALL | re.MULTILINE,
)
_LINKED = re.compile(r"\[[^\]\n]*\](?=[\[(:])")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ORDINAL = re.compile(r"^\s*(#+\s*(?:\w+\s+)?\d+\s*[·:.)]|\d+[.)]\s)", re.MULTILINE)
_NAME = re.compile(r"\b[A-Z]{2,}[ :-]*\d[\d.:-]*")
NUMBERS = {
    ".": re.compile(r"(?<![\w.,])\d+(?:[,\u202f\u00a0]\d{3})*(?:\.\d+)?(?!\w)"),
    ",": re.compile(r"(?<![\w.,])\d+(?:[.\u202f\u00a0]\d{3})*(?:,\d+)?(?!\w)"),
}
"""Numbers in prose, by the mark before their decimals."""
_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_MONTH = re.compile(r"(?<!\d)(\d{4})-(\d\d)(?!\d)")
_TECHNICAL = {
    "id",
    "start",
    "end",
    "span_sha256",
    "sha256",
    "length",
    "file",
    "paragraph",
    "lon",
    "lat",
}
_WITHOUT_PROSE = {"mentions", "pins"}
_ROUNDINGS = (1, 2, 3)


def check_notebooks(
    story: Path, tables: Tables, *, notebooks: str | os.PathLike[str] | None
) -> list[Remark]:
    """Return marks that name no claim, and numbers and months that no table of the story holds.

    Parameters
    ----------
    story : pathlib.Path
        Folder of the story.
    tables : geo.story.Tables
        Its tables.
    notebooks : path-like or None
        Folder of the notebooks; the folder ``notebooks`` in the story's if None.

    Raises
    ------
    geo.errors.StoryError
        A notebook can't be read.
    """
    folder = story / FOLDER if notebooks is None else Path(notebooks)
    paths = sorted(folder.glob("*.ipynb")) if folder.is_dir() else []
    cells = {path: _cells(path) for path in paths}
    own = [path for path in paths if _names(cells[path], path.parent, story)]
    if not own:
        return []
    facts = _StoryFacts(story, tables)
    return [
        remark
        for path in own
        for number, cell in enumerate(cells[path], start=1)
        if cell["cell_type"] == "markdown"
        for remark in facts.check(path.name, number, _source(cell))
    ]


def _cells(path: Path) -> list[dict[str, Any]]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [{"cell_type": cell["cell_type"], "source": cell["source"]} for cell in cells]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoryError([Fault(path.name, 0, "", str(error), "a notebook in JSON")]) from error


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _names(cells: list[dict[str, Any]], here: Path, story: Path) -> bool:
    """Return whether a code cell has a text that is the way to the story's folder."""
    target = story.resolve()
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        for text in _texts(_source(cell)):
            if 0 < len(text) < 200 and "\n" not in text and (here / text).resolve() == target:  # noqa: PLR2004
                return True
    return False


def _texts(code: str) -> list[str]:
    """Return the texts in a code cell; none if it is no plain Python."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return []
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\0" not in node.value
    ]


class _StoryFacts:
    """What the tables of a story hold: claims, numbers, months."""

    def __init__(self, story: Path, tables: Tables) -> None:
        self._claims = set(tables.frames["claims"]["id"])
        texts = [*tables.head.values(), *_cell_texts(tables.frames)]
        words = wording_of(tables.head["language"])
        self._decimal: str = words.words.get("decimal", ".") if words else "."
        self._numbers = {number_value(number) for text in texts for number in _DIGITS.findall(text)}
        self._numbers |= {value for text in texts for value in self._values(text).values()}
        self._numbers |= {part for text in texts for part in _date_parts(text)}
        self._numbers |= {float(len(frame)) for frame in tables.frames.values()}
        self._numbers |= _lengths(story)
        self._months: list[str] = words.words["months"] if words else []
        self._held = {f"{year}-{month}" for text in texts for year, month in _MONTH.findall(text)}
        self._held |= {month for text in texts for month in self._named_months(text)}

    def check(self, file: str, cell: int, markdown: str) -> Iterator[Remark]:
        """Yield what is wrong with the prose of a cell."""
        text = _NOT_PROSE.sub(" ", markdown)
        for name in marked_claims(_LINKED.sub(" ", text)):
            if name not in self._claims:
                why = "wanted an id that stands in claims.csv, or no brackets"
                yield Remark(file, cell, "", f"[{name}]", why, "mark", refused=True)
        shown = _COMMENT.sub(" ", text)
        for name in marked_claims(_LINKED.sub(" ", shown)):
            if name in self._claims:
                why = f"a mark that Jupyter shows; write <!-- [{name}] -->"
                yield Remark(file, cell, "", f"[{name}]", why, "mark")
        prose = _NAME.sub(" ", _ORDINAL.sub(" ", without_marks(shown)))
        for month, words in self._named_months(prose).items():
            if month not in self._held:
                yield Remark(
                    file, cell, "", words, "a date that no table of the story holds", "prose"
                )
        for number, value in self._values(prose).items():
            if value not in self._numbers:
                why = "a number that no table of the story holds"
                yield Remark(file, cell, "", number, why, "prose")

    def _values(self, text: str) -> dict[str, float]:
        """Return the numbers that a text writes as its language does, each with its value."""
        numbers = dict.fromkeys(NUMBERS[self._decimal].findall(text))
        return {number: number_value(number, decimal=self._decimal) for number in numbers}

    def _named_months(self, text: str) -> dict[str, str]:
        """Return the months that a text names with their year, as ``2007-05``, and its words."""
        if not self._months:
            return {}
        named = re.finditer(rf"\b({'|'.join(self._months)})(?:,| del?)? (\d{{4}})\b", text)
        return {f"{word[2]}-{self._months.index(word[1]) + 1:02}": word[0] for word in named}


def _cell_texts(frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    for table, frame in frames.items():
        if table in _WITHOUT_PROSE:
            continue
        for column in frame.columns:
            if column not in _TECHNICAL:
                yield from frame[column]


def _date_parts(text: str) -> Iterator[float]:
    """Yield year, month and day of the dates in EDTF that a text holds."""
    for date in re.findall(r"\d{4}-\d\d(?:-\d\d)?", text):
        yield from map(float, date.split("-"))


def number_value(number: str, *, decimal: str = ".") -> float:
    """Return a number in digits as one, by the mark before its decimals.

    Examples
    --------
    >>> number_value("1,000.5"), number_value("1.000,5", decimal=",")
    (1000.5, 1000.5)
    """
    digits = re.sub(rf"[{'.' if decimal == ',' else ','}\u202f\u00a0]", "", number)
    return float(digits.replace(decimal, "."))


def _lengths(story: Path) -> set[float]:
    """Return the lengths of the links in km, rounded as a person would."""
    from geo.story.story import read_story  # noqa: PLC0415 - the gazetteer is opened for it

    links = read_story(story, redacted=False).links
    lengths = [km for km in links["length_km"] if km == km and km > 0]  # noqa: PLR0124
    return {float(f"{km:.{digits}g}") for km in lengths for digits in _ROUNDINGS} | {
        float(round(km)) for km in lengths
    }
