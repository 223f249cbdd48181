"""Frames become folium maps: layers, an embedded basemap, the story's page, one sealed file.

The public names stand in ``__init__.pyi``; each is imported when it is first used.

Examples
--------
>>> import folium, geo
>>> m = folium.Map([24.9, 67.0], zoom_start=6, tiles=None)
>>> geo.maps.Basemap().add_to(m).get_name().startswith("basemap")
True
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
