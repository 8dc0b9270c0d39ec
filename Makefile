# make run   – the bot: in the sandbox without a token, on Telegram with TELEGRAM_BOT_TOKEN
# make test  – lint, types, tests; make test-slow – the long ones
# Both prepare the machine first; nothing has to be installed by hand.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.ready-run
TEST_READY := $(VENV)/.ready-test
REQUIREMENTS := pyproject.toml constraints.txt deploy/setup.sh

.PHONY: run test test-slow lint types clean help

help: ## show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

run: $(RUN_READY) ## run the bot
	@exec $(BIN)/qonys run

test: $(TEST_READY) lint types ## lint, types, tests
	@echo "== tests"
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile

test-slow: $(TEST_READY) ## long load, fault and browser tests
	@echo "== slow tests"
	$(BIN)/python -m pytest -m slow --durations=15

lint: $(TEST_READY) ## ruff
	@echo "== lint"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TEST_READY) ## mypy --strict
	@echo "== types"
	$(BIN)/mypy

$(RUN_READY): $(REQUIREMENTS)
	@PYTHON="$(PYTHON)" sh deploy/setup.sh run "$(VENV)"
	@touch $@

$(TEST_READY): $(REQUIREMENTS)
	@PYTHON="$(PYTHON)" sh deploy/setup.sh test "$(VENV)"
	@touch $@ $(RUN_READY)

clean: ## remove the virtual environment and everything that was made
	rm -rf $(VENV) data artifacts .mypy_cache .ruff_cache .pytest_cache
