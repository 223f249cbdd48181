"""What a text itself says of where a name is, right behind the name or in a definition."""

import pytest

from geo.gazetteer.gazetteer import embedded
from geo.geocoding.hints import Hints
from geo.geoparsing.lists import qualified


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Paris, Texas, was quiet", "Paris, Texas"),
        ("Paris (Texas) was quiet", "Paris, Texas"),
        ("Paris, Lamar County, Texas", "Paris, Lamar County, Texas"),
        ("Paris is a city in Lamar County, Texas, and so on", "Paris, Lamar County, Texas"),
        ("Paris (/ˈpærɪs/) is the county seat of Texas", "Paris, Texas"),
        ("Paris, on the Grand, is a city in Ontario", "Paris, Ontario"),
        ("Paris was a small town located in the U.S. state of Texas", "Paris, Texas"),
        ("Paris is a city in Pakistan", "Paris"),  # there is none
        ("Paris, Pakistan and India", "Paris"),  # a list
        ("Paris is a city. In Texas it rains", "Paris"),
        ("Paris and Texas is a film in English", "Paris"),
        ("Paris", "Paris"),
    ],
)
def test_a_text_says_where_a_name_is(text: str, asked: str) -> None:
    assert qualified(embedded(), text, (0, 5), Hints()) == asked
