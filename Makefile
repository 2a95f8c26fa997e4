# replydraft: `make run` opens the review screen, `make test` runs the tests. `make help` lists everything.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
BIN := .venv/bin
export UV_LINK_MODE ?= copy

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test test-fast check check-crash lint types eval bench docs clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/.bootstrap: requirements-bootstrap.lock
	@test -n "$(PYTHON)" || { echo "replydraft needs Python 3.11 or newer (Debian/Ubuntu: sudo apt-get install python3 python3-venv make)"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make environments (Debian/Ubuntu: sudo apt-get install python3-venv)"; exit 1; }
	@echo "Making .venv with $(PYTHON) …"
	@"$(PYTHON)" -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	@touch $@

.venv/.runtime: .venv/.bootstrap requirements.lock pyproject.toml
	@echo "Installing packages (the first time only) …"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	@echo "Installing test tools (the first time only) …"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

setup: .venv/.runtime ## make .venv with replydraft in it
setup-dev: .venv/.dev ## the same, with the test tools

run: setup ## open the review screen and the API at http://127.0.0.1:7860
	@$(BIN)/replydraft demo

test: setup-dev ## run the tests
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-fast: setup-dev ## the tests without a browser and without slow servers (at most a minute)
	@$(BIN)/python -m pytest -m "not slow and not browser" -n auto

check-crash: setup-dev ## kill the store 500 times on each database, and the whole service 30 times
	@cd tests && ../$(BIN)/python -m crash.store --kills 500 --database sqlite
	@cd tests && ../$(BIN)/python -m crash.store --kills 500 --database postgres
	@cd tests && ../$(BIN)/python -m crash.service --kills 30

lint: setup-dev ## ruff and import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: setup-dev ## mypy --strict
	@$(BIN)/mypy
	@for file in tests/*/conftest.py; do $(BIN)/mypy --no-error-summary --exclude '^$$' $$file || exit 1; done

check: lint types test ## what CI runs

eval: setup ## run our own evaluation sets and compare with the baseline
	@$(BIN)/replydraft eval run --compare

.venv/.bench: .venv/.bootstrap requirements-bench.lock
	@echo "Installing what the check is compared with (the first time only) …"
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv/peers
	@$(BIN)/uv pip install --quiet --python .venv/peers/bin/python --require-hashes -r requirements-bench.lock
	@touch $@

bench: setup .venv/.bench ## how fast check, calculator and price phrases are, beside their peers
	@$(BIN)/python -m benchmarks --peers .venv/peers/bin/python

docs: setup ## write docs/rules/ and docs/schemas/ from their sources
	@$(BIN)/replydraft rules docs

clean: ## remove .venv and caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
