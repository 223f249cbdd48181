"""The small story of the maps' tests, and their way to open a page where there is no network."""

from maps.conftest import opened, small_story, with_text

__all__ = ["opened", "small_story", "with_text"]
