"""The network of claims: replies, denials, contradictions, sets.

All of it is computed here, once, from the table of relations, so that frames, pages, figures,
exports and drafts see the same network.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain, count
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable


SEPARATOR = "; "
"""Between several ids in one cell."""

_PAGE = re.compile(r"(?:^|&)page=([0-9]+)(?:&|$)")

REPLIES = ("denies", "answers", "corrects")
"""Relations of a claim to one that it replies to."""
SYMMETRIC = ("contradicts", "varies")
"""Relations that hold from both sides, and stand once."""


def split_ids(cell: str) -> list[str]:
    """Return the ids of a cell that may hold several, in their order.

    Examples
    --------
    >>> split_ids("karachi; edgware"), split_ids("")
    (['karachi', 'edgware'], [])
    """
    return [name for part in cell.split(";") if (name := part.strip())]


def plain_id(text: str) -> str:
    """Return a text as an id: Latin letters without accents, digits and hyphens; or nothing.

    Examples
    --------
    >>> plain_id("São Paulo (city)"), plain_id("کراچی")
    ('sao-paulo-city', '')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def free_id(wanted: str, taken: Container[str]) -> str:
    """Return an id that is not taken: the wanted one, else the first free with a number behind it.

    Examples
    --------
    >>> free_id("fire", {"fire", "fire-2"}), free_id("flood", {"fire"})
    ('fire-3', 'flood')
    """
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(name for name in chain([wanted], numbered) if name not in taken)


def join_ids(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Join the second parts of pairs by their first, each once.

    Examples
    --------
    >>> join_ids([("march", "c-1"), ("march", "c-2"), ("march", "c-1")])
    {'march': 'c-1; c-2'}
    """
    joined: dict[str, dict[str, None]] = {}
    for key, name in pairs:
        joined.setdefault(key, {})[name] = None
    return {key: SEPARATOR.join(names) for key, names in joined.items()}


def page_of(part: str) -> int:
    """Return the page that a part of a document names (``page=2&xywh=…``); 0 for none.

    Examples
    --------
    >>> page_of("page=2&xywh=percent:8,40.2,36,1.5"), page_of("")
    (2, 0)
    """
    page = _PAGE.search(part)
    return int(page[1]) if page else 0


def place_in_source(paragraph: object, column: str = "", part: str = "") -> str:
    """Return in words where in its source a claim stands: a paragraph, or cells of a table.

    Examples
    --------
    >>> place_in_source(4), place_in_source(7, "deaths"), place_in_source(7, "What; Town")
    ('paragraph 4', 'row 7, column deaths', 'row 7')
    >>> place_in_source(4, part="page=2"), place_in_source(0)
    ('page 2, paragraph 4', 'in a picture or recording')
    """
    if str(paragraph) == "0":  # the claim stands on an exhibit
        return "in a picture or recording"
    shown = cell_shown(column)
    if shown is None:
        page = page_of(part)
        return (f"page {page}, " if page else "") + f"paragraph {paragraph}"
    return f"row {paragraph}" + (f", column {shown}" if shown else "")


def cell_shown(column: str) -> str | None:
    """Return the column that a citation names: empty for several, None where it is no table's.

    Examples
    --------
    >>> cell_shown("deaths"), cell_shown("What; Town"), cell_shown("")
    ('deaths', '', None)
    """
    if not column:
        return None
    return "" if SEPARATOR in column else column


_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_MARK = re.compile(rf"\s*\[({_SLUG}(?:; ?{_SLUG})*)\]")


def split_marks(text: str) -> list[tuple[str, list[str]]]:
    """Split text behind each mark ``[claim-id]`` into what it says and the claims that it names.

    Parameters
    ----------
    text : str
        Text in which the claims that it rests on stand in brackets; several ids in one pair of
        brackets have ``; `` between them.

    Returns
    -------
    list of tuple
        Text without the mark, and the ids of the claims; none for what follows the last mark.

    Examples
    --------
    >>> split_marks("Singers came [c-count; c-list], by train [c-train].")
    [('Singers came', ['c-count', 'c-list']), (', by train', ['c-train']), ('.', [])]
    """
    parts, at = [], 0
    for mark in _MARK.finditer(text):
        parts.append((text[at : mark.start()], split_ids(mark[1])))
        at = mark.end()
    return [*parts, (text[at:], [])] if at < len(text) else parts


def without_marks(text: str) -> str:
    """Return text without its marks ``[claim-id]``, as a reader shall see it.

    Examples
    --------
    >>> without_marks("Singers came [c-count], by train [c-train].")
    'Singers came, by train.'
    """
    return "".join(part for part, _ in split_marks(text)).strip() if "[" in text else text


def marked_claims(text: str) -> list[str]:
    """Return the ids of the claims that the marks of a text name, each once, in their order.

    Examples
    --------
    >>> marked_claims("Singers came [c-count], by train [c-train; c-count].")
    ['c-count', 'c-train']
    """
    return list(dict.fromkeys(name for _, names in split_marks(text) for name in names))


def claims_by_subject(claims: pd.DataFrame) -> dict[str, list[str]]:
    """Return the ids of the claims about each thing, in the table's order."""
    subjects: dict[str, list[str]] = {}
    for name, about in claims["about"].items():
        for subject in split_ids(about):
            subjects.setdefault(subject, []).append(str(name))
    return subjects


def is_about(claims: pd.DataFrame, ids: Collection[str]) -> list[bool]:
    """Return for each claim whether it is about one of some things."""
    wanted = set(ids)
    return [not wanted.isdisjoint(split_ids(cell)) for cell in claims["about"]]


def with_relations(claims: pd.DataFrame, relations: pd.DataFrame) -> pd.DataFrame:
    """Return claims with what each replies to and denies, who denies it, and what contradicts it.

    Parameters
    ----------
    claims : pandas.DataFrame
        Indexed by id.
    relations : pandas.DataFrame
        claim, relation, other.

    Returns
    -------
    pandas.DataFrame
        With the columns replies_to (what it denies, answers or corrects), denies, denied_by and
        contradicts (on both sides), each with ids as ``"a; b"``.
    """
    denials = _pairs(relations, ["denies"])
    contradictions = _pairs(relations, ["contradicts"])
    joined = {
        "replies_to": join_ids(_pairs(relations, REPLIES)),
        "denies": join_ids(denials),
        "denied_by": join_ids((other, claim) for claim, other in _in_order(denials, claims)),
        "contradicts": join_ids(
            pair for claim, other in contradictions for pair in ((claim, other), (other, claim))
        ),
    }
    names = [str(name) for name in claims.index]
    return claims.assign(
        **{
            column: pd.Series([ids.get(name, "") for name in names], claims.index, dtype="str")
            for column, ids in joined.items()
        }
    )


def _pairs(relations: pd.DataFrame, kinds: Collection[str]) -> list[tuple[str, str]]:
    rows = relations[relations["relation"].isin(kinds)]
    return list(zip(rows["claim"], rows["other"], strict=True))


def _in_order(pairs: list[tuple[str, str]], claims: pd.DataFrame) -> list[tuple[str, str]]:
    """Return pairs in the order in which their first claims stand."""
    order = {name: at for at, name in enumerate(claims.index)}
    return sorted(pairs, key=lambda pair: order.get(pair[0], len(order)))


def with_differences(
    claims: pd.DataFrame, relations: pd.DataFrame, *, figures: pd.DataFrame
) -> pd.DataFrame:
    """Return claims with the column differs_on: on what others contradict each of them.

    Where all of those that contradict each other give a figure of one set, the text has the
    figures: ``"deaths: at least 40 / 42"``. It is empty where nothing contradicts a claim, and the
    same for all claims that stand against each other.
    """
    texts = join_ids(
        (name, text) for text, group in _differences(relations, figures=figures) for name in group
    )
    return claims.assign(differs_on=[texts.get(str(name), "") for name in claims.index])


def differences_by_subject(
    claims: pd.DataFrame, relations: pd.DataFrame, *, figures: pd.DataFrame
) -> dict[str, str]:
    """Return on what the claims about each thing contradict each other, where any two do."""
    rows = relations[relations["relation"] == "contradicts"]
    own: dict[str, list[bool]] = {}
    for subject, names in claims_by_subject(claims).items():
        both = rows["claim"].isin(names) & rows["other"].isin(names)
        if both.any():
            own[subject] = list(both)
    return {
        subject: SEPARATOR.join(text for text, _ in _differences(rows[both], figures=figures))
        for subject, both in own.items()
    }


def _differences(relations: pd.DataFrame, *, figures: pd.DataFrame) -> list[tuple[str, set[str]]]:
    """Return each difference in words, with the claims that stand against each other in it."""
    rows = relations[relations["relation"] == "contradicts"]
    differences = []
    for on, of_one in rows.groupby("on", sort=False):
        for group in _groups(list(zip(of_one["claim"], of_one["other"], strict=True))):
            values = _values(figures, group)
            differences.append((f"{on}: {' / '.join(values)}" if values else str(on), group))
    return differences


def _groups(pairs: list[tuple[str, str]]) -> list[set[str]]:
    """Return the sets of names that pairs join, over any number of steps."""
    groups: list[set[str]] = []
    for pair in pairs:
        joined = [group for group in groups if not group.isdisjoint(pair)]
        groups = [group for group in groups if group.isdisjoint(pair)]
        groups.append(set(pair).union(*joined))
    return groups


def _values(figures: pd.DataFrame, names: set[str]) -> list[str]:
    """Return the figures of one set that all of some claims give, the least first; else none."""
    own = figures[figures["claim"].isin(names)]
    for _, of_set in own.groupby("set", sort=False):
        if set(of_set["claim"]) == names:
            value = of_set["low"].fillna(of_set["high"])
            in_order = of_set.assign(value=value).sort_values("value", kind="stable")
            unit = in_order["unit"].iloc[0]
            return list(dict.fromkeys(in_order["label"].str.removesuffix(f" {unit}")))
    return []


def answers(claims: pd.DataFrame) -> dict[str, list[str]]:
    """Return what replies to each claim that accuses somebody, denials first; empty: nothing does.

    A claim accuses if its status is ``alleged``, or if its column accused names somebody.

    Parameters
    ----------
    claims : pandas.DataFrame
        Indexed by id, with replies_to and denies; without the column accused, by status alone.

    Examples
    --------
    >>> columns = ["status", "replies_to", "denies"]
    >>> rows = [("alleged", "", ""), ("said", "a", ""), ("denied", "a", "a"), ("alleged", "", "")]
    >>> answers(pd.DataFrame(rows, index=[*"abcd"], columns=columns))
    {'a': ['c', 'b'], 'd': []}
    """
    accuses = claims["status"] == "alleged"
    if "accused" in claims.columns:
        accuses |= claims["accused"] != ""
    replies: dict[str, list[str]] = {str(name): [] for name in claims.index[accuses]}
    for column in ("denies", "replies_to"):
        for name, cell in claims[column].items():
            for other in split_ids(cell):
                if other in replies and name not in replies[other]:
                    replies[other].append(str(name))
    return replies


def is_contested(claims: pd.DataFrame) -> pd.Series[bool]:
    """Return for each claim whether it is a denial or is denied."""
    return (claims["status"] == "denied") | (claims["denied_by"] != "")


def neighbours(relations: pd.DataFrame, ids: Collection[str]) -> set[str]:
    """Return the claims that stand in any relation to some claims, on either side of it."""
    of, to = relations["claim"].isin(ids), relations["other"].isin(ids)
    return {*relations.loc[of, "other"], *relations.loc[to, "claim"]}


def connected(claims: pd.DataFrame, ids: Collection[str], *, figures: pd.DataFrame) -> set[str]:
    """Return some claims with all that must be shown with them, over any number of steps.

    These are replies, denials and corrections, what contradicts them, and figures of the same set:
    no accusation is shown without its answer, and no number without the others that count the same.
    """
    links = {
        str(name): {*split_ids(replies), *split_ids(contradicts)}
        for name, replies, contradicts in zip(
            claims.index, claims["replies_to"], claims["contradicts"], strict=True
        )
    }
    wanted = set(ids)
    while True:
        sets = figures.loc[figures["claim"].isin(wanted), "set"]
        more = set(figures.loc[figures["set"].isin(sets), "claim"])
        more |= {name for name, others in links.items() if others & wanted}
        more = more.union(*(links[name] for name in wanted & links.keys()))
        if more <= wanted:
            return wanted
        wanted |= more
