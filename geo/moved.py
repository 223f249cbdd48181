"""Names that have moved, kept for one release with a DeprecationWarning; to be removed in 0.3.

`geo.exports`, `geo.maps.large.sql`, `geo.places`, `geo.places.batch` and `geo.text` are no files
any more: `register` stands modules in for them, which find a name where it is now.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from types import ModuleType

_NOW = {
    "geo.exports": {
        "geo.formats": (
            "evidence_of with_evidence write_csv write_geojson write_geopackage write_geoparquet"
        ),
        "geo.exchange": "write_tables",
    },
    "geo.maps.large.sql": {
        "geo.maps.large.source": "bin_of bin_sql code_sql counts_sql day_sql places_sql",
    },
    "geo.places": {
        "geo.gazetteer": "Place",
        "geo.geocoding": (
            "Gazetteer answer_pins changes geocode online pin_geometry read_pins write_pins"
        ),
    },
    "geo.places.batch": {"geo.geocoding.files": "Done TableError geocode_file"},
    "geo.text": {
        "geo.extraction": (
            "Connection=Relation DateMention Deictic=Coreference FigureMention "
            "Happening=EventMention Statement find_connections=find_relations find_dates "
            "find_deictics=find_coreferences find_figures find_happenings=find_events "
            "find_statements"
        ),
        "geo.geoparsing": (
            "Mention Spoken=GazetteerName geoparse mentions resolve_spans sentences "
            "spoken=find_names"
        ),
    },
}


class _FormerModule(ModuleType):
    """A module that has gone; its names are found where they are now, with a warning."""

    def __init__(self, name: str, names: dict[str, str]) -> None:
        super().__init__(name, f"The former home of {', '.join(names)}, to be removed in 0.3.")
        self.__path__: list[str] = []
        self._names = {
            old: f"{home}.{new or old}"
            for home, words in names.items()
            for old, _, new in (word.partition("=") for word in words.split())
        }

    def __getattr__(self, name: str) -> object:
        if name.startswith("_") or name not in self._names:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        now = self._names[name]
        warnings.warn(
            f"{self.__name__}.{name} is now {now}; the old name will be removed in 0.3",
            DeprecationWarning,
            stacklevel=2,
        )
        module, _, present = now.rpartition(".")
        return getattr(importlib.import_module(module), present)


def register() -> None:
    """Stand modules in for those that have gone, so that their names can still be imported."""
    for name, names in _NOW.items():
        package, _, last = name.rpartition(".")
        sys.modules[name] = _FormerModule(name, names)
        if package in sys.modules:
            setattr(sys.modules[package], last, sys.modules[name])
