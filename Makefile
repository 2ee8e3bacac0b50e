# Bronhuis. `make` alone shows what there is. Needs Python 3.11 to 3.13 and nothing else that runs.
# Choose another Python with PYTHON=…, another port with BRONHUIS_PORT=….

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

export PYTHON BRONHUIS_HOST BRONHUIS_PORT BRONHUIS_BASIS_URL

VENV   := sh config/lokaal/venv.sh
PY     := .venv/bin/python
LOKAAL := -m config.lokaal
PYTEST := $(PY) -m pytest
N      ?= 2

.PHONY: help sabotage beelden beheer demo verhaal test test-browser chaos bench snapshot lint lint-openapi start stop reset status logs requirements restore-drill backup basis dev bench-zegel trust

help: ## Toon deze uitleg
	@printf 'Bronhuis: de bronregistraties van uw gemeente, met doelbinding.\n\n'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r doel uitleg; do printf '%-20s %s\n' "$$doel" "$$uitleg"; done
	@printf '\nEen andere Python: make demo PYTHON=/pad/naar/python3.12. Een andere poort: make demo BRONHUIS_PORT=8001.\n'

demo: basis ## Bouw alles op, laad 2.000 fictieve personen (of DATA=bestand.csv) en vertel de vijf verhalen
	@$(PY) $(LOKAAL) demo --data "$(DATA)"

verhaal: basis ## Speel één verhaal: make verhaal V=applicatie (of inwoner, privacy, beheer, zegel)
	@$(PY) $(LOKAAL) verhaal $(or $(V),alle)

test: dev ## Draai alle tests die geen Chromium en geen Node nodig hebben
	@$(PYTEST) -n $(N) --dist loadfile -m "not browser and not node and not long and not chaos" $(ARGS)
	@echo "Niet gedraaid: make test-browser (Chromium), make lint-openapi (Node), make bench, make bench-zegel en make chaos (duren lang)."

test-browser: dev ## Draai de tests in Chromium
	@$(PYTEST) -m browser $(ARGS)

beelden: dev ## Maak de tien beelden van docs/screenshots opnieuw (ALLES=map: ook elke toestand, om te bekijken)
	@mkdir -p docs/screenshots $(ALLES)
	@BRONHUIS_SCHERMEN=docs/screenshots BRONHUIS_BEELDEN="$(ALLES)" $(PYTEST) -m browser -k "test_taken and met-javascript" tests/browser $(ARGS)

lint: dev ## Controleer stijl en typen
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@omgeving=$$($(PY) $(LOKAAL) omgeving --staat test --zonder-diensten) && eval "$$omgeving" && $(PY) -m mypy

lint-openapi: dev ## Controleer de OpenAPI-bestanden met de officiële linter (Node)
	@$(PY) -m tests.contract.lint_openapi

snapshot: dev ## Schrijf de vastgelegde OpenAPI-bestanden opnieuw
	@omgeving=$$($(PY) $(LOKAAL) omgeving --staat test --zonder-diensten) && eval "$$omgeving" && $(PY) -m tests.contract.snapshot

chaos: dev ## Breek dingen af onder belasting en tel wat niet gelogd of verloren is (drie kwartier; KORT=1: vier minuten)
	@$(PY) -m tests.chaos $(if $(KORT),--kort) $(ARGS)

restore-drill: dev ## Oefen het terugzetten van een reservekopie, in een eigen omgeving (anderhalve minuut; meer: ARGS="--personen 2000")
	@$(PY) -m tests.drill $(ARGS)

backup: basis ## Maak een nagekeken reservekopie van de database van de demo
	@$(PY) $(LOKAAL) reservekopie

trust: dev ## Laat per belofte over doel en log (T1 tot en met T56) zien of zij houdt, met de toets erbij
	@N=$(N) $(PY) -m tests.trust $(ARGS)

bench: dev ## Meet de snelheid in een eigen omgeving met een miljoen logregels (duurt drie kwartier)
	@$(PY) -m tests.performance $(ARGS)

bench-zegel: dev ## Meet het zegel van het log: vertraging, kosten, inhalen, nagaan (duurt twintig minuten)
	@$(PY) -m tests.performance.zegel $(ARGS)

sabotage: basis ## Verander één byte van een logregel in de demo: make sabotage REGEL=nummer (nog eens: terug)
	@$(PY) $(LOKAAL) sabotage --regel "$(REGEL)"

start: basis ## Start de diensten, de webserver en de worker
	@$(PY) $(LOKAAL) start

stop: ## Stop alles
	@python=$$($(VENV) python) && $$python $(LOKAAL) stop

beheer: basis ## Voer een beheeropdracht uit: make beheer OPDRACHT="geef_token --applicatie 'Suite Inkomen'"
	@$(PY) $(LOKAAL) beheer $(OPDRACHT)

status: ## Toon wat er draait
	@python=$$($(VENV) python) && $$python $(LOKAAL) status

logs: ## Toon het einde van elk logboek
	@python=$$($(VENV) python) && $$python $(LOKAAL) logs

reset: ## Stop alles en gooi alle gegevens weg
	@python=$$($(VENV) python) && $$python $(LOKAAL) reset

requirements: dev ## Leg de versies van de pakketten opnieuw vast (op Python 3.11)
	@sh config/lokaal/vastleggen.sh

basis:
	@$(VENV) basis

dev:
	@$(VENV) dev
