"""The command `geo`: a module for each command, or for a few that belong together.

============  ====================================================================================
arguments     Arguments and options that several commands share
check         `geo check`: the spans, the words and the accusations of a story
cite          `geo cite` and `geo archive`: the copy of an article, for the rows of a story
desk          `geo desk`: a local page at which a person works on a story
draft         `geo draft` and `geo review`: articles to draft tables, and those into a story
geocode       `geo geocode`, `geo places`, `geo gazetteer` and `geo pin`: where names are, and why
main          The command `geo` and its subcommands
outputs       What is made of a story, for people and other tools: build, notebooks, export, serve
pin           Refresh and set the pins of a story, and what differs in words
publish       What is published of a story: audit, publish, verify, diff
spreadsheets  The commands that take tables: map, view, import and workbook
terminal      Standard streams, and tables on the terminal
============  ====================================================================================
"""
