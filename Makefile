# Two commands on a fresh machine with Python 3.11 or newer:
#   make decide    set up .venv and decide an example
#   make test      set up .venv and run every test, the linter and the type checker,
#                  and see that the golden cases show every rule and notice every slip,
#                  and that every rule decides something over all cases there are,
#                  and that what is proved of changes holds
# The others: make check · make prove · make mutants · make bench · make lock · make clean

# The first Python of the machine that is new enough; or say which: make test PYTHON=…
PYTHON := $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
PY := $(VENV)/bin/python
INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check --no-input
EXAMPLE := examples/new-hire.json
# Only amendments approved by this day count, so that what is printed is the same every day.
KNOWN_ON := 2020-12-31
export PYTHONUTF8 := 1

.PHONY: help decide test check prove mutants bench lock clean

help:
	@sed -n '2,/^$$/s/^# *//p' $(firstword $(MAKEFILE_LIST))

decide: $(VENV)/core
	@$(PY) cli.py evaluate --known-on $(KNOWN_ON) $(EXAMPLE)

test: $(VENV)/dev
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy
	@$(PY) -m pytest -q -n auto
	@$(PY) cli.py coverage --gate
	@$(PY) cli.py coverage --gate --policy tests/policies/school-bus/policy.yaml
	@$(MAKE) --no-print-directory mutants
	@$(MAKE) --no-print-directory prove

# Every small slip of the rules is noticed by a golden case, or declared equivalent with a reason.
mutants: $(VENV)/core
	@$(PY) cli.py mutants
	@$(PY) cli.py mutants --policy tests/policies/school-bus/policy.yaml --goldens tests/policies/school-bus/golden

check: $(VENV)/core
	@$(PY) cli.py check

# Every rule decides something, over all cases there are, or is declared not to with a reason;
# and what is proved of changes is as recorded, and holds for random cases.
prove: $(VENV)/dev
	@$(PY) cli.py check --prove
	@$(PY) cli.py check --prove tests/policies/school-bus/policy.yaml
	@$(PY) cli.py coverage --gate --prove
	@$(PY) cli.py coverage --gate --prove --policy tests/policies/school-bus/policy.yaml
	@$(PY) -m pytest -q -n auto tests/prove/changes.py

# Ratios measured side by side in one run; none of this is a test.
bench: $(VENV)/dev
	@$(PY) benchmarks/run.py

# Exact versions of everything that `make test` installs, from an environment made for this alone.
lock:
	@rm -rf $(VENV)-lock
	@$(PYTHON) -m venv $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip install --quiet --disable-pip-version-check --no-input -e '.[dev]'
	@{ echo '# Exact versions for CI. Written by `make lock`; do not edit.'; \
	   $(VENV)-lock/bin/python -m pip freeze --exclude-editable; } > constraints.txt
	@rm -rf $(VENV)-lock
	@echo "constraints.txt: $$(grep -c == constraints.txt) packages"

clean:
	rm -rf $(VENV) $(VENV)-lock build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed: make test PYTHON=/path/to/python3'; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/core: pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(INSTALL) -c constraints.txt -e .
	@touch $@

$(VENV)/dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(INSTALL) -c constraints.txt -e '.[dev]'
	@touch $@
