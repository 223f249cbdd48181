"""The patterns of dates, and the EDTF that each stands for.

Each rule is a pattern and a function that reads what the pattern matches, given the word before it
and the day that counts as today, None where that is not known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.dates.notations import FEASTS
from geo.extraction.date_readers import (
    NUMBERS,
    ROMAN,
    read_ago,
    read_century,
    read_dated,
    read_decade,
    read_era,
    read_feast,
    read_from_to,
    read_iso,
    read_letter_day,
    read_nth,
    read_of_month,
    read_of_two,
    read_pair,
    read_relative,
    read_roman,
    read_season,
    read_slashed,
    read_vague,
    read_weekday,
    read_weekdays,
    read_year,
    read_years,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from geo.extraction.date_readers import DateReading


_FEAST = "|".join(
    re.escape(name).replace("'", "['’]") for name in sorted(FEASTS, key=len, reverse=True)
)
_ROMAN_MONTH = f"(?i:{'|'.join(sorted(ROMAN, key=len, reverse=True))})"
_THIS_MONTH = "(?i:inst|ult|prox)(?:ant|imo)?"
_M = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_W = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_D = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th|d)?(?![0-9:%]|[.,][0-9])"
_Y = r"(?:1[0-9]{3}|20[0-9]{2})(?![0-9:%]|[.,][0-9])\b"
_TO = r"(?: ?[-–—/] ?| to | and | until | through )"
_DAYS_OF = rf"(?P<day>{_D})(?:{_TO}(?P<last>{_D})| or (?:on )?(?:the )?(?P<other>{_D}))?"
_JOIN = r"(?P<join> ?[-–—] ?| to | and | or | until | till | through )"
_OF_YEAR = rf"(?:,? (?P<year>{_Y}))?(?!\w)"
_ERA = (
    r"(?P<before>[0-9]{1,4}) (?:BCE?|B\.C\.(?:E\.)?)(?!\w)"
    r"|(?P<after>[0-9]{1,4}) (?:AD|CE|A\.D\.)(?!\w)|(?:AD|A\.D\.) (?P<since>[0-9]{1,4})(?!\w)"
)
_COUNT = "|".join(NUMBERS)
_UNIT = r"(?:day|week|fortnight|month|year|decade)"
_VAGUE = (
    r"(?i:recently|lately|of late|nowadays|(?:in )?these days"
    r"|(?:in )?recent (?:days|weeks|months|years)|ever since|soon|at the same time)"
)
_RELATIVE = (
    r"(?i:today|yesterday|tomorrow|tonight|last night|this (?:morning|afternoon|evening)"
    r"|(?:(?:over|at|during|on) )?(?:(?:the|this|last|next) )?weekend"
    r"|(?:earlier |later )?(?:this|last|next) (?:week|month|year))"
)
ORDINALS = (
    *(
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
    ),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth", "twenty-first", "twenty-second", "twenty-third"),
    *("twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth"),
    *("twenty-ninth", "thirtieth", "thirty-first"),
)
ORDINAL = "|".join(ORDINALS[::-1])
FIRST = re.compile(
    rf"(?<![\w$€£#])(?:[0-9]{{1,4}}|{_M}|{_W}|{_VAGUE}|{_RELATIVE}|(?i:{_FEAST})"
    rf"|(?<=[Oo]n the )(?:{ORDINAL})"
    rf"|(?i:spring|summer|autumn|winter|fall|AD|A\.D\.|{_COUNT}|last|next|several|some|the|many"
    r"|(?:an?|that|later|days|weeks|months|years|decades)(?= (?:later|day|week|fortnight|month|year"
    r"|decade|few|couple|earlier|before|same|night|evening|morning|afternoon|that)\b)))"
    r"(?![0-9])"
)
LEFT = re.compile(
    r"(?i:\b((?:by|before|until|till) the (?:end|close) of|since the (?:beginning|start) of"
    r"|early|mid|late|beginning of|end of|middle of|start of|(?:ever |not )?since"
    r"|(?:(?:not|never|n['’]t) (?:\w+ ){0,3})?(?:until|till)|on or before|on or after|prior to"
    r"|up to|up until"
    r"|(?:not |no )?(?:later|earlier) than|not before|not after|before|after|following|as of"
    r"|starting|beginning|by|around|about|circa|c\.|from|between|in|of|on|during|last|next|this"
    r"|the|every|each"
    r"|through|throughout|year|and|to))[ \-–]?(?i:in |of |the )?$"
)
COUNTED_FROM = re.compile(
    rf"(?i:\b(?P<count>an?|the|{_COUNT}|[0-9]{{1,3}}) (?P<unit>day|week|month|year)s?"
    r" (?:after|before) (?:the )?$)"
)
ON_FROM = re.compile(r" on(?:wards?)?\b(?! (?:the|an?|his|her|its)\b)| and (?:after|later)\b")
_PATTERNS: tuple[tuple[str, Callable[[re.Match[str], str, date | None], DateReading]], ...] = (
    (r"[12][0-9]{3}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?(?![\w-])", read_iso),
    (rf"(?P<left>[0-9]{{1,2}})/(?P<right>[0-9]{{1,2}})/(?P<year>{_Y})(?![/\w])", read_slashed),
    (
        (
            rf"(?P<nth>first|second|third|fourth|fifth|last) (?P<weekday>{_W})"
            rf" (?:of|in) (?P<month>{_M})(?:,? (?P<year>{_Y}))?(?!\w)"
        ),
        read_nth,
    ),
    (
        (
            rf"(?P<d1>{_D})(?: of)? (?P<m1>{_M}),? (?P<y1>{_Y}){_JOIN}(?:the )?(?P<d2>{_D})(?: of)?"
            rf" (?P<m2>{_M}),? (?P<y2>{_Y})(?!\w)"
        ),
        read_from_to,
    ),
    (
        (
            rf"(?P<m1>{_M}) (?P<d1>{_D}),? (?P<y1>{_Y}){_JOIN}(?P<m2>{_M}) (?P<d2>{_D}),?"
            rf" (?P<y2>{_Y})(?!\w)"
        ),
        read_from_to,
    ),
    (rf"(?P<m1>{_M}),? (?P<y1>{_Y}){_JOIN}(?P<m2>{_M}),? (?P<y2>{_Y})(?!\w)", read_from_to),
    (
        (
            rf"(?P<day>{_D})(?= and (?:on )?(?:the )?(?P<second>{_D})(?: of)? (?P<month>{_M}),?"
            rf" (?P<year>{_Y})(?!\w))"
        ),
        read_of_two,
    ),
    (
        (
            rf"(?P<day>{_D})(?: of)? (?P<month>{_M})(?=,? and (?:on )?(?:the )?"
            rf"(?P<second>{_D})(?: of)? (?P<month_2>{_M}),? (?P<year>{_Y})(?!\w))"
        ),
        read_of_two,
    ),
    (
        (
            rf"(?P<day>{_D})(?: of)? (?P<month>{_M})(?=(?: [^\W\d][\w’'-]*){{0,3}},? (?:and|but)"
            rf"(?: then)?(?: [a-z]+(?: [a-z]+)?)? on (?:the )?(?P<second>{_D})(?: of)?"
            rf" (?P<month_2>{_M}),? (?P<year>{_Y})(?!\w))"
        ),
        read_of_two,
    ),
    (rf"(?P<month>{_M})(?= and (?:in )?(?P<month_2>{_M}),? (?P<year>{_Y})(?!\w))", read_of_two),
    (
        (
            rf"(?P<d1>{_D})(?: of)? (?P<m1>{_M}){_JOIN}(?:the )?(?P<d2>{_D})(?: of)? (?P<m2>{_M}),?"
            rf" (?P<year>{_Y})(?!\w)"
        ),
        read_pair,
    ),
    (
        rf"(?P<m1>{_M}) (?P<d1>{_D}){_JOIN}(?P<m2>{_M}) (?P<d2>{_D}),? (?P<year>{_Y})(?!\w)",
        read_pair,
    ),
    (rf"(?P<m1>{_M}) (?P<d1>{_D}){_JOIN}(?P<m2>{_M}) (?P<d2>{_D})(?!\w)", read_pair),
    (
        rf"(?P<d1>{_D})(?: of)? (?P<m1>{_M}){_JOIN}(?P<d2>{_D})(?: of)? (?P<m2>{_M})(?!\w)",
        read_pair,
    ),
    (rf"(?P<m1>{_M}){_JOIN}(?P<m2>{_M}),?(?: of)? (?P<year>{_Y})(?!\w)", read_pair),
    (rf"(?P<m1>{_M}){_JOIN}(?P<m2>{_M})(?! [0-9])(?![\w’'])", read_pair),
    (rf"(?:{_W},? (?:the )?)?{_DAYS_OF}(?: of)? (?P<month>{_M}){_OF_YEAR}", read_dated),
    (rf"(?:{_W},? )?(?P<month>{_M}) (?:the )?{_DAYS_OF}{_OF_YEAR}", read_dated),
    (rf"(?P<month>{_M}),?(?: of)? (?P<year>{_Y})(?!\w)", read_of_month),
    (rf"(?P<month>{_M})(?P<year>(?!))?(?![\w’'])", read_of_month),
    (rf"(?P<feast>(?i:{_FEAST}))(?:,? (?:of )?(?P<year>{_Y}))?(?![\w’'-])", read_feast),
    (rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|d) (?P<month_of>{_THIS_MONTH})\b\.?", read_letter_day),
    (rf"(?P<day>[0-9]{{1,2}})\. ?(?P<roman>{_ROMAN_MONTH})\. ?(?P<year>{_Y})", read_roman),
    (rf"(?P<season>(?i:spring|summer|autumn|fall|winter))(?: of)?,? (?P<year>{_Y})", read_season),
    (
        rf"(?P<weekday_1>{_W})(?: and | to | until | through |[-–])(?P<weekday_2>{_W})",
        read_weekdays,
    ),
    (rf"(?P<weekday>{_W})(?P<last> last\b)?(?![\w’']| {_Y}| week\b)", read_weekday),
    (_ERA, read_era),
    (r"(?P<decade>[12][0-9]{2}0)['’]?s\b", read_decade),
    (r"(?P<century>[0-9]{1,2})(?:st|nd|rd|th)[ -]century\b", read_century),
    (
        (
            rf"(?P<first>{_Y})(?: ?[-–—/] ?| to | and | until | till | or (?:in )?)(?P<last>{_Y}"
            rf"|[0-9]{{1,2}}(?![0-9-]))(?!\w)"
        ),
        read_years,
    ),
    (rf"{_Y}(?![\w/-])", read_year),
    (
        rf"(?i:(?P<count>{_COUNT}|[0-9]{{1,3}}|several|some|a few) (?P<unit>{_UNIT})s? ago)\b",
        read_ago,
    ),
    (rf"{_RELATIVE}(?!\w)", read_relative),
    (rf"{_VAGUE}(?!\w)", read_vague),
)
RULES = tuple((re.compile(pattern), reader) for pattern, reader in _PATTERNS)
