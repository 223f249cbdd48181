"""Names are found in running text of ten languages, and no function word is read as one."""

from collections import defaultdict
from pathlib import Path

import pytest

from geo.geoparsing.geoparse import mentions

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "data" / "languages.tsv").read_text("utf-8").splitlines()
]
BY_LANGUAGE = defaultdict(list)
for language, text, places in ROWS:
    BY_LANGUAGE[language].append((text, [one.strip() for one in places.split(";") if one.strip()]))


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_names_are_found_and_right_in_a_language(language: str) -> None:
    right = total = 0
    read = []
    for text, places in BY_LANGUAGE[language]:
        found = [one.answer.place for one in mentions(text)]
        told = [f"{place.name} {place.country}" for place in found if place is not None]
        wanted = [one.split("|") for one in places]
        total += len(wanted)
        right += sum(any(one in told for one in either) for either in wanted)
        if len(found) > len(wanted):
            read.append((text, told))
    assert read == []
    assert right / total >= 0.9
