"""Names that have moved work for one release, and say where they are now."""

import pytest

import geo
from geo import extraction, formats, geocoding, geoparsing
from geo.maps.large import source


def test_a_documented_old_name_is_the_new_one_and_warns() -> None:
    with pytest.warns(DeprecationWarning, match=r"geo\.places\.Gazetteer is now geo\.geocoding"):
        from geo.places import Gazetteer  # noqa: PLC0415 - the import is what is tested
    assert Gazetteer is geocoding.Gazetteer
    with pytest.warns(DeprecationWarning, match=r"removed in 0\.3"):
        from geo.places.batch import geocode_file  # noqa: PLC0415 - the import is what is tested
    assert geocode_file is geo.geocode_file
    with pytest.warns(DeprecationWarning, match=r"is now geo\.maps\.large\.source\.places_sql"):
        from geo.maps.large.sql import places_sql  # noqa: PLC0415 - the import is what is tested
    assert places_sql is source.places_sql


@pytest.mark.parametrize(
    ("old", "name", "home"),
    [
        ("text", "find_dates", extraction),
        ("text", "find_figures", extraction),
        ("text", "find_statements", extraction),
        ("text", "geoparse", geoparsing),
        ("exports", "write_csv", formats),
    ],
)
def test_an_old_attribute_of_geo_still_works(old: str, name: str, home: object) -> None:
    with pytest.warns(DeprecationWarning, match=rf"^geo\.{old}\.{name} is now "):
        found = getattr(getattr(geo, old), name)
    assert found is getattr(home, name)


def test_a_renamed_name_is_the_new_one() -> None:
    with pytest.warns(
        DeprecationWarning, match=r"^geo\.text\.spoken is now geo\.geoparsing\.find_names"
    ):
        assert geo.text.spoken is geoparsing.find_names  # type: ignore[attr-defined] # as above


def test_a_name_that_never_was_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'geo\.text' has no attribute 'find_nothing'"):
        _ = geo.text.find_nothing  # type: ignore[attr-defined] # that is the point


def test_old_names_are_not_offered() -> None:
    assert {"places", "text", "exports"}.isdisjoint(geo.__all__)
    assert {"places", "text", "exports"}.isdisjoint(dir(geo))
