"""Every route says what it gives: personal data, public data, or what a caller may see of itself. Undeclared means refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast

from django.http import HttpRequest
from django.urls import Resolver404, URLPattern, URLResolver, resolve

Routesoort = Literal["persoonsgegevens", "openbaar", "eigen"]

View = TypeVar("View", bound=Callable[..., Any])


def routesoort(soort: Routesoort) -> Callable[[View], View]:
    """Declare a function view (or the result of as_view)."""

    def declare(view: View) -> View:
        view.routesoort = soort  # type: ignore[attr-defined]
        return view

    return declare


def declared(view: Any) -> Routesoort | None:
    """What this view declared: on the callable, or on the class behind it."""
    eigen = getattr(view, "routesoort", None) or getattr(getattr(view, "view_class", None), "routesoort", None)
    return cast(Routesoort | None, eigen or getattr(getattr(view, "cls", None), "routesoort", None))


def soort_van(request: HttpRequest) -> Routesoort | None:
    """What the route of this request declared; None when undeclared or unresolved."""
    treffer = request.resolver_match
    return declared(treffer.func) if treffer is not None else None


def soort_of_address(pad: str) -> tuple[Routesoort | None, dict[str, Any]]:
    """What the route at this path gives, with the parts of the path; None where there is no such route."""
    try:
        treffer = resolve(pad)
    except Resolver404:
        return None, {}
    return declared(treffer.func), treffer.kwargs


@dataclass(frozen=True, slots=True)
class Route:
    """One route of the URLconf."""

    patroon: str
    naam: str | None
    soort: Routesoort | None
    view: Any


def alle_routes(patronen: list[URLPattern | URLResolver], voorvoegsel: str = "") -> Iterator[Route]:
    """Every route below these patterns, with its full pattern."""
    for patroon in patronen:
        pad = voorvoegsel + str(patroon.pattern)
        if isinstance(patroon, URLResolver):
            yield from alle_routes(patroon.url_patterns, pad)
        else:
            yield Route(pad, patroon.name, declared(patroon.callback), patroon.callback)
