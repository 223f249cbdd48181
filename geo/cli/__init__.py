"""The command `geo`: a module for each command, or for a few that belong together.

============  ==================================================================================
arguments     Arguments and options that several commands share
check         `geo check`: the spans, the words and the accusations of a story
cite          `geo cite`: where words stand in an article, for a row of a table
desk          `geo desk`: a local page at which a person works on a story
draft         `geo draft` and `geo review`: articles to draft tables, and those into a story
exchange      `geo export` and `geo serve`: a story, and the gazetteer, to other tools
gazetteer     `geo places` and `geo gazetteer`: what is known under a name, your own lists
geocode       `geo geocode` and `geo pin`: where names are and why, of names, tables and stories
main          The command `geo` and its subcommands
output        Standard streams, and tables on the terminal
outputs       What is made of a story: build and notebooks
pin           Refresh and set the pins of a story, and what differs in words
publish       What is published of a story: audit, publish, verify, diff
spreadsheets  The commands that take spreadsheets: map, view, import and workbook
view          `geo view FOLDER`: the page of a large table, served to this machine
============  ==================================================================================
"""
