# The project's words. `make` alone lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

WEB   := $(shell find web -type f -not -path '*/node_modules/*' 2>/dev/null)
INDEX := $(wildcard geo/gazetteer/data/* geo/maps/data/*) geo/formats/formulas.json geo/gazetteer/normalize.py tools/build_index.py tools/gazetteer_by_hand.py tools/build_web.py tools/build_folium.py tools/minify.mjs

.DEFAULT_GOAL := help
.PHONY: help setup maps notebooks test test-services lab docs check lock wheel clean
.SUFFIXES:

help: ## list these words
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | sort | expand -t 16

# uv comes first, by pip, with the hash that the lock names; it brings the rest in seconds.
$(VENV)/.locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "geo needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try make PYTHON=python3.12 …"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
	  || { echo "Python's venv is missing (on Debian: apt-get install python3-venv)"; exit 2; }
	@awk '/^uv==/ {on=1} on {print} on && !/\\$$/ {exit}' requirements.lock > $(VENV)/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/uv.txt
	@echo "setting up $(VENV) from requirements.lock"
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	@touch $@

$(READY): $(VENV)/.locked pyproject.toml hatch_build.py $(WEB) $(INDEX)
	@echo "building the page's script and the gazetteer's index"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
	@touch $@

setup: $(READY) ## set up .venv with everything that is locked

maps: $(READY) ## build the story: maps, pictures, tables and notebooks into outputs/
	@$(BIN)/geo build data --notebooks notebooks --output outputs

notebooks: $(READY) ## run every notebook without a screen, into outputs/
	@$(BIN)/geo notebooks notebooks --output outputs

test: $(READY) ## run every test that set-up can bring, the browser's included
	@$(BIN)/python tools/find_chromium.py --install
	@$(BIN)/python tools/find_crate_validator.py --install
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not service" $(TESTS)

test-services: $(READY) ## run the tests that start real servers on loopback
	@$(BIN)/python tools/find_chromium.py --install
	@$(BIN)/python tools/find_nominatim.py --install
	$(BIN)/python -m pytest -n auto --dist loadfile -m service $(TESTS)

lab: $(READY) ## open JupyterLab on the notebooks
	$(BIN)/jupyter lab notebooks

docs: $(READY) ## build the site of guides and reference into docs/_build/html, without a network
	$(BIN)/sphinx-build --quiet --jobs auto --fail-on-warning --keep-going docs docs/_build/html

check: $(READY) ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: $(VENV)/.locked ## write requirements.lock anew from pyproject.toml
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --all-extras --group dev \
	  --output-file requirements.lock pyproject.toml

wheel: $(READY) ## build the wheel into dist/
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist .

clean: ## remove the environment and what set-up built (outputs/ stays)
	rm -rf $(VENV) build dist geo/maps/static geo/gazetteer/index web/node_modules
