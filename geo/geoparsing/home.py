"""Read tables of texts, and find where each was published: by its source and its other texts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import GeocodeError, SourceError
from geo.gazetteer.candidates import find_candidates
from geo.gazetteer.gazetteer import FLAGS
from geo.gazetteer.normalize import fold
from geo.geocoding.explain import OK
from geo.geocoding.hints import Hints, country_name, read_home
from geo.geocoding.ranking import resolve
from geo.geodesy import each_to_each_km

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    import pandas as pd

    from geo.gazetteer.gazetteer import Gazetteer, Numbers, Place
    from geo.geoparsing.toponyms import Mention


def read_table(
    texts: Any,  # noqa: ANN401 - what a caller gives
    column: str | None,
    source: object,
) -> tuple[list[str], list[Hashable], pd.Index[Any]]:
    """Read texts and their sources.

    Parameters
    ----------
    texts : iterable of str, Series or DataFrame
        The texts.
    column : str or None
        The column of a DataFrame that holds them.
    source : object
        A column of the DataFrame, one source for each text, or None.

    Returns
    -------
    texts : list of str
        The texts; a missing one is empty.
    sources : list of hashable
        One for each; None where it is missing.
    labels : pandas.Index
        The gazetteer of the texts.

    Raises
    ------
    GeocodeError
        When a column is missing, or the sources are not as many as the texts.
    SourceError
        When a cell is no text; all such rows are named at once.
    """
    import pandas as pd  # noqa: PLC0415 - one text needs none

    if isinstance(texts, pd.DataFrame):
        if column is None:
            raise GeocodeError("text: found DataFrame, wanted its column too: column='text'")
        for word, wanted in (("column", column), ("source", source)):
            if isinstance(wanted, str) and list(texts.columns).count(wanted) != 1:
                there = ", ".join(map(str, texts.columns))
                raise GeocodeError(f"{word}: found no {wanted!r}, the table has {there}")
        keys = texts[source] if isinstance(source, str) else source
        rows = texts[column]
    else:
        if column is not None:
            raise GeocodeError(f"column: found {column!r}, but the texts are no DataFrame")
        rows, keys = texts, source
    if isinstance(rows, (dict, bytes)):
        raise SourceError(
            f"text: found {type(rows).__name__}, wanted text, a list of text or a Series"
        )
    labels = rows.index if isinstance(rows, pd.Series) else None
    cells = list(rows)
    labels = pd.RangeIndex(len(cells)) if labels is None else labels
    sources = _sources(keys, len(cells))
    wrong = [
        f"{label!r}: {type(cell).__name__}"
        for label, cell in zip(labels, cells, strict=True)
        if not isinstance(cell, str) and not _missing(cell)
    ]
    if wrong:
        what = "text" if column is None else f"column {column!r}"
        raise SourceError(f"{what}: wanted text (str); found in rows {'; '.join(wrong)}")
    return [cell if isinstance(cell, str) else "" for cell in cells], sources, labels


def _sources(keys: object, count: int) -> list[Hashable]:
    """Return one source for each text."""
    if keys is None or isinstance(keys, str):
        return [keys] * count
    if not hasattr(keys, "__iter__"):
        raise GeocodeError(f"source: found {type(keys).__name__}, wanted a column or one a text")
    sources = [None if _missing(key) else key for key in keys]
    if len(sources) != count:
        raise GeocodeError(f"source: found {len(sources)} values for {count} texts")
    return sources


def _missing(cell: Any) -> bool:  # noqa: ANN401 - a cell may be anything
    import pandas as pd  # noqa: PLC0415 - as above

    return bool(pd.api.types.is_scalar(cell) and pd.isna(cell))


_PAPERS = Path(__file__).parent / "data" / "papers.txt"
_TOWNS = ("city", "suburb", "borough")
_AREAS = ("country", "province")
_SURE = 0.8  # how sure an answer must be to speak for the home
_AROUND_KM = 40.0  # a local paper names the towns around its own
_LEAST, _LEAST_STATE = 0.4, 0.6  # share of the other texts: a paper of the world has no home
_KNOWN_PEOPLE = 10_000  # a source named after less is named after something else
_LARGER = 4  # times as many people: a source is named after the larger one
_SHORT = 4  # letters of a name in a host's
_HOST = re.compile(r"(?:\w+://)?(?:www\d?\.)?((?:[\w-]+\.)+[a-z]{2,})(?:[/:?#].*)?")
_SECOND = frozenset(("ac", "co", "com", "edu", "gov", "net", "org"))
# Endings of hosts that are sold to everybody.
_SOLD = re.compile(r"ai|am|cc|co|fm|gg|io|is|la|ly|me|nu|pw|sh|st|to|tv|vc|ws")
_LONG, _HEAD = 60, 400  # characters of a title, and in front of a dateline
_CAPITALS = re.compile(r"[^\W\d_]{4,}")
_DATELINE = re.compile(r"(?:, [^\W\d_][\w. ]{1,24})?\s*(?:\([^()\n]{2,40}\))?\s*(?:--|[-–—])\s")
_BY_DATELINE = "as its dateline says"
_BY_TEXTS = "as other texts of its source show"
_BY_NAME = "as the name of its source says"
_BY_HOST = "as the address of its source says"


@dataclass(frozen=True)
class Home:
    """Where a text was published.

    Parameters
    ----------
    place : Place
        The town, or the state or country, that its readers know.
    by : str
        How that is known.

    Examples
    --------
    >>> from geo.geoparsing import find_homes
    >>> (home,) = find_homes(["It rained."], ["www.kansascity.com"])
    >>> home.place.name, home.place.admin1
    ('Kansas City', 'Missouri')
    """

    place: Place
    by: str


def homes(
    gazetteer: Gazetteer, sources: Sequence[Hashable], mentions_by_text: Sequence[Sequence[Mention]]
) -> list[Home | None]:
    """Find for each text the home of its source.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where the answers are from.
    sources : sequence of hashable
        Who published each text: a name, a host or any key; None where that is not known.
    mentions_by_text : sequence of sequence of Mention
        For each text what was found in it without knowing its home.

    Returns
    -------
    list of Home or None
        A town around which the *other* texts of the source have sure places, or the state; where
        there are none, what the source's own name says; None where nothing tells it.

    Notes
    -----
    A text never speaks for its own home, so that a wrong answer cannot confirm itself.
    """
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for number, source in enumerate(sources):
        if source is not None and source == source and source != "":  # noqa: PLR0124 - NaN
            groups[source].append(number)
    places: list[Home | None] = [None] * len(sources)
    for source, numbers in groups.items():
        outlet = _Outlet.of(gazetteer, str(source))
        named = [_sure(gazetteer, mentions_by_text[number]) for number in numbers]
        for at, number in enumerate(numbers):
            others = [rows for rows in (*named[:at], *named[at + 1 :]) if rows]
            names = {mention.name for mention in mentions_by_text[number]}
            places[number] = outlet.home(gazetteer, others, names)
    return places


def masthead(text: str) -> str | None:
    """Return the first line of a text where it is a paper's title: ``The Springfield Gazette``."""
    line = text.lstrip().partition("\n")[0].strip()
    if not line or len(line) > _LONG or line.endswith("."):
        return None
    words = fold(line.replace("-", " ")).split()
    titled = (
        bool(words)
        and words[-1] in _papers()
        and all(word[:1].isupper() for word in _CAPITALS.findall(line))
    )
    return line if titled and _in_words(line) else None


def home_of_dateline(text: str, mentions: Sequence[Mention]) -> Home | None:
    """Return the town of a dateline, ``KARACHI (Reuters) -``, out of the mentions of its text."""
    for mention in mentions[:1]:
        place, start = mention.answer.place, mention.start
        opens = not text[:start].strip() or text[:start].rstrip(" ").endswith("\n")
        opens = opens and start < _HEAD and _DATELINE.match(text, mention.end) is not None
        sure = place is not None and place.kind in _TOWNS and mention.answer.status == OK
        if opens and sure and place is not None:
            return Home(place, _BY_DATELINE)
    return None


def _sure(gazetteer: Gazetteer, mentions: Iterable[Mention]) -> Counter[int]:
    """Count the places smaller than a country that a text surely names, by their rows."""
    rows: Counter[int] = Counter()
    for mention in mentions:
        answer, place = mention.answer, mention.answer.place
        if place is None or place.kind == "country" or answer.status != OK:
            continue
        if answer.confidence * mention.recognised >= _SURE:
            row = gazetteer.row(place.id)
            if row is not None:
                rows[row] += 1
    return rows


@dataclass(frozen=True)
class _Outlet:
    """What the name of a source says: the country of its address, and the places in its name."""

    country: str
    name: str
    rows: tuple[int, ...]

    @classmethod
    def of(cls, gazetteer: Gazetteer, source: str) -> _Outlet:
        host = _HOST.fullmatch(source.strip().lower())
        country, names = "", _in_words(source)
        if host is not None:
            labels = host[1].split(".")
            ending = {"uk": "GB"}.get(labels[-1], labels[-1].upper())
            if not _SOLD.fullmatch(labels[-1]) and ending in gazetteer.countries:
                country = ending
            own = [label for label in labels[:-1] if label not in _SECOND]
            names = _in_host(own[-1]) if own else []
        for name in names:
            rows = _known(gazetteer, name, country)
            if rows:
                return cls(country, name, rows)
        return cls(country, "", ())

    def home(
        self, gazetteer: Gazetteer, texts: Sequence[Counter[int]], names: Iterable[str]
    ) -> Home | None:
        """Return the home by the source's other texts, and by its name; `names` are the text's."""
        towns = [_of_kind(gazetteer, rows, _TOWNS, self.country) for rows in texts]
        if self.rows:
            row = self._nearest(gazetteer, [rows for rows in towns if rows], names)
            if row is not None:
                return Home(gazetteer.place(row), _BY_NAME)
        row = _center(gazetteer, [rows for rows in towns if rows])
        if row is not None:
            return Home(gazetteer.place(row), _BY_TEXTS)
        state = _state(gazetteer, texts, self.country)
        if state is not None:
            return Home(state, _BY_TEXTS)
        name = country_name(gazetteer, self.country) if self.country else ""
        place = read_home(gazetteer, self.country) if name else None
        return Home(place, _BY_HOST) if place is not None else None

    def _nearest(
        self, gazetteer: Gazetteer, texts: Sequence[Counter[int]], names: Iterable[str]
    ) -> int | None:
        """Return the place of the source's name around which most texts name a town."""
        own = np.array(self.rows)
        if texts:
            rows, named = _table(texts)
            near = _near(gazetteer, rows, own)
            around = (named @ near > 0).sum(axis=0)
            if around.max() >= max(1, _LEAST * len(texts)):
                return int(own[around.argmax()])
        best = self._likeliest(gazetteer, own, names)
        if best is None:
            return None
        country = gazetteer.place(best).country
        there = sum(any(gazetteer.place(row).country == country for row in rows) for rows in texts)
        return best if there >= _LEAST * len(texts) else None

    def _likeliest(self, gazetteer: Gazetteer, own: Numbers, names: Iterable[str]) -> int | None:
        """Return the only place of the source's name near which names of the text have a place.

        Where several have, or none has, the one that the name means anywhere; None where that is
        not sure.
        """
        near = np.zeros(len(own))
        for name in {fold(name) for name in names} - {self.name}:
            rows = find_candidates(gazetteer, name).rows
            if len(rows):
                near += _near(gazetteer, rows, own).any(axis=0)
        order = np.argsort(-near, kind="stable")
        if near.max() and (len(own) == 1 or near[order[0]] > near[order[1]]):
            return int(own[order[0]])
        answer = resolve(gazetteer, self.name, Hints(country=self.country))
        people = gazetteer.columns.people[own]
        first = int(own[0])
        if len(own) == 1 or people[0] >= _LARGER * people[1:].max():
            return first
        if answer.place is None or answer.status != OK:
            return None
        return gazetteer.row(answer.place.id)


def _of_kind(
    gazetteer: Gazetteer, rows: Counter[int], kinds: Sequence[str], country: str
) -> Counter[int]:
    places = {row: gazetteer.place(row) for row in rows}
    return Counter(
        {
            row: count
            for row, count in rows.items()
            if places[row].kind in kinds and country in ("", places[row].country)
        }
    )


def _table(texts: Sequence[Counter[int]]) -> tuple[Numbers, Numbers]:
    """Return the places that texts name, and how often each text (row) names each (column)."""
    rows = np.array(sorted(set().union(*texts)), np.int64)
    return rows, np.array([[towns[row] for row in rows.tolist()] for towns in texts], float)


def _near(gazetteer: Gazetteer, rows: Numbers, others: Numbers) -> Numbers:
    vectors = gazetteer.unit_vectors(rows), gazetteer.unit_vectors(others)
    near: Numbers = each_to_each_km(*vectors) <= _AROUND_KM
    return near


def _center(gazetteer: Gazetteer, texts: Sequence[Counter[int]]) -> int | None:
    """Return the town around which most texts name one; of these the one most often named."""
    if not texts:
        return None
    rows, named = _table(texts)
    around = (named @ _near(gazetteer, rows, rows) > 0).sum(axis=0)
    texts_of, often = (named > 0).sum(axis=0), named.sum(axis=0)
    best = int(np.lexsort((rows, -often, -texts_of, -around))[0])
    alone = around[best] == 1 and often[best] < 2  # noqa: PLR2004 - named once in one text
    return int(rows[best]) if around[best] >= _LEAST * len(texts) and not alone else None


def _state(gazetteer: Gazetteer, texts: Sequence[Counter[int]], country: str) -> Place | None:
    """Return the state in which most texts name a place."""
    states: Counter[str] = Counter()
    for rows in texts:
        places = (gazetteer.place(row) for row in rows)
        states.update(
            {
                place.admin1_code
                for place in places
                if place.admin1_code and country in ("", place.country)
            }
        )
    code, count = min(states.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    if count < 2 or count < _LEAST_STATE * len(texts):  # noqa: PLR2004 - one text is chance
        return None
    columns = gazetteer.columns
    own = columns.admin1 == columns.code("admin1", code)
    rows_of = np.flatnonzero(own & (columns.feature == columns.code("feature", "ADM1")))
    return gazetteer.place(int(rows_of[0])) if len(rows_of) else None


def _known(gazetteer: Gazetteer, name: str, country: str) -> tuple[int, ...]:
    """Return the places of a name that a paper may be named after, the likeliest first."""
    matches = find_candidates(gazetteer, name)
    columns, rows = gazetteer.columns, matches.rows
    main = matches.flags == FLAGS.index("main")
    kinds = [columns.code("kind", kind) for kind in ("city", "borough", *_AREAS)]
    known = main & np.isin(columns.kind[rows], kinds) & (columns.people[rows] >= _KNOWN_PEOPLE)
    if country:
        known &= columns.country[rows] == columns.code("country", country)
    return tuple(rows[known].tolist())


@cache
def _papers() -> frozenset[str]:
    return frozenset(_PAPERS.read_text(encoding="utf-8").split()) | {"the", "of", "and"}


def _in_words(source: str) -> list[str]:
    """Return what is left of a paper's title without the words that papers share."""
    words = fold(source.replace("-", " ")).split()
    while words and words[0] in _papers():
        words.pop(0)
    while words and words[-1] in _papers():
        words.pop()
    name = " ".join(words)
    return [name] if len(name) >= _SHORT else []


def _in_host(label: str) -> list[str]:
    """Return the names that a host's label may hold, the longest first: kansas city."""
    label = label.replace("-", "")
    starts = [at for at in range(len(label)) if _of_papers(label[:at])]
    ends = [at for at in range(len(label) + 1) if _of_papers(label[at:])]
    parts = {label[first:end] for first in starts for end in ends if end - first >= _SHORT}
    names = []
    for part in sorted(parts, key=lambda text: (-len(text), text)):
        names.append(part)
        names += [f"{part[:at]} {part[at:]}" for at in range(2, len(part) - 2)]
    return names


@cache
def _of_papers(text: str) -> bool:
    """Return whether letters are nothing but words that papers share."""
    return not text or any(
        text.startswith(word) and _of_papers(text[len(word) :]) for word in _papers()
    )
