"""Validate RO-Crates in folders with roc-validator; prints their issues as JSON.

Runs in the environment of requirements.lock. The JSON-LD context of RO-Crate 1.1 comes from the
package `rocrate`, by way of the validator's own cache, so that nothing is asked of a network.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import requests
import requests_cache
import urllib3
from rocrate_validator import models, services

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


def fill_cache(path: str) -> None:
    """Write the context into a cache, as if it had been asked for."""
    text = files("rocrate").joinpath("data", "ro-crate.jsonld").read_bytes()
    assert json.loads(text)["@id"] == CONTEXT
    kind = {"Content-Type": "application/ld+json"}
    answer = requests.Response()
    answer.status_code, answer.url, answer._content = 200, CONTEXT, text
    answer.headers.update(kind)
    answer.request = requests.Request("GET", CONTEXT).prepare()
    answer.raw = urllib3.HTTPResponse(
        io.BytesIO(text), kind, status=200, preload_content=False, request_url=CONTEXT
    )
    requests_cache.CachedSession(path, backend="sqlite").cache.save_response(answer)


def issues(folder: str, cache: str) -> list[tuple[str, str, str]]:
    """Return severity, requirement and message of each issue of a crate."""
    settings = services.ValidationSettings(
        rocrate_uri=folder,
        profile_identifier="ro-crate-1.1",
        requirement_severity=models.Severity.RECOMMENDED,
        offline=True,
        cache_path=cache,
    )
    return sorted(
        (issue.severity.name, issue.check.name, issue.message)
        for issue in services.validate(settings).get_issues()
    )


def main() -> None:
    """Print the issues of each folder."""
    with tempfile.TemporaryDirectory() as folder:
        cache = str(Path(folder, "cache"))
        fill_cache(cache)
        json.dump({crate: issues(crate, cache) for crate in sys.argv[1:]}, sys.stdout)


if __name__ == "__main__":
    main()
