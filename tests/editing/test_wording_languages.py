"""The words of wording by language: what each list marks, and what it leaves alone."""

import json
from pathlib import Path

import pytest
from story.small import SmallStory
from support import Geo

import geo
from geo.editing import check_texts
from geo.editing.check import list_persons
from geo.editing.wording import wording_of

ATTRIBUTED = {
    "de": [
        "Laut der Partei hörten Tausende zu.",
        "Er soll die Angriffe gelenkt haben.",
        "Die Partei wies das zurück.",
        "M. Khan warf der Polizei vor, zugesehen zu haben.",
    ],
    "fr": [
        "Selon le parti, des milliers écoutaient.",
        "Il aurait dirigé les attaques.",
        "Le parti dément.",
        "L'opposition l'a accusé d'avoir tiré.",
    ],
    "es": [
        "Según el partido, miles escuchaban.",
        "El presunto autor huyó.",
        "El partido lo negó.",
        "La oposición acusó al partido.",
    ],
    "ur": [
        "پارٹی کے مطابق ہزاروں لوگ سن رہے تھے۔",
        "مبینہ طور پر اس نے حملے کروائے۔",
        "جماعت نے الزام مسترد کیا۔",
    ],
}
BARE = {
    "de": ["Tausende hörten zu.", "Es gibt Tausende von Zuhörern.", "Er führte die Partei."],
    "fr": ["Des milliers de gens écoutaient.", "Il partit en 1992.", "Le juge était à l'aéroport."],
    "es": [
        "Miles de personas escuchaban.",
        "La llamada duró cuatro horas.",
        "Un negocio en Londres.",
    ],
    "ur": ["ہزاروں لوگ سن رہے تھے۔", "وہ 1992 میں برطانیہ آیا۔"],
}
VOUCHING = {
    "de": {"Die Polizei enthüllte den Plan.": "enthüllte", "Er gab den Plan auf.": ""},
    "fr": {"La police a révélé le plan.": "révélé", "Le plan fut abandonné.": ""},
    "es": {"La policía reveló el plan.": "reveló", "El plan se abandonó.": ""},
    "ur": {"پولیس نے انکشاف کیا۔": "انکشاف", "پولیس وہاں تھی۔": ""},
}
CRIMES = {
    "de": {"Ein Haftbefehl wegen Mordes.": ["murder"], "Er erpresste sie.": ["extortion"]},
    "fr": {"Un mandat pour meurtre.": ["murder"], "La violence du vent.": []},
    "es": {"Una orden por asesinato.": ["murder"], "La extorsión siguió.": ["extortion"]},
    "ur": {"قتل کا وارنٹ۔": ["murder"], "بھتہ خوری ہوئی۔": ["extortion"], "وہ مقتدر تھا۔": []},
}
PRESENT = {
    "de": {
        "Er ist der Chef der Partei.": ["ist"],
        "Die Partei hat 42 Sitze.": ["hat"],
        "Er ist in London geblieben.": [],
        "Die Partei hat das bestritten.": [],
        "Weil er dort geblieben ist, kam sie.": [],
        "Er lebte in London.": [],
        "Er wollte in London leben.": [],
    },
    "fr": {
        "Il est le chef du parti.": ["est"],
        "Le parti a 42 sièges.": ["a"],
        "Il est resté à Londres.": [],
        "Le parti a toujours démenti.": [],
        "Il y a dix ans, à l'est de Londres, il vivait seul.": [],
        "Il dirigeait le parti.": [],
    },
    "es": {
        "Es el jefe del partido y vive en Londres.": ["vive"],
        "El partido tiene 42 escaños.": ["tiene"],
        "Vivía en Londres.": [],
        "El partido ha negado todo.": [],
    },
    "ur": {
        "وہ لندن میں رہتا ہے۔": ["رہتا ہے"],
        "وہ پارٹی کا سربراہ ہے۔": ["سربراہ ہے"],
        "وہ لندن میں رہتا تھا۔": [],
        "اس نے کہا ہے کہ وہ آیا تھا۔": [],
        "وہ الزام کی تردید کرتے ہیں۔": [],
    },
}
LOADED = {
    "de": {
        "Das Regime fiel.": {"Regime": "Regierung"},
        "Das „Regime“ fiel.": {},
        "Die Regierung fiel.": {},
        "Es war ein brutaler Angriff.": {"brutaler": "was geschah"},
    },
    "fr": {
        "Le régime tomba.": {"régime": "gouvernement"},
        "Le « régime » tomba.": {},
        "Le parti Régime tomba.": {},
    },
    "es": {
        "El régimen cayó.": {"régimen": "gobierno"},
        "El «régimen» cayó.": {},
        "Las llamadas telefónicas.": {},
    },
    "ur": {"نام نہاد جماعت۔": {"نام نہاد": "صرف نام، یا کون یہ کہتا ہے"}, "جماعت۔": {}},
}


@pytest.mark.parametrize("language", ["de", "es", "fr", "ur"])
def test_the_words_of_a_language(language: str) -> None:
    words = wording_of(f"{language}-XX")
    assert words is not None
    assert [text for text in ATTRIBUTED[language] if not words.is_attributed(text)] == []
    assert [text for text in BARE[language] if words.is_attributed(text)] == []
    assert {text: words.vouching(text) for text in VOUCHING[language]} == VOUCHING[language]
    assert {text: list(words.crimes(text)) for text in CRIMES[language]} == CRIMES[language]
    assert {text: list(words.present(text)) for text in PRESENT[language]} == PRESENT[language]
    assert {text: words.loaded(text) for text in LOADED[language]} == LOADED[language]
    assert len(words.words["months"]) == 12


def test_every_list_has_every_rule() -> None:
    folder = Path(geo.__file__).parent / "editing/data/wording"
    rules = {"attributed", "vouching", "crime_kinds", "crimes", "present", "months", "loaded"}
    lists = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir()}
    assert sorted(lists) == ["de", "en", "es", "fr", "ur"]
    assert [name for name, words in lists.items() if not rules <= words.keys()] == []


def test_a_story_is_read_by_the_words_of_its_language(small: SmallStory, geo_command: Geo) -> None:
    small.head = small.head.replace('"en"', '"de"').replace(
        "The owner says that he calls", "Der Besitzer ruft an, wie er sagt"
    )
    small.tables["actors"][0]["role"] = "soll ein Café besitzen"
    small.tables["links"][0]["title"] = "Der Anruf, von dem der Besitzer erzählte"
    small.tables["steps"][0]["text"] = "Das Regime ist stark [c-listen]."
    done = geo_command("check", small.write(), "--sources", small.write_articles())
    assert done.stderr.splitlines() == [
        (
            "warning: steps.csv, row 2, column text: found 'Das Regime ist stark.', stronger than "
            "its claims, which are said; say whose word it is"
        ),
        (
            "warning: steps.csv, row 2, column text: found 'ist', present tense in a story as of "
            "2007; write it in the past"
        ),
        (
            "warning: steps.csv, row 2, column text: found 'Regime', a loaded word in our own "
            "voice; write Regierung, or quote who says it"
        ),
        "texts: 3 to look at",
    ]


def test_numbers_and_months_of_a_notebook_are_read_as_its_language_writes_them(
    small: SmallStory,
) -> None:
    small.head = small.head.replace('"en"', '"es"')
    folder = small.write() / "notebooks"
    folder.mkdir()
    prose = "Unos 6.300 km, en marzo de 2006 y en abril de 2006; 6.500 km y 28,5."
    cells = [
        {"cell_type": "code", "source": 'folder = ".."'},
        {"cell_type": "markdown", "source": prose},
    ]
    (folder / "01.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    remarks = [remark for remark in check_texts(small.folder) if remark.file == "01.ipynb"]
    assert [remark.found for remark in remarks] == ["abril de 2006", "6.500", "28,5"]


def test_crimes_are_known_by_the_word_for_an_event_in_either_language(
    small: SmallStory, geo_command: Geo
) -> None:
    small.head = small.head.replace('"en"', '"de"')
    small.tables["events"][0]["kind"] = "ueberfall"
    assert list_persons(geo.read_story(small.write()))["what"].eq("crime").any()
    small.tables["events"][0]["kind"] = "attack"
    assert list_persons(geo.read_story(small.write()))["what"].eq("crime").any()
    small.head = small.head.replace('"de"', '"eo"')
    done = geo_command("check", small.write(), "--persons")
    assert done.stderr == (
        "warning: not checked: no list for eo; crimes are listed by the kinds of events alone\n"
    )
