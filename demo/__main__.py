"""`python -m demo`: tell the story against the running installation; exit code 1 with one line when a step fails."""

from __future__ import annotations

import sys

import httpx

from demo.verhaal import Mislukt, tell_story


def main() -> int:
    """Run the story."""
    try:
        seconden = tell_story()
    except (Mislukt, RuntimeError) as fout:
        print(f"Het verhaal stopt: {fout}", file=sys.stderr)
        return 1
    except httpx.HTTPError as fout:
        print(f"De server antwoordt niet: {type(fout).__name__}", file=sys.stderr)
        return 1
    print(f"\nHet verhaal klopte van begin tot eind ({seconden:.1f} s).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
