# The doors of the house; what happens behind them is in bin/ and rockstar_site/embedded/.

VENV ?= .venv
VAR_DIR ?= var
export VENV

PY = "$(VENV)/bin/python"
EMBEDDED = $(PY) -m rockstar_site.embedded
# exec: a SIGTERM to make reaches what it has started itself, and not what a shell in between has.
BOOTSTRAP = python="$$(sh bin/find-python)" && exec "$$python" bin/bootstrap.py

# A public site's settings, for Django's deployment checks; the key is made anew each time.
PRODUCTION = SITE_URL=https://rockstar.example EMAIL_URL=smtp://mail.rockstar.example:587 ALLOWED_HOSTS=rockstar.example DEBUG=false \
	SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')

.PHONY: help up demo test check format clean venv venv-up venv-dev
.DEFAULT_GOAL := help

help: ## List what there is
	@echo "RockStar: make up, then open the address that it prints."
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile
	@echo "Variables: PORT=8000 HOST=127.0.0.1 VAR_DIR=var VENV=.venv PYTHON=... WEB_PROCESSES=2 WORKER_PROCESSES=2"

up: venv-up ## Install what is missing and run the site; Ctrl-C stops it
	@exec $(EMBEDDED) up

demo: venv-up ## Run a second site, on a database of its own, where 25 made-up members live
	@exec $(PY) -m rockstar_site.demo

test: venv-dev ## Run every test (PYTEST_ARGS="-k rock" for some)
	@chromium="$$($(PY) bin/chromium.py)" && \
	$(PY) manage.py fetch_weights && $(PY) manage.py prepare_networks && \
	weights="$${FACENET_WEIGHTS:-$$(cd "$(VAR_DIR)" && pwd)/weights/facenet_keras.h5}" && \
	export CHROMIUM="$$chromium" FACENET_WEIGHTS="$$weights" && \
		exec $(EMBEDDED) run --throwaway -- $(PY) -m pytest -n 3 $(PYTEST_ARGS)

check: venv-dev ## Check style, types, import rules, migrations and deployment settings
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command as main; main()'
	@$(EMBEDDED) run --throwaway -- $(PY) manage.py makemigrations --check --dry-run
	@export $(PRODUCTION) && exec $(EMBEDDED) run --throwaway -- \
		$(PY) manage.py check --deploy --fail-level WARNING

format: venv-dev ## Format the code and mend what ruff can
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

clean: ## Remove the environment and caches; the data in VAR_DIR stays
	rm -rf "$(VENV)" .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

venv:
	@$(BOOTSTRAP)

venv-up:
	@$(BOOTSTRAP) --up

venv-dev:
	@$(BOOTSTRAP) --dev
