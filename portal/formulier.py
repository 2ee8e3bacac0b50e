"""Reading what people type in a form. A BSN comes by POST only, and never goes into an address, a message or a session."""

from __future__ import annotations

from django.http import HttpRequest

from registry.identificaties import is_bsn

# People copy a number with the points or spaces that a letter has.
SCHEIDINGEN = str.maketrans("", "", " .-")


def read_bsn(request: HttpRequest) -> str | None:
    """The typed BSN, or None where it is not one (nine digits that pass the elfproef)."""
    bsn = request.POST.get("bsn", "").translate(SCHEIDINGEN)
    return bsn if is_bsn(bsn) else None
