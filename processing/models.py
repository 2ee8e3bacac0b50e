"""The register of processing activities (AVG art. 30), the autorisaties, and the standing of who comes with them.

Versions are append-only: a change is a new version, the old one stays for every log line that names it. The log itself has
no models: it is written by one database function and read through `processing.selectors`.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from processing.bewaarmodellen import Bewaartermijn, Vernietiging, Vernietigingsstop, Vernietigingsverklaring

__all__ = [
    "Autorisatie",
    "Autorisatieversie",
    "Bewaarklasse",
    "Bewaartermijn",
    "Grondslag",
    "Sleutelmerk",
    "ToegangAfnemer",
    "ToegangApplicatie",
    "ToegangToken",
    "Vernietiging",
    "Vernietigingsstop",
    "Vernietigingsverklaring",
    "Verwerkingsactiviteit",
    "Verwerkingsactiviteitversie",
    "Wijze",
]


class Grondslag(models.TextChoices):
    """Legal grounds of AVG art. 6 (1), the closed list."""

    TOESTEMMING = "toestemming", _("Toestemming (art. 6 lid 1 a AVG)")
    OVEREENKOMST = "overeenkomst", _("Overeenkomst (art. 6 lid 1 b AVG)")
    WETTELIJKE_PLICHT = "wettelijke-plicht", _("Wettelijke plicht (art. 6 lid 1 c AVG)")
    VITAAL_BELANG = "vitaal-belang", _("Vitaal belang (art. 6 lid 1 d AVG)")
    ALGEMEEN_BELANG = "algemeen-belang", _("Taak van algemeen belang of openbaar gezag (art. 6 lid 1 e AVG)")
    GERECHTVAARDIGD_BELANG = "gerechtvaardigd-belang", _("Gerechtvaardigd belang (art. 6 lid 1 f AVG)")


class Bewaarklasse(models.TextChoices):
    """How long log lines stay; chosen once, when the line is written."""

    TWEE_JAAR = "2jaar", _("2 jaar")
    VIJF_JAAR = "5jaar", _("5 jaar")
    TWINTIG_JAAR = "20jaar", _("20 jaar")


class Wijze(models.TextChoices):
    """Form of the decision that gives an afnemer access."""

    AUTORISATIEBESLUIT = "autorisatiebesluit", _("Autorisatiebesluit")
    REGLEMENT = "reglement", _("Reglement gegevensverstrekking")
    OVEREENKOMST = "gegevensleveringsovereenkomst", _("Gegevensleveringsovereenkomst")
    COLLEGEBESLUIT = "collegebesluit", _("Collegebesluit")


class Verwerkingsactiviteit(models.Model):
    """A processing activity; what it says stands in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    naam = models.SlugField(_("naam"), max_length=80, unique=True)
    huidige_versie = models.PositiveIntegerField(_("huidige versie"), default=1)
    ingetrokken_op = models.DateTimeField(_("ingetrokken op"), null=True, blank=True)

    class Meta:
        db_table = '"processing"."verwerkingsactiviteit"'
        verbose_name = _("verwerkingsactiviteit")
        verbose_name_plural = _("verwerkingsactiviteiten")
        ordering = ("naam",)

    def __str__(self) -> str:
        return self.naam


class Verwerkingsactiviteitversie(models.Model):
    """One version of an activity: all that AVG art. 30 (1) asks, and the text for citizens."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activiteit = models.ForeignKey(Verwerkingsactiviteit, models.PROTECT, related_name="versies")
    versie = models.PositiveIntegerField(_("versie"))
    titel = models.CharField(_("titel"), max_length=200)
    doel = models.TextField(_("doel"), help_text=_("Waarvoor de gegevens gebruikt worden."))
    uitleg = models.TextField(_("uitleg voor inwoners"), help_text=_("In eenvoudig Nederlands (B1)."))
    uitleg_en = models.TextField(_("uitleg voor inwoners (Engels)"), blank=True)
    verwerkingsverantwoordelijke = models.CharField(_("verwerkingsverantwoordelijke"), max_length=200)
    gezamenlijke_verantwoordelijken = models.JSONField(_("gezamenlijke verantwoordelijken"), default=list, blank=True)
    verwerkers = models.JSONField(_("verwerkers"), default=list, blank=True)
    categorieen_betrokkenen = models.JSONField(_("categorieën betrokkenen"), default=list)
    categorieen_gegevens = models.JSONField(_("categorieën gegevens"), default=list)
    ontvangers = models.JSONField(_("ontvangers"), default=list, blank=True)
    doorgifte = models.TextField(_("doorgifte buiten de EER"), blank=True)
    maatregelen = models.TextField(_("beveiligingsmaatregelen"))
    dpia = models.CharField(_("kenmerk DPIA"), max_length=120, blank=True)
    grondslag = models.CharField(_("grondslag"), max_length=40, choices=Grondslag.choices)
    uitzondering_bijzonder = models.CharField(
        _("uitzondering bijzondere gegevens"),
        max_length=200,
        blank=True,
        help_text=_("AVG art. 9 of 10, met het artikel dat de uitzondering geeft."),
    )
    wettelijke_bron = models.CharField(_("wettelijke bron"), max_length=300)
    wettelijke_bron_url = models.URLField(_("link naar de wet"), max_length=500)
    bewaartermijn = models.CharField(_("bewaartermijn gegevens"), max_length=200)
    bewaarklasse = models.CharField(
        _("bewaartermijn logregels"), max_length=10, choices=Bewaarklasse.choices, default=Bewaarklasse.VIJF_JAAR
    )
    vertrouwelijk = models.BooleanField(_("vertrouwelijk"), default=False)
    geldig_van = models.DateField(_("geldig vanaf"))
    geldig_tot = models.DateField(_("geldig tot"), null=True, blank=True)
    vastgelegd_op = models.DateTimeField(_("vastgelegd op"), auto_now_add=True)

    class Meta:
        db_table = '"processing"."verwerkingsactiviteitversie"'
        verbose_name = _("versie van een verwerkingsactiviteit")
        verbose_name_plural = _("versies van verwerkingsactiviteiten")
        ordering = ("activiteit", "versie")
        constraints = [models.UniqueConstraint(fields=("activiteit", "versie"), name="activiteitversie_uniek")]

    def __str__(self) -> str:
        return f"{self.titel} (versie {self.versie})"


class Autorisatie(models.Model):
    """What one afnemer may use for one activity; what it allows stands in its versions.

    The afnemer is named by its UUID only: `consumers` is not imported here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activiteit = models.ForeignKey(Verwerkingsactiviteit, models.PROTECT, related_name="autorisaties")
    afnemer_id = models.UUIDField(_("afnemer"))
    huidige_versie = models.PositiveIntegerField(_("huidige versie"), default=1)
    ingetrokken_op = models.DateTimeField(_("ingetrokken op"), null=True, blank=True)
    ingetrokken_reden = models.TextField(_("reden van intrekking"), blank=True)

    class Meta:
        db_table = '"processing"."autorisatie"'
        verbose_name = _("autorisatie")
        verbose_name_plural = _("autorisaties")
        constraints = [
            models.UniqueConstraint(
                fields=("activiteit", "afnemer_id"),
                condition=models.Q(ingetrokken_op=None),
                name="autorisatie_een_per_activiteit_en_afnemer",
            )
        ]

    def __str__(self) -> str:
        return f"autorisatie {self.id}"


class Autorisatieversie(models.Model):
    """One version of an autorisatie: the decision it rests on and its regels."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    autorisatie = models.ForeignKey(Autorisatie, models.PROTECT, related_name="versies")
    versie = models.PositiveIntegerField(_("versie"))
    wijze = models.CharField(_("wijze"), max_length=40, choices=Wijze.choices)
    besluit = models.JSONField(_("besluit"), help_text=_("Kenmerk, datum en vindplaats van het besluit."))
    regels = models.JSONField(
        _("regels"), help_text=_("Per objecttype: acties, velden, zoeksleutels, rijregel en maximum.")
    )
    geldig_van = models.DateField(_("geldig vanaf"))
    geldig_tot = models.DateField(_("geldig tot"), null=True, blank=True)
    reden = models.TextField(_("reden van deze versie"), blank=True)
    vastgelegd_op = models.DateTimeField(_("vastgelegd op"), auto_now_add=True)

    class Meta:
        db_table = '"processing"."autorisatieversie"'
        verbose_name = _("versie van een autorisatie")
        verbose_name_plural = _("versies van autorisaties")
        ordering = ("autorisatie", "versie")
        constraints = [models.UniqueConstraint(fields=("autorisatie", "versie"), name="autorisatieversie_uniek")]

    def __str__(self) -> str:
        return f"autorisatie {self.autorisatie_id} (versie {self.versie})"


class ToegangApplicatie(models.Model):
    """Standing of an applicatie; without a row it has no access."""

    applicatie = models.UUIDField(primary_key=True)
    actief = models.BooleanField()
    sinds = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = '"processing"."toegang_applicatie"'

    def __str__(self) -> str:
        return str(self.applicatie)


class ToegangAfnemer(models.Model):
    """Standing of an afnemer; without a row it has no access."""

    afnemer = models.UUIDField(primary_key=True)
    actief = models.BooleanField()
    sinds = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = '"processing"."toegang_afnemer"'

    def __str__(self) -> str:
        return str(self.afnemer)


class ToegangToken(models.Model):
    """A token that was withdrawn before it expired."""

    jti = models.CharField(primary_key=True, max_length=200)
    verloopt = models.DateTimeField()
    ingetrokken_op = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = '"processing"."toegang_token"'

    def __str__(self) -> str:
        return self.jti


class Sleutelmerk(models.Model):
    """A mark made with the keys of a domain, to recognise a start with other keys."""

    domein = models.CharField(primary_key=True, max_length=20)
    merk = models.BinaryField()

    class Meta:
        db_table = '"processing"."sleutelmerk"'

    def __str__(self) -> str:
        return self.domein
