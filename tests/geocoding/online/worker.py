"""One process among several that ask the same provider: URL FOLDER FIRST COUNT INTERVAL_S."""

import json
import sys

from geo.geocoding.explain import Answer
from geo.geocoding.hints import Hints
from geo.geocoding.online import Limits, complete, provider


def main(url: str, folder: str, first: str, count: str, interval_s: str) -> None:
    """Complete COUNT names from the number FIRST on, and print what came of each."""
    numbers = range(int(first), int(first) + int(count))
    names = [Answer(f"place {number}", "not_found", "") for number in numbers]
    limits = Limits(deadline_s=30 if float(interval_s) else 2, interval_s=float(interval_s))
    nominatim = provider("nominatim", url=url, limits=limits)
    answers = complete(names, [Hints()] * len(names), nominatim, folder=folder)
    told = {a.query: (a.status, a.place.lat if a.place else None) for a in answers}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
