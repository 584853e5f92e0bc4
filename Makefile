# The two commands a newcomer needs: `make demo` and `make test`. Both set up everything themselves.
VENV := .venv
PYTHON ?= python3
BIN := $(VENV)/bin
# Twice as many as there are cores: half of a test's time is waiting for a process, a browser or a server.
WORKERS = $(shell $(PYTHON) -c "import os; print(2 * len(os.sched_getaffinity(0)))")

# Where it is set, as in many containers, every program that a test starts would compile all it imports anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: install demo test check bench clean lock weights

install: $(VENV)/.run

demo: $(VENV)/.run
	@$(BIN)/luottamus demo

test: $(VENV)/.test
	@.ci/browser
	@echo "test: running every test (what a machine cannot offer is skipped by name below)"
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal -q

check: $(VENV)/.test
	@echo "check: format, lint, types, import arrows, words in both languages"
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/pytest -q tests/test_arrows.py tests/test_words.py

bench: $(VENV)/.test
	@for each in benchmarks/*.py; do echo "bench: $$each"; $(BIN)/python $$each || exit 1; done

clean:
	rm -rf $(VENV) $(VENV)-fit .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Pins every dependency anew, with hashes and without naming where it came from.
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --upgrade \
	--all-extras --group build
lock: $(VENV)/.uv
	$(COMPILE) --group test --group grammar --group check -o locks/test.txt
	@# What runs is what was tested: the same versions, less the tests' own.
	$(COMPILE) --constraints locks/test.txt -o locks/run.txt
	$(COMPILE) --constraints locks/test.txt --group fit -o locks/fit.txt

# Fits the risk screen and the net on the corpus, in an environment of its own: half an hour of two cores.
weights: locks/fit.txt
	@$(PYTHON) -m venv $(VENV)-fit
	@$(VENV)-fit/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r locks/fit.txt
	@$(VENV)-fit/bin/python -m corpus.fit

$(VENV)/.uv:
	@echo "install: making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check uv || echo "install: uv is not to be had here; pip does the work"
	@touch $@

$(VENV)/.run: $(VENV)/.uv locks/run.txt pyproject.toml
	@echo "install: what the bot needs, pinned by hash (locks/run.txt)"
	@.ci/install locks/run.txt
	@touch $@

$(VENV)/.test: $(VENV)/.uv locks/test.txt pyproject.toml
	@echo "install: what the bot and its tests need, pinned by hash (locks/test.txt)"
	@.ci/install locks/test.txt
	@touch $@ $(VENV)/.run
