"""Tables of texts are read, a document a row, and what is wrong is said."""

import pandas as pd
import pytest

import geo

TEXTS = pd.DataFrame(
    {
        "text": ["The mayor of Dublin resigned.", None, "It rained in Oslo."],
        "paper": ["Columbus Dispatch", None, None],
    },
    index=["a", "b", "c"],
)


def test_each_text_of_a_table_is_a_document() -> None:
    table = geo.geoparse(TEXTS, column="text", source="paper")
    assert table["document"].tolist() == ["a", "c"]
    assert table["name"].tolist() == ["Dublin", "Oslo"]
    assert table["admin1"].tolist() == ["Ohio", "Oslo"]


def test_texts_in_a_list_are_numbered() -> None:
    assert geo.geoparse(["It rained.", "It rained in Oslo."])["document"].tolist() == [1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"text": TEXTS}, "wanted its column too"),
        ({"text": TEXTS, "column": "body"}, "found no 'body'"),
        ({"text": TEXTS, "column": "text", "source": "house"}, "found no 'house'"),
        ({"text": ["a", "b"], "source": ["x"]}, "found 1 values for 2 texts"),
        ({"text": "a", "column": "text"}, "no DataFrame"),
        ({"text": ["a", 1, 2.5]}, "1: int; 2: float"),
        ({"text": "a", "source": 5}, "wanted text for one text"),
    ],
)
def test_what_is_wrong_is_said(arguments: dict, message: str) -> None:
    with pytest.raises(geo.GeoError, match=message):
        geo.geoparse(**arguments)
