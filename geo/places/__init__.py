"""The former home of `geo.geocoding` and `geo.gazetteer`, to be removed in 0.3."""

from geo.moved import moved

__getattr__ = moved(
    __name__,
    {
        "Gazetteer": "geo.geocoding.Gazetteer",
        "Place": "geo.gazetteer.Place",
        "answer_pins": "geo.geocoding.answer_pins",
        "changes": "geo.geocoding.changes",
        "geocode": "geo.geocoding.geocode",
        "online": "geo.geocoding.online",
        "pin_geometry": "geo.geocoding.pin_geometry",
        "read_pins": "geo.geocoding.read_pins",
        "write_pins": "geo.geocoding.write_pins",
    },
)
