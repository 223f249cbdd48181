"""Files for other tools: GeoJSON, GeoPackage, GeoParquet and CSV, each with its credits.

One function per format takes any GeoDataFrame or DataFrame in EPSG:4326; `write_tables` writes
all of a story. The same frame gives the same bytes, whatever the clock, time zone or locale.

The public names stand in ``__init__.pyi``; each is imported when it is first used.

Examples
--------
>>> import geo
>>> story = geo.read_story("data")  # the tables of this project's own story
>>> len(geo.exports.evidence_of(story.claims)["telephone-addresses"])
6
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
