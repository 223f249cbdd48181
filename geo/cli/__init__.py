"""The command `geo`: one module for each command.

============  ==================================================================
arguments     Arguments and options that several commands share
check         `geo check`: the spans, the words and the accusations of a story
cite          `geo cite`: where words stand in an article, for a row of a table
desk          `geo desk`: a local page at which a person works on a story
draft         `geo draft`: articles to draft tables, and those into a story
drafting      The commands of who drafts and reviews: draft and review
exchange      `geo export` and `geo serve`: a story, and the gazetteer, to other tools
gazetteer     `geo gazetteer`: lists of one's own places beside the gazetteer
geocode       `geo geocode NAME…`: where names are, and why
geocode_file  `geo geocode FILE --column NAME -o OUT`: a table of names
main          The command `geo` and its subcommands
notebooks     `geo notebooks`: run notebooks without a screen
output        Standard streams, and tables on the terminal
pin           `geo geocode FOLDER` and `geo pin`: refresh and set a story's pins
places        `geo places NAME`: what the gazetteer knows under a name
publish       What is published of a story: audit, publish, verify, diff
spreadsheets  The commands that take spreadsheets: map, view, import and workbook
view          `geo view FOLDER`: the page of a large table, served to this machine
============  ==================================================================
"""
