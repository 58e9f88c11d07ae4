# Two commands do everything on a fresh machine: `make demo` and `make test`.
# Every target sets up first; a second call finds the work done and starts at once.

VENV := .venv
READY := $(VENV)/.ready
RUN := $(VENV)/bin/python
MEDIA := $(CURDIR)/../shared/media
WEIGHTS := $(CURDIR)/../shared/weights

# Real clips and weights are optional: without them the tests that need them say so and skip.
ifndef REELWRIGHT_TEST_MEDIA
ifneq ($(wildcard ../shared/media/.),)
export REELWRIGHT_TEST_MEDIA := $(MEDIA)
endif
endif
ifndef REELWRIGHT_TEST_WEIGHTS
ifneq ($(wildcard ../shared/weights/.),)
export REELWRIGHT_TEST_WEIGHTS := $(WEIGHTS)
endif
endif

.PHONY: help setup libraries demo run test check lint types soak bench clean

help:
	@echo "make demo   set up, then show what Reelwright does on its sample clip"
	@echo "make test   set up, then run all tests"
	@echo "make run    open the window"
	@echo "make check  ruff, mypy and all tests, as the build server does"
	@echo "make bench  measure speed"
	@echo "make soak   the tests that take minutes to hours"
	@echo "make clean  remove the virtual environment and caches"

setup: libraries $(READY)

libraries:
	@sh packaging/system_libraries.sh

$(READY): pyproject.toml packaging/python_environment.sh | libraries
	@sh packaging/python_environment.sh "$(VENV)"
	@touch "$@"

demo: setup
	@"$(RUN)" -m app demo $(ARGS)

run: setup
	@"$(RUN)" -m app $(ARGS)

test: setup
	@"$(RUN)" -m pytest -m "not soak" $(ARGS)

soak: setup
	@"$(RUN)" -m pytest -m soak --timeout 0 $(ARGS)

bench: setup
	@"$(RUN)" -m app bench $(ARGS)

lint: setup
	@"$(RUN)" -m ruff check .
	@"$(RUN)" -m ruff format --check .

types: setup
	@"$(RUN)" -m mypy

check: lint types test

clean:
	rm -rf "$(VENV)" .mypy_cache .ruff_cache .pytest_cache .hypothesis
