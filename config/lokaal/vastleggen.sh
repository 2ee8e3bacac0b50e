#!/bin/sh
# Pin every package with its hashes. Python 3.11 sees the most: what a newer Python leaves out is marked as such.
# Indexes and folders that a machine adds in its own pip settings must not decide what is pinned.
set -eu

export PIP_CONFIG_FILE=/dev/null
unset PIP_FIND_LINKS PIP_EXTRA_INDEX_URL
export CUSTOM_COMPILE_COMMAND="make requirements"

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then
    echo "bronhuis: leg de versies vast met Python 3.11: rm -r .venv && make requirements PYTHON=python3.11" >&2
    exit 1
fi

vastleggen() {
    .venv/bin/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@" pyproject.toml
}

vastleggen --output-file requirements.txt
vastleggen --extra dev --constraint requirements.txt --output-file requirements-dev.txt
