"""The same scene as the map, as a static picture: PNG, SVG or PDF, without a browser."""

from .picture import save_picture
from .scene import draw
from .still import still, still_of_events

__all__ = ["draw", "save_picture", "still", "still_of_events"]
