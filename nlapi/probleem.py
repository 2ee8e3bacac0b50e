"""Problem documents (RFC 9457; API Design Rules 17-19): one class per status, Dutch texts, all faults at once, never a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpResponse

Plaats = Literal["query", "path", "body", "header"]


@dataclass(frozen=True, slots=True)
class Fout:
    """One fault: where, which name, a code for machines, and what was wrong and what would be right."""

    plaats: Plaats
    naam: str
    code: str
    reden: str


class Probleem(Exception):
    """A refusal or failure with everything its document says. Texts never quote what was sent."""

    def __init__(
        self,
        *,
        status: int,
        code: str,
        titel: str,
        detail: str,
        fouten: Iterable[Fout] = (),
        koppen: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.titel = titel
        self.detail = detail
        self.fouten = tuple(fouten)
        self.koppen = dict(koppen or {})

    def as_document(self, instance: str) -> dict[str, Any]:
        """The members of the problem document; `instance` is the urn of the request."""
        document: dict[str, Any] = {
            "type": "about:blank",
            "title": self.titel,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
        }
        if self.fouten:
            document["fouten"] = [
                {"in": f.plaats, "naam": f.naam, "code": f.code, "reden": f.reden} for f in self.fouten
            ]
        return document


class OngeldigeInvoer(Probleem):
    """400: something in the request is not as it should be; every fault is listed."""

    def __init__(self, fouten: Iterable[Fout], detail: str | None = None) -> None:
        lijst = tuple(fouten)
        namen = ", ".join(dict.fromkeys(f.naam for f in lijst))
        super().__init__(
            status=400,
            code="invoer-ongeldig",
            titel="De vraag klopt niet.",
            detail=detail or f"Controleer: {namen}.",
            fouten=lijst,
        )


class NietGeauthenticeerd(Probleem):
    """401: no token, or one that does not count."""

    def __init__(self, code: str, detail: str) -> None:
        uitdaging = "Bearer" if code == "token-ontbreekt" else 'Bearer error="invalid_token"'
        super().__init__(
            status=401, code=code, titel="U bent niet aangemeld.", detail=detail, koppen={"WWW-Authenticate": uitdaging}
        )


class GeenToegang(Probleem):
    """403: known who asks, not allowed; says which part."""

    def __init__(self, code: str, detail: str, fouten: Iterable[Fout] = ()) -> None:
        super().__init__(status=403, code=code, titel="Dit mag niet.", detail=detail, fouten=fouten)


class NietGevonden(Probleem):
    """404: unknown, not visible or secret; always the same document."""

    def __init__(self) -> None:
        super().__init__(
            status=404, code="niet-gevonden", titel="Niet gevonden.", detail="Dit is er niet, of u mag het niet zien."
        )


class MethodeNietToegestaan(Probleem):
    """405, with the methods that are allowed."""

    def __init__(self, toegestaan: Iterable[str]) -> None:
        lijst = ", ".join(sorted(toegestaan))
        super().__init__(
            status=405,
            code="methode-niet-toegestaan",
            titel="Deze methode kan hier niet.",
            detail=f"Mogelijk zijn: {lijst}.",
            koppen={"Allow": lijst},
        )


class NietAcceptabel(Probleem):
    """406: an Accept header that leaves nothing we can give."""

    def __init__(self) -> None:
        super().__init__(
            status=406,
            code="niet-acceptabel",
            titel="Dit antwoordformaat is er niet.",
            detail="Vraag application/json in de header Accept.",
        )


class MediatypeNietOndersteund(Probleem):
    """415: a body in another form than JSON."""

    def __init__(self) -> None:
        super().__init__(
            status=415,
            code="mediatype-niet-ondersteund",
            titel="Dit invoerformaat kan hier niet.",
            detail="Stuur de inhoud als application/json.",
        )


class TeVeelVerzoeken(Probleem):
    """429, with the seconds to wait."""

    def __init__(self, wacht: int = 60) -> None:
        super().__init__(
            status=429,
            code="te-veel-verzoeken",
            titel="Te veel verzoeken.",
            detail=f"Wacht {wacht} seconden en probeer het opnieuw.",
            koppen={"Retry-After": str(wacht)},
        )


class InterneFout(Probleem):
    """500: our fault; nothing about it leaves but the request id."""

    def __init__(self, code: str = "interne-fout") -> None:
        super().__init__(
            status=500,
            code=code,
            titel="Er ging iets mis.",
            detail="De fout ligt bij ons. Meld het verzoeknummer als het vaker gebeurt.",
        )


class NietBeschikbaar(Probleem):
    """503: cannot now, try again after `wacht` seconds."""

    def __init__(self, detail: str = "Probeer het over een paar tellen opnieuw.", wacht: int = 5) -> None:
        super().__init__(
            status=503,
            code="niet-beschikbaar",
            titel="Dit kan nu niet.",
            detail=detail,
            koppen={"Retry-After": str(wacht)},
        )


class ProbleemResponse(HttpResponse):
    """The answer that carries a problem document; made by `nlapi.afhandeling.antwoord` only."""
