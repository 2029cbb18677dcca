# Concord. `make run` and `make test` are all one needs; CI calls the same.

PYTHON = .venv/bin/python
INSTALL = @command -v python3 >/dev/null || { echo "Python 3.11 or newer is needed: install it (Debian: apt install python3 python3-venv, macOS: brew install python)."; exit 1; }; \
	exec python3 requirements/install.py
ONLY ?=
CARDS ?= 10000
SECONDS ?= 60
QUESTIONS ?=
KILLS ?= 500
EACH ?= 100
HOSTILE ?=
# The checks read the settings, which make a secret key in the data folder: not in the store's own.
CHECKED = .venv
COMPILE = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(UPGRADE)
lint types: export CONCORD_DATA = $(CHECKED)/checked
# Compiled once and kept, whatever the shell says: tests start the product many times.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run setup test suites lint types format interleavings follow simulate hostile policy prove faults axe pictures bench lock description crawl fuzz leaks audit
.DEFAULT_GOAL := help

help: ## say what can be made
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)$$/  make \1\t\2/' | expand -t 16

run: ## set up if needed, load the demo, serve on http://127.0.0.1:8000 (PORT and CONCORD_DATA are honoured)
	$(INSTALL) base
	@exec $(PYTHON) manage.py run --with-parent

setup: ## make .venv with everything that running and testing need
	$(INSTALL) dev

test: lint ## check everything, and test on SQLite and on PostgreSQL; ONLY=tests/api for a part
	@exec $(MAKE) --no-print-directory --jobs 2 types suites # Types are work for one core and a minute.

suites: setup
	@echo "Tests on SQLite ..."
	@$(PYTHON) -m pytest -q -n 3 --dist worksteal $(ONLY)
	@echo "Tests on PostgreSQL ..."
	@exec $(PYTHON) -m tests.postgres -q -n 3 --dist worksteal -m "not browser and not once" $(ONLY)

lint: setup ## style of code and templates, and who may import whom
	@echo "Style, imports, templates ..."
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --quiet --check . || { echo "Some files are not in the house's form: run make format."; exit 1; }
	@.venv/bin/lint-imports --no-logo > $(CHECKED)/imports.log || { cat $(CHECKED)/imports.log; exit 1; }
	@.venv/bin/djlint templates --lint --quiet > $(CHECKED)/templates.log || { cat $(CHECKED)/templates.log; exit 1; }

types: setup ## the types
	@echo "Types ..."
	@$(PYTHON) -m mypy --no-error-summary --cache-dir=/dev/null # With a cache the Django plugin forgets related names.

format: setup ## put code and templates in the house's form
	@$(PYTHON) -m ruff check --quiet --fix . ; $(PYTHON) -m ruff format .

interleavings: setup ## 200 random interleavings of people at the same card, on SQLite and on PostgreSQL (CI runs 40)
	@CONCORD_INTERLEAVINGS=200 $(PYTHON) -m pytest -q tests/policies/test_interleavings.py
	@CONCORD_INTERLEAVINGS=200 exec $(PYTHON) -m tests.postgres -q tests/policies/test_interleavings.py

follow: setup ## a client follows /changes while 1,000 publications run in parallel, on SQLite and on PostgreSQL (CI runs 60)
	@CONCORD_FOLLOW=1000 $(PYTHON) -m pytest -q --timeout=3600 tests/policies/test_following.py
	@CONCORD_FOLLOW=1000 exec $(PYTHON) -m tests.postgres -q --timeout=3600 tests/policies/test_following.py

hostile: setup ## type every string of the folder HOSTILE=... (*.jsonl) wherever people type, and read it back everywhere
	@CONCORD_HOSTILE=$(HOSTILE) exec $(PYTHON) -m pytest -q -s --timeout=3600 tests/search/test_hostile.py tests/security/test_hostile.py tests/browser/test_hostile.py

policy: setup ## look in a browser at every page that any role can reach for what its policy stops (CI: the pages most people see)
	@CONCORD_POLICY=all exec $(PYTHON) -m pytest -q -s --timeout=3600 tests/browser/test_policy.py

crawl: setup ## ask every address as everybody (CI: as nobody and one other); CONCORD_MATRIX=write keeps what is answered
	@CONCORD_MATRIX=$${CONCORD_MATRIX:-all} exec $(PYTHON) -m pytest -q --timeout=3600 tests/security/test_matrix.py

fuzz: setup ## send fifty requests that Schemathesis makes up to every call, with a public and an internal key (CI: one to some)
	@CONCORD_FUZZ=50 exec $(PYTHON) -m pytest -q --timeout=36000 tests/security/test_fuzz.py

leaks: setup ## write and withdraw a thousand times, and look for words that nobody may see (CI: 24 times)
	@CONCORD_LEAKS=1000 exec $(PYTHON) -m pytest -q --timeout=3600 tests/security/test_leaks.py

audit: setup ## look for known weaknesses: bandit, ruff's security rules, and the libraries where the advisory service answers
	@$(PYTHON) -m ruff check --quiet --select S kb policies search
	@$(PYTHON) -m bandit --quiet --recursive --configfile pyproject.toml kb policies search
	@exec $(PYTHON) -m tests.security.libraries

prove: setup ## live through anything that may happen to a card, in every channel, and find each planted fault
	@CONCORD_PROOF=60 exec $(PYTHON) -m pytest -q -s -p no:randomly tests/consistency/test_machine.py tests/consistency/test_two_at_once.py

faults: setup ## kill processes, lock, fill and break what they stand on: KILLS=500, EACH=100, on SQLite and on PostgreSQL with Redis
	@$(PYTHON) -m tests.faults --database sqlite --kills $(KILLS) --each $(EACH)
	@exec $(PYTHON) -m tests.faults --database postgres --kills $(KILLS) --each $(EACH)

description: setup ## the whole description of the API before two validators and a generator of clients (CI: the calls of channels)
	@CONCORD_DESCRIPTION=all exec $(PYTHON) -m pytest -q tests/api/test_description.py

simulate: setup ## live through a year of 500 cards and 40 people with a moved clock, and compare all that happens
	@exec $(PYTHON) manage.py simulate year

axe: setup ## every page that any role can reach, in light and dark, narrow and wide (CI: the pages that most people see)
	@CONCORD_AXE=all exec $(PYTHON) -m pytest -q tests/browser/test_accessibility.py

pictures: setup ## take the main pages of a demo store of its own into docs/pictures
	@exec $(PYTHON) -m tests.pictures

bench: setup ## measure everything and write docs/benchmarks.md: CARDS="1000 10000" (10000), SECONDS=60, QUESTIONS="FILE.json ..."
	@exec $(PYTHON) -m kb.benchmarks.everything --cards $(CARDS) --seconds $(SECONDS) --questions $(QUESTIONS)

lock: setup ## write exact versions with hashes for requirements/*.in; UPGRADE=--upgrade takes newer ones
	@$(COMPILE) requirements/base.in -o requirements/base.txt
	@$(COMPILE) requirements/dev.in -c requirements/base.txt -o requirements/dev.txt
	@! grep -n '://' requirements/*.txt || { echo "A lock names an address: remove it."; exit 1; }
