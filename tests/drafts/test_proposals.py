"""What a draft proposes of a sentence, and what it must not: each with its worked-out answer."""

from pathlib import Path

import pytest
from drafts.drafting import run

from geo.drafts import propose, read_article

Row = dict[str, str]
PUBLISHED = "2021-06-09"  # a Wednesday


class Drafted:
    """The tables of a text, with the words that a test compares."""

    def __init__(self, folder: Path, text: str) -> None:
        path = folder / "note.txt"
        path.write_text(f"A headline\n\n{text}\n", encoding="utf-8")
        self.tables = propose([read_article(path, published=PUBLISHED)]).tables
        self.actors = {row["id"]: row["name"] for row in self.tables["actors"]}
        self.claims = {row["id"]: row for row in self.tables["claims"]}

    def figures(self) -> list[tuple[str, str, str, str, str]]:
        """Return measure, low, high, speaker and status of each number."""
        return [
            (row["measure"], row["low"], row["high"], *self.voice(self.claims[row["claim"]]))
            for row in self.tables["figures"]
        ]

    def voice(self, claim: Row) -> tuple[str, str]:
        """Return who says a claim, and its status."""
        return self.actors.get(claim["said_by"], ""), claim["status"]

    def said(self) -> list[tuple[str, str]]:
        """Return the speakers and statuses of what somebody says."""
        return [self.voice(row) for row in self.tables["claims"] if row["id"].startswith("note-s")]

    def events(self) -> list[tuple[str, str, str]]:
        """Return kind, date and place of each event."""
        return [(row["kind"], row["date"], row["place"]) for row in self.tables["events"]]

    def links(self) -> list[tuple[str, str]]:
        """Return the ends of each link."""
        return [(row["from"], row["to"]) for row in self.tables["links"]]

    def relations(self) -> list[tuple[str, str, str]]:
        """Return each relation between the speakers of two claims."""
        return [
            (
                self.voice(self.claims[row["claim"]])[0],
                row["relation"],
                self.voice(self.claims[row["other"]])[0],
            )
            for row in self.tables["relations"]
        ]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (
            "According to the Red Cross, 22 people died; the Dock Union said 5.",
            [
                ("deaths", "22", "22", "the Red Cross", "said"),
                ("deaths", "5", "5", "the Dock Union", "said"),
            ],
        ),
        (
            (
                "A spokesman for the ministry of health, Dr Ali Noor, told the BBC that 3 nurses "
                "had died in Aden."
            ),
            [("deaths", "3", "3", "Dr Ali Noor", "said")],
        ),
        (
            'The mayor said: "Six died." But nurses spoke of nine.',
            [("deaths", "6", "6", "The mayor", "said")],
        ),
        (
            "The court heard that Smith had sent $40,000 to Dubai.",
            [("money", "40000", "40000", "", "")],
        ),
        ("By all accounts 22 people died in Leeds.", [("deaths", "22", "22", "", "")]),
        (
            "Police, who earlier said four had died, now say five were killed in Leeds.",
            [("deaths", "4", "4", "", ""), ("deaths", "5", "5", "Police", "said")],
        ),
        (
            "Two people died in Leeds and the mayor said that he was shocked.",
            [("deaths", "2", "2", "", "reported")],
        ),
        (
            "The figure of 40 dead was an exaggeration, the party said.",
            [("deaths", "40", "40", "the party", "denied")],
        ),
        (
            "A quarter of a million people fled Grozny.",
            [("displaced", "250000", "250000", "", "reported")],
        ),
        (
            "Two thirds of the 600 houses burned down.",
            [("houses", "600", "600", "", "reported")],
        ),
        (
            "All but 3 of the 20 passengers survived.",
            [("passengers", "20", "20", "", "reported")],
        ),
        ("Two days before Christmas 2020 a bomb exploded in Nashville.", []),
        ("On Easter Monday 1916 rebels seized the post office in Dublin.", []),
    ],
)
def test_a_number_is_of_whoever_gives_it(
    tmp_path: Path, text: str, figures: list[tuple[str, str, str, str, str]]
) -> None:
    assert Drafted(tmp_path, text).figures() == figures


def test_a_number_of_nobody_known_asks_who_says_it(tmp_path: Path) -> None:
    drafted = Drafted(tmp_path, "The court heard that ten people had died in Leeds.")
    (figure,) = drafted.tables["figures"]
    claim = drafted.claims[figure["claim"]]
    assert (claim["said_by"], claim["status"], claim["statement"]) == ("", "", "")
    assert claim["how"].endswith("who says this? somebody has the word in this sentence")
    assert float(figure["confidence"]) <= 0.4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"It was a massacre," said Amnesty. The army left.', [("Amnesty", "said")]),
        (
            "Reporters without Borders says nine men were held.",
            [("Reporters without Borders", "said")],
        ),
        ("J. P. Morgan said the bank was safe.", [("J. P. Morgan", "said")]),
        (
            "Nobody died, the mayor said, though five people were treated.",
            [("the mayor", "said"), ("the mayor", "said")],
        ),
        (
            "The Washington Post reported on 8 June 2021 that four died in Seattle.",
            [("The Washington Post", "said")],
        ),
    ],
)
def test_who_says_it_is_named_whole(tmp_path: Path, text: str, said: list[tuple[str, str]]) -> None:
    assert Drafted(tmp_path, text).said() == said


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        (
            "The rebels are accused of killing 60 people at Bogoro, which they deny.",
            [("The rebels", "denies", "accusers in note")],
        ),
        (
            "Residents accuse the mine of poisoning the river, a charge the mine rejects.",
            [("the mine", "denies", "Residents")],
        ),
        (
            "Shell dumped oil at Bodo, the union said in 2011; Shell denies this.",
            [("Shell", "denies", "the union")],
        ),
        (
            "Police opened fire, witnesses said. The interior minister denied it.",
            [("The interior minister", "denies", "witnesses")],
        ),
        ("The death toll rose from 12 to 17 on Tuesday.", []),
        ("Police, who earlier said four had died, now say five were killed in Leeds.", []),
    ],
)
def test_a_denial_is_tied_to_what_it_denies(
    tmp_path: Path, text: str, relations: list[tuple[str, str, str]]
) -> None:
    assert Drafted(tmp_path, text).relations() == relations


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("A bomb exploded in Kabul on Sunday.", [("bombing", "2021-06-06", "kabul")]),
        ("Next Friday a march is planned in Leeds.", []),
        ("A march is to be held in Leeds on 8 June 2021.", []),
        ("On 4 June 2021 the march in Leeds was called off.", []),
        ("The union called for a strike in Hull on 8 June 2021.", []),
        ("Police averted an attack in Hull on 8 June 2021.", []),
        ("They met in Leeds on 12 June 2021.", []),  # later than the article
        ("Oil was dumped at Bodo, the union said in 2011.", []),  # the year of the saying
        (
            "In the union's words, oil was dumped at Bodo in 2009, it said in 2011.",
            [("pollution", "2009", "bodo")],
        ),
        (
            "On Easter Monday 1916 rebels seized the post office in Dublin.",
            [("seizure", "1916-04-24", "dublin")],
        ),
        (
            "German police arrested a man in Berlin on 4 June 2021.",
            [("arrest", "2021-06-04", "berlin")],
        ),
        ("We arrived on 1 June 2021 and sail for Quebec.", [("arrival", "2021-06-01", "")]),
    ],
)
def test_an_event_has_happened_there_and_then(
    tmp_path: Path, text: str, events: list[tuple[str, str, str]]
) -> None:
    assert Drafted(tmp_path, text).events() == events


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (
            "The firm, based in Geneva, shipped the waste from Amsterdam to Abidjan in 2006.",
            [("amsterdam", "abidjan")],
        ),
        ("He arrived in Leeds from York on 3 May 2021.", [("york", "leeds")]),
        ("Born in Leeds, he moved from York to Hull in 1999.", [("york", "hull")]),
    ],
)
def test_a_link_joins_the_two_ends_of_one_way(
    tmp_path: Path, text: str, links: list[tuple[str, str]]
) -> None:
    assert Drafted(tmp_path, text).links() == links


def test_a_people_is_no_place(tmp_path: Path) -> None:
    drafted = Drafted(tmp_path, "German police arrested a Syrian in Berlin.")
    assert [row["id"] for row in drafted.tables["places"]] == ["berlin"]


def test_a_letter_counts_from_its_own_date(tmp_path: Path) -> None:
    drafted = Drafted(tmp_path, "Liverpool, 4 June 1847\n\nA ship sank off Brest last Tuesday.")
    assert drafted.events() == [("accident", "1847-06-01", "brest")]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Almeno 21 persone sono morte a Milano il 12 maggio, ha detto la polizia.", ["Milano"]),
        ("Minst 40 människor dog i lördags i Göteborg, enligt polisen som kom dit.", ["Göteborg"]),
    ],
)
def test_of_another_language_only_places_are_read(
    tmp_path: Path, text: str, places: list[str]
) -> None:
    path = tmp_path / "note.txt"
    path.write_text(text, encoding="utf-8")
    draft = propose([read_article(path, published=PUBLISHED)])
    assert [row["name"] for row in draft.tables["places"]] == places
    assert not any(draft.tables[name] for name in ("figures", "events", "links", "actors"))
    assert {row["what"] for row in draft.tables["mentions"]} == {"place"}
    assert draft.unread["note"] not in ("", "English")


GERMAN = """Bei einem Brand in Köln sind am Samstag mindestens 40 Menschen gestorben.

Die Polizei sagte, dass 12 Bewohner verletzt wurden. „Wir haben nichts gehört“, sagte ein Anwohner.
Nach dem Brand wurden 300 Menschen in eine Schule gebracht.
"""


def test_an_article_in_german_gives_dates_figures_and_speakers(tmp_path: Path) -> None:
    path = tmp_path / "brand.txt"
    path.write_text(GERMAN, encoding="utf-8")
    draft = propose([read_article(path, published=PUBLISHED)])
    tables = draft.tables
    claims = {row["id"]: row for row in tables["claims"]}
    assert [
        (row["low"], row["high"], row["bound"], row["measure"], claims[row["claim"]]["said_by"])
        for row in tables["figures"]
    ] == [
        ("40", "", "at-least", "deaths", ""),
        ("12", "12", "exact", "injured", "die-polizei"),
        ("300", "300", "exact", "people", ""),
    ]
    assert [(row["name"], row["kind"]) for row in tables["actors"]] == [
        ("Die Polizei", "forces"), ("ein Anwohner", "unnamed"),
    ]  # fmt: skip
    dates = [row["edtf"] for row in tables["mentions"] if row["what"] == "date"]
    assert dates == ["2021-06-05"]
    assert [row["status"] for row in tables["claims"] if row["said_by"]] == ["said", "said-unnamed"]
    assert not tables["events"]
    assert not tables["links"]
    assert draft.unread == {}
    assert draft.in_part == {"brand": "German"}


def test_the_command_says_what_it_does_not_read(tmp_path: Path) -> None:
    (tmp_path / "brand.txt").write_text(GERMAN, "utf-8")
    (tmp_path / "nota.txt").write_text("Almeno 21 persone sono morte ieri a Bologna, ha detto.\n")
    code, shown = run(tmp_path, "draft", "brand.txt", "nota.txt")
    assert code == 0
    assert (
        "brand.txt: in German, of which places, dates, figures and who says what are read; events "
        "and links are not"
    ) in shown
    assert (
        "nota.txt: in Italian, of which places are read; dates, figures, events and statements of "
        "it are not"
    ) in shown
    page = (tmp_path / "draft" / "draft.html").read_text("utf-8")
    assert page.count("events and links are not") == page.count("statements of it are not") == 1
