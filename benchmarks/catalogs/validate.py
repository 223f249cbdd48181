"""Validate croissant.json and ro-crate-metadata.json of a folder; run by `benchmarks.catalogs`.

roc-validator fetches the context of RO-Crate; here it gets the one that the package rocrate has.
"""

from __future__ import annotations

import io
import sys
import urllib.request
import urllib.response
from email.message import Message
from importlib.resources import files
from pathlib import Path
from typing import Any

import mlcroissant
import requests
from rocrate_validator import models, services

CONTEXT = files("rocrate").joinpath("data", "ro-crate.jsonld").read_bytes()


def serve_context(request: Any, *_: object, **__: object) -> urllib.response.addinfourl:  # noqa: ANN401
    """Answer each request with the context."""
    headers = Message()
    headers["Content-Type"] = "application/ld+json"
    url = request if isinstance(request, str) else request.full_url
    return urllib.response.addinfourl(io.BytesIO(CONTEXT), headers, url, 200)


def serve_response(*_: object, **__: object) -> requests.Response:
    """Answer as requests does."""
    response = requests.Response()
    response.status_code = 200
    response.headers["Content-Type"] = "application/ld+json"
    response._content = CONTEXT  # noqa: SLF001 - there is no other way to fill one
    return response


def main(folder: Path) -> int:
    """Print what is refused; 1 where anything is."""
    dataset = mlcroissant.Dataset(str(folder / "croissant.json"))
    issues = dataset.metadata.ctx.issues
    counts = {r.id: len(list(dataset.records(r.id))) for r in dataset.metadata.record_sets}
    print(
        f"  croissant: {len(issues.errors)} errors, {len(issues.warnings)} warnings, rows {counts}"
    )
    urllib.request.urlopen = serve_context
    for module in list(sys.modules.values()):
        if module.__name__.startswith("rdflib"):
            for name in ("urlopen", "_urlopen"):
                if hasattr(module, name):
                    setattr(module, name, serve_context)
    requests.get = serve_response
    requests.Session.request = serve_response  # type: ignore[method-assign]
    settings = services.ValidationSettings(
        rocrate_uri=str(folder),
        profile_identifier="ro-crate-1.1",
        requirement_severity=models.Severity.REQUIRED,
    )
    refused = services.validate(settings).get_issues()
    print(f"  ro-crate: {len(refused)} of the required checks of 1.1 fail")
    for issue in refused:
        print(f"    {issue.check.identifier}: {issue.message}")
    return int(bool(issues.errors or refused))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
