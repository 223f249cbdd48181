"""Tables too large for one file, as a folder that a page reads piece by piece.

======  ===============================================================================
build   Sort the events, count them at every zoom and write all in packed pieces
page    The page of such a folder, and the call that makes both
source  Parquet files or a relation of DuckDB's as one table, and the SQL that reads it
words   The words of all texts, sorted, with the blocks of events that have each
======  ===============================================================================
"""
