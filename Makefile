# Everything runs in an environment of its own, .venv, made from requirements.lock. `make` alone says what there is.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TOO_OLD := This needs Python 3.11 or later, and $(PYTHON) is %d.%d. Name a newer one: make PYTHON=python3.12 ...
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

.PHONY: help workbook test test-all lab docs pictures lock clean
.DELETE_ON_ERROR:

help:
	@echo "make workbook   set up, then tables, notebooks and offline HTML of seeds/ in build/"
	@echo "make test       set up, then the tests (some minutes)"
	@echo "make test-all   the tests, the slow ones too"
	@echo "make lab        JupyterLab on the notebooks"
	@echo "make docs       write docs/tables.md anew from analysis/tables.py"
	@echo "make pictures   take the README's pictures anew, from a build of seeds/ (needs Chromium)"
	@echo "make lock       write requirements.lock anew from pyproject.toml"
	@echo "make clean      take away .venv, build/ and caches"

workbook: $(VENV)/.ready
	$(BIN)/workbook build seeds --out build

test: $(VENV)/.ready
	$(BIN)/python -m pytest -m "not slow"

test-all: $(VENV)/.ready
	$(BIN)/python -m pytest

lab: $(VENV)/.ready
	$(BIN)/workbook lab seeds

docs: $(VENV)/.ready
	$(BIN)/python -c "from analysis import tables; print(tables.dictionary(), end='')" > docs/tables.md

pictures: workbook
	$(BIN)/python tools/pictures.py build

# The lock holds for every system and every Python from 3.11 on, with the extras, and names no registry.
lock: $(VENV)/.ready
	$(PIP) install uv
	$(BIN)/uv pip compile --quiet pyproject.toml --all-extras --universal --python-version 3.11 --fork-strategy fewest \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --upgrade --output-file requirements.lock

clean:
	rm -rf $(VENV) build .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Two steps, so that a change of pyproject.toml alone costs seconds. The first starts from nothing: what is installed
# is what the lock says, no more.
$(VENV)/.locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(TOO_OLD)" % sys.version_info[:2])'
	@echo "Setting up $(VENV): about a minute, once"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.ready: $(VENV)/.locked pyproject.toml $(shell find jupyter)
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
