# Everything is a target of this file; `make` alone lists them. Nothing here needs more than Python 3.11, make
# and a package registry; what lacks is installed into the checkout by scripts/set_up.py.
SHELL := /bin/bash
PYTHON ?= python3
PY := .venv/bin/python
PORT ?= 8000
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test check fix bench tck fuzz prove bundle pins clean

help: ## list the targets
	@echo "清薪 Qingxin — make targets:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)$$/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

setup: ## install what running needs (fast when nothing changed)
	@$(PYTHON) scripts/set_up.py run

setup-test: ## install what testing needs as well (browser, fonts, PostgreSQL, tools)
	@$(PYTHON) scripts/set_up.py test

run: setup ## serve on http://127.0.0.1:8000 (PORT=…), with demonstration data on the first start
	@PORT=$(PORT) exec $(PY) scripts/serve.py

test: setup-test ## run all tests, on SQLite and PostgreSQL and in a browser (ARGS="tests/feel -k …")
	@$(PY) -m pytest -n 2 $(ARGS)

check: setup-test ## lint, formatting, types, direction of imports
	@$(PY) scripts/check.py

fix: setup-test ## correct what ruff can correct
	@$(PY) -m ruff check --fix . && $(PY) -m ruff format .

bench: setup-test ## measure, print a table and write bench/out/results.json
	@test -d .venv/others || $(PY) -m pip install -q --target .venv/others -r tests/bench/others.txt || rm -rf .venv/others
	@$(PY) -m tests.bench $(ARGS)

tck: setup-test ## run levels 2 and 3 of the DMN TCK from a checkout (TCK=path), write bench/out/tck.json
	@$(PY) -m tests.bench.tck "$(TCK)"

fuzz: setup-test ## feed FEEL, decisions and the gate with what machines think of, ten minutes (SECONDS=…)
	@$(PY) -m pip install -q --only-binary=:all: -r tests/fuzz/requirements.txt || true
	@$(PY) -m tests.fuzz --seconds $(or $(SECONDS),600) $(ARGS)

prove: setup-test ## try 5,000 models, 3,000 changes and 1,000 cases a database: state = replay = reload
	@PROVE_MODELS=5000 PROVE_TRIPLES=3000 PROVE_CASES=1000 $(PY) -m pytest -n 2 tests/engine/test_histories.py tests/engine/test_pairs.py tests/engine/test_migrations.py tests/jobs/test_migrating.py $(ARGS)

bundle: setup ## build the front end again
	@$(PYTHON) scripts/set_up.py bundle

pins: setup-test ## write constraints.txt anew from what is installed
	@$(PY) scripts/pins.py

clean: ## remove what set-up and runs made (not var/, which holds data)
	rm -rf .venv node_modules app/static/dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis bench/out
