"""`make lint-openapi`: the official API Design Rules linter on every own document, and a check that the linter works as its makers expect."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

WORTEL = Path(__file__).resolve().parents[2]
DOCUMENTEN = WORTEL / "docs" / "openapi"
NODE = WORTEL / ".bronhuis" / "node"
GEDEELD = WORTEL.parent / "shared"
SPECTRAL = "@stoplight/spectral-cli@6.16.3"
# The newer tool names one format more in this message; rule, severity and count are the same.
ANDERS = {"openapi-versie-missing"}


def missing(wat: str) -> int:
    """What cannot be checked here: a failure in CI, one line elsewhere."""
    print(f"{wat}; de officiële linter is niet gedraaid.", file=sys.stderr)
    return 1 if os.environ.get("CI") == "true" else 0


def install() -> Path:
    """Spectral in a folder of our own, once."""
    programma = NODE / "node_modules" / ".bin" / "spectral"
    if not programma.exists():
        NODE.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(NODE), SPECTRAL],
            check=True,
            cwd=NODE,
        )
    return programma


def lint(spectral: Path, document: Path, *opties: str) -> subprocess.CompletedProcess[str]:
    """Run the official ruleset on one document."""
    regels = str(GEDEELD / "adr" / "linter.yaml")
    return subprocess.run(
        [str(spectral), "lint", "-r", regels, *opties, str(document)],
        capture_output=True,
        text=True,
        check=False,
        cwd=document.parent,
    )


def check_tool(spectral: Path) -> list[str]:
    """Names of official test cases whose outcome is not what the makers say."""
    fout = []
    gevallen = sorted((GEDEELD / "adr" / "testcases").iterdir())
    for geval in gevallen:
        uitkomst = re.sub(r"\S*/testcases", "/testcases", lint(spectral, geval / "openapi.json").stdout)
        verwacht = re.sub(r"\S*/testcases", "/testcases", (geval / "expected-output.txt").read_text(encoding="utf-8"))
        if uitkomst.strip() != verwacht.strip() and geval.name not in ANDERS:
            fout.append(geval.name)
    print(f"linter: {len(gevallen) - len(fout)} van {len(gevallen)} officiële gevallen zoals verwacht")
    return fout


def main() -> int:
    """Lint all; the exit code is 0 only when nothing was found and something was linted."""
    if shutil.which("npm") is None:
        return missing("Node.js ontbreekt")
    if not GEDEELD.is_dir():
        return missing("../shared ontbreekt")
    spectral = install()
    fouten = check_tool(spectral)
    documenten = sorted(DOCUMENTEN.glob("*.json"))
    for document in documenten:
        uitkomst = lint(spectral, document, "-F", "warn", "-f", "json", "-q")
        gevonden = json.loads(uitkomst.stdout or "[]")
        print(f"{document.name}: {len(gevonden)} bevindingen")
        for bevinding in gevonden:
            print(f"  {bevinding['code']}: {'/'.join(map(str, bevinding['path']))}: {bevinding['message']}")
        if gevonden or uitkomst.returncode:
            fouten.append(document.name)
    print(f"{len(documenten) - sum(f.endswith('.json') for f in fouten)} passed, {len(fouten)} failed")
    return 1 if fouten or not documenten else 0


if __name__ == "__main__":
    sys.exit(main())
