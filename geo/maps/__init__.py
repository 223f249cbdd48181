"""Frames become folium maps: layers, an embedded basemap, the story's page, one sealed file.

===========  ======================================================================================
archive      The archive half of a story's page: its tables, and what no article states
base         What all elements share, and pages inside notebooks
controls     Controls beside the map: key, list, timeline, search, steps, downloads
explore      Any table of events as a page, or two of them: one call, one file, up to millions
guide        The guided half of a story's page: its scene, cards of steps, footnotes
large        Tables too large for one file, as a folder that a page reads piece by piece
layers       Layers for any folium map: basemap, events, places and links; the ground of pages
live         The page of many events beside a live notebook: what a person does there, as values
live_widget  The widget between such a page and the kernel
points       Any table of points, lines and areas, packed into columns for a page of a million rows
records      Rows of frames as the records that the page reads, in order of time
story_page   The story's page: a folium map that is saved as one sealed file
summary      Events counted by area and time, as a table that a map or a picture draws
===========  ======================================================================================

Examples
--------
>>> import folium, geo
>>> m = folium.Map([24.9, 67.0], zoom_start=6, tiles=None)
>>> geo.maps.Basemap().add_to(m).get_name().startswith("basemap")
True
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
