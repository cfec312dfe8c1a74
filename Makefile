PYTHON ?= python3
BIN := .venv/bin

setup: .venv/installed
demo: setup
	$(BIN)/hengzhi demo $(ARGS)
run: setup
	$(BIN)/hengzhi serve $(ARGS)
test: .venv/installed-dev
	$(BIN)/pytest -n auto -m "not journey and not long" $(ARGS)
journeys: .venv/installed-dev
	$(BIN)/pytest -n auto -m "journey or long" $(ARGS)
check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python tools/messages.py --check
	$(BIN)/python tools/manual.py --check
bench: .venv/installed-dev
	for file in benchmarks/*.py; do $(BIN)/python $$file || exit 1; done
docs: .venv/installed-dev
	$(BIN)/python tools/manual.py
messages: .venv/installed-dev
	$(BIN)/python tools/messages.py
lock: .venv/installed-dev
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra build pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra build --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

.venv/bin/python:
	$(PYTHON) -m venv .venv
.venv/installed: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
.venv/installed-dev: requirements-dev.txt .venv/installed
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

.PHONY: setup demo run test journeys check bench docs messages lock
