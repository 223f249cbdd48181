"""The same scene as the map, as a static picture: PNG, SVG or PDF, without a browser.

Examples
--------
>>> import geo
>>> geo.figures.still(geo.read_story("data"))[1:4]  # the tables of this project's own story
b'PNG'
"""

from .picture import save_picture
from .scene import draw
from .still import still, still_of_events

__all__ = ["draw", "save_picture", "still", "still_of_events"]
