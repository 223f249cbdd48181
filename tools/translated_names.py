"""Write the names of countries and large cities in other languages into ``other_names.csv``.

python -m tools.translated_names

The names are those of the Unicode CLDR as Babel holds them (`requirements.lock` has its hash): of
countries, and of the cities that time zones are called after. Only names that the gazetteer lacks
are written, behind the rows made by hand; rows written before stay.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import Locale, __version__
from babel.core import get_global

from geo.files import write_whole
from geo.gazetteer.gazetteer import embedded
from geo.gazetteer.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.gazetteer.gazetteer import Gazetteer, Place

TABLE = Path(__file__).parents[1] / "geo" / "gazetteer" / "data" / "other_names.csv"
LANGUAGES = (
    "ar", "bn", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "id", "it", "ja", "ko", "nl", "pl",
    "pt", "ru", "sv", "th", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
SOURCE = f"Unicode CLDR, through Babel {__version__}"
_LONG = "(（–-/,،"  # a name that is explained, or joined of two, is not how a text calls it
_ALPHA2 = 2


def translations(gazetteer: Gazetteer) -> Iterator[tuple[Place, str, str]]:
    """Yield places, their names in other languages, and the language."""
    english = Locale("en")
    zones = get_global("zone_territories")
    places: dict[str, Place] = {}
    for code in map(str, english.territories):
        place = _country(gazetteer, code)
        if place is not None:
            places[code] = place
    for zone, names in english.time_zones.items():
        city = names.get("city", zone.rpartition("/")[2].replace("_", " "))
        place = _city(gazetteer, city, zones.get(zone, ""))
        if place is not None:
            places[zone] = place
    for language in LANGUAGES:
        locale = Locale(language)
        named: dict[str, Any] = dict(locale.territories)
        named |= {
            zone: names["city"] for zone, names in locale.time_zones.items() if "city" in names
        }
        for key, place in places.items():
            if key in named:
                yield place, str(named[key]), language


def _country(gazetteer: Gazetteer, code: str) -> Place | None:
    if len(code) != _ALPHA2 or not code.isalpha():
        return None
    columns = gazetteer.columns
    own = (columns.kind == columns.code("kind", "country")) & (
        columns.country == columns.code("country", code)
    )
    rows = own.nonzero()[0]
    return gazetteer.place(int(rows[0])) if len(rows) == 1 else None


def _city(gazetteer: Gazetteer, name: str, country: str) -> Place | None:
    called = [place for place, flag in gazetteer.named(fold(name)) if flag in ("main", "exonym")]
    cities = [place for place in called if place.kind == "city" and place.country == country]
    return max(cities, key=lambda place: place.population, default=None)


def rows(gazetteer: Gazetteer, written: set[tuple[str, str]]) -> Iterator[list[str]]:
    """Yield the rows of names that the gazetteer lacks and that are not written yet."""
    for place, name, language in translations(gazetteer):
        key = fold(name)
        plain = not any(sign in name for sign in _LONG) and key
        known = {other.id for other, _ in gazetteer.named(key)}
        if plain and place.id not in known and (place.id, key) not in written:
            written.add((place.id, key))
            yield [place.id, place.name, name, "exonym", language, SOURCE]


def main() -> None:
    """Write the table."""
    text = TABLE.read_text(encoding="utf-8")
    written = {(row["id"], fold(row["name"])) for row in csv.DictReader(io.StringIO(text))}
    added = io.StringIO()
    writer = csv.writer(added, lineterminator="\n")
    writer.writerows(rows(embedded(), written))
    write_whole(TABLE, text + added.getvalue())
    print(f"{TABLE.name}: {added.getvalue().count(chr(10))} names added")


if __name__ == "__main__":
    main()
