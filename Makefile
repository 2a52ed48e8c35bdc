# Two commands on a fresh machine: `make demo` and `make test`. Both set up .venv themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test setup lint types imports pytest fuzz kernel clean

demo: $(READY)
	@$(BIN)/python data/demo.py

test: lint types imports pytest

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Colophon needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

# Three workers on two cores: many tests wait for builds that they start.
pytest: $(READY)
	$(BIN)/python -m pytest -n 3

# The native part, built anew from its C sources; kernel.wasm is kept in the repository.
kernel: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt ziglang
	$(BIN)/python bench/build_kernel.py

# Coverage-guided fuzzing of the readers; FUZZ_SECONDS for each target.
FUZZ_SECONDS ?= 60
FUZZ_TARGETS := warc mhtml text charset html lines

fuzz: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[fuzz]'
	@for target in $(FUZZ_TARGETS); do \
	  echo "fuzzing $$target for $(FUZZ_SECONDS) s"; \
	  $(BIN)/python fuzz/readers.py $$target -max_total_time=$(FUZZ_SECONDS) -max_len=8192 -timeout=20 -verbosity=0 -print_final_stats=1 || exit 1; \
	done

clean:
	rm -rf $(VENV) build
