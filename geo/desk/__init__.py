"""The desk: a local page at which a person turns proposals into the tables of a story.

=========  ==================================================================================
anchors    Build rows for words that a person selects in an article
decisions  Work out what a decision changes: the row, and what comes along with it
desk       Open a story, take one decision after the other, undo, write
notebook   Open the desk in a notebook: its page in a cell's output
places     Candidates of the gazetteer for a place, and its pin
records    Read the rows of a story and of its draft, and choose those that hold together
server     Serve the page and what it asks for on loopback, to who has its token; check, build
store      Write the files of a story together with the desk's own, and know who changed them
typed      Read what a person types into a cell, or refuse it with what is meant
=========  ==================================================================================
"""
