# Everything a person or CI does with this repository. `make` alone lists it.
# Needs make and Python 3.11 or later with its venv module; uv is used where it is on PATH, pip otherwise.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
PYTEST := $(VENV)/bin/python -m pytest -n $(WORKERS) --dist worksteal
LOCK ?=

# The first Python that is 3.11 or later. Each one is run, because a name on PATH may be a stub that starts nothing.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$name"; break; }; done)
UV := $(shell command -v uv 2>/dev/null)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# uv brings its own list of certificates; the system's also holds that of an office's proxy.
export UV_SYSTEM_CERTS ?= true

ifdef UV
INSTALL := uv pip install --quiet --python $(BIN)/python
else
INSTALL := $(BIN)/python -m pip install --quiet
endif

# Stamps: what running needs, what working on it needs besides, and Spark for the deep tests. Each is made anew when its lock changes.
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed
SPARK_STAMP := $(VENV)/.spark-installed
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-strip-extras --no-emit-index-url \
	--exclude-newer '7 days' --custom-compile-command 'make lock' $(LOCK)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help setup demo test check browser static format-check lint types imports tests postgresql coverage spark deep format lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DEV_STAMP) ## install everything that work on the project needs, into .venv

demo: $(RUN_STAMP) ## install what running needs, then settle the Wexmoor alliance and write its statements
	@$(BIN)/gainshare demo

test: $(DEV_STAMP) ## the tests, without slow ones and the large counts
	GAINSHARE_TEST_TIER=test $(PYTEST)

check: static browser tests postgresql ## what CI runs: format, lint, types, import contracts, the tests, and the web on PostgreSQL

browser: ## install Debian's Chromium for the journeys, where that is allowed: the shell without windows, which is the fastest
	@if command -v chromium-headless-shell >/dev/null 2>&1; then :; \
		elif command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
			apt-get update -qq; for package in chromium-headless-shell chromium; do \
				DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$package >/dev/null && break; done; \
		elif command -v chromium >/dev/null 2>&1; then :; \
		else echo 'Chromium is not here, so the journeys are left out (on Debian: apt install chromium-headless-shell).'; fi

static: format-check lint types imports

format-check: $(DEV_STAMP) ## is every file formatted?
	$(BIN)/ruff format --check .

lint: $(DEV_STAMP) ## ruff's rules
	$(BIN)/ruff check .

types: $(DEV_STAMP) ## mypy, strict
	$(BIN)/mypy

imports: $(DEV_STAMP) ## who may import whom
	$(BIN)/lint-imports --no-logo

tests: $(DEV_STAMP) ## the tests as CI runs them: slow ones and journeys too, but for those that it runs on PostgreSQL
	GAINSHARE_TEST_TIER=check $(PYTEST) -m 'not deep and not on_postgresql'

postgresql: $(DEV_STAMP) ## the tests of the web on PostgreSQL; a server is started for them
	GAINSHARE_TEST_TIER=check GAINSHARE_TEST_DATABASE=postgresql $(PYTEST) -m 'not deep and not any_database' tests/web --ignore tests/web/journeys

coverage: $(DEV_STAMP) ## the tests of `make tests` and those of the web on SQLite, with the coverage that they must have (half an hour)
	GAINSHARE_TEST_TIER=check $(PYTEST) --cov

spark: $(SPARK_STAMP) ## install Spark besides, for `--engine spark` and the deep tests (needs Java 17)

deep: $(DEV_STAMP) ## the tests with the large counts, then the benchmarks (hours)
	@if java -version >/dev/null 2>&1; then $(MAKE) --no-print-directory spark; \
		else echo 'Java is not here, so the tests of Spark are left out (on Debian: apt install openjdk-17-jre-headless).'; fi
	@$(MAKE) --no-print-directory coverage
	GAINSHARE_TEST_TIER=deep $(PYTEST) -m 'deep or not deep'
	GAINSHARE_TEST_TIER=deep GAINSHARE_TEST_DATABASE=postgresql $(PYTEST) -m 'deep or not deep' tests/web
	@if [ -d benchmarks ]; then $(BIN)/python -m benchmarks; else echo 'No benchmarks yet.'; fi

format: $(DEV_STAMP) ## put every file into the one format
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lock: ## write requirements/*.txt anew (needs uv; LOCK=--upgrade takes newer versions)
	@[ -n "$(UV)" ] || { echo 'make lock needs uv. Install it (for instance: pipx install uv) and run make lock again.' >&2; exit 1; }
	$(COMPILE) pyproject.toml --extra postgresql requirements/build.in --output-file requirements/run.txt
	$(COMPILE) pyproject.toml --extra postgresql requirements/build.in requirements/dev.in --constraints requirements/run.txt --output-file requirements/dev.txt
	$(COMPILE) pyproject.toml --extra postgresql --extra spark requirements/build.in requirements/dev.in --constraints requirements/dev.txt --output-file requirements/spark.txt

clean: ## remove .venv and everything that was made
	rm -rf $(VENV) dist build .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo 'gainshare needs Python 3.11 or later, and none was found. On Debian or Ubuntu: apt install python3 python3-venv' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'gainshare needs Python 3.11 or later; $(PYTHON) is not. Name another: make PYTHON=/path/to/python3.11 …' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo '$(PYTHON) lacks its venv module. On Debian or Ubuntu: apt install python3-venv (or the one of that version, such as python3.11-venv)' >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

$(RUN_STAMP): requirements/run.txt pyproject.toml hatch_build.py $(wildcard src/gainshare/web/shared/assets/*) | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements/run.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(SPARK_STAMP): requirements/spark.txt $(DEV_STAMP)
	$(INSTALL) --require-hashes -r requirements/spark.txt
	@touch $@

$(DEV_STAMP): requirements/dev.txt $(RUN_STAMP)
	$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@
