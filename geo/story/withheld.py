"""The words and points that a publication must not hold, and their place in the tables."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from geo.errors import Fault
from geo.evidence import SEPARATOR, split_ids
from geo.story import schema, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    Row = dict[str, str]
    Rows = dict[int, Row]


FILE = "redactions.csv"
_WITHHELD = "withheld"
_WORD = re.compile(r"[^\W_]+")
_NOT_BEFORE, _NOT_BEHIND = r"(?<![^\W_])", r"(?![^\W_])"
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
_NAME_GAP, _TEXT_GAP = 3, 12
_LEAST_LETTERS = 2
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@dataclass(frozen=True)
class Secret:
    """Words that are withheld, and what is looked for.

    Parameters
    ----------
    text : str
        As the tables write them.
    kind : str
        ``name`` (of a person or place, a spelling that a redaction lists), ``text`` (a whole cell)
        or ``id``.
    row : int
        The row of ``redactions.csv`` that withholds them.

    Examples
    --------
    >>> Secret("Ali Khan", "name", 2).is_in("see /people/ali-khan.html")
    True
    >>> Secret("Ali Khan", "name", 2).is_in("Vali Khane"), Secret("Mark", "name", 2).is_in("a mark")
    (False, False)
    """

    text: str
    kind: str
    row: int = field(compare=False, default=0)

    @cached_property
    def words(self) -> list[str]:
        """The words that must all stand in a text in which these stand."""
        return [word.casefold() for word in _WORD.findall(normal(self.text))]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What matches the words in any common spelling of them, and nothing longer."""
        if self.kind == "id":
            return re.compile(rf"(?<![\w-]){re.escape(self.text)}(?![\w-])")
        words = _WORD.findall(normal(self.text))
        start, end = _edge(words[0][0], _NOT_BEFORE), _edge(words[-1][-1], _NOT_BEHIND)
        if len(words) == 1:
            return re.compile(_single(words[0], start=start, end=end))
        gap = rf"(?:[\W_]{{0,{_TEXT_GAP if self.kind == 'text' else _NAME_GAP}}}|\s+)"
        return re.compile(start + gap.join(map(re.escape, words)) + end, re.IGNORECASE)

    @property
    def is_searchable(self) -> bool:
        """Whether there is enough of it that finding it means anything."""
        letters = sum(map(len, self.words))
        return letters >= _LEAST_LETTERS

    def is_in(self, text: str, *, folded: str | None = None) -> bool:
        """Return whether the words stand in a text (`folded`: the text, casefolded)."""
        folded = text.casefold() if folded is None else folded
        if not all(word in folded for word in self.words):
            return False
        return self.pattern.search(text) is not None


def _edge(letter: str, border: str) -> str:
    """Return the border of a word, which scripts without spaces do not have."""
    return "" if unicodedata.name(letter, "").startswith(_UNSPACED) else border


def _single(word: str, *, start: str, end: str) -> str:
    """Match one word as written, in capitals, or as part of an address; `mark` is not `Mark`."""
    spellings = {word, word.upper(), word[0].upper() + word[1:]}
    whole = "|".join(map(re.escape, sorted(spellings)))
    low = re.escape(word.lower())
    return rf"{start}(?:{whole}){end}|(?<=[\w][-_/]){low}{end}|{start}{low}(?=[-_/][\w])"


def normal(text: str) -> str:
    """Return text in the form in which words are compared: NFKC, without invisible signs."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True)
class Withheld:
    """All that a publication must not hold.

    Parameters
    ----------
    words : tuple of Secret
        Names, texts and ids.
    points : tuple of tuple
        lon, lat in degrees of places that are withheld or shown less exactly.
    """

    words: tuple[Secret, ...] = ()
    points: tuple[tuple[float, float], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.points)


@dataclass
class Work:
    """One story on its way to what may be published.

    Parameters
    ----------
    head : dict
        What ``story.toml`` says.
    rows : dict
        Rows of each table by their number, changed in place.
    active : dict
        Rows of ``redactions.csv`` that hold, by their number.
    gone : dict
        Keys of the rows that go, by table.
    words, points : dict
        What is withheld, with the row that does so.
    instead : dict
        Secret, and what stands in their place wherever they stand.
    """

    head: Row
    rows: dict[str, Rows]
    active: Rows
    gone: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    words: dict[Secret, int] = field(default_factory=dict)
    points: dict[tuple[float, float], int] = field(default_factory=dict)
    instead: dict[Secret, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def of(self, table: str) -> dict[str, Row]:
        """Return the rows of a table that stay, by their key."""
        rows = {row[key_of(table)]: row for row in self.rows[table].values()}
        return {name: row for name, row in rows.items() if name not in self.gone[table]}

    def withhold(self, text: str, kind: str, row: int, *, instead: str = "") -> None:
        """Note words that must not be published, and what stands in their place."""
        words = Secret(text.strip(), kind, row)
        if words.is_searchable:
            self.words.setdefault(words, row)
            if instead:
                self.instead[words] = instead

    def refuse(self, row: int, column: str, wanted: str) -> None:
        """Note what is wrong with a redaction."""
        self.faults.append(Fault(FILE, row, column, self.active[row][column], wanted))


def key_of(table: str) -> str:
    """Return the column by which a redaction names a row of a table."""
    return vocabulary.KEYS.get(table, ("id",))[0]


def is_free(table: str, column: str) -> bool:
    """Return whether the cells of a column are free text."""
    declared = schema.SCHEMAS[table].columns[column]
    limits = declared.field.get("constraints", {}).keys() - {"required"}
    is_text = declared.field["type"] == "string" and not limits
    return is_text and (declared.test is None or not declared.empty)


def each_cell(work: Work, *, free: bool) -> Iterator[tuple[str, int, Row, str]]:
    """Yield each cell, or each of free text: file, row, cells of the row and column."""
    for key in (*vocabulary.MARKED_HEAD, *(() if free else ("name",))):
        yield "story.toml", 0, work.head, key
    for table, rows in work.rows.items():
        for column in schema.SCHEMAS[table].columns:
            if not free or is_free(table, column):
                for number, row in rows.items():
                    yield f"{table}.csv", number, row, column


def replace_words(work: Work) -> None:
    """Set what stands in the place of a name wherever it stands in free text, longest first."""
    for words in sorted(work.instead, key=lambda each: -len(each.text)):
        instead = work.instead[words]
        for _, _, row, column in each_cell(work, free=True):
            text = unicodedata.normalize("NFC", row[column])
            if words.is_in(text):
                row[column] = _replaced(words, instead, text)


def _replaced(words: Secret, instead: str, text: str) -> str:
    """Set a text in the place of words, with a capital where a sentence begins; not in marks."""

    def put(match: re.Match[str]) -> str:
        if match["mark"]:
            return match[0]
        begins = re.search(r"(?:^|[.!?]\s+)$", text[: match.start()]) is not None
        return instead[:1].upper() + instead[1:] if begins else instead

    pattern = words.pattern
    return re.sub(rf"(?P<mark>\[{schema.LIST}\])|{pattern.pattern}", put, text, flags=pattern.flags)


def drop_hashes(work: Work) -> None:
    """Empty the hashes from which a withheld name could be guessed."""
    guessable = {
        hashlib.sha256(text.encode()).hexdigest()
        for words in work.words
        for text in (words.text, words.text.lower(), words.text.upper(), words.text.title())
    }
    for row in work.rows["claims"].values():
        if row["span_sha256"] in guessable:
            row["span_sha256"] = ""


def rename_ids(work: Work) -> None:
    """Assign a new id to what has withheld words in its own, wherever it stands."""
    names = [words for words in work.words if words.kind != "text"]
    actors = {r["row"] for r in work.active.values() if r["table"] == "actors" and not r["column"]}
    actors |= {row["row"] for row in work.active.values() if row["column"] == "name"}
    known = {row["id"] for rows in work.rows.values() for row in rows.values() if "id" in row}
    new: dict[str, str] = {}
    for name in sorted(known):
        left = name
        for words in names:
            left = _without(left, words)
        if name in actors or left != name:
            new[name] = _unused(_WITHHELD if name in actors else left, known | {*new.values()})
    if new:
        _use_ids(work, new)


def _without(name: str, words: Secret) -> str:
    """Return an id with `withheld` in place of withheld words."""
    part = "-".join(words.words) if words.kind == "name" else words.text
    if not re.fullmatch(schema.SLUG, part):
        return name
    return re.sub(rf"(?<![a-z0-9]){re.escape(part)}(?![a-z0-9])", _WITHHELD, name)


def _unused(name: str, known: set[str]) -> str:
    number = 1
    while f"{name}-{number}" in known:
        number += 1
    return f"{name}-{number}"


def _use_ids(work: Work, new: dict[str, str]) -> None:
    def renamed(cell: str) -> str:
        return SEPARATOR.join(new.get(name, name) for name in split_ids(cell))

    def remarked(text: str) -> str:
        return re.sub(rf"\[({schema.LIST})\]", lambda mark: f"[{renamed(mark[1])}]", text)

    for table, rows in work.rows.items():
        for column, declared in schema.SCHEMAS[table].columns.items():
            for row in rows.values():
                if declared.refers or column == "id":
                    row[column] = renamed(row[column])
                elif column in vocabulary.MARKED.get(table, ()):
                    row[column] = remarked(row[column])
    for key in vocabulary.MARKED_HEAD:
        work.head[key] = remarked(work.head[key])


def not_left(work: Work) -> tuple[Secret, ...]:
    """Return what is withheld, without texts and ids that also stand in rows that stay."""
    left = {row[column] for _, _, row, column in each_cell(work, free=False)}
    return tuple(words for words in work.words if words.kind == "name" or words.text not in left)


def still_there(work: Work, words: tuple[Secret, ...]) -> Iterator[Fault]:
    """Yield the cells in which withheld words still stand."""
    for file, number, row, column in each_cell(work, free=False):
        for each in words:
            if each.is_in(row[column]):
                wanted = (
                    f"a text without {each.text!r}, which row {each.row} of {FILE} withholds: "
                    f"{'what stands instead there, or ' if each.kind == 'name' else ''}a row for "
                    "this cell, too"
                )
                yield Fault(file, number, column, row[column], wanted)
