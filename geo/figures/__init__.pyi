from .scene import draw, save_picture
from .still import still, still_of_events

__all__ = [
    "draw",
    "save_picture",
    "still",
    "still_of_events",
]
