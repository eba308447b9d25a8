# What developers type. `make check` is green on every commit.

GO    ?= go
TOOL   = $(GO) tool -modfile=tools.mod
BIN   ?= stockwerk

.PHONY: check format-check format vet lint layers test race build bench gobench ci

check: format-check vet lint layers race

format-check:
	@files=$$($(TOOL) gofumpt -l .) || exit 1; \
	if [ -n "$$files" ]; then echo "not formatted, see make format:"; echo "$$files"; exit 1; fi

format:
	$(TOOL) gofumpt -w .

vet:
	$(GO) vet ./...

lint:
	$(TOOL) golangci-lint run ./...

layers:
	$(GO) test -run 'Layers|Breaches' .

test:
	$(GO) test ./...

race:
	$(GO) test -race ./...

build:
	CGO_ENABLED=0 $(GO) build -trimpath -o $(BIN) ./cmd/stockwerk

# The house under load beside a bare SSH server, about ten minutes; the findings
# are in bench/RESULTS.md. BENCH=-quick takes one; BENCH=-sizes compares a large
# room with an empty one, about three minutes.
bench:
	@$(GO) run ./bench $(BENCH)

gobench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

# The same on a clean machine, with a PostgreSQL of its own.
ci:
	.ci/run
