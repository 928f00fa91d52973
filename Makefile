# Every target sets up its own environment: a fresh clone needs only Python 3.11 or newer and make.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready

.PHONY: demo test corpus format lint types layers bench schemas pictures build clean
.DEFAULT_GOAL := demo

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

demo: $(READY)            ## Open the wizard on the embedded shop; writes nothing unless told where
	@$(BIN)/surefoot demo

test: $(READY)            ## All tests, on both cores
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal
