"""What an actor is, by the words of their name: a person, or what kind of body."""

from __future__ import annotations

import re

_KINDS = (
    ("forces", r"police\w*|army|troops|soldiers|military|forces|navy|officers?|gunmen|rebels"),
    ("court", r"courts?|judges?|tribunal|prosecutors?"),
    ("party", r"party|parties|opposition"),
    ("media", r"newspapers?|news|agency|broadcaster|BBC|reporters?|journalists?|press"),
    ("government", r"governments?|ministry|council|parliament|officials?|authorit\w+|embassy"),
    ("people", (r"residents|witnesses|people|families|survivors|villagers|neighbours|relatives"
     r"|lawyers|doctors|nurses|medics|hospitals|workers|critics|opponents|supporters|experts|scientists")),
    ("group", (r"union|association|movement|charity|groups?|company|firm|organi[sz]ation|society"
     r"|nations|committee|commission|watch|cross|bank|fund|agency|institute|university|hospital"
     r"|federation|corporation|club|league|front|school|church|council|operators?|owners?|UN|EU|NATO")),
)  # fmt: skip
_ROLE = re.compile(
    r"\b(?:minister|mayor|president|chancellor|governor|ambassador|king|queen|judge|general|captain"
    r"|spokes(?:man|woman|person)|man|woman|boy|girl|doctor|lawyer|engineer|leader|chief|head"
    r"|secretary|director|chairman|chairwoman|teacher|nurse|driver|wife|husband|mother|father|son"
    r"|daughter|brother|sister|witness|resident|neighbour|worker|farmer|fisherman|watchman|prosecutor"
    r"|envoy|senator|professor|priest|bishop|imam|soldier|pilot|sailor|official|officer)\b"
    r"(?! (?:of state )?(?:department|office))"
)
_FULL_NAME = re.compile(
    r"(?:^|[a-z] )(?P<name>[A-Z][\w’'.-]*(?: (?:(?:de|al|bin|van|von) )?[A-Z][\w’'.-]*)+)$"
)
_LEADING = re.compile(r"(?i:^(?:the|an?|their|his|her|its|our|some|many|one|two) )")
_PERSON = re.compile(r"(?:M(?:r|rs|s|iss)\.?|Dr\.?|Sir|Lord|Lady|Prof\.?) ")


def kind_of(name: str) -> str:
    """Return what an actor is by the words of their name, one of `geo.story.words.ACTOR_KINDS`.

    Examples
    --------
    >>> [kind_of(name) for name in ("Omar Farid", "the ministry of transport", "residents")]
    ['person', 'government', 'people']
    """
    plain = _LEADING.sub("", name)
    full = _FULL_NAME.search(plain)
    bodies = [
        kind for kind, words in _KINDS if re.search(rf"\b(?:{words})\b", plain, re.IGNORECASE)
    ]
    in_name = full and re.search(
        "|".join(rf"\b(?:{words})\b" for _, words in _KINDS), full["name"], re.IGNORECASE
    )
    if _PERSON.match(plain) or (full and not in_name):
        return "person"
    if bodies:
        return (
            "person" if _ROLE.search(plain.split(" of ")[0]) and bodies[0] == "group" else bodies[0]
        )
    if _ROLE.search(plain):
        return "person"
    if plain[:1].isupper() and plain == name:
        return "group"
    return "people" if plain.endswith("s") else "unnamed"
