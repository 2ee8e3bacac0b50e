"""Three ways in which a restored installation may not simply go on: without its keys, without its signer, and with a smaller log."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psycopg

from audit import opslag
from audit.bronhuis_verify import Sleutel
from audit.getuigen import Conflict, GetuigeAdres, submit
from audit.opslag import asker
from audit.sleutelbestand import make_key
from config.lokaal.omgeving import DATABASE
from config.lokaal.postgres import Cluster
from config.lokaal.sleutels import ensure_sleutels
from config.lokaal.staat import KLOON, make_private
from config.lokaal.zegel import socket_of
from tests.drill.opstelling import MENSEN, Opstelling, last_words, start_signer
from tests.drill.uitslag import Uitslag

Uit = subprocess.CompletedProcess[str]


def without_keys(opstelling: Opstelling, uitslag: Uitslag, hersteld: Cluster) -> None:
    """Who restores the database and not the keys gets no web server, and no installation that made keys of its own."""
    nieuw = ensure_sleutels(hersteld.staat)  # what a fresh machine would make
    gevallen = (
        ("zonder sleutelbestand start niets", "", "zonder sleutels start Bronhuis niet"),
        ("met een sleutelbestand dat er niet is start niets", f"{nieuw}.weg", "is er niet of is onleesbaar"),
        ("met andere sleutels start niets", str(nieuw), "horen niet bij deze database"),
    )

    def start(bestand: str) -> Uit:
        omgeving = opstelling.omgeving(hersteld, BRONHUIS_SLEUTELBESTAND=bestand)
        opdracht = [sys.executable, "-c", "import config.wsgi"]
        return subprocess.run(opdracht, cwd=KLOON, env=omgeving, capture_output=True, text=True, check=False)

    _all_refused(uitslag, [(wat, partial(start, bestand), zin) for wat, bestand, zin in gevallen])


def without_signer(opstelling: Opstelling, uitslag: Uitslag, hersteld: Cluster) -> None:
    """Who restores the database and not the signer gets no signature, and none of a new key that is taken for the old."""
    staat, elders = opstelling.staat, opstelling.map / "elders"
    make_private(elders)
    oude_sleutel, oude_stand = staat.zegelmap / "log.sleutel", staat.zegelmap / "stand"
    shutil.copy(oude_sleutel, elders / "kopie.sleutel")
    shutil.copy(oude_stand, elders / "kopie.stand")
    oorsprong = Sleutel.read(staat.logsleutel.read_text().strip()).naam
    make_key(elders / "nieuw.sleutel", oorsprong)
    socket = socket_of(staat).with_name("elders.sock")
    gevallen = (
        (
            "zonder de sleutel van het log start de ondertekenaar niet",
            "weg.sleutel",
            "kopie.stand",
            "weg.sleutel is er niet",
        ),
        ("zonder zijn stand start de ondertekenaar niet", "kopie.sleutel", "weg.stand", "weg.stand is er niet"),
        (
            "met een nieuwe sleutel bij de oude stand start hij niet",
            "nieuw.sleutel",
            "kopie.stand",
            "niet van deze sleutel",
        ),
    )

    def start(sleutel: str, stand: str) -> Uit:
        bestanden = ("--sleutel", elders / sleutel, "--stand", elders / stand, "--socket", socket)
        return opstelling.manage("ondertekenaar", *bestanden, mag_falen=True)

    _all_refused(uitslag, [(wat, partial(start, sleutel, stand), zin) for wat, sleutel, stand, zin in gevallen])
    voor = _checkpoint(hersteld)
    uit = opstelling.seal(hersteld, BRONHUIS_ONDERTEKENAAR=str(socket))
    _refused(uitslag, "zonder ondertekenaar wordt er niets ondertekend", uit, "De ondertekenaar antwoordt niet")
    start_signer(opstelling, elders / "nieuw.sleutel", elders / "nieuw.stand", socket, "--nieuwe-stand", "--eerste")
    uit = opstelling.seal(hersteld, BRONHUIS_ONDERTEKENAAR=str(socket))
    _refused(
        uitslag, "een nieuwe sleutel met een nieuwe stand wordt niet geloofd", uit, "niet met de sleutel van dit log"
    )
    uitslag.check("er kwam geen checkpoint bij", f"{voor.grootte} bladen", goed=_checkpoint(hersteld) == voor)


def smaller_tree(opstelling: Opstelling, uitslag: Uitslag, hersteld: Cluster) -> None:
    """Signer and witness refuse what is smaller than they saw; with the statement of two people the log goes on."""
    laatste = _checkpoint(hersteld)
    _refused(
        uitslag, "de ondertekenaar weigert de kleinere boom", opstelling.seal(hersteld), "dan wat al ondertekend is"
    )
    url, _streep, vkey = opstelling.getuige.partition("|")
    antwoord = submit(GetuigeAdres(url, Sleutel.read(vkey)), laatste.notitie, laatste.grootte)
    zag = antwoord.grootte if isinstance(antwoord, Conflict) else 0
    uitslag.check("de getuige weigert hem (409)", f"hij zag {zag} bladen", goed=zag > laatste.grootte)
    gat = opstelling.map / "gat.txt"
    _write_statement(opstelling, hersteld)
    _sign(opstelling, MENSEN[0])
    zegel = ("zegel", "--gatverklaring", gat)
    omgeving = opstelling.omgeving(hersteld)
    een = opstelling.manage(*zegel, omgeving=omgeving, mag_falen=True)
    _refused(uitslag, "met één handtekening gaat het log niet verder", een, f"Die van {MENSEN[1]} ontbreekt")
    _sign(opstelling, MENSEN[1])
    mensen = [woord for sleutel in opstelling.bevestigers for woord in ("--bevestiger", sleutel)]
    bestanden = ("--sleutel", opstelling.map / "getuige.sleutel", "--opslag", opstelling.map / "getuige.sqlite")
    opstelling.manage("getuige", "gat", *bestanden, "--verklaring", gat, *mensen)
    twee = opstelling.manage(*zegel, omgeving=omgeving, mag_falen=True)
    uitslag.check("met twee handtekeningen gaat het log verder", last_words(twee), goed=twee.returncode == 0)
    _refused(
        uitslag,
        "een verklaring telt één keer",
        opstelling.manage(*zegel, omgeving=omgeving, mag_falen=True),
        "al gebruikt",
    )
    ronde = opstelling.seal(hersteld)
    goed = ronde.returncode == 0 and "0 bevindingen" in ronde.stdout
    uitslag.check("verzegelen en controleren gaan weer door", last_words(ronde), goed=goed)
    nieuw = _checkpoint(hersteld)
    with psycopg.connect(hersteld.superuser_dsn(DATABASE), autocommit=True) as root:
        gezien = root.execute("SELECT grootte FROM audit.getuigenis WHERE grootte = %s", [nieuw.grootte]).fetchall()
        bladen = root.execute("SELECT nummer FROM audit.blad WHERE bron = 'gat'").fetchall()
    uitslag.check("de getuige tekent weer mee", f"{nieuw.grootte} bladen", goed=gezien == [(nieuw.grootte,)])
    genoeg = len(bladen) == 1 and bladen[0][0] < nieuw.grootte
    uitslag.check("de verklaring is een blad van het log", f"blad {bladen[0][0] if bladen else '-'}", goed=genoeg)


def _write_statement(opstelling: Opstelling, hersteld: Cluster) -> None:
    map_ = opstelling.map
    toon = opstelling.manage("zegel", "--toon-checkpoint", omgeving=opstelling.omgeving(hersteld))
    (map_ / "hersteld.txt").write_text(toon.stdout, encoding="utf-8")
    mensen = [woord for naam in MENSEN for woord in ("--bevestiger", naam)]
    van = ("--laatste", opstelling.staat.zegelmap / "stand", "--hersteld", map_ / "hersteld.txt")
    reden = ("--reden", "Oefening: de server viel weg en een reservekopie is teruggezet.")
    opstelling.manage("gatverklaring", "maak", "--verklaring", map_ / "gat.txt", *van, *reden, *mensen)


def _sign(opstelling: Opstelling, naam: str) -> None:
    verklaring = ("--verklaring", opstelling.map / "gat.txt")
    opstelling.manage("gatverklaring", "onderteken", *verklaring, "--sleutel", opstelling.map / naam, "--akkoord")


def _checkpoint(cluster: Cluster) -> opslag.Getekend:
    with psycopg.connect(cluster.superuser_dsn(DATABASE), autocommit=True) as root:
        return opslag.last_checkpoint(asker(root))


def _all_refused(uitslag: Uitslag, gevallen: Sequence[tuple[str, Callable[[], Uit], str]]) -> None:
    """Try these side by side: each takes the start of a process."""
    with ThreadPoolExecutor(len(gevallen)) as samen:
        for (wat, _doe, zin), uit in zip(gevallen, samen.map(lambda geval: geval[1](), gevallen), strict=True):
            _refused(uitslag, wat, uit, zin)


def _refused(uitslag: Uitslag, wat: str, uit: Uit, zin: str) -> None:
    """It must fail, with this sentence."""
    gezegd = last_words(uit)
    uitslag.check(wat, gezegd if uit.returncode else "het ging gewoon door", goed=uit.returncode != 0 and zin in gezegd)
