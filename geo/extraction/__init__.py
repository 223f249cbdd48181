"""What a text states: who said what, quantities, events, dates.

============  ==============================================================================
attribution   Attribute statements to speakers, with their modality
boilerplate   Separate an article from the rest of its page or paste, and find its language
date_readers  Read what a pattern of dates matches, as EDTF
date_rules    The patterns of dates, and the function that reads each
dates         Find dates in a text, absolute and relative, with their precision
events        Find events, relations between places, and what *here* and *the city* refer to
fates         Find what verbs tell in the past, and what became of those who are counted
figures       Find figures: numbers of people or things, and what they count
languages     Dates, figures and who says what in languages whose words are a data file
nouns         Find what a number counts, and the whole or the rate that it belongs to
quantities    Parse quantities with their bounds and ranges
speakers      Find the speaker of a verb of speech, and resolve pronouns to speakers
speech        Find quotations and clauses of speech, and what a denial answers
============  ==============================================================================

Examples
--------
>>> import geo
>>> [date.edtf for date in geo.extraction.find_dates("He left in May 1992.")]
['1992-05']
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
