# Everything runs in an environment of its own, .venv, made from requirements.lock. `make` alone says what there is.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TOO_OLD := This needs Python 3.11 or later, and $(PYTHON) is %d.%d. Name a newer one: make PYTHON=python3.12 ...
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

.PHONY: help workbook test test-all lab docs pictures audit fuzz lock clean
.DELETE_ON_ERROR:

help:
	@echo "make workbook   set up, then tables, notebooks and offline HTML of seeds/ in build/"
	@echo "make test       set up, then the tests (some minutes)"
	@echo "make test-all   the tests, the slow ones too"
	@echo "make fuzz       read made-up reports, others each time, EXAMPLES=1500 of each kind (some half an hour)"
	@echo "make lab        JupyterLab on the notebooks"
	@echo "make docs       write docs/tables.md anew from analysis/tables.py"
	@echo "make pictures   take the README's pictures anew, from a build of seeds/ (needs Chromium)"
	@echo "make audit      licences of what is installed, and whether it is what the lock and the digests say"
	@echo "make lock       write requirements.lock anew from pyproject.toml"
	@echo "make clean      take away .venv, build/ and caches"

workbook: $(VENV)/.ready
	$(BIN)/workbook build seeds --out build

test: $(VENV)/.ready
	$(BIN)/python -m pytest -m "not slow"

test-all: $(VENV)/.ready
	$(BIN)/python -m pytest

fuzz: EXAMPLES ?= 1500
fuzz: $(VENV)/.ready
	FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -s tests/test_fuzz.py

lab: $(VENV)/.ready
	$(BIN)/workbook lab seeds

docs: $(VENV)/.ready
	$(BIN)/python -c "from analysis import tables; print(tables.dictionary(), end='')" > docs/tables.md

pictures: workbook
	$(BIN)/python tools/pictures.py build

# Licences that would bind who passes the workbook on. A package that gives a choice is listed, not refused.
REFUSED := AGPL-3.0-only;AGPL-3.0-or-later;GPL-2.0-only;GPL-2.0-or-later;GPL-3.0-only;GPL-3.0-or-later
REFUSED := $(REFUSED);GNU Affero General Public License v3;GNU General Public License v2 (GPLv2);GNU General Public License v3 (GPLv3)

audit: $(VENV)/.ready
	$(PIP) install pip-licenses==5.5.0
	$(BIN)/pip-licenses --from=mixed --order=license --fail-on='$(REFUSED)'
	$(BIN)/python -m pip check
	@told=$$($(BIN)/python -m pip install --dry-run --no-deps --require-hashes -r requirements.lock) \
		&& ! echo "$$told" | grep 'Would install'
	@echo "Every package is of the version that requirements.lock pins with its hashes."
	$(BIN)/python -c "from analysis import language; language.model(); print('The language model is the one of analysis/language.py.')"

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
