# make demo: set up, build the example project and its dossier. make test: set up, run the tests; make soak: the long ones.
# On Windows, see README.md: the same in two lines.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test soak check bench clean

demo: $(STAMP)
	$(BIN)/gmp-cad build

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist worksteal

soak: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist worksteal -m soak

check: $(STAMP)
	$(BIN)/ruff check gmp_cad tests benchmarks
	$(BIN)/ruff format --check gmp_cad tests benchmarks
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python benchmarks/pipeline.py

$(STAMP): pyproject.toml constraints.txt tools/preflight.py
	@$(PYTHON) tools/preflight.py
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev,viewer]"
	@touch $@

clean:
	rm -rf output .gmp-cache
