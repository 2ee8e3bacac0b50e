"""Notes, checkpoints, keys and proofs as text: what C2SP says, a note that the world knows, and every form that is refused."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from audit.bronhuis_verify import (
    COSIGNATURE,
    ED25519,
    EMPTY_ROOT,
    BewijsFout,
    Checkpoint,
    Handtekening,
    Sleutel,
    VormFout,
    canonical,
    commitment,
    open_note,
    read_hashes,
    read_note,
    read_proof,
    write_hashes,
    write_proof,
)
from audit.notitie import Ondertekensleutel, add_lines, cosign, sign
from tests.audit.logboek import ANDERE_GETUIGE, BEGIN, GETUIGE, LOG, NAAM

WORTEL = hashlib.sha256(b"wortel").digest()
STAND = Checkpoint(NAAM, 20_852_163, WORTEL)
NOTITIE = sign(STAND, LOG)
W1, W2 = GETUIGE.openbaar_getuige, ANDERE_GETUIGE.openbaar_getuige

# The checksum database of the Go language, as it published itself: key and note.
GO_SLEUTEL = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
GO_NOTITIE = (
    "go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


def test_a_note_of_another_log_is_read_and_verified() -> None:
    checkpoint, (handtekening,) = read_note(GO_NOTITIE)
    sleutel = Sleutel.read(GO_SLEUTEL)
    assert checkpoint.grootte == 20_852_163
    assert sleutel.verify(checkpoint, handtekening) is None
    assert sleutel.tekst == GO_SLEUTEL
    assert f"{checkpoint.tekst}\n{handtekening.regel}" == GO_NOTITIE
    with pytest.raises(BewijsFout, match="klopt niet"):
        sleutel.verify(Checkpoint(checkpoint.oorsprong, checkpoint.grootte + 1, checkpoint.wortel), handtekening)


# --- What is written ---


def test_a_note_is_text_blank_line_and_lines_with_an_em_dash() -> None:
    tekst, regel = NOTITIE.split("\n\n")
    assert tekst == f"{NAAM}\n20852163\n{base64.b64encode(WORTEL).decode()}"
    streep, naam, waarde = regel.removesuffix("\n").split(" ")
    assert (streep, naam) == ("\u2014", NAAM)
    ruw = base64.b64decode(waarde)
    assert ruw[:4] == hashlib.sha256(NAAM.encode() + b"\n\x01" + LOG.openbaar.openbaar).digest()[:4]
    LOG.geheim.public_key().verify(ruw[4:], f"{tekst}\n".encode())


def test_a_cosignature_holds_its_time() -> None:
    handtekening = read_note(add_lines(NOTITIE, [cosign(STAND, GETUIGE, BEGIN)]))[1][1]
    assert handtekening.sleutelnummer == hashlib.sha256(b"getuige.example/w1\n\x04" + W1.openbaar).digest()[:4]
    assert int.from_bytes(handtekening.waarde[:8], "big") == BEGIN
    bericht = f"cosignature/v1\ntime {BEGIN}\n{STAND.tekst}".encode()
    GETUIGE.geheim.public_key().verify(handtekening.waarde[8:], bericht)
    assert W1.verify(STAND, handtekening) == BEGIN


def test_extension_lines_are_signed_too() -> None:
    stand = Checkpoint(NAAM, 1, WORTEL, ("eigen regel", "nog een"))
    notitie = sign(stand, LOG)
    assert open_note(notitie, LOG.openbaar)[0] == stand
    with pytest.raises(BewijsFout, match="klopt niet"):
        open_note(notitie.replace("eigen", "ander"), LOG.openbaar)


def test_an_empty_log_has_a_checkpoint() -> None:
    stand = Checkpoint(NAAM, 0, EMPTY_ROOT)
    assert open_note(sign(stand, LOG), LOG.openbaar) == (stand, {})
    with pytest.raises(VormFout, match="leeg logboek"):
        Checkpoint(NAAM, 0, WORTEL)


namen = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Z"], exclude_characters="+"), min_size=1)


@given(namen, st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32), st.integers(0, 2**63 - 1))
def test_every_note_reads_back(naam: str, grootte: int, wortel: bytes, tijd: int) -> None:
    sleutel = Ondertekensleutel(naam, LOG.geheim)
    stand = Checkpoint(naam, grootte, wortel)
    notitie = add_lines(sign(stand, sleutel), [cosign(stand, GETUIGE, tijd)])
    assert open_note(notitie, Sleutel.read(sleutel.openbaar.tekst), [W1], 1) == (stand, {W1.naam: tijd})


# --- Keys ---


def test_a_public_key_is_name_number_and_base64() -> None:
    naam, nummer, waarde = W1.tekst.split("+", 2)
    assert (naam, nummer) == ("getuige.example/w1", W1.nummer.hex())
    assert base64.b64decode(waarde) == b"\x04" + W1.openbaar
    assert Sleutel.read(W1.tekst) == W1
    assert GETUIGE.openbaar.soort == ED25519
    assert W1.soort == COSIGNATURE
    assert GETUIGE.openbaar.nummer != W1.nummer


@pytest.mark.parametrize(
    "tekst",
    [
        "",
        "naam",
        "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.com+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033DE0AE+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+33de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn",
        "sum.golang.org+033de0ae+",
        "sum.golang.org+033de0ae+Bc4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum golang+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
    ],
)
def test_a_key_that_is_not_copied_well_is_refused(tekst: str) -> None:
    with pytest.raises(VormFout):
        Sleutel.read(tekst)


def test_a_secret_key_is_kept_as_pem_or_as_base64_and_never_shown() -> None:
    for tekst in (LOG.pem, LOG.tekst, f"\n{LOG.tekst}\n"):
        assert Ondertekensleutel.read(NAAM, tekst).openbaar == LOG.openbaar
    assert len(base64.b64decode(LOG.tekst)) == 32
    assert LOG.tekst not in repr(LOG)
    assert Ondertekensleutel.generate(NAAM).openbaar != LOG.openbaar


def test_another_secret_is_refused_without_quoting_it() -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    vorm = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    ander = ec.generate_private_key(ec.SECP256R1()).private_bytes(*vorm, serialization.NoEncryption()).decode()
    dicht = Ed25519PrivateKey.generate().private_bytes(*vorm, serialization.BestAvailableEncryption(b"geheim")).decode()
    for tekst in (
        "",
        "geen base64!",
        "AAAA",
        ander,
        dicht,
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ):
        with pytest.raises(ValueError, match=r"^De geheime sleutel van \S+ is niet te lezen als Ed25519-sleutel\.$"):
            Ondertekensleutel.read(NAAM, tekst)


def test_a_key_signs_only_what_bears_its_name() -> None:
    with pytest.raises(ValueError, match="geen checkpoint van"):
        sign(STAND, GETUIGE)
    for naam in ("", "a b", "a+b", "a\n", "a\u00a0b", "\ud800"):
        with pytest.raises(VormFout):
            Ondertekensleutel(naam, LOG.geheim)
    for tijd in (-1, 2**63):
        with pytest.raises(BewijsFout, match="tijd"):
            cosign(STAND, GETUIGE, tijd)


# --- Who signed ---


def test_witnesses_are_counted_and_their_times_told() -> None:
    notitie = add_lines(NOTITIE, [cosign(STAND, GETUIGE, BEGIN), cosign(STAND, ANDERE_GETUIGE, BEGIN + 9)])
    assert open_note(notitie, LOG.openbaar) == (STAND, {})
    assert open_note(notitie, LOG.openbaar, [W1, W2], 2)[1] == {W1.naam: BEGIN, W2.naam: BEGIN + 9}
    assert open_note(NOTITIE, LOG.openbaar, [W1])[1] == {}
    with pytest.raises(BewijsFout, match="door 0 van deze getuigen gezien; nodig: 1"):
        open_note(NOTITIE, LOG.openbaar, [W1], 1)


def test_of_a_witness_that_signed_twice_the_first_sight_counts() -> None:
    notitie = NOTITIE + cosign(STAND, GETUIGE, BEGIN + 60) + cosign(STAND, GETUIGE, BEGIN)
    assert open_note(notitie, LOG.openbaar, [W1, W1], 1)[1] == {W1.naam: BEGIN}


def test_unknown_signatures_are_ignored() -> None:
    vreemd = Handtekening("vreemd.example", b"abcd", b"x" * 2420)
    andere_sleutel = Ondertekensleutel.generate(NAAM)
    zelfde_naam = sign(STAND, andere_sleutel).split("\n\n")[1]
    zelfde_nummer = Handtekening("vreemd.example", LOG.openbaar.nummer, b"x" * 64)
    for regel in (vreemd.regel, zelfde_naam, zelfde_nummer.regel):
        assert open_note(add_lines(NOTITIE, [regel]), LOG.openbaar)[0] == STAND
        with pytest.raises(BewijsFout, match="niet ondertekend"):
            open_note(f"{STAND.tekst}\n{regel}", LOG.openbaar)
    assert open_note(f"{STAND.tekst}\n{zelfde_naam}", andere_sleutel.openbaar)[0] == STAND


def test_a_known_key_with_a_wrong_signature_spoils_the_note() -> None:
    for sleutel in (LOG.openbaar, W1):
        vals = Handtekening(sleutel.naam, sleutel.nummer, bytes(72 if sleutel == W1 else 64))
        for notitie in (NOTITIE + vals.regel, f"{STAND.tekst}\n{vals.regel}{NOTITIE.split(chr(10) * 2)[1]}"):
            with pytest.raises(BewijsFout, match="klopt niet"):
                open_note(notitie, LOG.openbaar, [W1])


def test_a_signature_holds_for_its_own_text_time_and_kind_only() -> None:
    ander = Checkpoint(NAAM, STAND.grootte + 1, WORTEL)
    regel = read_note(NOTITIE + cosign(STAND, GETUIGE, BEGIN))[1][1]
    later = Handtekening(regel.naam, regel.sleutelnummer, (BEGIN + 1).to_bytes(8, "big") + regel.waarde[8:])
    for checkpoint, handtekening in (
        (ander, regel),
        (STAND, later),
        (STAND, Handtekening(W1.naam, W1.nummer, b"kort")),
    ):
        with pytest.raises(BewijsFout, match="klopt niet"):
            W1.verify(checkpoint, handtekening)
    with pytest.raises(BewijsFout, match="andere sleutel"):
        W2.verify(STAND, regel)


def test_a_checkpoint_under_another_name_is_not_that_log() -> None:
    ander = Ondertekensleutel("ander.example/log", LOG.geheim)
    regel = Handtekening(NAAM, LOG.openbaar.nummer, LOG.geheim.sign(Checkpoint(ander.naam, 5, WORTEL).tekst.encode()))
    with pytest.raises(BewijsFout, match=r"is van ander\.example/log"):
        open_note(f"{Checkpoint(ander.naam, 5, WORTEL).tekst}\n{regel.regel}", LOG.openbaar)


def test_one_key_cannot_be_two_witnesses_nor_a_log_its_own() -> None:
    dubbel = Sleutel("getuige.example/alias", COSIGNATURE, W1.openbaar)
    eigen = LOG.openbaar_getuige
    vragen: list[tuple[Sleutel, list[Sleutel], int]] = [
        (LOG.openbaar, [W1, dubbel], 2),
        (LOG.openbaar, [eigen], 1),
        (LOG.openbaar, [GETUIGE.openbaar], 1),
        (W1, [], 0),
        (LOG.openbaar, [W1], 2),
        (LOG.openbaar, [W1, W1], 2),
    ]
    notitie = add_lines(NOTITIE, [cosign(STAND, s, BEGIN) for s in (GETUIGE, LOG)])
    for log, getuigen, nodig in vragen:
        with pytest.raises(VormFout):
            open_note(notitie, log, getuigen, nodig)


def test_lines_are_added_once_and_in_order() -> None:
    een, twee = cosign(STAND, GETUIGE, BEGIN), cosign(STAND, ANDERE_GETUIGE, BEGIN)
    assert add_lines(NOTITIE, [een, twee, een]) == NOTITIE + een + twee
    assert (
        add_lines(NOTITIE + een, [cosign(STAND, GETUIGE, BEGIN + 60), twee.removesuffix("\n")]) == NOTITIE + een + twee
    )
    vals = Handtekening(NAAM, LOG.openbaar.nummer, bytes(64)).regel
    assert add_lines(NOTITIE, [vals]) == NOTITIE, "a witness takes nobody's place"
    for regel in ("", "zomaar", een + twee, een.replace("—", "-"), een.replace("— ", "—  ")):
        with pytest.raises(VormFout):
            add_lines(NOTITIE, [regel])


# --- What is refused ---


REGEL = NOTITIE.split("\n\n")[1]
B64 = base64.b64encode(WORTEL).decode()
WAARDE = REGEL.split(" ")[2].removesuffix("\n")
# The same bytes with other bits in the part that base64 does not use.
SLORDIG = B64[:-2] + chr(ord(B64[-2]) + 1) + "="
VERMINKT: dict[str, str] = {
    "leeg": "",
    "geen lege regel": NOTITIE.replace("\n\n", "\n"),
    "geen nieuwe regel aan het eind": NOTITIE.removesuffix("\n"),
    "geen handtekening": f"{STAND.tekst}\n",
    "regel te veel aan het eind": f"{NOTITIE}\n",
    "lege regel in de tekst": NOTITIE.replace(f"{NAAM}\n", f"{NAAM}\n\n", 1),
    "twee lege regels": NOTITIE.replace("\n\n", "\n\n\n"),
    "twee regels tekst": NOTITIE.replace(f"{B64}\n", ""),
    "tab": NOTITIE.replace(NAAM, f"{NAAM}\t", 1),
    "regeleinde van Windows": NOTITIE.replace("\n", "\r\n"),
    "nulteken": NOTITIE.replace(NAAM, f"{NAAM}\0", 1),
    "half teken": NOTITIE.replace(NAAM, f"{NAAM}\ud800", 1),
    "grootte met nul ervoor": NOTITIE.replace("\n2085", "\n02085"),
    "grootte met plus": NOTITIE.replace("\n2085", "\n+2085"),
    "grootte met spatie": NOTITIE.replace("\n2085", "\n 2085"),
    "grootte negatief": NOTITIE.replace("\n2085", "\n-2085"),
    "grootte met andere cijfers": NOTITIE.replace("\n2", "\n٢"),
    "grootte te groot": NOTITIE.replace("\n20852163", f"\n{2**63}"),
    "wortel te kort": NOTITIE.replace(B64, base64.b64encode(WORTEL[:31]).decode()),
    "wortel te lang": NOTITIE.replace(B64, base64.b64encode(WORTEL + b"x").decode()),
    "wortel zonder vulling": NOTITIE.replace(B64, B64.rstrip("=")),
    "wortel slordig": NOTITIE.replace(B64, SLORDIG),
    "wortel met spatie": NOTITIE.replace(B64, f"{B64} "),
    "koppelteken": NOTITIE.replace("—", "-"),
    "geen streep": NOTITIE.replace("— ", ""),
    "twee spaties": NOTITIE.replace("— ", "—  "),
    "geen naam": NOTITIE.replace(f"— {NAAM} ", "—  "),
    "naam met plus": NOTITIE.replace(f"— {NAAM} ", f"— {NAAM}+ "),
    "naam met vaste spatie": NOTITIE.replace(f"— {NAAM} ", f"— {NAAM}\u00a0x "),
    "handtekening geen base64": NOTITIE.replace(WAARDE, "@@@@"),
    "handtekening te kort": NOTITIE.replace(WAARDE, base64.b64encode(b"abcd").decode()),
    "te veel handtekeningen": NOTITIE + REGEL * 128,
    "te lang": NOTITIE.replace("\n\n", "\n" + "x" * (1 << 20) + "\n\n"),
}


@pytest.mark.parametrize("naam", VERMINKT)
def test_other_forms_are_refused(naam: str) -> None:
    assert base64.b64decode(SLORDIG) == WORTEL
    assert VERMINKT[naam] != NOTITIE
    with pytest.raises(VormFout):
        read_note(VERMINKT[naam])


@given(st.integers(0, len(NOTITIE.encode()) - 1), st.integers(0, 7))
def test_one_changed_bit_is_always_noticed(plek: int, bit: int) -> None:
    ruw = bytearray(NOTITIE.encode())
    ruw[plek] ^= 1 << bit
    with pytest.raises((BewijsFout, UnicodeDecodeError)):
        open_note(ruw.decode(), LOG.openbaar)


def test_sixteen_signatures_of_the_largest_kind_fit() -> None:
    notitie = add_lines(NOTITIE, [Handtekening(f"w{n}", b"abcd", bytes(5000)).regel for n in range(16)])
    assert open_note(notitie, LOG.openbaar)[0] == STAND


# --- Proofs as text ---


def test_a_proof_is_header_index_hashes_and_note() -> None:
    tekst = write_proof(73894, [WORTEL, EMPTY_ROOT], NOTITIE)
    assert tekst == (
        f"c2sp.org/tlog-proof@v1\nindex 73894\n{B64}\n{base64.b64encode(EMPTY_ROOT).decode()}\n\n{NOTITIE}"
    )
    assert read_proof(tekst) == (73894, [WORTEL, EMPTY_ROOT], NOTITIE)
    assert read_proof(write_proof(0, [], NOTITIE, b"extra")) == (0, [], NOTITIE)
    assert "\nextra ZXh0cmE=\nindex 0\n\n" in write_proof(0, [], NOTITIE, b"extra")


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63), st.none() | st.binary())
def test_every_proof_reads_back(nummer: int, pad: list[bytes], extra: bytes | None) -> None:
    assert read_proof(write_proof(nummer, pad, NOTITIE, extra)) == (nummer, pad, NOTITIE)
    assert read_hashes(write_hashes(pad)) == pad


BEWIJS = write_proof(5, [WORTEL], NOTITIE)


@pytest.mark.parametrize(
    "tekst",
    [
        "",
        BEWIJS.replace("@v1", "@v2"),
        BEWIJS.replace("index 5\n", ""),
        BEWIJS.replace("index 5", "index 05"),
        BEWIJS.replace("index 5", "index  5"),
        BEWIJS.replace("index 5", "Index 5"),
        BEWIJS.replace("index 5", "extra !\nindex 5"),
        BEWIJS.replace("index 5", "index 5\nextra AAAA"),
        BEWIJS.replace("index 5", "extra AAAA\nextra AAAA\nindex 5"),
        BEWIJS.replace(f"\n{B64}\n\n", f"\n{SLORDIG}\n\n", 1),
        BEWIJS.replace(f"\n{B64}\n\n", "\nAAAA\n\n", 1),
        BEWIJS.split("\n\n")[0],
        write_proof(5, [WORTEL] * 64, NOTITIE),
    ],
)
def test_other_proofs_are_refused(tekst: str) -> None:
    assert tekst != BEWIJS
    with pytest.raises(VormFout):
        read_proof(tekst)


# --- Lines in their one form ---


def test_canonical_form_of_the_standard() -> None:
    # RFC 8785, 3.2.3: names are sorted by UTF-16 code units, not by code points.
    namen = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\u00f6": 7}
    assert [int(deel.split(":")[1]) for deel in canonical(namen).decode()[1:-1].split(",")] == [2, 4, 6, 7, 1, 5, 3]
    # RFC 8785, 3.2.2.2: which characters are escaped, and how.
    assert canonical({"t": '\u20ac$\x0f\nA\'B"\\\\"/\x7f'}) == b'{"t":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"}'
    assert canonical({"b": [True, False, None, -1, {}], "a": {"c": "", "B": []}}) == (
        b'{"a":{"B":[],"c":""},"b":[true,false,null,-1,{}]}'
    )
    assert canonical({"n": 2**53 - 1, "m": -(2**53 - 1)}) == b'{"m":-9007199254740991,"n":9007199254740991}'


json_waarden = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda deel: st.lists(deel, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), deel, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), json_waarden, max_size=5))
def test_the_canonical_form_is_json_that_says_the_same_and_has_one_order(regel: dict[str, object]) -> None:
    import json

    assert json.loads(canonical(regel)) == regel
    assert canonical(dict(reversed(regel.items()))) == canonical(regel)
    assert canonical(json.loads(canonical(regel))) == canonical(regel)


def deep(lagen: int) -> object:
    return [deep(lagen - 1)] if lagen else 1


class Tekst(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "waarde",
    [
        1.0,
        float("nan"),
        2**53,
        -(2**53),
        b"x",
        (1,),
        {1},
        "\ud800",
        {"a": {1: 2}},
        {"\ud800": 1},
        deep(40),
        Tekst("a"),
        object(),
    ],
)
def test_what_has_no_canonical_form_is_refused(waarde: object) -> None:
    with pytest.raises(VormFout):
        canonical({"a": waarde})


def test_salt_is_thirty_two_bytes() -> None:
    assert commitment(bytes(32), b"{}") == hashlib.sha256(b"vl1\0" + bytes(32) + b"{}").digest()
    for lengte in (0, 31, 33):
        with pytest.raises(VormFout, match="zout"):
            commitment(bytes(lengte), b"{}")


@pytest.mark.parametrize(
    "maak",
    [
        lambda: Checkpoint("", 1, WORTEL),
        lambda: Checkpoint("a\nb", 1, WORTEL),
        lambda: Checkpoint(NAAM, -1, WORTEL),
        lambda: Checkpoint(NAAM, 2**63, WORTEL),
        lambda: Checkpoint(NAAM, 1, WORTEL[:31]),
        lambda: Checkpoint(NAAM, 1, WORTEL, ("",)),
        lambda: Checkpoint(NAAM, 1, WORTEL, ("a\n\nb",)),
        lambda: Handtekening("a", b"abc", b"x"),
        lambda: Handtekening("a", b"abcd", b""),
        lambda: Sleutel("a", 2, bytes(32)),
        lambda: Sleutel("a", ED25519, bytes(31)),
    ],
)
def test_what_cannot_be_written_cannot_be_made(maak: Callable[[], object]) -> None:
    with pytest.raises(VormFout):
        maak()
