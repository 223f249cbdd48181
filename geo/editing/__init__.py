"""What an editor checks before a story is published: its own words, its notebooks, its accusations.

=======  =====================================================================================
check    Check the texts of a story against the claims that they rest on
persons  List what could harm the people and bodies of a story, and whether they are answered
prose    Check the prose of a story's notebooks against its tables
remarks  What a check has to say of one cell: a refusal, or a warning
wording  Rules for wording: stronger than the claims, present tense, loaded words
=======  =====================================================================================

Examples
--------
>>> import geo
>>> [remark.rule for remark in geo.editing.check_texts("data")]  # this project's own story
[]
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
