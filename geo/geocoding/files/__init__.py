r"""Geocode files of names of any size: streamed, and resumed where they stopped.

=======  ==================================================================================
chunks   Cut a table into chunks and keep finished ones; list what a provider would be sent
columns  Scan a table and collect the queries of its rows, each once
job      Geocode a file or a folder of names: streamed, in bounded memory, and resumable
reader   Read tables of names in chunks, CSV and Parquet, and report their faults
writer   Write tables with their answers in chunks: CSV, GeoJSON, GeoParquet
=======  ==================================================================================

Examples
--------
>>> import geo, pathlib, tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     names = pathlib.Path(folder, "names.csv")
...     _ = names.write_text("place\nKarachi\n", encoding="utf-8")
...     done = geo.geocode_file(names, f"{folder}/answers.csv", column="place")
>>> isinstance(done, geo.geocoding.files.Done), done.rows
(True, 1)
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
