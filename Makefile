# Everything starts here: `make demo` shows the grader at work, `make test` runs the whole suite.
# `make test PYTHON=python3.12` takes another interpreter, by name or by path.

PYTHON ?= python3
# Each interpreter that is asked for has an environment of its own, such as `.venv-python3.12`.
VENV := .venv$(if $(filter-out python3,$(PYTHON)),-$(subst /,-,$(PYTHON:/%=%)))
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
DEMO := demo-class
# The tests that need no jail: they pass on every Python that is supported, whatever the machine gives. (The example in
# the reference of results is a real grading, in the words of one version of Python.)
PURE := $(addprefix tests/,analysis report submission test_answers.py test_audit_mutation.py test_bounds.py \
	test_dependencies.py test_exercise.py test_handout.py test_moved_names.py test_score.py test_wire.py \
	test_working_folder.py)

.PHONY: demo test test-pure check audit bench lock clean

demo: $(VENV)/installed
	rm -rf $(DEMO) $(DEMO)-results
	$(BIN)/python -m grader.demo $(DEMO)
	$(BIN)/grade class $(DEMO) --out $(DEMO)-results

test: $(VENV)/ready-to-test
	$(BIN)/python -m pytest -n 2 $(ARGS)

test-pure: $(VENV)/ready-to-test
	$(BIN)/python -m pytest -n 2 $(PURE) --ignore tests/report/test_reference.py $(ARGS)

# What CI runs beside the tests.
check: $(VENV)/ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# All mutants and all attacks, nothing kept from before; `make audit ARGS="--mutants 10 --attacks 2"` takes a sample,
# always the same.
audit: $(VENV)/installed
	$(BIN)/grade audit --fresh --attacks all $(ARGS)

bench: $(VENV)/ready-to-test
	$(BIN)/python benchmarks/grading.py $(ARGS)

# A system Python without the venv module's parts (Debian's python3) gets them first.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV) || { .ci/install-venv && $(PYTHON) -m venv --clear $(VENV); }

$(VENV)/installed: pyproject.toml requirements.lock | $(BIN)/python
	$(PIP_INSTALL) --constraint requirements.lock --editable .
	touch $@

$(VENV)/ready-to-test: pyproject.toml requirements.lock | $(BIN)/python
	$(PIP_INSTALL) --constraint requirements.lock --editable '.[dev]'
	touch $@ $(VENV)/installed

# Writes requirements.lock anew, in a fresh environment; its first lines say with which Python.
lock:
	rm -rf .venv-lock
	$(MAKE) VENV=.venv-lock .venv-lock/bin/python
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	{ grep '^#' requirements.lock; .venv-lock/bin/python -m pip freeze --exclude-editable; } > requirements.lock.new
	mv requirements.lock.new requirements.lock
	rm -rf .venv-lock

clean:
	rm -rf .venv .venv-* $(DEMO) $(DEMO)-results
