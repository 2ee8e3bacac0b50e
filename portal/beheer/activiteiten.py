"""The register of processing activities (AVG art. 30): read by every employee, changed with versions by who may."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from nlapi.probleem import NietGevonden
from nlapi.routes import routesoort
from portal.beheer.toegang import AUTORISATIEBEHEERDER, for_employees
from portal.fouten import FORMULIER, LEZEN, with_pages
from processing.models import Verwerkingsactiviteit, Verwerkingsactiviteitversie
from processing.services import registreer_activiteit, trek_activiteit_in
from processing.termijnen import activity_misfits, phrase

LIJSTEN = (
    "gezamenlijke_verantwoordelijken",
    "verwerkers",
    "categorieen_betrokkenen",
    "categorieen_gegevens",
    "ontvangers",
)


class RegelsField(forms.CharField):
    """A list of texts, one on a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """The list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The lines as a list; raises ValidationError when it must not be empty."""
        tekst = super().clean(value)
        return [regel.strip() for regel in tekst.splitlines() if regel.strip()]


class Activiteitformulier(forms.ModelForm):  # type: ignore[type-arg]
    """All that art. 30 (1) asks, and the text for residents."""

    wettelijke_bron_url = forms.URLField(label=gettext_lazy("link naar de wet"), max_length=500, assume_scheme="https")

    class Meta:
        model = Verwerkingsactiviteitversie
        fields = (
            "titel", "doel", "uitleg", "uitleg_en", "verwerkingsverantwoordelijke", "gezamenlijke_verantwoordelijken", "verwerkers",
            "categorieen_betrokkenen", "categorieen_gegevens", "ontvangers", "doorgifte", "maatregelen", "dpia", "grondslag",
            "uitzondering_bijzonder", "wettelijke_bron", "wettelijke_bron_url", "bewaartermijn", "bewaarklasse", "vertrouwelijk",
            "geldig_van", "geldig_tot",
        )  # fmt: skip

    def __init__(self, *args: Any, activiteit: Verwerkingsactiviteit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activiteit = activiteit
        self.label_suffix = ""
        for naam in LIJSTEN:
            veld = self.fields[naam]
            verplicht = naam.startswith("categorieen")
            self.fields[naam] = RegelsField(
                label=veld.label, required=verplicht, help_text=gettext_lazy("Eén op elke regel.")
            )
        for veld in self.fields.values():
            if isinstance(veld.widget, forms.Textarea):
                veld.widget.attrs = {"rows": 3}
        for naam in ("geldig_van", "geldig_tot"):
            self.fields[naam].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def clean(self) -> dict[str, Any]:
        """The end after the beginning, and sentences that residents can read."""
        schoon = super().clean() or {}
        van, tot = schoon.get("geldig_van"), schoon.get("geldig_tot")
        if van and tot and tot <= van:
            self.add_error("geldig_tot", _("De einddatum moet later zijn dan de begindatum."))
        zinnen = [z for z in schoon.get("uitleg", "").replace("?", ".").replace("!", ".").split(".") if z.strip()]
        if any(len(z.split()) > 20 for z in zinnen):
            self.add_error("uitleg", _("Een zin heeft meer dan 20 woorden. Maak er kortere zinnen van."))
        for wat in activity_misfits(self.activiteit, schoon["bewaarklasse"]) if "bewaarklasse" in schoon else ():
            self.add_error("bewaarklasse", phrase(wat))
        return schoon


class Naamformulier(forms.Form):
    """The name of a new activity."""

    naam = forms.SlugField(
        label=gettext_lazy("Korte naam"),
        max_length=80,
        help_text=gettext_lazy("Kleine letters en streepjes; blijft altijd zo."),
    )

    def clean_naam(self) -> str:
        """A name that is not taken."""
        naam = str(self.cleaned_data["naam"]).lower()
        if Verwerkingsactiviteit.objects.filter(naam=naam).exists():
            raise forms.ValidationError(_("Er is al een activiteit met deze naam."))
        return naam


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
@for_employees()
def activiteiten(request: HttpRequest) -> HttpResponse:
    """Every activity with its versions."""
    rijen = Verwerkingsactiviteit.objects.prefetch_related("versies")
    inhoud = {
        "activiteiten": [{"activiteit": a, "versies": sorted(a.versies.all(), key=lambda v: -v.versie)} for a in rijen],
        "mag_wijzigen": AUTORISATIEBEHEERDER in request.rollen,  # type: ignore[attr-defined]
        "medewerker": True,
    }
    return render(request, "portal/beheer/activiteiten.html", inhoud)


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
@for_employees(AUTORISATIEBEHEERDER)
def nieuw(request: HttpRequest) -> HttpResponse:
    """Register an activity."""
    naamformulier = Naamformulier(request.POST or None, label_suffix="")
    formulier = Activiteitformulier(request.POST or None)
    if request.method == "POST" and naamformulier.is_valid() & formulier.is_valid():
        registreer_activiteit(naamformulier.cleaned_data["naam"], **formulier.cleaned_data)
        return HttpResponseRedirect(reverse("beheer-activiteiten"))
    return _page(request, formulier, naamformulier, "")


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
@for_employees(AUTORISATIEBEHEERDER)
def wijzigen(request: HttpRequest, naam: str) -> HttpResponse:
    """A new version of an activity; log lines keep naming the version they were made under."""
    activiteit = Verwerkingsactiviteit.objects.filter(naam=naam, ingetrokken_op=None).first()
    if activiteit is None:
        raise NietGevonden
    huidig = activiteit.versies.get(versie=activiteit.huidige_versie)
    formulier = Activiteitformulier(request.POST or None, initial=forms.model_to_dict(huidig), activiteit=activiteit)
    if request.method == "POST" and formulier.is_valid():
        registreer_activiteit(naam, **formulier.cleaned_data)
        return HttpResponseRedirect(reverse("beheer-activiteiten"))
    return _page(request, formulier, None, naam)


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
@for_employees(AUTORISATIEBEHEERDER)
def intrekken(request: HttpRequest, naam: str) -> HttpResponse:
    """Withdraw an activity: every use for it stops at the next request."""
    activiteit = Verwerkingsactiviteit.objects.filter(naam=naam, ingetrokken_op=None).first()
    if activiteit is None:
        raise NietGevonden
    if request.method == "POST":
        trek_activiteit_in(activiteit.pk)
        return HttpResponseRedirect(reverse("beheer-activiteiten"))
    inhoud = {"naam": naam, "aantal": activiteit.autorisaties.filter(ingetrokken_op=None).count(), "medewerker": True}
    return render(request, "portal/beheer/activiteit_intrekken.html", inhoud)


def _page(
    request: HttpRequest, formulier: Activiteitformulier, naamformulier: Naamformulier | None, naam: str
) -> HttpResponse:
    formulieren = [f for f in (naamformulier, formulier) if f is not None]
    fouten = request.method == "POST"
    inhoud = {"formulieren": formulieren, "naam": naam, "fouten": fouten, "medewerker": True}
    return render(request, "portal/beheer/activiteit.html", inhoud, status=400 if fouten else 200)
