"""What a person states of articles beside what they state of themselves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np

from geo.dates.edtf import parse_dates
from geo.errors import DateError, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.dates.edtf import Dates
    from geo.drafts.articles import Article


PER_ARTICLE = ("published", "title", "publisher", "author", "encoding")
"""What may be given for each article."""

OF_ITSELF = PER_ARTICLE[:-1]
"""Of these, what a page may say of itself."""

_MOST_NAMES = 8


@dataclass(frozen=True)
class SourceOptions:
    """Values for articles: for all of them, or as ``NAME=VALUE`` for one.

    Parameters
    ----------
    values : mapping of str to sequence of str
        By the names in `PER_ARTICLE`.
    overrule : bool
        Whether they are taken where a page says something else.
    """

    values: Mapping[str, Sequence[str]]
    overrule: bool = False

    def of(self, names: Sequence[str]) -> list[dict[str, str]]:
        """Return the values of each article.

        Parameters
        ----------
        names : sequence of str
            The articles' files. A value names one by its path, its file's name, or that without
            its ending.

        Returns
        -------
        list of dict of str to str
            As many as names. What is for one article comes before what is for all.

        Raises
        ------
        SourceError
            When a value is for no article or for several, or two values are for one; all at once.
        """
        faults: list[str] = []
        common: dict[str, str] = {}
        own: list[dict[str, str]] = [{} for _ in names]
        files = _files(names)
        for option, values in self.values.items():
            for value in values:
                name, equals, text = value.partition("=")
                target, shown = common, f"--{option}"
                if equals:
                    matches = files.get(name.strip(), [])
                    if len(matches) != 1:
                        faults.append(
                            _unknown(option, value, [names[number] for number in matches], names)
                        )
                        continue
                    target, shown = own[matches[0]], f"--{option} {name.strip()}"
                new = (text if equals else value).strip()
                if target.setdefault(option, new) != new:
                    faults.append(f"{shown}: found {target[option]!r} and {new!r}, wanted one")
        if faults:
            raise SourceError("\n  ".join(dict.fromkeys(faults)))
        return [common | values for values in own]

    def settle(self, article: Article, values: Mapping[str, str]) -> Article:
        """Return an article with the values that a person gave.

        Raises
        ------
        SourceError
            When a page says something else, and that is not to be overruled; all of it at once.
        """
        faults, notes = [], [article.note]
        for option in OF_ITSELF:
            option_value, page_value = values.get(option, ""), getattr(article, option)
            if not option_value or not page_value or _agree(option, option_value, page_value):
                continue
            notes.append(f"{option} {option_value!r} as given, {page_value!r} on the page")
            faults.append(
                f"{article.path.name}: --{option} says {option_value!r}, the article itself "
                f"{page_value!r}; leave --{option} out for it (NAME=VALUE is for one article), or "
                "give --overrule"
            )
        if faults and not self.overrule:
            raise SourceError("\n  ".join(faults))
        return replace(
            article,
            note="; ".join(filter(None, notes)),
            published=values.get("published") or article.published,
            title=values.get("title") or article.title,
            publisher=values.get("publisher") or article.publisher,
            author=values.get("author") or article.author,
        )


def check_dates(values: Sequence[Mapping[str, str]]) -> None:
    """Check that every date that was given is one.

    Raises
    ------
    SourceError
        All that are none, at once.
    """
    faults = []
    for date in dict.fromkeys(options.get("published", "") for options in values):
        try:
            parse_dates(date)
        except DateError as error:
            faults.append(f"published: {str(error).removeprefix('date: ')}")
    if faults:
        raise SourceError("\n  ".join(faults))


def _files(names: Sequence[str]) -> dict[str, list[int]]:
    """Return the articles that each path, file name and stem may mean."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        path = PurePath(name)
        for key in {name, path.as_posix(), path.with_suffix("").as_posix(), path.name, path.stem}:
            found[key].append(number)
    return found


def _unknown(option: str, value: str, matches: Sequence[str], names: Sequence[str]) -> str:
    """Return the fault of a value whose article can't be told."""
    name = value.partition("=")[0].strip()
    shown = ", ".join([*(matches or names)][:_MOST_NAMES])
    if matches:
        return f"--{option}: found {value!r}, and {name!r} is more than one article: {shown}"
    return (
        f"--{option}: found {value!r}, and no article is called {name!r}, wanted one of: {shown} "
        f"(a value with = in it is written NAME={value})"
    )


def _agree(option: str, option_value: str, page_value: str) -> bool:
    """Return whether two values may both be true: one text, or one date within the other."""
    if option != "published":
        return " ".join(option_value.split()).casefold() == " ".join(page_value.split()).casefold()
    first, second = parse_dates(option_value), parse_dates(page_value)
    return _within(first, second) or _within(second, first)


def _within(first: Dates, second: Dates) -> bool:
    """Return whether every day that one date allows is a day that the other allows."""
    begins = np.isnat(second.earliest) or first.earliest >= second.earliest
    return bool(begins and (np.isnat(second.latest) or first.latest <= second.latest))
