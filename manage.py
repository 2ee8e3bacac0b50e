#!/usr/bin/env python
"""Command line of Bronhuis."""

import os
import sys

from django.core.management import execute_from_command_line

# These run without the database and without its keys, also where the environment has them.
LOSSTAAND = frozenset({"gatverklaring", "getuige", "ondertekenaar"})


def main() -> None:
    """Run a command; those that change the database's shape run as its owner."""
    from config.lokaal.commandos import EIGENAARSCOMMANDOS

    opdracht = sys.argv[2:3] if sys.argv[1:2] == ["help"] else sys.argv[1:2]
    if LOSSTAAND.intersection(opdracht):
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.losstaand"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 2 and sys.argv[1] == "import_gbav" and os.environ.get("BRONHUIS_SLEUTELBESTAND"):
        from registry.intern.client import main as load_through_server

        if (code := load_through_server(sys.argv[2:])) is not None:
            sys.exit(code)
    if len(sys.argv) > 1 and sys.argv[1] in EIGENAARSCOMMANDOS:
        os.environ["BRONHUIS_ROL"] = "eigenaar"
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
