"""Files for other tools, each with its credits; and PDFs, which are read.

GeoJSON, GeoPackage, GeoParquet and CSV take any GeoDataFrame or DataFrame in EPSG:4326, the others
the frames of a story; `geo.write_tables` writes a story in any of them. The same frame gives the
same bytes, whatever the clock, time zone or locale.

=============  ================================================================================
annotations    Write W3C Web Annotations: each claim and mention at its words in the article
bibliography   Write the sources as CSL JSON and BibTeX: people as people, bodies as bodies
catalog        Describe exported files: Data Package, RO-Crate, Croissant
cells          One cell of any table as text, number, truth value, list or mapping
columns        Any table as columns of few kinds, the one way in for pages and writers
escaping       Escape texts for spreadsheets, which run formulas, and for XML
frames         Checks that every export makes of a frame before it writes
geojson        Write GeoJSON (RFC 7946)
geopackage     Write GeoPackage, every table in one SQLite file with its styles, and FlatGeobuf
geoparquet     Write GeoParquet 1.1, with the credits in the file's metadata
gpx            Write GPX 1.1: events and places as waypoints, links as tracks
ical           Write iCalendar: each event that has a first and a last day
kml            Write KML 2.2 and KMZ: placemarks with their time, style and claims
linked_places  Write Linked Places: names, times, relations and citations
pdf            Read the text of a PDF in the order of reading, with page and box of each letter
pdf_layout     Put the lines of its pages into order, and into paragraphs
subjects       Events, links and places as an exchange format takes them
tables         Write CSV, and put the claims behind each row beside it
tei            Write TEI P5: places, events, people and bodies, sources, claims
topojson       Write TopoJSON: outlines that several things share stand once
=============  ================================================================================

Examples
--------
>>> import geo
>>> story = geo.read_story("data")  # the tables of this project's own story
>>> len(geo.formats.evidence_of(story.claims)["telephone-addresses"])
6
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
