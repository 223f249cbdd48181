"""A way to open a page where there is no network."""

from maps.conftest import opened

__all__ = ["opened"]
