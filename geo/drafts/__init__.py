"""From article to draft tables: what an article tells, proposed for a person to keep or to drop.

============  ===================================================================================
append        Match the rows of a draft with those of a story, and append them if the whole holds
articles      Read an article to be drafted, what is stated of it, and the copy that is cited
batch         Draft a folder of articles into one Parquet file: parallel, resumable
columns       The columns of a draft: those of the tables, and help to decide
finders       Read an article for its dates, figures and statements
folder        Write and read the folder of a draft, and compare two drafts of an article
merge         Merge the rows that a person keeps into a story: all of them or none
places        Build rows for places, and the kinds of actors
propose       Propose rows for the tables of a story from articles
relations     Propose how claims stand to each other: denials, answers, figures that clash
review        The page in which a person reviews a draft
rows          Build rows for actors, claims, figures and mentions
spans         Take the spans of another extractor into a draft, each verified against the article
surroundings  Find the place and the date that belong to a word of what happened
============  ===================================================================================

Examples
--------
>>> import geo.drafts
>>> geo.drafts.propose([]).tables["events"]
[]
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
