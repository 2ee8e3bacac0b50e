"""A call as filled in on the form: read and checked, written as a curl line, or handed to our own API.

Only the path template of a known operation is ever called: the form fills its variables and cannot leave it. The call goes to the
view of that operation with the request id of the form, so that the log line and the answer have one number; the answer is
the API's own, byte for byte, with its own receipt. Nothing is rendered around it: the gate asks a receipt of exactly what leaves.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import quote, urlencode

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from nlapi.afhandeling import antwoord, refuse
from nlapi.koppen import nieuw_spoor
from nlapi.probleem import Fout, NietGevonden, Plaats
from portal.ontwikkelaars.apis import Api, full_address
from portal.ontwikkelaars.naslag import Bewerking

INHOUD, TOKEN = "inhoud", "token"
PLAATSEN: dict[str, Plaats] = {"path": "path", "query": "query", "header": "header"}
# What may stand in a header: visible ASCII and spaces.
KOPWAARDE = re.compile(r"[\x20-\x7e]*")
# What may stand in a path variable without becoming another path.
SEGMENT = re.compile(r"(?!\.{1,2}$)[^/\\\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Aanvraag:
    """One call: what would go over the line, without the token."""

    methode: str
    pad: str
    adres: str
    query: str
    koppen: tuple[tuple[str, str], ...]
    mediatype: str
    inhoud: str | None
    beveiligd: bool


class OnjuisteAanvraag(ValueError):
    """The form cannot be made into a call of this operation; `fouten` by the name of the field."""

    def __init__(self, fouten: Mapping[str, Fout]) -> None:
        super().__init__("onjuiste aanvraag")
        self.fouten = dict(fouten)


def field_name(plaats: str, naam: str) -> str:
    """The name and id of the field of a parameter."""
    return f"{plaats}-{naam}"


def read(api: Api, bewerking: Bewerking, formulier: Mapping[str, str]) -> Aanvraag:
    """The call that the form describes; raises OnjuisteAanvraag. An empty field is not sent."""
    fouten: dict[str, Fout] = {}
    waarden: dict[str, list[tuple[str, str]]] = {plaats: [] for plaats in PLAATSEN}
    for p in bewerking.parameters:
        if p.plaats not in PLAATSEN:
            continue
        sleutel = field_name(p.plaats, p.naam)
        waarde = formulier.get(sleutel, "").strip()
        if not waarde and p.plaats == "path":
            fouten[sleutel] = Fout("path", p.naam, "verplicht", _("Vul dit veld in."))
        elif p.plaats == "path" and not SEGMENT.fullmatch(waarde):
            fouten[sleutel] = Fout("path", p.naam, "teken", _("In dit veld mag geen schuine streep staan."))
        elif p.plaats == "header" and not KOPWAARDE.fullmatch(waarde):
            fouten[sleutel] = Fout("header", p.naam, "teken", _("Gebruik gewone letters, cijfers en leestekens."))
        elif waarde:
            waarden[p.plaats].append((p.naam, waarde))
    if fouten:
        raise OnjuisteAanvraag(fouten)
    variabelen = dict(waarden["path"])
    inhoud = formulier.get(INHOUD, "").replace("\r\n", "\n").strip() if bewerking.inhoud else ""
    return Aanvraag(
        methode=bewerking.methode,
        pad=api.server + _fill(bewerking.pad, variabelen),
        adres=api.server + _fill(bewerking.pad, {n: quote(w, safe="") for n, w in variabelen.items()}),
        query=urlencode(waarden["query"], safe=","),
        koppen=tuple(waarden["header"]),
        mediatype=bewerking.mediatype,
        inhoud=inhoud or None,
        beveiligd=bewerking.beveiligd,
    )


def _fill(sjabloon: str, variabelen: Mapping[str, str]) -> str:
    return re.sub(r"\{([^}]+)\}", lambda m: variabelen[m[1]], sjabloon)


def as_curl(aanvraag: Aanvraag) -> str:
    """The same call as a line for a shell; the token is the variable TOKEN."""
    adres = full_address(aanvraag.adres) + (f"?{aanvraag.query}" if aanvraag.query else "")
    delen = [f"curl -s {shlex.quote(adres)}"]
    if aanvraag.methode != ("GET" if aanvraag.inhoud is None else "POST"):
        delen.append(f"-X {aanvraag.methode}")
    if aanvraag.beveiligd:
        delen.append('-H "Authorization: Bearer $TOKEN"')
    delen += [f"-H {shlex.quote(f'{naam}: {waarde}')}" for naam, waarde in aanvraag.koppen]
    if aanvraag.inhoud is not None:
        delen.append(f"-H {shlex.quote(f'Content-Type: {aanvraag.mediatype}')}")
        # With -d curl would read a file for what begins with @.
        vlag = "-d" if aanvraag.inhoud[0] in "{[" else "--data-raw"
        delen.append(f"{vlag} {shlex.quote(aanvraag.inhoud)}")
    return " \\\n  ".join(delen)


def dispatch(request: HttpRequest, aanvraag: Aanvraag, token: str) -> HttpResponse:
    """Hand the call to the view of the operation and give its answer as it is. The token goes no further than that one request."""
    binnen = WSGIRequest(_environ(request, aanvraag, token))
    spoor = dict(aanvraag.koppen).get("traceparent")
    binnen.verzoek_id = request.verzoek_id  # type: ignore[attr-defined]
    binnen.spoor = nieuw_spoor(spoor) if spoor else request.spoor  # type: ignore[attr-defined]
    try:
        treffer = resolve(aanvraag.pad)
    except Resolver404:
        return antwoord(refuse(binnen, NietGevonden()), binnen)
    binnen.resolver_match = treffer
    gegeven: HttpResponse = treffer.func(binnen, *treffer.args, **treffer.kwargs)
    return gegeven


def _environ(request: HttpRequest, aanvraag: Aanvraag, token: str) -> dict[str, object]:
    """The WSGI environment of the call: what the form says, and nothing of the browser but where it came from."""
    inhoud = (aanvraag.inhoud or "").encode()
    environ: dict[str, object] = {
        "REQUEST_METHOD": aanvraag.methode,
        "SCRIPT_NAME": "",
        "PATH_INFO": aanvraag.pad.encode().decode("latin-1"),
        "QUERY_STRING": aanvraag.query,
        "SERVER_NAME": request.META.get("SERVER_NAME", "localhost"),
        "SERVER_PORT": request.META.get("SERVER_PORT", "80"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": request.META.get("REMOTE_ADDR", ""),
        "HTTP_HOST": request.get_host(),
        "HTTP_ACCEPT": "application/json",
        "wsgi.url_scheme": request.scheme,
        "wsgi.input": BytesIO(inhoud),
    }
    if aanvraag.inhoud is not None:
        environ |= {"CONTENT_TYPE": aanvraag.mediatype, "CONTENT_LENGTH": str(len(inhoud))}
    if token:
        environ["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return environ | {f"HTTP_{naam.upper().replace('-', '_')}": waarde for naam, waarde in aanvraag.koppen}
