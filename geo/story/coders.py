"""Measure how far two people who coded the same articles agree, table by table."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import STORY, ArgumentError, check_has
from geo.evidence import split_ids
from geo.story.perspectives import restricted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.story.story import Story

    Tables = dict[str, pd.DataFrame]
    Pairs = list[tuple[Any, Any]]
    Scores = Iterable[tuple[float, Any, Any]]

COMPARED = {
    "actors": ("kind",),
    "places": ("kind", "within"),
    "claims": ("said_by", "status"),
    "events": ("kind", "date", "date_basis", "place"),
    "event_places": ("role",),
    "links": ("from", "to", "medium", "direction", "date", "date_basis"),
    "relations": ("relation",),
    "figures": ("measure", "low", "high", "unit"),
    "mentions": ("what", "of"),
}
"""The columns in which the rows of two coders are compared, by table."""

_REFERRING = ("said_by", "within", "place", "from", "to", "of")
_COUNTS = ["both", "only_first", "only_second"]
_MEASURES = ["equal", "kappa", "alpha"]
_LEAST_SHARED = 0.5
_UNDEFINED = float("nan")


def agreement(first: Story, second: Story) -> pd.DataFrame:
    """Compare the tables that two people made of the same articles.

    Parameters
    ----------
    first, second : Story
        As `geo.read_story` returns them, each written without a look at the other. What rests on
        articles that only one of the two has is left out.

    Returns
    -------
    pandas.DataFrame
        For each table one row whose column is empty, and one for each column compared:

        - table, column
        - both, only_first, only_second : how many rows both have, or one of them alone
        - equal : of a table, the share of rows that both have (F1); of a column, the share of
          those rows with the same cell; NaN where there is none
        - kappa, alpha : of a column, agreement beyond chance by Cohen and by Krippendorff (for
          categories), 1 at most; NaN for fewer than two rows, and where both wrote one value alone

    Raises
    ------
    geo.errors.ArgumentError
        The stories have no article in common; or nltk, which computes kappa and alpha, is not
        installed.

    Notes
    -----
    Articles are paired by their hash; claims and mentions by their spans, which are one where they
    share half of what they cover together, or more; actors and places by name; events and links by
    the claims about them; figures and relations by their claims. Each row is paired once, with the
    one that it has most in common with. Ids may differ.

    What neither of the two wrote down can't be counted, so that there is no agreement beyond
    chance on what was found: hence F1 (Hripcsak and Rothschild 2005, "Agreement, the F-measure,
    and reliability in information retrieval"). Cohen 1960, "A coefficient of agreement for nominal
    scales"; Krippendorff 2004, "Content analysis", chapter 11.

    Examples
    --------
    >>> import geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> table = geo.story.agreement(story, story.without(actor="m-anwar"))
    >>> table.loc[table["table"] == "claims", ["column", "only_first", "kappa"]].values.tolist()
    [['', 15, nan], ['said_by', 15, 1.0], ['status', 15, 1.0]]
    """
    for name, story in (("first", first), ("second", second)):
        check_has(name, story, "claims", "relations", "figures", "mentions", wanted=STORY)
    articles = _pairs_of(_same(first.sources["sha256"], second.sources["sha256"]))
    if not articles:
        raise ArgumentError(
            "second: found no article that first has, too (by sha256 of sources.csv); wanted two "
            "stories of the same articles"
        )
    tables = _tables(first, [mine for mine, _ in articles])
    others = _tables(second, [other for _, other in articles])
    pairs = _pair(tables, others, articles)
    names = {other: mine for of_table in pairs.values() for mine, other in of_table}
    rows = [
        (table, column, *counts, *measures)
        for table in COMPARED
        for counts in [_counts(pairs[table], tables[table], others[table])]
        for column, measures in _compared(table, pairs[table], tables, others, names, counts)
    ]
    return pd.DataFrame(rows, columns=["table", "column", *_COUNTS, *_MEASURES])


def _tables(story: Story, sources: list[str]) -> Tables:
    """Return the tables of a story, of some of its articles alone."""
    part = restricted(story, story.claims["source"].isin(sources))
    return {name: getattr(part, name) for name in COMPARED}


def _pair(tables: Tables, others: Tables, sources: Pairs) -> dict[str, Pairs]:
    """Return the rows of two coders that are one, by table."""
    pairs = {"sources": sources}
    for table in ("actors", "places"):
        named = _same(tables[table]["name"].str.casefold(), others[table]["name"].str.casefold())
        pairs[table] = _pairs_of(named)
    for table in ("claims", "mentions"):
        pairs[table] = _pairs_of(_overlaps(tables[table], others[table], dict(sources)))
    claims = dict(pairs["claims"])
    for table in ("events", "links"):
        pairs[table] = _pairs_of(_sharing(table, tables, others, claims))
    same = {mine: other for table in ("events", "places") for mine, other in pairs[table]}
    keys: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
        "event_places": (("event", "place"), same),
        "relations": (("claim", "other"), claims),
        "figures": (("claim",), claims),
    }
    for table, (columns, names) in keys.items():
        pairs[table] = _pairs_of(_alike(table, columns, tables[table], others[table], names))
    return pairs


def _pairs_of(scores: Scores) -> Pairs:
    """Pair each row once, those with the highest score first."""
    pairs, taken, paired = [], set(), set()
    for _, mine, other in sorted(scores, key=lambda score: -score[0]):
        if mine not in taken and other not in paired:
            pairs.append((mine, other))
            taken.add(mine)
            paired.add(other)
    return pairs


def _same(first: pd.Series[str], second: pd.Series[str]) -> Scores:
    """Yield the rows with the same text; those with the same id before others."""
    rows = defaultdict(list)
    for other, text in second.items():
        rows[text].append(other)
    for mine, text in first.items():
        for other in rows[text]:
            yield (2 if mine == other else 1), mine, other


def _overlaps(first: pd.DataFrame, second: pd.DataFrame, sources: dict[str, str]) -> Scores:
    """Yield the spans that share half of what they cover together, or more."""
    spans = defaultdict(list)
    for other, row in zip(second.index, _spans(second), strict=True):
        spans[row[0]].append((other, *row[1:]))
    for mine, ((source, *cell), start, end) in zip(first.index, _spans(first), strict=True):
        for other, its_start, its_end in spans[(sources[source], *cell)]:
            shared = min(end, its_end) - max(start, its_start)
            if shared >= _LEAST_SHARED * (max(end, its_end) - min(start, its_start)):
                yield shared / (max(end, its_end) - min(start, its_start)), mine, other


def _spans(frame: pd.DataFrame) -> Iterator[tuple[tuple[Any, ...], int, int]]:
    """Yield where each row stands: the source (with cell or exhibit), start and end."""
    optional = frame.reindex(columns=["column", "exhibit"], fill_value="")
    for source, row, start, end, column, exhibit in zip(
        *(frame[name] for name in ("source", "paragraph", "start", "end")),
        *(optional[name] for name in ("column", "exhibit")),
        strict=True,
    ):
        where = (row, column) if column else (exhibit,) if exhibit else ()
        yield (source, *where), int(start), int(end) or 1


def _sharing(table: str, tables: Tables, others: Tables, claims: dict[str, str]) -> Scores:
    """Yield the events or links with claims in common, by their share of all claims about both."""
    mine, its = (_subjects(each["claims"], each[table].index) for each in (tables, others))
    shared = Counter(
        (subject, other)
        for claim, its_claim in claims.items()
        for subject in mine[claim]
        for other in its[its_claim]
    )
    sizes = [Counter(name for names in each.values() for name in names) for each in (mine, its)]
    for (subject, other), count in shared.items():
        yield count / (sizes[0][subject] + sizes[1][other] - count), subject, other


def _subjects(claims: pd.DataFrame, wanted: pd.Index[str]) -> dict[str, list[str]]:
    """Return of each claim which of some things it is about."""
    known = set(wanted)
    return {
        str(claim): [name for name in split_ids(about) if name in known]
        for claim, about in claims["about"].items()
    }


def _alike(
    table: str,
    keys: tuple[str, ...],
    first: pd.DataFrame,
    second: pd.DataFrame,
    names: dict[str, str],
) -> Scores:
    """Yield the rows whose keys are the same things, by the number of other cells in common."""
    rows = defaultdict(list)
    for other, *cells in second[list(keys)].itertuples(name=None):
        rows[frozenset(cells)].append(other)
    for mine, *cells in first[list(keys)].itertuples(name=None):
        for other in rows[frozenset(names.get(cell, "") for cell in cells)]:
            equal = (
                _text(first.loc[mine, column]) == _text(second.loc[other, column])
                for column in COMPARED[table]
            )
            yield 1 + sum(equal), mine, other


def _counts(pairs: Pairs, first: pd.DataFrame, second: pd.DataFrame) -> tuple[int, int, int]:
    return len(pairs), len(first) - len(pairs), len(second) - len(pairs)


def _compared(
    table: str,
    pairs: Pairs,
    tables: Tables,
    others: Tables,
    names: dict[str, str],
    counts: tuple[int, int, int],
) -> Iterator[tuple[str, tuple[float, float, float]]]:
    """Yield how far a table agrees, and each of its columns."""
    total = sum(counts) + counts[0]
    yield "", (2 * counts[0] / total if total else _UNDEFINED, _UNDEFINED, _UNDEFINED)
    for column in COMPARED[table]:
        cells = [
            (
                _text(tables[table].loc[mine, column]),
                _referred(others[table].loc[other, column], names)
                if column in _REFERRING
                else _text(others[table].loc[other, column]),
            )
            for mine, other in pairs
        ]
        yield column, _beyond_chance(cells)


def _referred(name: Any, names: dict[str, str]) -> str:  # noqa: ANN401 - a cell
    """Return the id of the first coder for what an id of the second one means."""
    return names.get(name, f"only second: {name}") if name else ""


def _text(cell: Any) -> str:  # noqa: ANN401 - any cell of a table
    return "" if pd.isna(cell) else str(cell)


def _beyond_chance(cells: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Return the share of equal cells, Cohen's kappa and Krippendorff's alpha."""
    if not cells:
        return _UNDEFINED, _UNDEFINED, _UNDEFINED
    equal = sum(mine == other for mine, other in cells) / len(cells)
    if len(cells) < 2 or len({text for pair in cells for text in pair}) == 1:  # noqa: PLR2004
        return equal, _UNDEFINED, _UNDEFINED
    try:
        from nltk.metrics.agreement import AnnotationTask  # noqa: PLC0415 - wanted here alone
    except ImportError as error:
        raise ArgumentError(
            "agreement: wanted nltk, which is not installed: "
            'pip install "geo-event-maps[agreement]"'
        ) from error
    task = AnnotationTask(
        data=[
            (coder, str(item), text)
            for item, texts in enumerate(cells)
            for coder, text in zip(("first", "second"), texts, strict=True)
        ]
    )
    return equal, float(task.kappa()), float(task.alpha())
