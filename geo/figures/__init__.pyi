from .save import save_picture
from .scene import draw
from .still import still, still_of_events

__all__ = [
    "draw",
    "save_picture",
    "still",
    "still_of_events",
]
