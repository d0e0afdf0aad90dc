# `make demo` shows what imrgraph answers, `make test` checks it.
# Both need Python >= 3.11 and nothing else: what they use goes to .venv.

PYTHON ?= python3
BIN := .venv/bin
LETTER ?= examples/letters/massage-chronic.txt

SHARED ?= ../shared

.PHONY: demo test docs score bench reader clean

demo: .venv/ready
	@store=$$(mktemp -d) && trap 'rm -rf "$$store"' EXIT && \
	$(BIN)/imrgraph load examples/letters --store "$$store" && \
	$(BIN)/imrgraph ask overturn-rate --store "$$store"
	$(BIN)/imrgraph explain $(LETTER)

test: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -m "not slow" --numprocesses 2 --dist loadfile

# The documentation as pages, in site/; no network is needed.
docs: .venv/ready
	$(BIN)/python docs/build.py -o site

# How well published letters are read and explained, where they stand beside this folder, and what
# changed since the last released figures; `make score ACCEPT=--accept` releases new ones.
score: .venv/ready
	$(BIN)/python benchmarks/score.py $(SHARED) $(ACCEPT)
	$(BIN)/python benchmarks/agreement.py $(SHARED) $(ACCEPT)
	$(BIN)/python benchmarks/plain.py $(SHARED)

# Learns anew by which weights reasons are read, from the labelled sentences in reading/.
reader: .venv/ready
	$(BIN)/python -m pip install --quiet --group reader
	$(BIN)/python reading/train.py
	$(BIN)/python reading/train_reasons.py

# What loading takes, stage by stage and against the least that it could, and how it grows with made-up
# letters; best alone on the machine. Of the published letters, where they stand beside this folder,
# else of the examples. `make bench SIZES="-n 1000 -n 10000 -n 100000"` takes some hours more; PEER is
# a Python that has morph-kgc, to compare with.
# By hand, and apart from it: benchmarks/enduring.py, which kills loads and looks at what is there,
# loads bad files among good ones, and the same letters in each way; each takes some minutes.
SIZES ?= -n 1000 -n 10000
PEER ?=

bench: .venv/ready
	$(BIN)/python benchmarks/loading.py $(firstword $(wildcard $(SHARED)/letters) examples/letters) \
	    --output benchmarks/results.md
	$(BIN)/python benchmarks/growing.py $(SIZES) $(if $(PEER),--peer $(PEER)) \
	    --output benchmarks/results.md

# Remade only when pyproject.toml changes. pip knows --group since 25.1; Python 3.11 comes with an older one.
.venv/ready: pyproject.toml
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache dist
