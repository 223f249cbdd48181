"""Turn news articles into event maps that show their evidence.

Eight calls do most of the work:

- `geocode`: where a name lies, and why there;
- `geocode_file`: the same for a table of any size;
- `geoparse`: the places that a text names;
- `read_story`: read the tables of a story, and check them as a whole;
- `check`: compare each citation with your own copies of the articles;
- `story_map`: draw a story as a page, with its timeline and its evidence;
- `explore`: draw any table of events as a page;
- `save_html`: save a page or any folium map as one file that needs no network.

The tables of this project's own story are in its folder ``data``.

Examples
--------
>>> import geo
>>> geo.geocode("Edgware")["country"].tolist()
['GB']
>>> geo.geoparse("He flew from Karachi to London.")["name"].tolist()
['Karachi', 'London']
>>> story = geo.read_story("data")
>>> page = geo.story_map(story)
>>> import pandas, tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     pandas.DataFrame({"town": ["Karachi", "Leeds"]}).to_csv(f"{folder}/towns.csv")
...     done = geo.geocode_file(f"{folder}/towns.csv", f"{folder}/found.csv", column="town")
...     copies = geo.check(story, folder)  # no copy is in this folder
...     geo.save_html(page, f"{folder}/map.html")
>>> done.statuses
{'ok': 2}
>>> set(copies["outcome"])
{'source missing'}
>>> geo.explore(story.events, column="kind", time="earliest").time_columns
('earliest',)

The public names are listed in ``geo/__init__.pyi``; each is imported when it is first used.
"""

import lazy_loader

from geo.moved import register

__version__ = "0.2.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
register()  # for one release
