# make demo: set up, build the example project and its dossier. make setup: the environment alone.
# make test: set up, run the tests; make soak: the long ones.
# make test-oldest, make test-newest: the tests of the kernel, by the oldest and the newest that is allowed.
# make dist: the wheel and the sdist of the commit, the same bytes from the same commit.
# On Windows, see README.md: the same in two lines.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# What is run on another kernel; TESTS=tests for all.
TESTS ?= tests/kernel

.PHONY: setup demo test soak test-oldest test-newest check bench dist clean

demo: $(STAMP)
	$(BIN)/gmp-cad build

setup: $(STAMP)

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist worksteal

# The long tests of one file share what took minutes to make: they stay on one worker.
soak: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadfile -m soak

# The oldest and the newest kernel that pyproject.toml allows, each in an environment of its own.
test-oldest test-newest: test-%: .venv-%/.installed
	.venv-$*/bin/python -m pytest -n 2 --dist worksteal $(TESTS)

.venv-%/.installed: pyproject.toml constraints.txt tools/preflight.py tools/kernel_constraints.py
	@$(PYTHON) tools/preflight.py
	test -x .venv-$*/bin/python || $(PYTHON) -m venv .venv-$*
	$(PYTHON) tools/kernel_constraints.py $* > .venv-$*/constraints.txt
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --upgrade -c .venv-$*/constraints.txt -e ".[dev,viewer]"
	@.venv-$*/bin/python -m gmp_cad.kernel.trial
	@touch $@

check: $(STAMP)
	$(BIN)/ruff check gmp_cad tests benchmarks
	$(BIN)/ruff format --check gmp_cad tests benchmarks
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python benchmarks/pipeline.py

$(STAMP): pyproject.toml constraints.txt tools/preflight.py
	@$(PYTHON) tools/preflight.py
	@echo "installing gmp_cad and its CAD kernel into $(VENV): some minutes, once"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev,viewer]"
	@touch $@

# Of a clean checkout only: what lies about would be packed too.
dist: $(STAMP)
	@test -z "$$(git status --porcelain)" || { git status --short; exit 1; }
	rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m hatchling build -d dist

clean:
	rm -rf output .gmp-cache
