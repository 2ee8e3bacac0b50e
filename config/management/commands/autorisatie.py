"""`manage.py autorisatie lijst|geef|verruim|versmal|trek-in|herstel`: what a steward does with an autorisatie, each as a version with a reason.

Here, and not in processing: an afnemer is named by its name, and fields are checked against the published models.
"""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from datetime import date
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consumers.selectors import afnemer_by_name, names_of_afnemers
from processing.autorisaties import RegelFout
from processing.gevoelig import CATEGORIEEN
from processing.logboek import VELDEN as LOGVELDEN
from processing.models import Autorisatie, Autorisatieversie, Wijze
from processing.selectors import activiteit_met_naam
from processing.services import registreer_autorisatie, trek_autorisatie_in, wijzig_autorisatie
from registry.catalogus import catalogus

LOG, LOGSLEUTELS = "verwerkingslog/regels", ("burgerservicenummer",)


def _list(tekst: str) -> list[str]:
    return [deel.strip() for deel in tekst.split(",") if deel.strip()]


def _day(tekst: str) -> date:
    try:
        return date.fromisoformat(tekst)
    except ValueError:
        raise ArgumentTypeError("geef een datum zoals 2026-05-26") from None


def _exception(tekst: str) -> tuple[str, str]:
    categorie, _, artikel = tekst.partition("=")
    if categorie not in CATEGORIEEN or not artikel.strip():
        raise ArgumentTypeError(f"geef CATEGORIE=ARTIKEL, met een categorie van: {', '.join(CATEGORIEEN)}")
    return categorie, artikel.strip()


class Command(BaseCommand):
    """Show, give, widen, narrow, withdraw or restore an autorisatie."""

    help = (
        "Toon autorisaties, geef er een, verruim haar met een objecttype, versmal haar met een veld, trek haar in, "
        "of geef een ingetrokken autorisatie opnieuw."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The act, which autorisatie, and what it allows."""
        parser.add_argument("handeling", choices=["lijst", "geef", "verruim", "versmal", "trek-in", "herstel"])
        parser.add_argument("--activiteit", help="naam van de verwerkingsactiviteit")
        parser.add_argument(
            "--afnemer", help="naam of id van de afnemer; nodig als er meer autorisaties zijn voor de activiteit"
        )
        parser.add_argument("--veld", help="veldpad dat vervalt (bij versmal)")
        parser.add_argument("--reden", default="", help="waarom; komt bij de versie te staan")
        regel = parser.add_argument_group("wat mag (bij geef en verruim)")
        regel.add_argument("--soort", metavar="REGISTER/OBJECTTYPE", help="waarop")
        regel.add_argument("--acties", type=_list, default=[], help="met komma's: raadplegen,zoeken,bladeren,wijzigen")
        regel.add_argument("--velden", type=_list, default=[], help="groepen of velden, met komma's")
        regel.add_argument("--zoeksleutels", type=_list, default=[], help="waarop gezocht mag worden, met komma's")
        regel.add_argument("--maximum", type=int, default=1, help="ten hoogste zoveel per vraag (standaard 1)")
        regel.add_argument(
            "--combinatie",
            type=_list,
            action="append",
            default=[],
            help="zoeksleutels die samen genoeg zijn, met komma's; mag vaker. Zonder: wat het model eist",
        )
        regel.add_argument(
            "--eindgebruiker", action="store_true", help="alleen met de sleutel van de medewerker die vraagt"
        )
        regel.add_argument("--geheim", action="store_true", help="ook personen met geheime gegevens")
        besluit = parser.add_argument_group("waar het op rust (bij geef)")
        besluit.add_argument("--wijze", choices=Wijze.values, default=Wijze.COLLEGEBESLUIT.value)
        besluit.add_argument("--kenmerk", help="kenmerk van het besluit")
        besluit.add_argument("--datum", type=_day, help="datum van het besluit")
        besluit.add_argument("--vindplaats", default="", help="adres (https) waar het besluit staat")
        besluit.add_argument(
            "--uitzondering",
            type=_exception,
            action="append",
            default=[],
            metavar="CATEGORIE=ARTIKEL",
            help="welk artikel bijzondere of strafrechtelijke gegevens, of een nationaal nummer, toelaat (ook bij verruim; mag vaker)",
        )
        besluit.add_argument("--geldig-van", type=_day, help="standaard de datum van het besluit")
        besluit.add_argument("--geldig-tot", type=_day, help="eerste dag waarop het niet meer geldt")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Do the act; prints JSON."""
        if opties["handeling"] == "lijst":
            for autorisatie in Autorisatie.objects.select_related("activiteit").order_by("activiteit__naam"):
                self.stdout.write(json.dumps(as_row(autorisatie), ensure_ascii=False))
            return
        if not opties["activiteit"]:
            raise CommandError("Noem de verwerkingsactiviteit met --activiteit.")
        try:
            autorisatie = give(opties) if opties["handeling"] == "geef" else self.change(opties)
        except RegelFout as fout:
            raise CommandError(str(fout)) from fout
        self.stdout.write(json.dumps(as_row(autorisatie), ensure_ascii=False))

    def change(self, opties: dict[str, Any]) -> Autorisatie:
        """Change, end or restore one that was given before; raises CommandError."""
        afnemer = afnemer_id(opties["afnemer"]) if opties["afnemer"] else None
        autorisatie = self.find(opties["activiteit"], afnemer, ingetrokken=opties["handeling"] == "herstel")
        reden = opties["reden"] or f"{opties['handeling']} via de opdrachtregel"
        match opties["handeling"]:
            case "verruim":
                besluit = with_exceptions(current_version(autorisatie).besluit, opties)
                return wijzig_autorisatie(
                    autorisatie.id, regels=widened(autorisatie, opties), besluit=besluit, reden=reden
                )
            case "versmal":
                return wijzig_autorisatie(
                    autorisatie.id, regels=self.narrowed(autorisatie, opties["veld"]), reden=reden
                )
            case "trek-in":
                trek_autorisatie_in(autorisatie.id, reden=reden)
                autorisatie.refresh_from_db()
                return autorisatie
            case _:
                eerste = autorisatie.versies.get(versie=1)
                return registreer_autorisatie(
                    autorisatie.activiteit_id,
                    autorisatie.afnemer_id,
                    regels=eerste.regels,
                    wijze=eerste.wijze,
                    besluit=eerste.besluit,
                    geldig_van=eerste.geldig_van,
                    geldig_tot=eerste.geldig_tot,
                    reden=reden,
                )

    @staticmethod
    def find(activiteit: str, afnemer: UUID | None, *, ingetrokken: bool) -> Autorisatie:
        """The one autorisatie that is meant; the newest where only ended ones can be meant."""
        gevonden = Autorisatie.objects.filter(
            activiteit__naam=activiteit, **({"afnemer_id": afnemer} if afnemer else {})
        )
        lopend = gevonden.filter(ingetrokken_op=None)
        if ingetrokken:
            lopend = lopend or gevonden.order_by("-ingetrokken_op")[:1]
        if len(lopend) != 1:
            raise CommandError(
                f"Er zijn {len(lopend)} lopende autorisaties voor {activiteit}; noem de afnemer met --afnemer."
            )
        return lopend[0]

    @staticmethod
    def narrowed(autorisatie: Autorisatie, veld: str | None) -> list[dict[str, Any]]:
        """The regels without this field; a granted groep is spelled out into the rest by the caller's model, so it must be named exactly."""
        if not veld:
            raise CommandError("Noem het veld dat vervalt met --veld.")
        regels = current_regels(autorisatie)
        smaller = [
            {**r, "velden": [v for v in r["velden"] if v != veld and not v.startswith(f"{veld}.")]} for r in regels
        ]
        if smaller == regels:
            velden = sorted({v for r in regels for v in r["velden"]})
            raise CommandError(f"{veld} staat niet als veld in de autorisatie. Wel: {', '.join(velden)}.")
        smaller = [r for r in smaller if r["velden"]]
        if not smaller:
            raise CommandError("Dan blijft er niets over. Trek de autorisatie in met trek-in.")
        return smaller


def give(opties: dict[str, Any]) -> Autorisatie:
    """A first autorisatie; raises CommandError where one stands, or where it is not clear for whom or on which decision."""
    activiteit = activiteit_met_naam(opties["activiteit"])
    if activiteit is None:
        raise CommandError(f"De activiteit {opties['activiteit']} bestaat niet (zie: activiteit lijst).")
    if not opties["afnemer"]:
        raise CommandError("Noem de afnemer met --afnemer.")
    if not opties["kenmerk"] or not opties["datum"]:
        raise CommandError("Noem het besluit met --kenmerk en --datum.")
    if opties["vindplaats"] and not opties["vindplaats"].startswith("https://"):
        raise CommandError("--vindplaats is een adres dat met https:// begint.")
    afnemer, van = afnemer_id(opties["afnemer"]), opties["geldig_van"] or opties["datum"]
    if opties["geldig_tot"] and opties["geldig_tot"] <= van:
        raise CommandError("--geldig-tot moet later zijn dan --geldig-van.")
    if Autorisatie.objects.filter(activiteit_id=activiteit, afnemer_id=afnemer, ingetrokken_op=None).exists():
        raise CommandError("Deze autorisatie is er al. Gebruik verruim, versmal of trek-in.")
    return registreer_autorisatie(
        activiteit,
        afnemer,
        regels=[regel_of(opties)],
        wijze=opties["wijze"],
        besluit=with_exceptions(
            {
                "kenmerk": opties["kenmerk"],
                "datum": opties["datum"].isoformat(),
                "vindplaats": opties["vindplaats"],
            },
            opties,
        ),
        geldig_van=van,
        geldig_tot=opties["geldig_tot"],
        reden=opties["reden"] or "gegeven via de opdrachtregel",
    )


def with_exceptions(besluit: dict[str, Any], opties: dict[str, Any]) -> dict[str, Any]:
    """The decision with the articles that the options name; those it had stay."""
    genoemd = besluit.get("uitzonderingen", {}) | dict(opties["uitzondering"])
    return besluit | ({"uitzonderingen": genoemd} if genoemd else {})


def widened(autorisatie: Autorisatie, opties: dict[str, Any]) -> list[dict[str, Any]]:
    """The regels with this one for its object type: added, or in the place of the one that stood (its row rule stays)."""
    nieuw = regel_of(opties)
    regels = current_regels(autorisatie)
    for nummer, regel in enumerate(regels):
        if (regel["register"], regel["objecttype"]) == (nieuw["register"], nieuw["objecttype"]):
            return [*regels[:nummer], {**regel, **nieuw}, *regels[nummer + 1 :]]
    return [*regels, nieuw]


def regel_of(opties: dict[str, Any]) -> dict[str, Any]:
    """The regel that the options say; raises CommandError for what the published model does not have."""
    naam = opties["soort"] or ""
    paden, sleutels = fields_and_keys(naam)
    for veld in opties["velden"]:
        if not any(pad == veld or pad.startswith(f"{veld}.") for pad in paden):
            raise CommandError(f"{veld} is geen groep of veld van {naam}. Wel: {', '.join(paden)}.")
    for sleutel in opties["zoeksleutels"]:
        if sleutel not in sleutels:
            raise CommandError(f"{sleutel} is geen zoeksleutel van {naam}. Wel: {', '.join(sleutels) or 'geen'}.")
    register, _, objecttype = naam.partition("/")
    return {
        "register": register,
        "objecttype": objecttype,
        "acties": opties["acties"],
        "velden": opties["velden"],
        "zoeksleutels": opties["zoeksleutels"],
        "maximum": opties["maximum"],
        "geheimTonen": opties["geheim"],
        **({"combinaties": opties["combinatie"]} if opties["combinatie"] else {}),
        **({"eindgebruikerVerplicht": True} if opties["eindgebruiker"] else {}),
    }


def fields_and_keys(naam: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Fields and search keys of this published object type, or of the log; raises CommandError with those that there are."""
    if naam == LOG:
        return tuple(LOGVELDEN), LOGSLEUTELS
    register, _, objecttype = naam.partition("/")
    soort = catalogus().nieuwste(register, objecttype)
    if soort is None:
        namen = ", ".join([*sorted({s.naam for s in catalogus()}), LOG])
        raise CommandError(f"Noem met --soort een gepubliceerd objecttype of het log: {namen}.")
    return soort.objecttype.paden, tuple(soort.objecttype.zoeksleutels)


def afnemer_id(gegeven: str) -> UUID:
    """The id of the afnemer with this name or id; raises CommandError."""
    afnemer = afnemer_by_name(gegeven)
    if afnemer is not None:
        return afnemer.id
    try:
        nummer = UUID(gegeven)
    except ValueError:
        raise CommandError(f"De afnemer {gegeven} bestaat niet (zie: afnemer lijst).") from None
    if nummer not in names_of_afnemers([nummer]):
        raise CommandError(f"De afnemer {gegeven} bestaat niet (zie: afnemer lijst).")
    return nummer


def current_version(autorisatie: Autorisatie) -> Autorisatieversie:
    """The version that counts now."""
    return autorisatie.versies.get(versie=autorisatie.huidige_versie)


def current_regels(autorisatie: Autorisatie) -> list[dict[str, Any]]:
    """The regels of the version that counts now."""
    regels: list[dict[str, Any]] = current_version(autorisatie).regels
    return regels


def as_row(autorisatie: Autorisatie) -> dict[str, Any]:
    """An autorisatie in one line."""
    versie: Autorisatieversie = autorisatie.versies.get(versie=autorisatie.huidige_versie)
    return {
        "id": str(autorisatie.id),
        "activiteit": autorisatie.activiteit.naam,
        "activiteitId": str(autorisatie.activiteit_id),
        "afnemer": str(autorisatie.afnemer_id),
        "versie": versie.versie,
        "velden": sorted({v for r in versie.regels for v in r["velden"]}),
        "ingetrokken": autorisatie.ingetrokken_op is not None,
    }
