# The commands a stranger types. Each does all the set-up it needs on a fresh machine.
NODE := node_modules/.bin/node
INSTALLED := node_modules/.package-lock.json
UI := dist/ui/index.html
CLI := dist/cli.js

.PHONY: help demo run test check bench build tools clean

help: ## Show these lines
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 10

demo: $(CLI) $(UI) ## A simulated shop, watched, with buttons to break it: http://127.0.0.1:8000
	$(NODE) $(CLI) demo

run: $(CLI) $(UI) ## Watch a Prometheus: make run PROMETHEUS_URL=http://localhost:9090
	$(NODE) $(CLI) serve

test: $(UI) tools ## Everything that has to be green: format, types, lint, dead code, all tests
	npm run check
	npm test

check: $(INSTALLED) ## Format, types, lint, dead code
	npm run check

bench: $(INSTALLED) ## Speed and accuracy; see docs/performance.md and docs/quality.md
	npm run bench

build: $(INSTALLED) ## What npm publishes, in dist/
	npm run build

tools: ## What the tests need from Debian: Prometheus, Alertmanager, PostgreSQL, Chromium
	sh test/install-tools.sh

clean: ## Forget everything that was built or installed
	rm -rf dist node_modules

$(INSTALLED): package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

# Built, it starts in two thirds of the time and with less memory than from the sources.
$(CLI): $(INSTALLED) tsconfig.build.json $(shell find src -name '*.ts' 2>/dev/null)
	npm run build:server
	@touch $@

$(UI): $(INSTALLED) $(shell find ui -type f -not -path '*/node_modules/*' 2>/dev/null)
	npm run build:ui
	@touch $@
