"""Routes of the pages."""

from django.urls import path

from portal import controleer, openbaar
from portal.beheer import (
    aandacht,
    aanmelden,
    activiteiten,
    autoriseren,
    bewaren,
    corrigeren,
    doel,
    dossier,
    signalen,
    toezicht,
    zegel,
    zoeken,
)
from portal.beheer import views as beheer
from portal.burger import bewijs, gebruikpagina, gegevens, overzicht
from portal.burger import views as burger
from portal.ontwikkelaars import views as ontwikkelaars

DOSSIER = "dossier/<slug:register>/<slug:objecttype>/<uuid:object_id>"
GROEP = "corrigeer/<slug:groep>/<int:stapel>"

urlpatterns = [
    path("", openbaar.start, name="start"),
    path("controleer", controleer.controleer, name="controleer"),
    path("controleer/bronhuis_verify.py", controleer.programma, name="controleer-programma"),
    path("ontwikkelaars", ontwikkelaars.start, name="ontwikkelaars"),
    path("ontwikkelaars/<slug:register>/v<int:hoofdversie>", ontwikkelaars.landing, name="ontwikkelaars-api"),
    path(
        "ontwikkelaars/<slug:register>/v<int:hoofdversie>/referentie",
        ontwikkelaars.referentie,
        name="ontwikkelaars-referentie",
    ),
    path(
        "ontwikkelaars/<slug:register>/v<int:hoofdversie>/probeer/<slug:bewerking>",
        ontwikkelaars.probeer,
        name="ontwikkelaars-probeer",
    ),
    path(
        "ontwikkelaars/<slug:register>/v<int:hoofdversie>/probeer/<slug:bewerking>/antwoord",
        ontwikkelaars.antwoord,
        name="ontwikkelaars-antwoord",
    ),
    path("static/<path:bestand>", openbaar.statisch, name="statisch"),
    path("mijn", overzicht.start, name="burger-start"),
    path("mijn/aanmelden", burger.aanmelden, name="burger-aanmelden"),
    path("mijn/afmelden", burger.afmelden, name="burger-afmelden"),
    path("mijn/verlopen", burger.verlopen, name="burger-verlopen"),
    path("mijn/sessie", burger.sessie, name="burger-sessie"),
    path("mijn/hulp", burger.hulp, name="burger-hulp"),
    path("mijn/gebruik", gebruikpagina.gebruik, name="burger-gebruik"),
    path("mijn/gebruik/<uuid:regel>/bewijs", bewijs.bewijs, name="burger-bewijs"),
    path("mijn/gebruik/<uuid:regel>/papier", bewijs.papier, name="burger-papier"),
    path("mijn/<slug:register>/<slug:objecttype>", gegevens.register, name="burger-register"),
    path("mijn/<slug:register>/<slug:objecttype>/<uuid:object_id>/toon", gegevens.toon, name="burger-toon"),
    path("mijn/<slug:register>/<slug:objecttype>/<uuid:object_id>/eerder", gegevens.eerder, name="burger-eerder"),
    path("beheer", beheer.start, name="beheer-start"),
    path("beheer/aanmelden", aanmelden.aanmelden, name="beheer-aanmelden"),
    path("beheer/tweede-stap", aanmelden.tweede_stap, name="beheer-tweede-stap"),
    path("beheer/koppelen", aanmelden.koppelen, name="beheer-koppelen"),
    path("beheer/afmelden", aanmelden.afmelden, name="beheer-afmelden"),
    path("beheer/doel", doel.doel, name="beheer-doel"),
    path("beheer/zoeken", zoeken.kies, name="beheer-zoeken"),
    path("beheer/zoeken/<slug:register>/<slug:objecttype>", zoeken.formulier, name="beheer-zoekformulier"),
    path("beheer/zoeken/<slug:register>/<slug:objecttype>/gevonden", zoeken.gevonden, name="beheer-gevonden"),
    path(f"beheer/{DOSSIER}", dossier.dossier, name="beheer-dossier"),
    path(f"beheer/{DOSSIER}/toon", dossier.toon, name="beheer-toon"),
    path(f"beheer/{DOSSIER}/historie", dossier.historie, name="beheer-historie"),
    path(f"beheer/{DOSSIER}/{GROEP}", corrigeren.formulier, name="beheer-corrigeren"),
    path(f"beheer/{DOSSIER}/{GROEP}/opslaan", corrigeren.opslaan, name="beheer-opslaan"),
    path("beheer/autorisaties", autoriseren.autorisaties, name="beheer-autorisaties"),
    path("beheer/autorisaties/nieuw", autoriseren.nieuw, name="beheer-autorisatie-nieuw"),
    path("beheer/autorisaties/<uuid:autorisatie>", autoriseren.wijzigen, name="beheer-autorisatie"),
    path(
        "beheer/autorisaties/<uuid:autorisatie>/intrekken", autoriseren.intrekken, name="beheer-autorisatie-intrekken"
    ),
    path("beheer/activiteiten", activiteiten.activiteiten, name="beheer-activiteiten"),
    path("beheer/activiteiten/nieuw", activiteiten.nieuw, name="beheer-activiteit-nieuw"),
    path("beheer/activiteiten/<slug:naam>", activiteiten.wijzigen, name="beheer-activiteit"),
    path("beheer/activiteiten/<slug:naam>/intrekken", activiteiten.intrekken, name="beheer-activiteit-intrekken"),
    path("beheer/log", toezicht.log, name="beheer-log"),
    path("beheer/log/wie-zag", toezicht.wie_zag, name="beheer-wie-zag"),
    path("beheer/zegel", zegel.zegel, name="beheer-zegel"),
    path("beheer/bewaren", bewaren.bewaren, name="beheer-bewaren"),
    path("beheer/bewaren/stop", bewaren.stop, name="beheer-bewaren-stop"),
    path("beheer/bewaren/stop/<uuid:stop_id>/opheffen", bewaren.opheffen, name="beheer-bewaren-opheffen"),
    path("beheer/bewaren/<str:kwartaal>/<slug:klasse>", bewaren.deel, name="beheer-bewaren-deel"),
    path("beheer/signalen", signalen.signalen, name="beheer-signalen"),
    path("beheer/signalen/<uuid:signaal>", signalen.signaal, name="beheer-signaal"),
    path("beheer/signalen/<uuid:signaal>/uitkomst", signalen.uitkomst, name="beheer-signaal-uitkomst"),
    path("beheer/aandacht", aandacht.lijst, name="beheer-aandacht"),
    path("beheer/aandacht/markeer", aandacht.markeer, name="beheer-aandacht-markeer"),
    path("beheer/aandacht/<uuid:aandacht>/einde", aandacht.beeindig, name="beheer-aandacht-einde"),
    path("beheer/handelingen", toezicht.handelingen, name="beheer-handelingen"),
]
