# retold: everything one can run. `make demo` and `make test` work on a fresh machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
STORE := data/store/demo.duckdb
PYTEST := $(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup models demo test test-all lint check format serve bench train evaluate schema golden clean

help:  ## what one can run
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(READY)  ## the environment in .venv, with the retold command in it

models: $(READY)  ## the Whisper weights, fetched once and checked
	$(BIN)/retold models pull base resemblyzer

demo: models  ## Lisa's call: transcribed, judged, shown on the terminal and in data/report
	$(BIN)/retold run data/samples --store $(STORE)
	@$(BIN)/retold show nl-lisa --store $(STORE)
	@$(BIN)/retold report --store $(STORE) --out data/report

test: models  ## the tests, but those that take long or repeat others in further places
	$(PYTEST) -m "not thorough"

test-all: models  ## all tests, as CI runs them
	$(PYTEST)

lint: setup  ## format, lint, types, walls of the house
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test  ## lint and tests: what must pass before a commit

format: setup  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

serve: setup  ## the screens on http://127.0.0.1:8300
	$(BIN)/retold serve --store $(STORE)

bench: models  ## speed and agreement, beside a named peer in the same run
	$(BIN)/python -m tests.bench

train: setup  ## learn the weights in models/ again, from labelled journeys: make train GOLD=folder
	@test -n "$(GOLD)" || { echo "make train GOLD=folder of labelled journeys (docs: models/README.md)"; exit 2; }
	for what in promise feelings senses contradiction promise_kept repeat_story scores roles; do \
		$(BIN)/python models/train_$$what.py $(GOLD) || exit 1; done

evaluate: setup  ## agreement with labels, writers unheard, into models/EVALUATION.md: make evaluate GOLD=folder
	@test -n "$(GOLD)" || { echo "make evaluate GOLD=folder of labelled journeys (docs/evaluation.md)"; exit 2; }
	$(BIN)/python models/evaluate_report.py $(GOLD)

schema: setup  ## regenerate what is generated: data dictionary, JSON Schema, settings
	$(BIN)/retold docs

golden: setup  ## write anew what is found in the samples' scripts; read the difference
	RETOLD_WRITE_GOLDEN=1 $(BIN)/python -m pytest tests/golden

clean:  ## remove the environment and everything made by runs
	rm -rf $(VENV) data/work data/store data/report
