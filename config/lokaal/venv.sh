#!/bin/sh
# The virtual environment in .venv. Needs nothing but a shell and Python 3.11, 3.12 or 3.13.
#   venv.sh python      print the Python to run commands with, without making anything
#   venv.sh basis|dev   make the environment with requirements.txt, or requirements-dev.txt too
# The interpreter is chosen once: $PYTHON when that is set, else the first that fits.
set -eu

venv=.venv
nodig="Python 3.11, 3.12 of 3.13"

stop() {
    echo "bronhuis: $1" >&2
    exit 1
}

vol() { stop "De schijf is vol. Maak ruimte vrij en probeer het opnieuw."; }

# Not every program says that the disk was full when it failed; less than 2 MB left says it too.
stop_als_vol() {
    vrij=$(df -Pk . 2>/dev/null | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)
    [ "${vrij:-9999}" -gt 2048 ] || vol
}

past() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

heeft_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# Sets $gekozen, or stops with one line that says which Python was found and which is needed.
# $1: met-venv, or zonder-venv when it will only run a command.
kies() {
    gevonden=""
    zonder_venv=""
    for kandidaat in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        versie=$("$kandidaat" -c 'import platform; print(platform.python_version())' 2>/dev/null) || continue
        if ! past "$kandidaat"; then
            gevonden="${gevonden:+$gevonden, }$kandidaat is $versie"
        elif [ "$1" = met-venv ] && ! heeft_venv "$kandidaat"; then
            zonder_venv="${zonder_venv:-$kandidaat ($versie)}"
        else
            gekozen=$kandidaat
            return
        fi
    done
    if [ -n "$zonder_venv" ]; then
        stop "$zonder_venv mist de module venv. Installeer die (Debian en Ubuntu: apt install python3-venv) en probeer het opnieuw."
    fi
    stop "$nodig is nodig; gevonden: ${gevonden:-geen werkende ${PYTHON:-python3}}. Kies er een: make demo PYTHON=/pad/naar/python3.12"
}

installeer() {
    log=$venv/pip-$1.log
    if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$2" >"$log" 2>&1; then
        ! grep -q "No space left on device" "$log" || vol
        stop_als_vol
        cp "$log" "$venv.log" 2>/dev/null || true
        stop "De pakketten van $2 konden niet worden geinstalleerd: $(grep -i 'error' "$log" | head -n 1) (zie $venv.log)"
    fi
    cksum <"$2" >"$venv/klaar-$1"
}

is_klaar() { [ "$(cat "$venv/klaar-$1" 2>/dev/null)" = "$(cksum <"$2")" ]; }

maak() {
    if [ -d "$venv" ] && [ ! -w "$venv" ]; then
        stop "De map $venv is van een andere gebruiker: ga verder als die gebruiker, of verwijder haar."
    fi
    # A mark that stands from begin to end: what a killed attempt left is not trusted but made anew.
    if [ ! -f "$venv/gemaakt" ] || [ -f "$venv/bezig" ] || ! past "$venv/bin/python"; then
        kies met-venv
        if ! fout=$("$gekozen" -m venv --clear "$venv" 2>&1); then
            stop_als_vol
            stop "De virtuele omgeving kon niet worden gemaakt: $(echo "$fout" | tail -n 1)"
        fi
        : >"$venv/gemaakt"
        echo "Python $("$venv/bin/python" -c 'import platform; print(platform.python_version())') gekozen ($gekozen)"
    fi
    : >"$venv/bezig"
    begin=$(date +%s)
    is_klaar basis requirements.txt || installeer basis requirements.txt
    [ "$1" = basis ] || is_klaar dev requirements-dev.txt || installeer dev requirements-dev.txt
    rm -f "$venv/bezig"
    echo "Pakketten geinstalleerd in $(($(date +%s) - begin)) s"
}

case ${1:-} in
python)
    if [ -x "$venv/bin/python" ] && past "$venv/bin/python"; then
        echo "$venv/bin/python"
    else
        kies zonder-venv
        echo "$gekozen"
    fi
    ;;
basis | dev)
    if [ -f "$venv/gemaakt" ] && [ ! -f "$venv/bezig" ] && is_klaar basis requirements.txt && past "$venv/bin/python" &&
        { [ "$1" = basis ] || is_klaar dev requirements-dev.txt; }; then
        exit 0
    fi
    # Two makes at once: the second waits for the first.
    if command -v flock >/dev/null 2>&1; then
        exec 9>>.venv.slot
        flock 9
    fi
    maak "$1"
    ;;
*) stop "onbekend: venv.sh ${1:-}" ;;
esac
