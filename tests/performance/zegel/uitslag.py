"""What a run says: each target met or missed, the figures behind it, and the part of docs/benchmarks-zegel.md that only a run may write."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from config.lokaal.staat import KLOON
from tests.performance.verslag import Doel
from tests.performance.zegel.inhalen import Inhaalslag
from tests.performance.zegel.kosten import Leesronde, compare
from tests.performance.zegel.nagaan import Snelheden
from tests.performance.zegel.vertraging import Vertraging

DOCUMENT = KLOON / "docs" / "benchmarks-zegel.md"
UITSLAGEN = KLOON / "docs" / "benchmarks-zegel.json"
BEGIN, EINDE = "<!-- runs: written by make bench-zegel -->", "<!-- end of runs -->"
BEWAARD = 2
WACHT, DEEL, INHALEN = 15.0, 0.10, 20_000


@dataclass
class Uitslag:
    """Everything that one `make bench-zegel` measured; what was not measured is None or empty. Sizes in bytes."""

    wanneer: str
    machine: str
    instellingen: dict[str, Any]
    eerste: Inhaalslag | None = None
    inhalen: Inhaalslag | None = None
    vertraging: Vertraging | None = None
    lezingen: list[Leesronde] = field(default_factory=list)
    nagaan: Snelheden | None = None
    omvang: dict[str, int] = field(default_factory=dict)
    regels: int = 0
    bladen: int = 0
    tegels: int = 0
    bevindingen: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the waits by percentile, the rest as measured."""
        uit = asdict(self) | {"doelen": [asdict(d) for d in targets(self)], "tabel": tables(self)}
        if self.vertraging:
            uit["vertraging"]["achterstand"] = waits(self.vertraging) | {
                "onverzegeld": self.vertraging.achterstand.onverzegeld
            }
        return uit


def waits(v: Vertraging) -> dict[str, float]:
    """Seconds by name of the percentile."""
    a = v.achterstand
    return {"p50": a.percentile(50), "p95": a.percentile(95), "p99": a.percentile(99), "max": a.percentile(100)}


def targets(u: Uitslag) -> list[Doel]:
    """Every target of which this run measured something."""
    uit: list[Doel] = []
    if u.vertraging:
        p99, over = waits(u.vertraging)["p99"], u.vertraging.achterstand.onverzegeld
        tempo = f"{u.instellingen['regels_per_seconde']:.0f} lines/s for {u.instellingen['seconden']:.0f} s"
        uit.append(
            Doel(f"from a line to its signature, p99, {tempo}", f"≤ {WACHT:.0f} s", f"{p99:.2f} s", p99 <= WACHT)
        )
        uit.append(Doel("lines without a seal afterwards", "0", str(over), over == 0))
    if u.lezingen:
        for naam, met in (("the seal's own processes counted in", True), ("of the read's own processes", False)):
            v = compare(u.lezingen, met=met)
            if v:
                gemeten = f"{v.midden - 1:+.1%} (pairs {v.laagst - 1:+.1%} to {v.hoogst - 1:+.1%})"
                uit.append(
                    Doel(
                        f"CPU per read, sealing on against off, {naam}", f"≤ +{DEEL:.0%}", gemeten, v.midden <= 1 + DEEL
                    )
                )
        fouten = sum(r.fouten for r in u.lezingen)
        uit.append(Doel("answers other than 200", "0", str(fouten), fouten == 0))
    if u.inhalen:
        snel = u.inhalen.per_seconde
        wat = f"catching up, {u.inhalen.bladen:,} waiting"
        uit.append(Doel(wat, f"≥ {INHALEN:,} leaves/s", f"{snel:,.0f} leaves/s", snel >= INHALEN))
    uit.append(Doel("findings of the control", "0", str(u.bevindingen), u.bevindingen == 0))
    return uit


def tables(u: Uitslag) -> str:
    """The run as Markdown."""
    delen = [
        f"### {u.wanneer}", "", f"{u.machine}. {u.bladen:,} leaves at the end. Command: `{u.instellingen['opdracht']}`.", "",
        "| Target | Wanted | Measured | |", "|---|---|---|---|",
        *(f"| {d.wat} | {d.doel} | {d.gemeten} | {'met' if d.gehaald else '**missed**'} |" for d in targets(u)),
        "", "| Figure | |", "|---|---|", *(f"| {naam} | {waarde} |" for naam, waarde in _figures(u)),
    ]  # fmt: skip
    if u.lezingen:
        delen += [
            "",
            "| Pair | Sealing | Reads/s | p95 ms | web ms | backends ms | sealer ms | its backend ms | signer ms | rest of PostgreSQL ms |",
            "|---|---|---|---|---|---|---|---|---|---|",
            *(
                f"| {r.paar} | {'on' if r.aan else 'off'} | {r.per_seconde:,.0f} | {r.p95:.1f} | {r.web:.3f} | {r.backends:.3f} | "
                f"{r.verzegelaar:.3f} | {r.verzegelaar_backend:.3f} | {r.ondertekenaar:.3f} | {r.achtergrond:.3f} |"
                for r in u.lezingen
            ),
        ]
    return "\n".join(delen) + "\n"


def _figures(u: Uitslag) -> list[tuple[str, str]]:
    uit: list[tuple[str, str]] = []
    if u.vertraging:
        v, w = u.vertraging, waits(u.vertraging)
        uit.append(
            ("lag p50 / p95 / p99 / max", f"{w['p50']:.2f} / {w['p95']:.2f} / {w['p99']:.2f} / {w['max']:.2f} s")
        )
        uit.append(("lines written, in actions", f"{v.geschreven.regels:,} in {v.geschreven.handelingen:,}"))
        uit.append(("the writer was at most so much behind its schedule", f"{v.geschreven.te_laat:.2f} s"))
        per = 1e6 / max(1, v.geschreven.regels)
        kosten = f"{v.verzegelaar * per:.0f} + {v.backend * per:.0f} + {v.ondertekenaar * per:.0f} µs"
        uit.append(("CPU per line of sealer + its backend + signer, with the control", kosten))
    if u.eerste:
        uit.append((f"first sealing of {u.eerste.bladen:,} leaves", f"{u.eerste.per_seconde:,.0f} leaves/s"))
    if u.nagaan:
        n = u.nagaan
        uit.append((f"a round of the control over {n.ronde_bladen:,} leaves", f"{n.ronde:,.0f} leaves/s"))
        uit.append((f"`bronhuis_verify.py alles` over {n.alles_bladen:,} leaves", f"{n.alles:,.0f} leaves/s"))
        uit.append(("proof of a line: make / check", f"{n.regel_maken:.2f} / {n.regel_nagaan:.2f} ms"))
        uit.append(("proof of growth: make / check", f"{n.groei_maken:.2f} / {n.groei_nagaan:.2f} ms"))
    if u.omvang and u.regels and u.bladen:
        delen = " + ".join(f"{naam} {waarde / u.regels:.0f}" for naam, waarde in u.omvang.items())
        uit.append(("bytes per line, with indexes", f"{sum(u.omvang.values()) / u.regels:.0f} = {delen}"))
        uit.append(("full tiles per 1,000 leaves, of 8,192 bytes each", f"{u.tegels / u.bladen * 1000:.2f}"))
        uit.append(
            ("bytes of tiles per leaf that who follows the log fetches once", f"{u.tegels * 8192 / u.bladen:.1f}")
        )
    return uit


def keep(u: Uitslag, folder: Path) -> Path:
    """Write the run as JSON in this folder."""
    bestand = folder / f"bench-zegel-{u.wanneer.replace(':', '').replace(' ', '-')}.json"
    bestand.write_text(json.dumps(u.as_dict(), indent=1, ensure_ascii=False), encoding="utf-8")
    return bestand


def publish(u: Uitslag, document: Path = DOCUMENT, uitslagen: Path = UITSLAGEN) -> None:
    """Put the run in docs/benchmarks-zegel.json, and the last ones in docs/benchmarks-zegel.md."""
    eerder = json.loads(uitslagen.read_text(encoding="utf-8")) if uitslagen.exists() else []
    bewaard = [*eerder, u.as_dict()][-BEWAARD:]
    uitslagen.write_text(json.dumps(bewaard, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    tekst = document.read_text(encoding="utf-8")
    voor, na = tekst.split(BEGIN)[0], tekst.split(EINDE)[1]
    runs = "\n".join(run["tabel"] for run in reversed(bewaard))
    document.write_text(f"{voor}{BEGIN}\n\n{runs}\n{EINDE}{na}", encoding="utf-8")
