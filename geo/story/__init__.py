"""Tables of a story, checked, become the frames that everything else takes.

============  ====================================================================================
archive       Archive a reader's copy of a source as WARC, outside of git
citations     Check claims and mentions against the reader's copies of the sources
coders        Measure how far two people who coded the same articles agree, table by table
cross_rules   Rules between the tables of a story, the order of its events among them
exhibits      Check the files of pictures and recordings, and make the copies that may be shown
frames        Build the frames of a story from its checked tables
framing       What ``story.toml`` says: the texts in the story's own voice, its languages, its signs
new           Create a folder for a new story: empty tables and a guide to them
perspectives  A story as one speaker or source tells it, without one of them, and who answers what
read          Read the folder of a story, and report every fault at once
redactions    Withhold or coarsen what could harm somebody: ``redactions.csv``, applied
routes        Lines of links: geodesics, through what a link passes, and ways round the world
rules         Rules between the cells of a row, between rows, and between tables
same_events   Propose which events may be one happening, and which articles print the same text
schema        The schemas of the tables: columns, types, vocabularies, notations
story         A story: its finding, and the frames for maps, figures and exports
table_files   Write and describe tables, and check claims against a copy of a table
upgrade       Turn the tables of a story of an older form into those of the present one
vocabulary    The tables and the vocabularies of their columns
withheld      The words and points that a publication must not hold, and their place in the tables
============  ====================================================================================

Examples
--------
>>> import geo
>>> geo.read_story("data").title  # the tables of this project's own story
'From Edgware to Karachi by telephone'
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
