"""Who plays in the stories: residents, applicaties with their tokens, employees. Each is looked up when asked for."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Any

from demo.aanmelden import sign_in_employee
from demo.applicatie import Applicatie
from demo.browser import Browser
from demo.http import call, make
from demo.prompt import steward
from demo.verteller import Mislukt, expect

API = "/api/brp/v1/personen"
LOKET, SUITE, CONSOLE = "Burgerzakenloket", "Suite Inkomen", "Privacyconsole"
ADRESONDERZOEK, BIJSTAND, TOEZICHT = "adresonderzoek", "bijstand-beoordelen", "toezicht-verwerkingslog"


@dataclass(frozen=True)
class Bewoner:
    """A resident as the desk of Burgerzaken found them."""

    bsn: str
    id: str
    gegevens: dict[str, Any]

    @property
    def naam(self) -> str:
        """Given names and surname."""
        naam = self.gegevens["persoon"]["naam"]
        return " ".join(naam[deel] for deel in ("voornamen", "voorvoegsel", "geslachtsnaam") if deel in naam)


class Spelers:
    """The players, each looked up at most once."""

    def __init__(self) -> None:
        self._suite: Applicatie | None = None
        self._medewerkers: dict[str, Browser] = {}

    def token(self, applicatie: str, activiteit: str, *vlaggen: str) -> str:
        """A new token of this applicatie for one purpose: an autorisatie that was given again is another one."""
        return steward(*_token_command(applicatie, activiteit, *vlaggen))[-1]

    def autorisatie(self, activiteit: str) -> dict[str, Any]:
        """The autorisatie in force for this activity."""
        lijst = [json.loads(regel) for regel in steward("autorisatie", "lijst")]
        return next(rij for rij in lijst if rij["activiteit"] == activiteit and not rij["ingetrokken"])

    def suite(self) -> Applicatie:
        """The applicatie of Werk en Inkomen with a key pair of its own."""
        if self._suite is None:
            self._suite = Applicatie(SUITE)
        return self._suite

    def employee(self, naam: str) -> tuple[Browser, tuple[str, ...]]:
        """The signed-in session of this employee, and how to get one at the prompt: nothing more when there is one already."""
        if naam in self._medewerkers:
            return self._medewerkers[naam], ()
        self._medewerkers[naam], hoe = sign_in_employee(naam)
        return self._medewerkers[naam], hoe

    def resident(self, rol: str) -> Bewoner:
        """Who plays this role; where other persons were loaded than our own, anybody who lives here. Raises Mislukt."""
        rollen = [json.loads(regel) for regel in steward("demo_bevolking", "--rollen")]
        bsn = next(r["bsn"] for r in rollen if r["rol"] == rol)
        return self.look_up(bsn) or self._anybody()

    def look_up(self, bsn: str) -> Bewoner | None:
        """Find this person at the desk of Burgerzaken."""
        vraag = {"zoeksleutels": {"burgerservicenummer": bsn}}
        antwoord = call("POST", f"{API}/_zoek", token=self.token(LOKET, ADRESONDERZOEK), inhoud=vraag)
        gevonden = expect(antwoord, 200, "zoeken aan het loket")["resultaten"]
        return Bewoner(bsn, gevonden[0]["id"], gevonden[0]["gegevens"]) if gevonden else None

    def _anybody(self) -> Bewoner:
        """A resident of the first page who moved once, alive, here, and without secrecy."""
        antwoord = call("GET", f"{API}?limit=50", token=self.token(LOKET, ADRESONDERZOEK))
        for gevonden in expect(antwoord, 200, "bladeren aan het loket")["resultaten"]:
            gegevens = gevonden["gegevens"]
            inschrijving = gegevens.get("inschrijving", {})
            bsn = gegevens.get("persoon", {}).get("burgerservicenummer")
            open_ = inschrijving.get("geheimhouding", "0") == "0" and "opschorting" not in inschrijving
            bewoner = Bewoner(bsn or "", gevonden["id"], gegevens)
            if (
                bsn
                and open_
                and gegevens["persoon"].get("naam", {}).get("voornamen")
                and self.earlier_address(bewoner)[0]
            ):
                return bewoner
        raise Mislukt("geen geschikte inwoner op de eerste pagina van het loket")

    def earlier_address(self, bewoner: Bewoner) -> tuple[str, str]:
        """The last day on which this person began to live in another street than now, and that street; or nothing."""
        token = self.token(LOKET, ADRESONDERZOEK)
        historie = expect(call("GET", f"{API}/{bewoner.id}/voorkomens", token=token), 200, "historie aan het loket")
        nu = bewoner.gegevens.get("verblijfplaats", {}).get("straat")
        adressen = [
            (v["beginGeldigheid"], v["gegevens"]["straat"])
            for v in historie["voorkomens"]
            if v["groep"] == "verblijfplaats"
            and not v["onjuist"]
            and v["gegevens"].get("straat", nu) != nu
            and len(v["beginGeldigheid"] or "") == 10
            and v["eindGeldigheid"]
            and v["beginGeldigheid"] < v["eindGeldigheid"]
        ]
        return max(adressen, default=("", ""))


def _token_command(applicatie: str, activiteit: str, *vlaggen: str) -> tuple[str, ...]:
    return ("geef_token", "--applicatie", applicatie, "--activiteit", activiteit, *vlaggen)


def token_line(applicatie: str, activiteit: str, *vlaggen: str) -> str:
    """How to get such a token into $TOKEN at the prompt."""
    return make(shlex.join(_token_command(applicatie, activiteit, *vlaggen)), "TOKEN")
