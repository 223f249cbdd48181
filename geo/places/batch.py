"""The former home of `geo.geocoding.files`, to be removed in 0.3."""

from geo.moved import moved

__getattr__ = moved(
    __name__,
    {
        "Done": "geo.geocoding.files.Done",
        "TableError": "geo.geocoding.files.TableError",
        "geocode_file": "geo.geocoding.files.geocode_file",
    },
)
