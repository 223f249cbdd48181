"""Names are found in running text of ten languages, and no function word is read as one."""

from collections import defaultdict
from pathlib import Path

import pytest

from geo.geoparsing.geoparse import mentions
from geo.geoparsing.lexicon import FUNCTION, function_words

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "data" / "languages.tsv").read_text("utf-8").splitlines()
]
BY_LANGUAGE = defaultdict(list)
for language, text, places in ROWS:
    BY_LANGUAGE[language].append((text, [one.strip() for one in places.split(";") if one.strip()]))


SHARE = 0.9


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_names_are_found_and_right_in_a_language(language: str) -> None:
    right = total = extra = 0
    for text, places in BY_LANGUAGE[language]:
        found = [one.answer.place for one in mentions(text)]
        told = [f"{place.name} {place.country}".strip() for place in found if place is not None]
        wanted = [one.split("|") for one in places]
        own = sum(any(one in told for one in either) for either in wanted)
        total, right, extra = total + len(wanted), right + own, extra + len(found) - own
    assert right / total >= SHARE
    assert extra / total <= 1 - SHARE


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_no_function_word_of_a_language_is_read(language: str) -> None:
    words = function_words().get(language, FUNCTION)
    read = [one.name for text, _ in BY_LANGUAGE[language] for one in mentions(text)]
    assert [name for name in read if name.casefold() in words] == []


def test_each_language_has_thirty_sentences() -> None:
    assert {language: len(rows) for language, rows in BY_LANGUAGE.items()} == dict.fromkeys(
        ("en", "de", "fr", "es", "pt", "ru", "ar", "ur", "hi", "zh"), 30
    )
