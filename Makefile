# Every command sets up what it needs first; `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON_HERE := .venv/bin/python
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
ARGS ?=
TOPIC ?=
CATALOG ?=
FILE ?=
export TEXT ?=
# On how many cores the tests run; JOBS=0 is one process, in which a debugger works.
JOBS ?= auto
PYTEST := $(PYTHON_HERE) -m pytest -n $(JOBS) --maxprocesses=4 --dist loadgroup
MAX_HISTORY := 6

.PHONY: help run test train validate lint format story story-tests bench bench-nlu talks review why services-test chaos tensorflow size lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up, migrate, train what changed, and run the shop until Ctrl-C
	@deploy/set-up.sh run
	@exec $(PYTHON_HERE) -m bot run $(ARGS)

test: ## all tests that need no other server; ARGS="-k receipt" for some of them
	@deploy/set-up.sh test
	@PYTHONWARNINGS=ignore $(PYTHON_HERE) -m bot.workshop.run.train
	@if [ -n "$(CHROMIUM)" ]; then \
	  $(PYTEST) -m "not services" $(ARGS); \
	else \
	  echo "  no Chromium found: the browser tests are left out. To have them: apt-get install chromium, or set CHROMIUM"; \
	  $(PYTEST) -m "not services and not browser" $(ARGS); \
	fi

train: ## train the model if its data changed; ARGS=--force to train anyway
	@deploy/set-up.sh run
	@PYTHONWARNINGS=ignore $(PYTHON_HERE) -m bot.workshop.run.train $(ARGS)

validate: ## Rasa's check of the training data with warnings as errors, then our own stricter one
	@deploy/set-up.sh run
	@# Rasa cannot see what actions say nor that EXTERNAL_ intents are never typed; our own check below can.
	@PYTHONWARNINGS=ignore $(PYTHON_HERE) -m rasa data validate --fail-on-warnings --max-history $(MAX_HISTORY) 2>&1 \
	  | grep -v -e 'is not used in any story or rule' -e 'EXTERNAL_' -e '^  warnings.warn' -e '^ *$$'
	@$(PYTHON_HERE) -m bot.workshop.validate $(ARGS)

story: ## draw the dialogue of a topic as a picture in var/stories: TOPIC=order; lists the topics; ARGS=--all or --help
	@deploy/set-up.sh run
	@PYTHONWARNINGS=ignore $(PYTHON_HERE) -m bot.workshop.story $(TOPIC) $(ARGS)

story-tests: ## play tests/stories against the trained model and count that every story was played
	@deploy/set-up.sh run
	@PYTHONWARNINGS=ignore $(PYTHON_HERE) -m bot.workshop.run.train
	@$(PYTHON_HERE) -m bot.workshop.run.stories

lint: ## formatter, linter, types, import rules, complexity
	@deploy/set-up.sh test
	@deploy/set-up.sh lint
	.tools/lint/bin/ruff format --check .
	.tools/lint/bin/ruff check .
	.tools/lint/bin/mypy --python-executable $(PYTHON_HERE)
	PYTHONPATH=. .tools/lint/bin/lint-imports
	.tools/lint/bin/python deploy/complexity.py

format: ## rewrite the code as the formatter and the linter want it
	@deploy/set-up.sh lint
	.tools/lint/bin/ruff format .
	.tools/lint/bin/ruff check --fix .

bench: ## the benchmarks, each printing one table
	@deploy/set-up.sh test
	@PYTHONWARNINGS=ignore $(PYTHON_HERE) -m bot.workshop.run.train
	@for bench in benchmarks/[a-z]*.py; do echo "== $$bench"; PYTHONPATH=. PYTHONWARNINGS=ignore $(PYTHON_HERE) "$$bench" $(ARGS); done

bench-nlu: ## how well and how fast messages are understood; writes var/reports/nlu.html. ARGS="--quick", "--only public", "--train"
	@deploy/set-up.sh test
	@PYTHONWARNINGS=ignore $(PYTHON_HERE) -m bot.workshop.run.train
	@PYTHONWARNINGS=ignore $(PYTHON_HERE) -m benchmarks.nlu $(ARGS)

talks: ## customers who want something certain: how many get exactly that, and whether that is enough; FILE=talks.jsonl; ARGS="--only units", "--show names", "--http" against a running shop, "--help"
	@deploy/set-up.sh test
	@PYTHONWARNINGS=ignore $(PYTHON_HERE) -m bot.workshop.run.train
	@PYTHONWARNINGS=ignore $(PYTHON_HERE) -m benchmarks.talks $(if $(FILE),"$(FILE)") $(ARGS)

review: ## messages of real chats that were hardly understood, as a to-do list in var/review; ARGS="--since 30d --limit 50"
	@deploy/set-up.sh run
	@$(PYTHON_HERE) -m bot.workshop.review $(ARGS)

why: ## how a message is read and by which words: TEXT="nataka unga 2kg mbili" CATALOG=file.csv; ARGS="--all", "--json", "--help"
	@deploy/set-up.sh run
	@PYTHONWARNINGS=ignore $(PYTHON_HERE) -m bot.workshop.why $(if $(CATALOG),--catalog "$(CATALOG)") $(ARGS) -- "$$TEXT"

services-test: ## tests against a real PostgreSQL: TEST_DATABASE_URL, else one that deploy/services.sh starts and ends
	@deploy/set-up.sh test
	@if [ -n "$${TEST_DATABASE_URL:-}" ]; then \
	  $(PYTHON_HERE) -m pytest -m services $(ARGS); \
	else \
	  trap 'deploy/services.sh stop' EXIT; deploy/services.sh start; \
	  eval "$$(deploy/services.sh env)"; \
	  $(PYTHON_HERE) -m pytest -m services $(ARGS); \
	fi

chaos: ## customers while parts die, stand still and others misbehave, on SQLite and PostgreSQL (half an hour); ARGS="--journeys 20 --kills 10 --freezes 2", "--freeze-each", "--clocks", "--help"
	@deploy/set-up.sh test
	@PYTHONWARNINGS=ignore $(PYTHON_HERE) -m bot.workshop.run.train
	@trap 'deploy/services.sh stop' EXIT; deploy/services.sh start; eval "$$(deploy/services.sh env)"; failed=; \
	  echo "== SQLite"; $(PYTHON_HERE) -m tests.chaos $(ARGS) || failed="$$failed SQLite"; \
	  echo "== PostgreSQL"; $(PYTHON_HERE) -m tests.chaos --database-url "$$TEST_DATABASE_URL" $(ARGS) || failed="$$failed PostgreSQL"; \
	  deploy/services.sh stop; trap - EXIT; \
	  if [ -n "$$failed" ]; then echo "chaos FAILED on$$failed"; exit 1; else echo "chaos passed on SQLite and PostgreSQL"; fi

tensorflow: ## install the real TensorFlow (about 1.9 GB) for DIET, TED and ResponseSelector
	@deploy/set-up.sh tensorflow

size: ## how large the runtime environment is
	@deploy/set-up.sh run
	@du -sm .venv | awk '{ printf "  .venv takes %d MB\n", $$1 }'
	@if [ -e .venv/.has-test ]; then echo "  of it for tests only:"; du -sm .venv/lib/python3.10/site-packages/{playwright,hypothesis} | awk '{ printf "    %4d MB %s\n", $$1, $$2 }'; fi

lock: ## pin requirements*.in anew in requirements*.txt
	@deploy/set-up.sh run
	@deploy/lock.sh

clean: ## remove what was made here, but not the database in var/
	rm -rf .venv .tools .rasa models var/log var/results .mypy_cache .ruff_cache .pytest_cache .import_linter_cache hollow/*/build
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
	find hollow -name '*.egg-info' -prune -exec rm -rf {} +
