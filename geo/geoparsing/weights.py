"""The weights that make a mention likelier to be a place, each with its reason.

Weights are added up and turned into a probability by the logistic function: 1 makes it 2.7 times as
likely as before, 3 twenty times. All are set by hand and round; none is fitted to a corpus.
"""

from __future__ import annotations

# Half of the capitalised words that some gazetteer knows are no places.
START = -0.3
# How well known the best place of the name is, as log10 of population; see geo.gazetteer.weights.
WELL_KNOWN, KNOWN_FROM, KNOWN_MOST = 0.8, 4.0, 2.0
COUNTRY = 2.0  # a country's name, or its people's adjective, rarely means anything else
PROVINCE = 1.2
WORDS = 1.0  # two words and more are rarely a place's name by chance

# One word that is English besides, by how common it is: capitals may come from a title.
COMMON = (-3.0, -2.5, -1.5, -0.7)
OPENS = -1.5  # it opens a sentence, where every word has a capital
SMALL_TOO = -2.0  # the text has the same word in small letters
SHOUTED = -2.0  # US where everything around is in capitals: TELL US MORE
CALENDAR = -4.0  # a month and a day are named in every text
UNUSUAL = 0.8  # no English word, and no name that many people have
COMPASS = -2.0  # Northeast Georgia, the West
FIRST_NAME, SURNAME = -1.0, -0.6
CODE = -6.0  # two or three capitals are rarely the code that a list gives to a place
INITIALS = -3.0  # capitals that no list has as a place's abbreviation

# Around it.
LEFT_WORDS = {
    "in": 2.2, "near": 2.5, "throughout": 2.0, "outside": 2.0, "inside": 1.5, "across": 1.5,
    "around": 1.0, "at": 1.0, "from": 1.3, "to": 1.0, "toward": 1.0, "towards": 1.0, "into": 1.0,
    "through": 1.0, "of": 0.5, "between": 0.8, "via": 2.0, "visiting": 1.5, "visited": 1.5,
    "leaving": 1.0, "left": 0.5, "reached": 1.0, "within": 1.0, "off": 0.5, "on": 0.0,
    "в": 2.2, "во": 2.2, "на": 1.0, "из": 1.3, "под": 1.5, "до": 1.0, "у": 1.5, "із": 1.3,
    "στην": 2.2, "στη": 2.2, "στο": 2.2, "στον": 1.5, "από": 1.3,
    "في": 2.2, "إلى": 1.0, "من": 1.3,
    "by": -0.5, "with": -0.3, "than": 0.0, "that": -0.2, "about": 0.0, "against": 0.3,
}  # fmt: skip
DIRECTION = 2.0  # northern X
HOLDER = 3.0  # the city of X
TITLE = -4.0  # Mr X
PERSON = -4.5  # beside a first name, or a first name beside a surname
PERSON_TOO = -3.0  # the text has a person of that name
INITIAL = -3.0  # J. X
SAYS = -2.0  # X said: people do, and sometimes a government
BODY_OF = -8.0  # Bank of X
AREA_RIGHT = 3.0  # X County
AREA_LISTED = 2.5  # X, Y and Z counties
PUBLIC_RIGHT = 1.5  # X Police
LOCAL_RIGHT = 2.0  # X residents
LOCATIVE_RIGHT = 3.0  # X-based
BODY_RIGHT = -8.0  # X Times, X People's Party: nothing else speaks louder
NAME_RIGHT = -3.0  # X Y, where Y is some other name
WORD_RIGHT = -1.5  # X Y, where Y is a rare word besides
NAME_LEFT = -2.0  # Y X
AMPERSAND = -3.0  # X & Y is a firm
AGE_RIGHT = -3.0  # X, 27,
QUALIFIED = 3.5  # X, Texas
LISTED = 0.7  # beside another name that is a place, with a comma or "and"
AND = 1.5  # beside another name that is surely a place
AND_FROM = 1.5
LIST_FROM = 2  # sure names of a list speak for the others, also those that stand beside neither
PARTY = 3.0  # D-Kanawha, R-Ohio
STOPPED = 2.5  # Ill. man: the full stop is no end of a sentence
PEOPLE = -8.0  # Pakistanis
ALONE_ADJECTIVE = -8.0  # in English; many Chinese
DESCENT = -8.0  # African American
MONEY = -8.0  # US$3
DATELINE = 3.5  # KARACHI (Reuters) -
THE = -0.7  # the Columbia: a ship, a river
HYPHEN = -1.5  # half of a double name

# What the rest of the text says.
BOILERPLATE = -8.0  # Africa | Asia | Europe: the sections of a site
NO_CAPITALS = -1.0  # nothing in the text has one: what is a name at all is guessed
AGAIN = 2.0  # the same name where the words around it leave no doubt
AGAIN_FROM = 2.0
SAME_STATE = 1.5  # places that are sure lie in its state
ELSEWHERE = -1.0  # no place that is sure is even in its country
SURE_FROM, SURE_KNOWN = 2.0, 5.0  # likely, and with one meaning that is far the best known
DOUBT_FROM, DOUBT_TO = -2.0, 1.5  # others are not changed

# Names that no gazetteer has.
UNKNOWN = -2.0  # a name is read only where the text says that it is a place's
SITE = 1.5  # X Street, X River
BUILDING = -1.0  # X Center, where X is no place
OK_FROM = 0.6  # below, whether a place is meant at all is in doubt
PLACE_FROM = 0.0  # as likely as not
FULL_WEIGHT_FROM = 1.0  # a name that nobody marked speaks for the others as a marked one does
