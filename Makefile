# Everything is set up in .venv from the lock file; only Python 3.11 or newer and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-long test-all lint types rooms docs pytest servers dist release-check sbom lock clean

demo: $(READY)
	$(BIN)/dongmaeng demo

test: lint types rooms docs pytest

# Both are all tests; .ci/run calls both.
test-all: test test-long

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

rooms: $(READY)
	$(BIN)/lint-imports

# The documentation site, in build/docs; a link that leads nowhere is a failure.
docs: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

# Four processes on two cores, since many tests wait; a file stays in one of them, all have the same servers.
PYTEST := $(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder --durations 25

# What every change must pass; how many tests it left out is said at the end.
pytest: $(READY)
	$(PYTEST) -m "not long"

# The others: outages, kills in series, and on Kafka with Elasticsearch what `make test` shows on SQLite; all, or one of
# the parts that they are in, as `make test-long PART=1/3`.
PART := 1/1
test-long: $(READY)
	$(PYTEST) -m long --part $(PART)

# A Kafka and an Elasticsearch for hand work, until Ctrl-C.
servers: $(READY)
	$(BIN)/python -m tests.servers

$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $(READY)

# The wheel and the source package, in build/dist; the wheel is made of the source package, which so is whole.
dist: $(READY)
	rm -rf build/dist
	$(BIN)/python -m build --outdir build/dist .

# Installs the wheel without the lock file, by the pip of Python 3.11 and by the newest, and runs it (some minutes).
release-check: dist
	PYTHON=$(PYTHON) deploy/check-release build/dist/*.whl

# What the wheel brings along with the lock file's versions, as CycloneDX: build/dongmaeng.cdx.json.
sbom: dist
	rm -rf build/sbom && $(PYTHON) -m venv build/sbom
	build/sbom/bin/python -m pip install --quiet --constraint requirements.lock build/dist/*.whl
	sed "s/^dynamic = .*/version = \"$$(build/sbom/bin/dongmaeng --version | cut -d ' ' -f 2)\"/" pyproject.toml > build/sbom.toml
	$(BIN)/cyclonedx-py environment --pyproject build/sbom.toml --output-reproducible \
		--output-file build/dongmaeng.cdx.json build/sbom/bin/python

# Writes the lock file anew from pyproject.toml (needs uv on the path of the environment).
lock:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra benchmarks --strip-extras --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --quiet --output-file requirements.lock

# What docker-compose.yml needs: passwords, settings with a starting list of feeds, and a file for the webhooks'
# secrets. What is there already is left alone. The workers run as the user who calls this, who alone may read them.
.env: | dongmaeng.toml webhooks.env
	umask 077; $(PYTHON) -c 'import os, secrets; names = ("ELASTIC", "KIBANA", "DONGMAENG"); \
		print(*(f"{name}_PASSWORD={secrets.token_hex(16)}" for name in names), f"KIBANA_KEY={secrets.token_hex(32)}", \
		f"PAGE_TOKEN={secrets.token_urlsafe(32)}", \
		f"DONGMAENG_USER={os.getuid()}:{os.getgid()}", sep="\n")' > $@

dongmaeng.toml: | $(READY)
	$(BIN)/dongmaeng init $@

webhooks.env:
	umask 077; echo '# The variables that secret_env names in dongmaeng.toml, e.g. DESK_WEBHOOK_SECRET=whsec_...' > $@

clean:
	rm -rf $(VENV)
