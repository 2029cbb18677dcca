# Concord. `make run` and `make test` are all one needs; CI calls the same.

PYTHON = .venv/bin/python
INSTALL = @command -v python3 >/dev/null || { echo "Python 3.11 or newer is needed: install it (Debian: apt install python3 python3-venv, macOS: brew install python)."; exit 1; }; \
	exec python3 requirements/install.py
ONLY ?=

.PHONY: help run setup test lint types format bench lock
.DEFAULT_GOAL := help

help: ## say what can be made
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)$$/  make \1\t\2/' | expand -t 16

run: ## set up if needed, load the demo, serve on http://127.0.0.1:8000 (PORT and CONCORD_DATA are honoured)
	$(INSTALL) base
	@exec $(PYTHON) manage.py run --with-parent

setup: ## make .venv with everything that running and testing need
	$(INSTALL) dev

test: setup lint types ## check everything; ONLY=tests/api runs part of the tests
	@exec $(PYTHON) -m tests.all $(ONLY)

lint: setup ## style, import contracts, templates, missing migrations
	@exec $(PYTHON) -m tests.lint

types: setup ## mypy
	@exec $(PYTHON) -m mypy

format: setup ## put code and templates in the house's form
	@$(PYTHON) -m ruff check --quiet --fix . ; $(PYTHON) -m ruff format .

bench: setup ## what a request costs, in this process, against a bare view
	@exec $(PYTHON) manage.py bench

lock: setup ## resolve requirements/*.in again and write exact versions with hashes
	@exec $(PYTHON) requirements/lock.py
