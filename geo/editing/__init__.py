"""What an editor checks before a story is published: its own words, its notebooks, its accusations.

===========  ======================================================================================
bounds       Compare the numbers and the ends in time of a text with those of its claims
check        Collect the remarks on a story, with the people accused of something and their answers
claim_rules  Check how a story's claims stand to each other: denials, retractions, one act twice
defence      Set each row of a story beside what it rests on, so that an editor can defend it
review       A second pair of eyes: which rows of a story somebody has checked, and their notes
wording      Read a story's own words and the prose of notebooks against the words of its claims
===========  ======================================================================================

Examples
--------
>>> import geo
>>> [remark.rule for remark in geo.editing.check_texts("data")]  # this project's own story
[]
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
