# Every target sets up its own environment: a fresh clone needs only Python 3.11 or newer and make.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test cluster test-cluster agree format lint types layers corpus bench bench-live schemas catalogue picture build clean

help:                     ## Say what each target does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

demo: $(READY)            ## Open the wizard on the embedded shop; it writes nothing unless told where
	@$(BIN)/surefoot demo

test: $(READY)            ## Run all tests that need no cluster, on all cores
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup -m "not cluster"

known: $(READY)           ## Run the example of every check and print what each one proves
	$(BIN)/python -m tests.catalogue

cluster: $(READY)         ## Build a Kubernetes control plane for the tests, once, outside the clone
	$(BIN)/python -m tests.cluster.binaries

test-cluster: $(READY)    ## Run the tests that need a cluster; fails where it is not built
	SUREFOOT_CLUSTER=required $(BIN)/python -m pytest -m cluster tests/cluster

agree: $(READY)           ## Compare every promise with what the real scheduler and controllers do
	$(BIN)/python -m tests.cluster.agree

format: $(READY)          ## Put the code into its form
	$(BIN)/ruff format wizard screens tests tools
	$(BIN)/ruff check --fix wizard screens tests tools

lint: $(READY)            ## Check form and style, change nothing
	$(BIN)/ruff format --check wizard screens tests tools
	$(BIN)/ruff check wizard screens tests tools

types: $(READY)           ## Check the types, strictly
	$(BIN)/mypy

layers: $(READY)          ## Check that the layers run one way
	$(BIN)/lint-imports

corpus: $(READY)          ## Edit every workload of the corpus and print what came of it
	$(BIN)/python -m tests.corpus_table

bench: $(READY)           ## Measure the first paint against a bare Textual app
	$(BIN)/python -m tests.bench.first_paint --shows "Which failure" -- $(BIN)/surefoot tests/cases/spread/prefers-zones-and-hosts/before.yaml

bench-live: $(READY)      ## Measure loading 12,000 live objects against kubectl get
	$(BIN)/python -m tests.bench.live_load

schemas: $(READY)         ## Extract the Kubernetes schemas anew from kubernetes-validate
	$(BIN)/python -m tools.make_schemas

catalogue: $(READY)       ## Collect the sentences anew, keep their translations, compile them
	$(BIN)/python -m tools.make_catalogue

picture: $(READY)         ## Draw the README's picture anew
	$(BIN)/python -m pytest --quiet tests/screens/test_picture.py --draw

build: $(READY)           ## Build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:                    ## Remove what the targets made
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
