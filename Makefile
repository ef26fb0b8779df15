# Needs make, a Python >= 3.11 and the package registries; everything else goes into .venv.

REPO ?= .
STEPS ?= 300
SEED ?= 1
COMMITS ?= 50
EVERY ?= 1
TREES ?=
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
BIN := .venv/bin
TYPES := $(wildcard omny/extract/*.pxd omny/resolve/*.pxd omny/languages/*.pxd omny/languages/*/*.pxd omny/pipeline/*.pxd)
NATIVE := hatch_build.py $(TYPES) $(TYPES:.pxd=.py) $(wildcard omny/native/*.pyx omny/native/*.pxd omny/native/*.[ch])
SAY_HOW := $(BIN)/python -c 'from omny import native; native.available() or print("extraction:", native.describe())'
RUN_STAMP := .venv/.ready-to-run
DEV_STAMP := .venv/.ready-to-develop

.DEFAULT_GOAL := help
.PHONY: help index test test-languages bench bench-peers drift fuzz crash soak replay tidy dist clean

help: ## list the targets
	@echo 'make TARGET, where TARGET is one of'
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

index: $(RUN_STAMP) ## index REPO (REPO=path/to/repo, by default this tree) and say what to try next
	@$(BIN)/omny index "$(REPO)"; status=$$?; \
	if [ $$status -eq 1 ]; then echo 'Some files were left out; which and why: omny status --skipped'; \
	elif [ $$status -ne 0 ]; then exit $$status; fi; \
	sh scripts/what-next "$(CURDIR)/$(BIN)/omny" "$(REPO)"

test: $(DEV_STAMP) ## check style and types, run every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist worksteal

test-languages: $(DEV_STAMP) ## install the grammars of all defined languages (320 MB), and test each of them
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,languages]'
	$(BIN)/pytest -n auto tests/languages/defined

bench: $(DEV_STAMP) ## measure first indexes of real trees, drift, saves, renames, backups, agents, migration (an hour; REPEATS=3)
	$(BIN)/python -m bench.index_bench
	$(BIN)/python -m bench.drift
	$(BIN)/python -m bench.save_bench
	$(BIN)/python -m bench.rename_bench
	$(BIN)/python -m bench.backup_bench
	$(BIN)/python -m bench.mcp_bench
	$(BIN)/python -m bench.search --daemon
	$(BIN)/python -m bench.agents
	$(BIN)/python -m bench.migration_bench

drift: $(DEV_STAMP) ## change those trees under a live daemon, compare with a fresh index each time
	$(BIN)/python -m bench.drift

bench-peers: $(DEV_STAMP) ## measure Omny beside other tools, which npm, pip and apt install (half an hour; REPEATS=1)
	$(BIN)/python -m bench.peers --repeats $(or $(REPEATS),1)

fuzz: $(DEV_STAMP) ## edit trees at random, compare with a fresh index, and the native core with Python (STEPS=300 SEED=1 TREES='path ...')
	$(BIN)/python -m scripts.fuzz --seed $(SEED) --steps $(STEPS) $(TREES)
	$(BIN)/python -m tests.support.native_forms --seed $(SEED) --versions 50 $(TREES)
	OMNY_FUZZ=10 OMNY_SIMULATION_SEEDS=20000 $(BIN)/pytest tests/laws/test_delta_machine.py tests/laws/test_simulation.py \
		tests/laws/test_order_independence.py

replay: $(DEV_STAMP) ## check out REPO's commits under a live daemon, compare each time (REPO=path COMMITS=50 EVERY=1)
	$(BIN)/python -m scripts.replay --commits $(COMMITS) --every $(EVERY) "$(REPO)"

crash: $(DEV_STAMP) ## kill daemons, cut off their disks, fail each call of theirs, damage what they wrote (hours; SEED=1)
	OMNY_LONG=1 OMNY_SEED=$(SEED) $(BIN)/pytest -rP tests/laws/crash tests/edit/test_crash.py \
		tests/daemon/test_life.py tests/daemon/test_matrix.py

soak: $(DEV_STAMP) ## ten minutes of 20 edits a second and 4 readers: memory, descriptors, log and drift of the daemon
	$(BIN)/python -m scripts.soak

tidy: $(DEV_STAMP) ## put the tree into the house's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

dist: $(DEV_STAMP) ## build what a registry takes, into dist/: the sdist, a wheel for this Python and platform, and a pure one
	rm -rf dist
	$(BIN)/python -m build --outdir dist
	OMNY_NATIVE=0 $(BIN)/python -m build --wheel --outdir dist

clean: ## remove what set-up, tests and builds left behind, the bench's cache apart
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -f omny/native/*.so omny/native/built.*.txt
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'No Python >= 3.11 found: install one, or name it with make PYTHON=/path/to/python3' >&2; exit 2; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo 'Python has no venv module that works: install it (Debian, Ubuntu: python3-venv)' >&2; exit 2; }

# A set-up for development can run, too; the stamps are older than pyproject.toml as soon as it changes. To install is to
# build the native core: the packages that Omny needs are fetched meanwhile, since a compiler leaves the network idle.
# Python compiles a module when it is first imported: pip would compile all, and most are never imported.
$(RUN_STAMP): pyproject.toml $(NATIVE) | $(BIN)/python
	@$(BIN)/python -c 'import tomllib; [print(line) for line in tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"]]' \
		> .venv/needed.txt
	@export PIP_COMPILE=0 PIP_QUIET=1 PIP_DISABLE_PIP_VERSION_CHECK=1; \
	$(BIN)/python -m pip install --no-deps --no-warn-conflicts --editable . & omny=$$!; \
	$(BIN)/python -m pip install --requirement .venv/needed.txt; needed=$$?; \
	wait $$omny && exit $$needed
	@$(SAY_HOW)
	@touch $@

$(DEV_STAMP): pyproject.toml $(NATIVE) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(SAY_HOW)
	@touch $@ $(RUN_STAMP)
