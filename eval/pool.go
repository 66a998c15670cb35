package eval

// This file chooses the engine that new source goes into. Nothing runs in an engine while it loads, so a busy one is left
// alone and another taken: loads never wait for calls, however long.

import (
	"go/token"
	"go/types"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
)

const (
	maxLoads = 300 // sources an engine takes before it is replaced: its memory and its time per load grow with each
	maxIdle  = 3   // engines kept although nothing runs in them
	maxFull  = 32  // the same, once most take only one load: see pool.later
)

// loader is one engine and what the image has emitted into it. The image's lock guards it, but for what says otherwise.
type loader struct {
	im  *Image
	eng Engine
	// busy is held for reading by all that runs in the engine, and for writing during a load.
	busy sync.RWMutex
	// escapes says that functions of the engine may be called from code in other engines, so that a load needs all quiet.
	escapes atomic.Bool
	// spawns says that host packages are in use which start goroutines of their own.
	spawns atomic.Bool

	insts       map[*decl]map[string]*inst
	helpers     map[string]string
	folds       map[*types.Named]bool // see emit_fold.go
	crowds      map[types.Type]bool   // see emit_cut.go
	methods     map[string]bool
	unsettled   []method // written since the last load
	aliases     map[string]string
	hostNames   map[reflect.Type]string
	locals      map[types.Object]string                          // types declared in functions
	generics    map[types.Object]func(targs []types.Type) string // generic ones
	regs        map[string]any
	n           int
	nLoaded     int // n at the last load
	out         strings.Builder
	queue       []func()
	vars        []*decl // whose cells the load under way must bind
	methodsSeen int
	loads       int
	under       token.Pos  // what is being written
	keys        []cacheKey // handles that live here

	reached map[string]bool // types whose methods the host knows how to find here
	protos  []*typeInfo     // those of them that have any
	last    []string        // what the load under way runs when all is declared
	calls   sync.Map        // by method of hostMethods, and by callerKey: a function that calls it
	nodes   sync.Map        // *typeInfo -> *nodeOf: of the types whose methods are here

	placesMu    sync.Mutex
	places      []site
	roots       map[string]site   // functions of the user's by their emitted names
	helperNames map[string]string // of emitted functions that stand for an operation: the operation
}

// pool holds the engines of an image.
type pool struct {
	im         *Image
	world      sync.RWMutex // held for reading by whatever runs in any engine
	loaders    []*loader    // newest last; the image's lock guards it
	made       int
	goroutines atomic.Int64 // started by evaluated code and still running
	// later says that emitted code uses functions of the host which may keep what they are given and call it from goroutines
	// of their own, without entering the engine. From then on nothing is loaded into an engine whose functions can be reached from
	// elsewhere: not only what was given away runs so, but all that it calls.
	later atomic.Bool
	kind  interpreter
	make  func(engineHost) (Engine, error)
}

func (p *pool) init(im *Image) {
	p.im = im
	p.kind = im.kind
	p.make = im.kind.maker(im.tables)
}

func (p *pool) close() {
	p.im.mu.Lock()
	defer p.im.mu.Unlock()
	p.loaders = nil
	p.im.version++
	p.im.cache.flush(p.im.version)
}

func (p *pool) newLoader() (*loader, error) {
	ld := &loader{im: p.im, insts: map[*decl]map[string]*inst{}, helpers: map[string]string{}, folds: map[*types.Named]bool{}, crowds: map[types.Type]bool{}, helperNames: map[string]string{}, roots: map[string]site{},
		locals: map[types.Object]string{}, generics: map[types.Object]func([]types.Type) string{}, methods: map[string]bool{},
		aliases: map[string]string{}, hostNames: map[reflect.Type]string{}, regs: map[string]any{}, methodsSeen: p.im.methodNo, reached: map[string]bool{}}
	eng, err := p.make(engineHost{runtime: ld.hostSymbols(), frame: ld.unwound})
	if err != nil {
		return nil, err
	}
	ld.eng = eng
	ld.out.WriteString("var yes__, no__ = true, false\n") // see condition
	p.made++
	return ld, nil
}

// take gives a loader to load into, locked for writing. done must be called after the load.
func (p *pool) take() (ld *loader, done func(), err error) {
	for i := len(p.loaders) - 1; i >= 0; i-- {
		ld := p.loaders[i]
		if ld.loads >= p.kind.traits.loads {
			p.retire(ld)
			continue
		}
		if ld.escapes.Load() {
			if p.later.Load() || !p.world.TryLock() {
				continue
			}
			if ld.busy.TryLock() {
				return ld, func() { ld.busy.Unlock(); p.world.Unlock() }, nil
			}
			p.world.Unlock()
			continue
		}
		if ld.busy.TryLock() {
			return ld, ld.busy.Unlock, nil
		}
	}
	ld, err = p.newLoader()
	if err != nil {
		return nil, nil, err
	}
	p.loaders = append(p.loaders, ld)
	keep := maxIdle
	if p.later.Load() {
		keep = maxFull
	}
	if len(p.loaders) > keep {
		for _, old := range p.loaders[:len(p.loaders)-keep] {
			if old.busy.TryLock() { // idle, and passed over: it is not needed now
				old.busy.Unlock()
				p.retire(old)
				break
			}
		}
	}
	ld.busy.Lock()
	return ld, ld.busy.Unlock, nil
}

// retire lets an engine go. What runs in it runs on; its memory is freed with the last of it.
func (p *pool) retire(ld *loader) {
	for i, x := range p.loaders {
		if x == ld {
			p.loaders = append(p.loaders[:i:i], p.loaders[i+1:]...)
			break
		}
	}
	p.im.cache.remove(ld.keys)
	ld.keys = nil
	ld.dropProtos()
}

// enter marks that something runs in the engine. It waits only for a load, never for a call.
func (p *pool) enter(ld *loader) {
	p.world.RLock()
	ld.busy.RLock()
}

func (p *pool) leave(ld *loader) {
	ld.busy.RUnlock()
	p.world.RUnlock()
}
