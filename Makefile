# make run    three nodes on this machine and a prompt on the first (or the lines of standard input)
# make test   everything that must hold, within minutes
# make bench  the figures of the README, into bench.tsv
# make soak   the long runs
# make docs   the generated pages

GO      ?= go
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BIN     := bin/parley
LDFLAGS := -ldflags "-X main.version=$(VERSION)"

.PHONY: build run test bench soak docs vet cross

build:
	@test -x $(BIN) || echo "building parley; the first time takes a minute"
	@$(GO) build $(LDFLAGS) -o $(BIN) .

run: build
	@$(BIN) up

# The race detector looks at all tests; the compiler's checks of unsafe pointers, which come with it and take a fifth of the time, are left to make soak.
# What vet needs of other packages is compiled as the tests need it, so that it is compiled once.
RACE := -race -gcflags=all=-d=checkptr=0

vet:
	@test -z "$$(gofmt -l .)" || { echo "not formatted (run gofmt -w):"; gofmt -l .; exit 1; }
	$(GO) vet $(RACE) ./...

# Where nothing is compiled yet the compiler would take the cores from tests that are under way: it goes first.
test: vet
	$(GO) build $(RACE) ./...
	$(GO) test $(RACE) -vet=off -timeout 15m ./...

# What is promised to compile everywhere: one of each system, and in make soak all, since code differs by the system alone.
TARGETS ?= darwin/arm64 windows/amd64
cross:
	@for t in $(TARGETS); do \
		echo "build $$t"; GOOS=$${t%/*} GOARCH=$${t#*/} CGO_ENABLED=0 $(GO) build -o /dev/null . || exit 1; done

# SOURCES=1000000 is the long form, some five minutes more.
bench: SOURCES ?= 100000
bench: build
	@$(GO) build -o bin/bench ./bench
	@$(GO) test -c -o bin/eval.test ./eval
	@bin/bench -parley $(BIN) -out bench.tsv -sources $(SOURCES)

# The tests again and again, for what only happens sometimes, each fuzz target for FUZZTIME, and the long forms of the tests
# that make up what they run: mutated programs, each mutation of our own code that a table names, sources that were never seen before, random programs, sessions of redefinitions, and
# simulated runs of every protocol of the catalog, each of which ends with a line of figures.
FUZZTIME ?= 5m
MUTANTS  ?= 200000
PROGRAMS ?= 5000
SEEDS    ?= 100000
soak: SOURCES ?= 1000000
soak:
	@$(MAKE) cross TARGETS="linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64"
	$(GO) test -tags mvm -timeout 30m ./eval -run SecondEngine
	$(GO) test ./eval -run TestSpecAcrossEngines -across 1
	$(GO) test ./eval -run TestMutants -v -timeout 10h -mutants $(MUTANTS)
	$(GO) test ./eval -run TestManySources -v -timeout 10h -sources $(SOURCES)
	$(GO) test ./eval -run TestRandomPrograms -timeout 10h -programs $(PROGRAMS)
	$(GO) test ./eval -run TestRedefinitions -timeout 10h -seeds $(SEEDS)
	$(GO) test ./scripts/course -run TestLessons -v -timeout 1h -wrong 1000
	$(GO) test . -run 'TestDemosOfProtocols|TestLessonsInASimulation|TestLessonsOnLiveNodes' -timeout 1h -long-demos -long-lessons
	$(GO) test . -run TestMutations -v -timeout 10h -mutations 1000
	$(GO) test . -run TestSystemsUnderLiveFaults -v -timeout 2h -fault-nodes 3 -fault-rounds 50
	$(GO) test . -run TestSystemsUnderLiveFaults -v -timeout 2h -fault-nodes 5 -fault-rounds 50
	$(GO) test ./sim -run TestSeeds -v -timeout 10h -sim-seeds $(SEEDS)
	@$(GO) test -c -o bin/seeds.test ./scripts
	bin/seeds.test -test.run TestSeeds -test.v -sim-nodes 3 -sim-seeds $(SEEDS)
	bin/seeds.test -test.run TestSeeds -test.v -sim-nodes 5 -sim-seeds $(SEEDS)
	$(GO) test ./coord/membership -run TestShortSchedules -v -timeout 10h -states 2000000
	$(GO) test ./coord/heartbeat -run TestCompare -long
	$(GO) test ./coord -run TestCoordinatorsRecover -v -timeout 10h -sim-seeds $(SEEDS)
	$(GO) test ./coord/election -run TestSafeElections -v -timeout 10h -sim-seeds $(SEEDS)
	$(GO) test ./coord/election -run TestExplorerIn -v -timeout 10h -states 1000000
	$(GO) test ./coord/mutex -run 'TestSeeds|TestEveryLockIsAnswered' -v -timeout 10h -sim-seeds $(SEEDS)
	$(GO) test ./coord/mutex -run TestExplore -v -timeout 10h -states 2000000
	$(GO) test ./txn/commit -run TestRandom -v -timeout 10h -seeds $(SEEDS)
	$(GO) test ./txn/commit -run TestKilled -race -count 5 -timeout 60m -kill-all
	$(GO) test ./txn/dht -run TestScale -timeout 1h -scale 1000
	$(GO) test ./txn/dht -run TestRandom -v -timeout 10h -seeds $(SEEDS)
	$(GO) test ./txn/dht -run TestExplore -v -timeout 10h -states 1000000
	$(GO) test ./txn/commit -run TestExplore -v -timeout 10h -states 2000000
	$(GO) test ./txn/zab -run 'TestSeeds|TestRecovers' -v -timeout 10h -sim-seeds $(SEEDS)
	$(GO) test ./txn/zab -run TestExplore -v -timeout 10h -states 2000000
	$(GO) test ./txn/raft -run TestRandom -v -timeout 10h -seeds $(SEEDS)
	$(GO) test ./txn/raft -run TestLiveOverload -v -timeout 10m -overload 30s
	$(GO) test ./txn/raft -run 'TestFailover|TestReturn' -v -timeout 10h -failovers 1000
	$(GO) test ./txn/raft -run TestExplore -v -timeout 10h -states 2000000
	$(GO) test ./eval -run 'TestSpecIsWhatTheToolchainDoes|TestStandardLibraryTypes' -timeout 60m -toolchain
	$(GO) test ./eval/symbols/generate -toolchain
	$(GO) test -race -count=30 -timeout 90m ./transport ./eval ./node ./scripts ./repl
	$(GO) test -run xxx -fuzz FuzzDecode -fuzztime $(FUZZTIME) ./transport
	$(GO) test -run xxx -fuzz FuzzDecode -fuzztime $(FUZZTIME) ./eval
	$(GO) test -run xxx -fuzz FuzzDecode -fuzztime $(FUZZTIME) ./node/fsport
	$(GO) test -run xxx -fuzz FuzzIncomplete -fuzztime $(FUZZTIME) ./eval

docs:
	$(GO) test . ./eval -run Generated -update
	$(GO) test -tags mvm ./eval -run SecondEngine -record
