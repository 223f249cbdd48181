"""Measure names of one level in lists, and cities with their country, in made-up sentences.

python -m benchmarks.geoparsing.lists [--lists 40] [--cities 2000] [--seed 1]

The names are those of the gazetteer itself: what is measured is how a sentence is read, not what
the gazetteer lacks. The same seed makes the same sentences.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
import numpy as np

from geo.gazetteer.gazetteer import embedded
from geo.gazetteer.normalize import fold
from geo.geocoding.hints import country_name
from geo.geodesy import distances_km
from geo.geoparsing import mentions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.gazetteer.gazetteer import Gazetteer, Place
    from geo.geoparsing.toponyms import Mention

COUNTRIES = ("US", "CA", "AU", "DE", "IN", "CN", "BR", "MX", "NG", "PK")
LEVELS = {"provinces": "ADM1", "counties": "ADM2"}
_LISTS = (
    "Cases rose in {}.",
    "Officials from {} met on Monday.",
    "{} reported heavy rain this week.",
    "Heavy rain fell across {}, officials said.",
)
_CITIES = (
    "The talks were held in {}, {}, on Friday.",
    "Police in {}, {}, said two men were held.",
    "{}, {} - Rain fell for two days.",
    "She was born in {}, {}.",
)
_LEAST, _MOST = 3, 6  # names of a list
_SAME_KM = 161.0  # a town is the seat of the district around it, which has its name


@dataclass(frozen=True)
class Sentence:
    """A made-up sentence, and the places whose names stand in it, in its order."""

    group: str
    text: str
    places: tuple[Place, ...]


def lists(gazetteer: Gazetteer, count: int, seed: int) -> Iterator[Sentence]:
    """Yield lists of names of one level: of one country's provinces, of one province's counties.

    Parameters
    ----------
    gazetteer : Gazetteer
        Whose names are taken.
    count : int
        Lists for each level and country.
    seed : int
        Which names come out.
    """
    chosen = random.Random(seed)  # noqa: S311 - no secret
    for level in LEVELS:
        for country in COUNTRIES:
            groups = _groups(gazetteer, level, country)
            for number in range(count):
                group = chosen.choice(groups)
                most = min(_MOST, len(group))
                places = chosen.sample(group, chosen.randint(_LEAST, most))
                names = [place.name for place in places]
                comma = "," * chosen.randint(0, 1)
                told = f"{', '.join(names[:-1])}{comma} and {names[-1]}"
                yield Sentence(level, _LISTS[number % len(_LISTS)].format(told), tuple(places))


def _groups(gazetteer: Gazetteer, level: str, country: str) -> list[list[Place]]:
    columns = gazetteer.columns
    own = columns.country == columns.code("country", country)
    rows = np.flatnonzero(own & (columns.feature == columns.code("feature", LEVELS[level])))
    groups: dict[str, list[Place]] = {}
    for row in rows:
        place = gazetteer.place(int(row))
        groups.setdefault(place.admin1_code if level == "counties" else "", []).append(place)
    return [group for group in groups.values() if len(group) >= _LEAST]


def cities(gazetteer: Gazetteer, count: int) -> Iterator[Sentence]:
    """Yield the largest cities, each in a sentence with its country."""
    columns = gazetteer.columns
    rows = np.flatnonzero(columns.kind == columns.code("kind", "city"))
    largest = rows[np.argsort(-columns.people[rows].astype(np.int64), kind="stable")][:count]
    for number, row in enumerate(largest):
        place = gazetteer.place(int(row))
        text = _CITIES[number % len(_CITIES)]
        told = text.format(place.name, country_name(gazetteer, place.country))
        yield Sentence("cities", told, (place,))


def judge(sentences: Iterable[Sentence]) -> dict[str, Counter[str]]:
    """Count for each group what became of its names.

    Returns
    -------
    dict of str to Counter
        right, unsure (right, and not ``ok``), wrong (with ``ok``), doubted (wrong, and not ``ok``),
        cut (only a part of the name was read), missed.
    """
    counts: dict[str, Counter[str]] = {}
    for sentence in sentences:
        found, end = mentions(sentence.text), 0
        for place in sentence.places:
            start = sentence.text.index(place.name, end)
            end = start + len(place.name)
            outcome = _outcome(place, found, start, end)
            counts.setdefault(sentence.group, Counter())[outcome] += 1
    return counts


def _outcome(place: Place, found: Sequence[Mention], start: int, end: int) -> str:
    mention = next((one for one in found if (one.start, one.end) == (start, end)), None)
    if mention is None:
        return "cut" if any(one.start < end and one.end > start for one in found) else "missed"
    sure = mention.answer.status == "ok"
    if mention.answer.place is not None and _same(place, mention.answer.place):
        return "right" if sure else "unsure"
    return "wrong" if sure else "doubted"


def _same(place: Place, answer: Place) -> bool:
    """Return whether an answer is the place, or one of its name and ground: not its province."""
    if answer.id == place.id:
        return True
    if (answer.kind == "province") != (place.kind == "province"):
        return False
    lon, lat = np.array([answer.lon]), np.array([answer.lat])
    near = float(distances_km(place.lon, place.lat, lon, lat)[0]) <= _SAME_KM
    named = fold(answer.name) == fold(place.name) and answer.admin1_code == place.admin1_code
    return near and named


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lists", "count", default=40, help="Lists for each level and country.")
@click.option("--cities", "largest", default=2000, help="How many of the largest cities.")
@click.option("--seed", default=1, help="Which names come out.")
def main(*, count: int, largest: int, seed: int) -> None:
    """Print for each group how many of its names are right, unsure, wrong, cut and missed."""
    gazetteer = embedded()
    counts = judge(lists(gazetteer, count, seed)) | judge(cities(gazetteer, largest))
    for group, outcomes in counts.items():
        total = sum(outcomes.values())
        shares = ", ".join(
            f"{outcome} {100 * number / total:.2f} %" for outcome, number in outcomes.most_common()
        )
        click.echo(f"{group}: {total} names; {shares}")


if __name__ == "__main__":
    main()
