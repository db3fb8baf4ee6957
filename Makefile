# The front door: every target is one line that could be typed by hand.

.DEFAULT_GOAL := all
.PHONY: all run test check fmt bench ci clean help

all: ## Build everything, tests included
	.ci/install
	swift build --build-tests --explicit-target-dependency-import-check error

run: ## Serve the sample tenants on 127.0.0.1:8080, with a PostgreSQL and Redis of their own
	.ci/serve

test: ## Run every test, against a throw-away PostgreSQL and Redis
	.ci/test

check: ## Lint, and test what needs no server
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks
	swift test --skip 'Integration\.'

fmt: ## Format in place
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

bench: ## Measure; see Benchmarks
	swift run -c release benchmarks

ci: ## What runs before anything is merged
	.ci/run

clean: ## Remove what was built; what make run keeps is in .strowger
	rm -rf .build

help: ## Say this
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10
