# make run     set up .venv and start the show on its defaults
# make test    set up and run all tests (installs Debian packages that they need, where it may)
# make check   format, lint, types, imports: what pre-commit and CI call
# make clean   remove what the others made

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
DEV    := $(VENV)/.installed-dev
ARGS   ?=

.PHONY: run test check lint packages bench clean

run: $(STAMP)
	@exec $(BIN)/soundscape-live run $(ARGS)

$(VENV)/bin/python:
	@scripts/need $(PYTHON)
	@$(PYTHON) -m venv $(VENV)

$(STAMP): $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing into $(VENV) (once, under a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(DEV): $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $@

packages:
	@scripts/packages

test: $(DEV) packages
	$(BIN)/python -m coverage run -m pytest $(ARGS)
	$(BIN)/python -m coverage report --include='$(CORE)' --fail-under=100 --skip-covered

CORE := soundscape_live/model/*,soundscape_live/cues.py,soundscape_live/analysis/*,soundscape_live/tempo/*,soundscape_live/mapping/*,soundscape_live/wire/*,soundscape_live/engine/*,soundscape_live/lights/*

check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python -m bench $(ARGS)

clean:
	rm -rf $(VENV) build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
