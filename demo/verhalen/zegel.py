"""The story of the seal: somebody owns the server and changes one byte of the log; within seconds the officer reads which line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from demo.aanmelden import sign_in_resident
from demo.browser import Browser
from demo.http import BASIS
from demo.prompt import sabotage
from demo.spelers import Spelers
from demo.verteller import Mislukt, Verteller

TITEL = "De eigenaar van de server: één byte in het log"
GEBRUIK, ZEGEL = "/mijn/gebruik", "/beheer/zegel"
SLEUTEL = "/.well-known/verwerkingslog/sleutel"
CONTROLE = Path(__file__).parents[2] / "audit" / "bronhuis_verify.py"
TERMIJN = 30.0  # seconds; sealing and checking take a few
KLOPT, KLOPT_NIET = 0, 1


def vertel(spelers: Spelers, verteller: Verteller) -> None:
    """A resident keeps a line; root changes another; the officer reads which; what the resident kept still holds."""
    bewoner = spelers.resident("jansen")
    inwoner, hoe = sign_in_resident(bewoner.bsn)
    pagina = inwoner.get(f"{GEBRUIK}?toon=los")
    regels = re.findall(rf'href="({GEBRUIK}/[0-9a-f-]{{36}}/bewijs)"', pagina.html)
    if len(regels) < 2:
        raise Mislukt(f"{GEBRUIK} toont geen twee regels om te bewaren")
    bewaard = _keep(inwoner, regels[0])
    verteller.tell(
        f"{bewoner.naam} bewaart een regel met bewijs, op een stick of waar dan ook",
        *hoe,
        f"curl -s -b {inwoner.pot} {BASIS}{regels[0]} > regel.json",
        scherm=GEBRUIK,
    )
    sleutel = inwoner.client.get(SLEUTEL).text.strip()
    if _verify(bewaard, sleutel) != KLOPT:
        raise Mislukt("de bewaarde regel klopt niet met haar eigen bewijs")
    verteller.tell(
        "Op een andere computer, zonder internet: de regel klopt",
        f"curl -s {BASIS}/controleer/bronhuis_verify.py > bronhuis_verify.py",
        f"curl -s {BASIS}{SLEUTEL} > sleutel",
        'python3 bronhuis_verify.py regel regel.json --sleutel "$(cat sleutel)"',
    )
    doelwit = regels[1].split("/")[3]
    functionaris, hoe = spelers.employee("toezicht")
    functionaris.get(ZEGEL)
    begin, opdracht = time.monotonic(), sabotage(doelwit)
    verteller.tell("De eigenaar van de server verandert één byte van een andere regel, langs elk recht", opdracht)
    try:
        duur = _wait_for(functionaris, doelwit, begin)
    finally:
        herstel = sabotage(doelwit)
    verteller.tell(
        f"Na {duur:.0f} seconden leest de privacyfunctionaris welke regel niet meer klopt: {doelwit}",
        *hoe,
        functionaris.get(ZEGEL).must_say(doelwit).curl,
        scherm=ZEGEL,
    )
    if _verify(bewaard, sleutel) != KLOPT or _verify(_changed(bewaard), sleutel) != KLOPT_NIET:
        raise Mislukt("de bewaarde regel is niet meer na te gaan")
    verteller.tell(
        "Wat de inwoner bewaarde klopt nog steeds. Met één letter anders klopt het niet. De byte gaat terug, de melding blijft",
        herstel,
        scherm="/controleer",
    )


def _keep(inwoner: Browser, pad: str) -> str:
    """The file of this line, once it is sealed."""
    einde = time.monotonic() + TERMIJN
    while time.monotonic() < einde:
        antwoord = inwoner.client.get(pad)
        if antwoord.status_code != 200:
            raise Mislukt(f"{pad} geeft {antwoord.status_code}")
        if antwoord.json()["bewijs"]:
            return antwoord.text
        time.sleep(0.5)
    raise Mislukt(f"de regel is na {TERMIJN:.0f} seconden nog niet verzegeld; draait het zegelproces? (make status)")


def _wait_for(functionaris: Browser, regel: str, begin: float) -> float:
    while time.monotonic() - begin < TERMIJN:
        if regel in functionaris.get(ZEGEL).html:
            return time.monotonic() - begin
        time.sleep(0.5)
    raise Mislukt(f"na {TERMIJN:.0f} seconden staat er nog geen melding op {ZEGEL}")


def _verify(document: str, sleutel: str) -> int:
    """The verdict of the verifier alone in an empty folder: it needs nothing of us."""
    with tempfile.TemporaryDirectory(prefix="bronhuis-controle-") as map_:
        plaats = Path(map_)
        (plaats / CONTROLE.name).write_bytes(CONTROLE.read_bytes())
        (plaats / "regel.json").write_text(document)
        opdracht = [sys.executable, "-I", CONTROLE.name, "regel", "regel.json", "--sleutel", sleutel]
        return subprocess.run(opdracht, cwd=plaats, capture_output=True, check=False).returncode


def _changed(document: str) -> str:
    ander = json.loads(document)
    ander["regel"]["betrokkenheid"] += "x"
    return json.dumps(ander)
