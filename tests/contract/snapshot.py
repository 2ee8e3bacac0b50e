"""`make snapshot`: write every own OpenAPI document to docs/openapi/, as it would be served."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import django

WORTEL = Path(__file__).resolve().parents[2]
MAP = WORTEL / "docs" / "openapi"


def documents() -> dict[str, dict[str, Any]]:
    """Every own document by name: the shipped models, and the processing log."""
    from processing.api.openapi import build as build_log
    from registry.api.openapi import build
    from registry.model.laden import laad

    modellen = [
        laad(p.read_text(encoding="utf-8")) for p in sorted((WORTEL / "registry/informatiemodellen").rglob("*.yaml"))
    ]
    return {f"{m.register}-v{m.hoofdversie}": build(m) for m in modellen} | {"verwerkingslog-v1": build_log()}


def as_text(document: dict[str, Any]) -> str:
    """The form in which a document is kept: sorted, indented, so that a difference reads well."""
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the files."""
    django.setup()
    MAP.mkdir(parents=True, exist_ok=True)
    for naam, document in documents().items():
        (MAP / f"{naam}.json").write_text(as_text(document), encoding="utf-8")
        print(f"docs/openapi/{naam}.json")


if __name__ == "__main__":
    main()
