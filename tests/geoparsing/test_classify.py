"""Which names of a text are places: sentences made up for the purpose."""

import pytest

from geo.geoparsing import mentions


def names(text: str) -> list[str]:
    return [one.name for one in mentions(text)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("She moved from Karachi to Edgware in March.", ["Karachi", "Edgware"]),
        ("Reading is fun, but the town of Reading slept.", ["Reading"]),
        ("Nice weather in Nice.", ["Nice"]),
        ("Turkey and Jordan agreed.", ["Turkey", "Jordan"]),
        ("They ate turkey in Hungary.", ["Hungary"]),
        ("In October, and on Thursday, it rained in May.", []),
    ],
)
def test_a_word_of_everyday_english_is_a_place_only_where_the_text_says_so(
    text: str, places: list[str]
) -> None:
    assert names(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "Mr London said no.",
        "Jack London wrote novels.",
        "Gen. Jackson and Lt. Austin saluted.",
        "The singer Paris Hilton smiled.",
        "Florence Welch sang; later Florence rested.",
        "J. Lincoln & Sons closed.",
        "Sydney Chapman, 27, played the flute.",
        "Frau Berlin und Herr Wien kamen zu spät nach Hause.",
    ],
)
def test_people_are_no_places(text: str) -> None:
    assert names(text) == []


def test_who_was_named_in_full_is_known_by_the_surname() -> None:
    text = "Casey Lincoln ruled on Monday. Nobody had asked Lincoln before."
    assert names(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The Pakistan People's Party won.",
        "He reads The Washington Post.",
        "It was sold to American Airlines.",
        "The Bank of England raised rates.",
        "Boston Celtics won again.",
        "The Communist Party of Vietnam met.",
        "KABOOM, 4 October 2022 (Nyanza Wire) - It rained.",
        "The Karachi Monitor and the Leeds Echo wrote of it.",
    ],
)
def test_a_body_is_not_the_place_in_its_name(text: str) -> None:
    assert names(text) == []


def test_the_rest_of_a_text_does_not_make_a_body_a_place() -> None:
    text = "He left Pakistan. In Pakistan the Pakistan People's Party won."
    assert [one.start for one in mentions(text)] == [8, 21]


def test_a_body_behind_a_possessive_leaves_the_name_a_place() -> None:
    assert names("Pakistan's Daily News wrote it.") == ["Pakistan"]


def test_what_a_state_does_is_done_there() -> None:
    assert names("Karachi police and the Lahore High Court met the Quetta mayor.") == [
        "Karachi",
        "Lahore",
        "Quetta",
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Many Pakistanis and Punjabis left.", []),
        ("The Pakistani army left.", ["Pakistani"]),
        ("Irish and German troops met; so did Irish and other dancers.", ["Irish", "German"]),
        ("Many South Africans left Durban.", ["Durban"]),
        ("He spoke in Chinese.", []),
        ("An African-American poet met a Native American painter.", []),
    ],
)
def test_a_people_and_a_language_are_no_places_but_an_adjective_says_where(
    text: str, places: list[str]
) -> None:
    assert names(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "Home\nAfrica\nAmericas\nAsia\nEurope\nMiddle East\n",
        "News | Africa | Asia | Europe | Sport",
        "Americas Africa Europe",
    ],
)
def test_the_sections_of_a_site_are_no_places(text: str) -> None:
    assert names(f"{text}\nRain fell in Peshawar.") == ["Peshawar"]


def test_parts_of_the_world_in_a_sentence_are_places() -> None:
    assert names("It is sold in Asia, Africa and Europe.") == ["Asia", "Africa", "Europe"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("KARACHI (Reuters) - Two buses burned.", ["KARACHI"]),
        ("SPRINGFIELD, Ill. — A barn burned.", ["SPRINGFIELD", "Ill."]),
        ("BUSES BURN IN KARACHI", ["KARACHI"]),
    ],
)
def test_capitals_of_headlines_and_datelines_are_read(text: str, places: list[str]) -> None:
    assert names(text) == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("the U.S. and the UK, with T&T", ["U.S.", "UK", "T&T"]),
        ("a US-led force in W.Va.", ["US", "W.Va."]),
        ("it cost US$3", []),
        ("I’ll go, and Don’t ask", []),
        ("the THE and the MAN", []),
    ],
)
def test_letters_are_places_where_they_stand_for_one(text: str, places: list[str]) -> None:
    assert names(text) == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("in Lamar County, Texas", ["Lamar County", "Texas"]),
        ("the City of London and the London Borough of Barnet",
         ["City of London", "London Borough of Barnet"]),
        ("in northern Punjab", ["Punjab"]),
        ("to Stoke-on-Trent and St. John's, Newfoundland",
         ["Stoke-on-Trent", "St. John's", "Newfoundland"]),
        ("from Côte d’Ivoire to the Isle of Man", ["Côte d’Ivoire", "Isle of Man"]),
        ("London’s mayor met Karachi's", ["London", "Karachi"]),
        ("the Karachi-based firm", ["Karachi"]),
        ("between Dallas/Fort Worth and Rio de\nJaneiro",
         ["Dallas", "Fort Worth", "Rio de\nJaneiro"]),
    ],
)  # fmt: skip
def test_the_longest_name_is_taken_whole(text: str, places: list[str]) -> None:
    assert names(text) == places


def test_streets_and_rivers_are_places_by_their_wording() -> None:
    text = "They walked down Tolworth Street to Mudfoot Creek and drove on Highway 19."
    found = mentions(text)
    assert [one.name for one in found] == ["Tolworth Street", "Mudfoot Creek", "Highway 19"]
    assert {one.answer.status for one in found} == {"not_found"}


def test_a_building_is_shown_where_its_name_begins_and_never_surely() -> None:
    (found,) = mentions("They met at Edgware High Street.")
    assert (found.name, found.answer.status) == ("Edgware High Street", "unlisted")
    assert found.answer.place is not None
    assert found.answer.place.name == "Edgware"
    assert "Edgware High Street not located; shown as Edgware" in found.answer.reason


def test_one_clear_mention_speaks_for_the_others() -> None:
    assert names("Lincoln burned. Nobody in Lincoln, Nebraska, slept.") == [
        "Lincoln",
        "Lincoln",
        "Nebraska",
    ]
    assert names("Lincoln burned. Nobody slept.") == []


def test_names_of_one_list_speak_for_each_other() -> None:
    assert names("He chose Chicago and Hurley.") == ["Chicago", "Hurley"]
    assert names("He chose Hurley.") == []


def test_what_the_last_of_a_list_is_called_holds_for_all() -> None:
    found = mentions("Rain fell on Clarke, Barrow and Jackson counties in Georgia.")
    counties = [one.answer.place.name for one in found if one.answer.place]
    assert counties == ["Clarke County", "Barrow County", "Jackson County", "Georgia"]


def test_a_name_is_likelier_a_place_where_others_of_its_state_are_named() -> None:
    assert names("Nobody told Hurley. It rained in Albany, New York.")[:1] == ["Hurley"]
    assert names("Nobody told Hurley. It rained in Karachi.") == ["Karachi"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("he lives in london near new york", ["london", "new york"]),
        ("reading is nice, said may from the united states", ["united states"]),
        ("nothing to see here", []),
    ],
)
def test_a_text_without_capitals_still_names_what_is_well_known(
    text: str, places: list[str]
) -> None:
    assert names(text) == places


def test_a_name_that_no_list_has_is_read_where_the_text_says_what_it_is() -> None:
    text = "From the village of Mudfootle he walked to a shop in Qwendale, Texas. Zorbund slept."
    found = mentions(text)
    assert [one.name for one in found] == ["Mudfootle", "Qwendale", "Texas"]
    assert [one.answer.status for one in found] == ["not_found", "not_found", "ok"]


@pytest.mark.parametrize(
    "text",
    [
        "She told the Lansing State Journal so.",
        "He was fined by American International Group.",
        "According to the Des Moines Register, it rained.",
    ],
)
def test_a_paper_or_firm_with_a_word_for_an_office_in_its_name_is_no_place(text: str) -> None:
    assert mentions(text) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("They fired the lawyer. PORTLAND - The board met.", ["PORTLAND"]),
        ("He beat Turner for judge. Columbus residents cheered.", ["Columbus"]),
        ("Gen. Columbus saluted.", []),
        ("The fair is planned in Clinton April 4.", ["Clinton"]),
        ("Police in Cork and Limerick wait.", ["Cork", "Limerick"]),
        ("Officials from Nadadores, Francisco I. Madero and Morelos met.",
         ["Nadadores", "Francisco I. Madero", "Morelos"]),
        ("The rain fell on the beaches of Nice.", ["Nice"]),
        ("He likes Virginia's Jefferson National Forest.",
         ["Virginia", "Jefferson National Forest"]),
        ("All the major European countries agreed.", ["European"]),
    ],
)  # fmt: skip
def test_a_place_is_read_past_titles_months_initials_and_lists(
    text: str, places: list[str]
) -> None:
    assert names(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "The Jewish and Arab families stayed.",
        "The Duma voted on the budget.",
        "A Toyota and a Cadillac collided under Mars and Venus.",
        "王海南先生说他很累。",
        "BY CHAD KLIMACK The block burned.",
        "Medea Benjamin spoke on Monday.",
        "Arkel International won the contract.",
        "The Yokohama Japanese Restaurant closed.",
        "The White House said nothing.",
        "The State University opened.",
    ],
)
def test_what_only_has_the_name_of_a_town_is_no_place(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("L'Italie et l'Autriche ont voté.", ["Italy", "Austria"]),
        ("Un train a déraillé près d’Arras, vers midi.", ["Arras"]),
        ("Il vit à L'Aquila et en Côte d'Ivoire.", ["L'Aquila", "Ivory Coast"]),
        ("В Ростове-на-Дону и в Нижнем Новгороде сухо.",
         ["Rostov-on-Don", "Nizhniy Novgorod"]),
        ("Bayern und Sachsen stimmten zu.", ["Bavaria", "Saxony"]),
    ],
)  # fmt: skip
def test_elisions_and_endings_hide_no_name(text: str, places: list[str]) -> None:
    found = [one.answer.place for one in mentions(text)]
    assert [place and place.name for place in found] == places
