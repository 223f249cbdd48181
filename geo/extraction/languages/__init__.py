"""Dates, figures and who says what in languages whose words are a data file.

==========  ======================================================
dates       Read dates by the grammar of a language
figures     Read figures by the grammar of a language
grammar     Read the words that govern a language, and its numbers
statements  Read who says what by the grammar of a language
==========  ======================================================

Examples
--------
>>> grammar = find_grammar("German")
>>> [figure.low for figure in extract_figures("Mindestens 21 Menschen starben.", grammar)]
[21.0]
"""

from geo.extraction.languages.dates import extract_dates
from geo.extraction.languages.figures import extract_figures
from geo.extraction.languages.grammar import Grammar, find_grammar, grammars
from geo.extraction.languages.statements import extract_speech, extract_statements

__all__ = [
    "Grammar",
    "extract_dates",
    "extract_figures",
    "extract_speech",
    "extract_statements",
    "find_grammar",
    "grammars",
]
