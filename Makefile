# Everything starts here: `make demo` shows the grader at work, `make test` runs the whole suite.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo-class

.PHONY: demo test check audit bench clean

demo: $(VENV)/installed
	rm -rf $(DEMO) $(DEMO)-results
	$(BIN)/python -m grader.demo $(DEMO)
	$(BIN)/grade class $(DEMO) --out $(DEMO)-results

test: $(VENV)/ready-to-test
	$(BIN)/python -m pytest -n 2 $(ARGS)

# What CI runs beside the tests.
check: $(VENV)/ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# All mutants and all attacks; `make audit ARGS="--mutants 10 --attacks 2"` takes a sample, always the same.
audit: $(VENV)/installed
	$(BIN)/grade audit --attacks all $(ARGS)

bench: $(VENV)/ready-to-test
	$(BIN)/python benchmarks/grading.py $(ARGS)

# A system Python without the venv module's parts (Debian's python3) gets them first.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV) || { .ci/install-venv && $(PYTHON) -m venv --clear $(VENV); }

$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/ready-to-test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) $(DEMO) $(DEMO)-results
