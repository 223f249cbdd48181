"""Files for other tools: GeoJSON, GeoPackage, GeoParquet and CSV, each with its credits.

One function per format takes any GeoDataFrame or DataFrame in EPSG:4326; `write_tables` writes
all of a story. The same frame gives the same bytes, whatever the clock, time zone or locale.

==========  ===================================================================================
cells       One cell of any table as text, number, truth value, list or mapping
columns     Any table as columns of few kinds, the one way in for pages and writers
formulas    Guard texts that a spreadsheet would run as a formula, by one rule
frames      Checks that every export makes of a frame before it writes
geojson     Write GeoJSON (RFC 7946)
geopackage  Write GeoPackage: every table of a story in one SQLite file
geoparquet  Write GeoParquet 1.1, with the credits in the file's metadata
tables      Write CSV, and all tables of a story in each format with the claims behind each row
==========  ===================================================================================

Examples
--------
>>> import geo
>>> story = geo.read_story("data")  # the tables of this project's own story
>>> len(geo.formats.evidence_of(story.claims)["telephone-addresses"])
6
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
