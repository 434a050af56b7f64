# make plan    installs, plans the large example and prints the figures
# make app     installs and opens the app
# make test    installs and runs every test
# make check   formatting, lint, types, tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXAMPLE ?= data/follow_the_sun
OUT ?= out
SECONDS ?= 60

.PHONY: help install plan app test check format bench

help:
	@sed -n 's/^# //p' Makefile

install: .installed

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it: make install PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

.installed: $(BIN)/python requirements.lock.txt pyproject.toml setup.py
	@echo "Installing into $(VENV) (some minutes the first time)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@echo "Compiling optimiser and simulation (four minutes, once)"
	@$(BIN)/python -c "from planner.simulation import warm_up; warm_up()" & beside=$$!; \
	$(BIN)/python -c "from planner.optimiser import warm_up; warm_up()" && wait $$beside
	@touch $@

plan: install
	$(BIN)/planner plan $(EXAMPLE) --out $(OUT) --seconds $(SECONDS)

app: install
	$(BIN)/planner app $(EXAMPLE)

test: install
	$(BIN)/python -m pytest -n auto --dist loadfile

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist loadfile

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install
	$(BIN)/python -m benchmarks.staffing
	$(BIN)/python -m benchmarks.peers_staffing
	$(BIN)/python -m benchmarks.simulation
	$(BIN)/python -m benchmarks.pooling
	$(BIN)/python -m benchmarks.deferral
	$(BIN)/python -m benchmarks.coverage_lp
	$(BIN)/python -m benchmarks.peers_optimiser --quick --seconds 5
	$(BIN)/python -m benchmarks.app
	$(BIN)/python -m benchmarks.writers --sqlite --seconds 10
	$(BIN)/python -m benchmarks.sweeps --scenarios 10 --kill
	$(BIN)/python benchmarks/planning.py
	@if [ -d ../shared/volumes ]; then $(BIN)/python -m benchmarks.forecasting; \
	else echo "../shared is missing: no figures on real volumes"; fi
