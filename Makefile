# Two commands do everything on a fresh machine: `make demo` and `make test`.
# Every target sets up first; a second call finds the work done and starts at once.

VENV := .venv
READY := $(VENV)/.ready
RUN := $(VENV)/bin/python
READERS := .venv-formats
LIBRARY := .library-weights
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

ifndef REELWRIGHT_TEST_LIBRARY
export REELWRIGHT_TEST_LIBRARY := $(CURDIR)/$(LIBRARY)/weights
endif

.PHONY: help setup libraries readers library demo run test test-formats check lint types soak bench bench-gpu bench-annotation screenshots clean

help:
	@echo "make demo   set up, then show what Reelwright does on its sample clip"
	@echo "make test   set up, then run all tests"
	@echo "make run    open the window"
	@echo "make check  ruff, mypy and all tests, as the build server does"
	@echo "make test-formats  let the programs of others read our annotation files"
	@echo "make library  fetch the weights that the tests of the model library use (500 MB of archives)"
	@echo "make bench  measure speed"
	@echo "make bench-gpu  the same on a GPU, into build/bench-gpu.json"
	@echo "make bench-annotation   measure how good the analyses are"
	@echo "make soak   the tests that take minutes to hours"
	@echo "make screenshots  pictures of every main state of the window, into build/screenshots"
	@echo "make clean  remove the virtual environment and caches"

setup: libraries $(READY)

libraries:
	@sh packaging/system_libraries.sh

$(READY): pyproject.toml packaging/python_environment.sh | libraries
	@sh packaging/python_environment.sh "$(VENV)"
	@touch "$@"

readers: setup
	@sh packaging/formats_environment.sh "$(READERS)" "$(RUN)"

# Weights of the library that travel in package archives: what is there already is not fetched again.
library: setup
	@"$(RUN)" packaging/library_weights.py "$(LIBRARY)"

demo: setup
	@"$(RUN)" -m app demo $(ARGS)

run: setup
	@"$(RUN)" -m app $(ARGS)

test: setup
	@"$(RUN)" -m pytest -m "not soak" $(ARGS)

test-formats: readers
	@"$(RUN)" -m pytest tests/format_readers $(ARGS)

soak: setup
	@"$(RUN)" -m pytest -m soak --timeout 0 $(ARGS)

# Without a screen, under a virtual one.
SCREEN := $(if $(DISPLAY)$(WAYLAND_DISPLAY),,xvfb-run -a -s "-screen 0 2560x1600x24")
screenshots: setup
	@for theme in dark light; do for language in en zh_CN; do for size in "" small; do \
	  $(SCREEN) "$(RUN)" packaging/screenshots.py build/screenshots $(ARGS) \
	    --theme $$theme --language $$language --size "$$size" || exit 1; \
	done; done; done

bench: setup
	@"$(RUN)" -m app bench $(ARGS)

# On a machine with a GPU that brings torch, av, numpy, spandrel and safetensors and nothing else;
# ARGS=--dry-run shows that it works.
PYTHON := $(if $(wildcard $(RUN)),$(RUN),python3)
bench-gpu:
	@mkdir -p build
	@REELWRIGHT_COMPILE=1 "$(PYTHON)" -m app.render.bench --device cuda --json build/bench-gpu.json $(ARGS)

# Where its folder of real clips is not there, the figures of made ones alone.
bench-annotation: setup
	@"$(RUN)" -m app.render.bench.annotation $(ARGS)

lint: setup
	@"$(RUN)" -m ruff check .
	@"$(RUN)" -m ruff format --check .

types: setup
	@"$(RUN)" -m mypy

# With the readers and the library's weights in place, `test` runs their tests too; where the
# packages cannot be had, it says so.
check: lint types
	@$(MAKE) --no-print-directory readers || echo "Without the readers of others: their tests skip."
	@$(MAKE) --no-print-directory library || echo "Without some weights of the library: their tests skip."
	@$(MAKE) --no-print-directory test

clean:
	rm -rf "$(VENV)" "$(READERS)" "$(LIBRARY)" .mypy_cache .ruff_cache .pytest_cache .hypothesis
