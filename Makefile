# Everything runs in .venv, which each target sets up as far as it needs it. A stamp in .venv says what is done.
# What the set-up prints goes to standard error: standard output belongs to the program.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?=
SCENARIO ?=
COMMIT ?= HEAD
AGAINST ?=

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

# What Python compiles is kept, whatever the shell says: else each process of the tests compiles all of it anew.
unexport PYTHONDONTWRITEBYTECODE

# A Python that was upgraded away leaves a .venv that cannot start: begin anew.
$(shell test -x $(BIN)/python || rm -rf $(VENV))

.PHONY: run postgresql mcp web test check cross-check fix bench chaos picture prices database lock clean

run: $(VENV)/.program
	@$(BIN)/parley $(ARGS)

# What storage.url = "postgresql://..." needs.
postgresql: $(VENV)/.program
	@$(PIP) install --require-hashes -r requirements-postgresql.lock >&2

# What servers of tools need, [tools.NAME] in the config.
mcp: $(VENV)/.program
	@$(PIP) install --require-hashes -r requirements-mcp.lock >&2

# trafilatura reads pages of the web where it is installed, in place of the reader that Parley brings along.
web: $(VENV)/.program
	@$(PIP) install --require-hashes -r requirements-web.lock >&2

test: $(VENV)/.tools
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 8 $(ARGS)

check: $(VENV)/.tools
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 -p bots -p provider
	@$(BIN)/python -m pytest tests/test_imports.py

fix: $(VENV)/.tools
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.tools
	@$(BIN)/python -m benchmarks $(SCENARIO) $(if $(AGAINST),--against $(AGAINST)) $(ARGS)

chaos: $(VENV)/.tools
	@$(BIN)/python -m benchmarks.chaos $(SCENARIO) $(ARGS)

# Needs node and npm: three parsers of Discord's Markdown that others wrote read what Parley sends.
cross-check: $(VENV)/.tools
	@$(BIN)/python -m tests.cross_check

picture: $(VENV)/.tools
	@$(BIN)/python -m benchmarks.picture docs/reply.svg

# The newest prices: make lock ARGS="--upgrade-package genai-prices" before it.
prices: $(VENV)/.tools
	@$(BIN)/python -m benchmarks.prices provider/known/prices.csv

# Before a revision: a filled database of the one that it leads away from, by a commit that has it.
database: $(VENV)/.tools
	@$(BIN)/python -m tests.recorded.databases $(COMMIT)

# The locks keep what they pin; `make lock ARGS=--upgrade` takes the newest of everything.
lock: $(VENV)/.made
	@test -x $(BIN)/uv || $(PIP) install uv >&2
	@echo hatchling | $(BIN)/uv pip compile $(LOCK) $(ARGS) --output-file requirements.lock pyproject.toml - >/dev/null
	@$(BIN)/uv pip compile $(LOCK) $(ARGS) --extra postgresql --constraint requirements.lock \
		--output-file requirements-postgresql.lock pyproject.toml >/dev/null
	@$(BIN)/uv pip compile $(LOCK) $(ARGS) --extra web --constraint requirements-postgresql.lock \
		--output-file requirements-web.lock pyproject.toml >/dev/null
	@$(BIN)/uv pip compile $(LOCK) $(ARGS) --extra mcp --constraint requirements-web.lock \
		--output-file requirements-mcp.lock pyproject.toml >/dev/null
	@$(BIN)/uv pip compile $(LOCK) $(ARGS) --extra dev --extra mcp --extra postgresql --extra web \
		--constraint requirements-mcp.lock --constraint requirements-web.lock \
		--constraint requirements-postgresql.lock --output-file requirements-dev.lock pyproject.toml >/dev/null

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { \
		echo "Parley needs Python 3.11 or newer, and there is no $(PYTHON) here: install it, or name yours: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Parley needs Python 3.11 or newer, and $(PYTHON) is older: install it, or name yours: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make virtual environments: install its venv package (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@echo "Setting up Parley in $(VENV), once; this takes a minute ..." >&2
	@$(PYTHON) -m venv $(VENV) >&2
	@touch $@

# Two steps, because pip cannot check a hash of the project itself; hatchling, which builds it, is in the lock.
$(VENV)/.program: $(VENV)/.made requirements.lock pyproject.toml
	@$(PIP) install --require-hashes -r requirements.lock >&2
	@$(PIP) install --no-deps --no-build-isolation -e . >&2
	@touch $@

$(VENV)/.tools: $(VENV)/.program requirements-dev.lock
	@$(PIP) install --require-hashes -r requirements-dev.lock >&2
	@touch $@
