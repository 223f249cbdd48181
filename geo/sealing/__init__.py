"""Turn any folium map or page into one file that loads nothing.

===========  =====================================================================
assets       Scripts, styles and data that go into a page as they stand
folium_text  Escape the texts that people put into a folium map
parts        The parts of a figure as finished text, with the files that they load
script       Check scripts before they go into a page, without running them
seal         Seal a page: everything inside, no request, the same bytes each time
===========  =====================================================================

Examples
--------
>>> import folium, geo
>>> page = geo.sealing.seal(folium.Map(tiles=None).get_root(), title="A map")
>>> "Content-Security-Policy" in page
True
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
