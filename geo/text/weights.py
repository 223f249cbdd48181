"""What makes a name of a text likelier to be a place's: every weight, and its reason.

Weights are added up and turned into a probability by the logistic function: 1 makes it 2.7 times as
likely as before, 3 twenty times. All are set by hand and round; none is fitted to a corpus.
"""

from __future__ import annotations

# Half of the capitalised words that some gazetteer knows are no places.
START = -0.3
# How well known the best place of the name is, in powers of ten of people; see geo.places.weights.
WELL_KNOWN, KNOWN_FROM, KNOWN_MOST = 0.8, 4.0, 2.0
COUNTRY = 2.0  # a country's name, or its people's adjective, rarely means anything else
PROVINCE = 1.2
WORDS = 1.0  # two words and more are rarely a place's name by chance

# One word that is English besides, by how common it is: capitals may come from a title.
COMMON = (-3.5, -2.5, -1.5, -0.7)
OPENS = -1.5  # it opens a sentence, where every word has a capital
SMALL_TOO = -2.0  # the text has the same word in small letters
SHOUTED = -1.0  # everything around is in capitals
FIRST_NAME, SURNAME = -1.0, -0.6
CODE = -6.0  # two or three capitals are rarely the code that a list gives to a place
INITIALS = -3.0  # capitals that no list has as a place's abbreviation

# Around it.
BEFORE = {
    "in": 2.0, "near": 2.5, "throughout": 2.0, "outside": 2.0, "inside": 1.5, "across": 1.5,
    "around": 1.0, "at": 1.0, "from": 1.3, "to": 1.0, "toward": 1.0, "towards": 1.0, "into": 1.0,
    "through": 1.0, "of": 0.5, "between": 0.8, "via": 2.0, "visiting": 1.5, "visited": 1.5,
    "leaving": 1.0, "left": 0.5, "reached": 1.0, "within": 1.0, "off": 0.5, "on": 0.0,
    "by": -0.5, "with": -0.3, "than": 0.0, "that": -0.2, "about": 0.0, "against": 0.3,
}  # fmt: skip
DIRECTION = 2.0  # northern X
HOLDER = 2.0  # the city of X
TITLE = -4.0  # Mr X
PERSON = -4.5  # beside a first name, or a first name beside a surname
PERSON_TOO = -3.0  # the text has a person of that name
INITIAL = -3.0  # J. X
SAYS = -2.0  # X said: people do, and sometimes a government
AREA_BEHIND = 3.0  # X County
PUBLIC_BEHIND = 1.5  # X Police
LOCAL_BEHIND = 1.5  # X residents
PLACED_BEHIND = 3.0  # X-based
BODY_BEHIND = -3.5  # X Times
NAME_BEHIND = -2.0  # X Y, where Y is some other name
NAME_BEFORE = -2.0  # Y X
AMPERSAND = -3.0  # X & Y is a firm
AGE_BEHIND = -3.0  # X, 27,
QUALIFIED = 3.5  # X, Texas
LISTED = 0.7  # beside another name that is a place, with a comma or "and"
DATELINE = 3.5  # KARACHI (Reuters) -
THE = -0.7  # the Columbia: a ship, a river
NUMBER_BEHIND = -0.7  # X 23: a score, an edition
HYPHEN = -1.5  # half of a double name

# What the rest of the text says.
AGAIN = 1.5  # the same name where the words around it leave no doubt
AGAIN_FROM = 2.0
SAME_STATE, SAME_COUNTRY = 1.0, 0.4  # places that are sure lie there
ALONE = -0.5  # a little town that nothing else in the text is near

# Names that no gazetteer has.
UNKNOWN = -2.0
UNKNOWN_FROM = 1.0
SITE = 1.5  # X Street, X River
PLACE_FROM = 0.0  # as likely as not
