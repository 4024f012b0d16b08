# Two commands: `make run` starts the product, `make test` runs its tests. Both need Python 3.11 or
# newer and nothing else; a second run takes seconds. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
STAMPS := $(VENV)/installed
PACKAGES := server agreements_ref encounters cases
# Settings that need no data folder and no secrets.
test browser check openapi: export DJANGO_SETTINGS_MODULE = server.settings.test

CHECKS := lint layout types layers dependencies security start-up migrations description compose
.PHONY: help setup run test browser check $(CHECKS:%=check-%) format openapi lock
.DELETE_ON_ERROR:

help:
	@echo "make setup    install, make the data folder, tables, agreements list and practice space"
	@echo "make run      setup, then serve http://localhost:8000 until Ctrl-C"
	@echo "make test     the test suite; what is skipped is listed with its reason"
	@echo "make browser  the tests that drive a browser (chromium must be installed)"
	@echo "make check    linters, types, layers, dependencies, security, migrations, API description"
	@echo "make format   let ruff rewrite the layout of the code"
	@echo "make openapi  write openapi.yaml anew"
	@echo "make lock     write requirements/*.txt anew"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed: make PYTHON=python3.11 ..." >&2; exit 1; }
	@echo "making $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(STAMPS)/%: requirements/%.txt requirements/uv.txt | $(VENV)/bin/python
	@echo "installing requirements/$*.txt"
	@requirements/install.sh $(VENV) requirements/$*.txt
	@mkdir -p $(STAMPS)
	@touch $@

setup: $(STAMPS)/run
	@$(MANAGE) set_up

run: setup
	@exec $(MANAGE) serve --summary

test: $(STAMPS)/test
	@$(MANAGE) compile_translations >/dev/null
	$(BIN)/python -m pytest -n auto $(PYTEST_ARGS)

browser: $(STAMPS)/dev
	@$(MANAGE) compile_translations >/dev/null
	$(BIN)/python -m pytest -m browser $(PYTEST_ARGS)

check: $(STAMPS)/dev
	@$(MANAGE) compile_translations >/dev/null
	@$(MAKE) --no-print-directory --keep-going $(CHECKS:%=check-%)
check-lint:
	$(BIN)/ruff check .
check-layout:
	$(BIN)/ruff format --check .
check-types:
	$(BIN)/mypy
check-layers:
	@$(BIN)/lint-imports --no-cache
check-dependencies:
	$(BIN)/deptry .
check-security:
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml $(PACKAGES)
check-start-up:
	$(MANAGE) check
check-migrations:
	$(MANAGE) makemigrations --check --dry-run
check-description:
	$(MANAGE) spectacular --validate --fail-on-warn | diff -u openapi.yaml - || { \
		echo "openapi.yaml is not what the code says: make openapi" >&2; exit 1; }
check-compose:
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

format: $(STAMPS)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

openapi: $(STAMPS)/dev
	$(MANAGE) spectacular --validate --fail-on-warn --file openapi.yaml

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header pyproject.toml
lock: $(STAMPS)/dev
	$(LOCK) --group test --group dev --extra deploy --output-file requirements/dev.txt
	$(LOCK) --constraints requirements/dev.txt --output-file requirements/run.txt
	$(LOCK) --constraints requirements/dev.txt --extra deploy --output-file requirements/deploy.txt
	$(LOCK) --constraints requirements/dev.txt --group test --output-file requirements/test.txt
