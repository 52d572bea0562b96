# What one does with Relève. Settings of the tests: RELEVE_TEST_REQUIRE=all (no skip), RELEVE_TEST_LONG=1,
# RELEVE_TEST_UPDATE=1 (rewrite golden files), RELEVE_TEST_PICTURES=FOLDER (what tests of simulated sheets complain of, as
# PNG), RELEVE_TEST_TUNING=PAGES (how simulated sheets are read, on seeds that no other test uses).
SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check bench long golden build dist clean install tools

bin       := $(shell go env GOPATH)/bin
gofumpt   := mvdan.cc/gofumpt@v0.12.0
lint      := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
version   := $(shell git describe --always --dirty 2>/dev/null || echo dev)
ldflags   := -X main.version=$(version)
platforms := linux/amd64 linux/arm64 windows/amd64 darwin/arm64
strict    := $(if $(filter all,$(RELEVE_TEST_REQUIRE)),-v strict=1)

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run: build ## build, and start the demonstration with fictitious data
	./releve serve --demo

test: install ## install what the tests need where that may be, and run them all
	@go test -timeout 15m -v ./... | .ci/aloud $(strict)

check: install tools ## formatting, vet, linters, tidy modules, short tests under the race detector
	@unformatted=$$($(bin)/gofumpt -l .); if [ -n "$$unformatted" ]; then echo "not gofumpt-formatted:" $$unformatted; exit 1; fi
	go mod tidy -diff
	go vet ./...
	$(bin)/golangci-lint run
	@CGO_ENABLED=1 go test -race -short -timeout 15m -v ./... | .ci/aloud -v short=1

bench: ## benchmarks at full size, as ratios within one run
	RELEVE_TEST_LONG=1 go test -run '^$$' -bench . -timeout 60m ./...

long: install ## all tests, with the long sizes
	@RELEVE_TEST_LONG=1 go test -timeout 3h -v ./... | .ci/aloud $(strict)

golden: ## rewrite the golden files; read the difference before you commit it
	RELEVE_TEST_UPDATE=1 go test -count=1 -timeout 15m ./...

build: ## compile ./releve
	go build -ldflags '$(ldflags)' -o releve ./cmd/releve

dist: ## compile for every platform into dist/, with SHA256SUMS
	@rm -rf dist && mkdir dist
	@for platform in $(platforms); do os=$${platform%/*} arch=$${platform#*/} ext=; \
		if [ $$os = windows ]; then ext=.exe; fi; echo "dist/releve-$$os-$$arch$$ext"; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch go build -trimpath -ldflags '-s -w $(ldflags)' -o dist/releve-$$os-$$arch$$ext ./cmd/releve; done
	@cd dist && sha256sum releve-* | tee SHA256SUMS

clean: ## remove what was built
	rm -rf releve dist .ci/node_modules

install: # what the tests need besides Go
	@.ci/install

tools: # the pinned tools of check; compiling them takes minutes, so only when they are not there
	@for tool in $(gofumpt) $(lint); do path=$${tool%@*} version=$${tool#*@}; \
		go version -m $(bin)/$${path##*/} 2>/dev/null | grep -qE "^\s+mod\s+\S+\s+$$version\s" || { echo "go install $$tool"; go install $$tool; }; done
