"""Who may open which page of /beheer: an employee with a second factor, and for most pages a role."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid5

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nlapi.probleem import GeenToegang
from portal.burger.views import aanroep_van
from processing.gebruik import Aanroep, Toelichting
from processing.intern import BRONHUIS

TOEZICHTHOUDER = "toezichthouder"
GEGEVENSBEHEERDER = "gegevensbeheerder"
AUTORISATIEBEHEERDER = "autorisatiebeheerder"
ARCHIEFBEHEERDER = "archiefbeheerder"


def roles_of(medewerker: User) -> frozenset[str]:
    """The names of this employee's roles."""
    return frozenset(medewerker.groups.values_list("name", flat=True))


def employee_key(medewerker: User) -> str:
    """The stable key of an employee in the log; it means nothing to who reads it."""
    return str(uuid5(BRONHUIS, f"medewerker-{medewerker.pk}"))


def names_of_employees() -> dict[str, str]:
    """The name of every employee by their key: for oversight only."""
    return {employee_key(m): m.get_full_name() or m.username for m in User.objects.filter(is_staff=True)}


def employee_call(request: HttpRequest, toelichting: Toelichting | None = None) -> Aanroep:
    """The call with the employee's key, and why they look."""
    basis = aanroep_van(request)
    return Aanroep(basis.verzoek, basis.spoor, employee_key(request.user), toelichting)  # type: ignore[arg-type]


def for_employees(*rollen: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Only for a signed-in employee with a second factor and, where roles are named, one of these; others are sent to sign in, or get 403."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not (request.user.is_authenticated and request.user.is_staff):
                return HttpResponseRedirect(reverse("beheer-aanmelden"))
            if not request.user.is_verified():  # type: ignore[attr-defined]
                return HttpResponseRedirect(reverse("beheer-tweede-stap"))
            eigen = roles_of(request.user)
            if rollen and not eigen & set(rollen):
                raise GeenToegang("rol-ontbreekt", _("Deze bladzijde hoort bij een rol die u niet hebt."))
            request.rollen = eigen  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return wrapped

    return decorate
