"""What the drill found: a row per check, the times, and the table that is printed."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

BREEDTE = 130  # characters of what was seen


@dataclass(frozen=True)
class Controle:
    """One check: what must hold, whether it did, and what was seen."""

    wat: str
    goed: bool
    gezien: str


@dataclass
class Uitslag:
    """Every check of a drill in order, and what it measured (seconds)."""

    controles: list[Controle] = field(default_factory=list)
    tijden: dict[str, float] = field(default_factory=dict)

    def check(self, wat: str, gezien: object, *, goed: bool) -> bool:
        """Note a check; tells whether it held."""
        self.controles.append(Controle(wat, goed, textwrap.shorten(str(gezien), BREEDTE, placeholder=" …")))
        return goed

    @property
    def geslaagd(self) -> bool:
        """Whether there were checks and all of them held."""
        return bool(self.controles) and all(c.goed for c in self.controles)

    def as_table(self) -> str:
        """The table for the person who ran the drill."""
        breedte = max(len(c.wat) for c in self.controles)
        rijen = [f"| {'Controle'.ljust(breedte)} |      | Gezien |", f"|{'-' * (breedte + 2)}|------|--------|"]
        rijen += [f"| {c.wat.ljust(breedte)} | {'goed' if c.goed else 'FOUT'} | {c.gezien} |" for c in self.controles]
        breed = max((len(naam) for naam in self.tijden), default=0)
        rijen += ["", f"| {'Gemeten'.ljust(breed)} | seconden |", f"|{'-' * (breed + 2)}|---------:|"]
        rijen += [f"| {naam.ljust(breed)} | {seconden:8.1f} |" for naam, seconden in self.tijden.items()]
        fout = sum(not c.goed for c in self.controles)
        einde = "De oefening is geslaagd." if self.geslaagd else "DE OEFENING IS MISLUKT."
        return "\n".join([*rijen, "", f"{len(self.controles)} controles, {fout} fout. {einde}"])
