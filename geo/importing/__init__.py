"""A table of events as a story, and a story as a workbook that is edited and read again.

==============  ===================================================================================
cells           Cells of a table's rows as texts, and the ids of what is made of them
import_table    Import a table of events into a story whose source it is, and again when it changes
merge           Record what an import read, and merge its rows with what a person has made of them
rows            Turn the rows of a table of events into rows of a story
workbook        Write a story as one workbook, and read such a workbook
==============  ===================================================================================
"""
