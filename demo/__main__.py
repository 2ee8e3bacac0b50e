"""`python -m demo [story]`: play one story, or all four, against the running installation; one line and exit code 1 when a step fails."""

from __future__ import annotations

import sys
import time

import httpx

from demo.browser import HULP
from demo.spelers import Spelers
from demo.verhalen import VERHALEN
from demo.verteller import Mislukt, Verteller


def main(argumenten: list[str]) -> int:
    """Play what was asked."""
    gekozen = argumenten or ["alle"]
    namen = list(VERHALEN) if gekozen == ["alle"] else gekozen
    if not set(namen) <= set(VERHALEN):
        print(f"Dit verhaal is er niet. Kies uit: {', '.join(VERHALEN)}, alle.", file=sys.stderr)
        return 2
    begin = time.monotonic()
    try:
        spelers = Spelers()
        print("\nDe opdrachten kunt u zelf typen. Zet dan eerst dit in uw shell, voor de bladzijden:")
        print("\n".join(f"    $ {regel}" for regel in HULP))
        for naam in namen:
            verhaal = VERHALEN[naam]
            verhaal.vertel(spelers, Verteller(verhaal.TITEL))
    except (Mislukt, RuntimeError) as fout:
        print(f"Het verhaal stopt: {fout}", file=sys.stderr)
        return 1
    except httpx.HTTPError as fout:
        print(f"De server antwoordt niet: {type(fout).__name__}", file=sys.stderr)
        return 1
    wat = "De verhalen klopten" if len(namen) > 1 else "Het verhaal klopte"
    print(f"\n{wat} van begin tot eind ({time.monotonic() - begin:.1f} s).")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
