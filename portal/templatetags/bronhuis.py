"""Template tags of the pages: addresses of static files, the language links, and what kind of installation this is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone

from portal.statisch import address_of
from portal.tekst import as_moment, as_period
from portal.voorkeuren import Keuze, languages, theme, themes
from registry.proefnummers import may_be_of_somebody

register = template.Library()


@register.simple_tag
def statisch(bestand: str) -> str:
    """The address of a static file, with its digest in the name."""
    return address_of(bestand)


@register.simple_tag
def is_proef() -> bool:
    """Whether this is a demo or a test, where everybody is made up."""
    return settings.MODUS in {"demo", "test"}


@register.simple_tag
def is_misschien_echt() -> bool:
    """Whether a BSN of the made-up persons may be that of somebody real: so many of them were loaded."""
    return is_proef() and may_be_of_somebody()


@register.simple_tag
def contact() -> dict[str, str]:
    """Whom to ask: name, email and url as this installation set them."""
    return dict(settings.OPENAPI_CONTACT)


@register.simple_tag
def gemeente() -> str:
    """The name of the municipality as this installation set it; may be empty."""
    return str(settings.GEMEENTE)


@register.simple_tag
def sessieduur() -> int:
    """After how many minutes without a click a session ends."""
    return int(settings.SESSION_COOKIE_AGE // 60)


@register.simple_tag(takes_context=True)
def talen(context: template.Context) -> list[Keuze]:
    """The languages to choose from on this page; none where the page cannot be asked for again (an error, an answer to a form)."""
    request: Any = context.get("request")
    return languages(request) if request is not None and request.method in {"GET", "HEAD"} else []


@register.simple_tag(takes_context=True)
def themas(context: template.Context) -> list[Keuze]:
    """The themes to choose from on this page; none where the page cannot be asked for again."""
    request: Any = context.get("request")
    return themes(request) if request is not None and request.method in {"GET", "HEAD"} else []


@register.simple_tag(takes_context=True)
def thema(context: template.Context) -> str:
    """The theme that the visitor chose; empty for that of the device."""
    request: Any = context.get("request")
    return theme(request) if request is not None else ""


@register.simple_tag(takes_context=True)
def huidig(context: template.Context, pad: str) -> str:
    """`page` when this is the address of the shown page: the value of aria-current."""
    request: Any = context.get("request")
    return "page" if request is not None and request.path == pad else "false"


@register.simple_tag
def moment(waarde: datetime) -> str:
    """A moment in Dutch local time."""
    return as_moment(waarde)


@register.simple_tag
def nu() -> str:
    """The moment at which this page is made, in Dutch local time: for on paper."""
    return as_moment(timezone.now())


@register.simple_tag
def geldigheid(van: date, tot: date | None) -> str:
    """A period of days in words; the end is exclusive."""
    return as_period(van, tot)
