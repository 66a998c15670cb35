package eval

// This file says what the evaluator needs of an interpreter, and which interpreters there are. What is peculiar to one of
// them stays in its own file; where emitted code has to differ, it asks traits.

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Engine is what the evaluator needs of an interpreter: it loads package-level declarations and nothing else. What it loads hands
// its functions to the host by calling rt__.Reg. An engine is never loaded into while anything runs in it.
type Engine interface {
	// Provide makes host symbols importable under path. They have the forms that Package.Symbols has.
	Provide(path, name string, syms map[string]reflect.Value) error
	// Import makes a provided package known to what is loaded later, under alias; once for each path.
	Import(alias, path string) error
	// Load adds declarations. After an error the engine's state is undefined, and it must not be used any more.
	Load(src string) error
}

// engineHost is what a new engine gets from its image.
type engineHost struct {
	// runtime are the functions that emitted code calls by rtName. What its P gives must be in the variable stop__.
	runtime map[string]reflect.Value
	// frame is told of each frame of emitted code that a panic unwinds, innermost first, on the panicking goroutine: the
	// emitted name of the function, and the line by which emitter.mark knows the place. Engines that cannot tell do not.
	frame func(function string, line int, op func(runner bool) operation)
}

// interpreter is one kind of engine.
type interpreter struct {
	name   string
	code   string // what the full names of the functions begin with that run emitted code
	traits traits
	// standard are the packages of the standard library as its engines can import them. The maps inside are shared: copy before
	// changing one.
	standard func() symbolTables
	// maker does once what all engines of an image have in common, and gives what makes them. The tables are all
	// that the image's source can import.
	maker func(symbolTables) func(engineHost) (Engine, error)
	// fault puts a panic of the engine's own, which stands for a fault of the evaluated code, in Go's words.
	fault func(error) (words string, ok bool)
}

// traits are the differences between interpreters that emitted code and the pool take into account.
type traits struct {
	// loads are the sources that an engine takes before it is replaced: its memory and its time per load grow with each.
	loads int
	// settle: the types of methods are made when somebody first asks for them, without a lock. A load must ask for all of its own.
	settle bool
	// marks: the engine obeys //line, and tells of the lines in engineHost.frame.
	marks bool
	// wrapCells: variables are fields of structs in the engine, because it stores interface values wrongly through plain pointers;
	// and all interfaces have the layout of an empty one there, so that those of the host are used by name, and copied.
	wrapCells bool
}

// symbolTable is a package as an engine can import it.
type symbolTable struct {
	name string
	syms map[string]reflect.Value
}

type symbolTables map[string]symbolTable // by import path

// interpreters are all that this program was built with; the first is used unless Config.Engine names another.
func interpreters() []interpreter { return append([]interpreter{yaegi()}, moreInterpreters()...) }

// inEngine says whether a function of this program, by its full name, belongs to an engine.
func inEngine(name string) bool {
	return slices.ContainsFunc(interpreters(), func(k interpreter) bool { return strings.HasPrefix(name, k.code) })
}

func interpreterNamed(name string) (interpreter, error) {
	var have []string
	for _, k := range interpreters() {
		if name == "" || k.name == name {
			return k, nil
		}
		have = append(have, k.name)
	}
	return interpreter{}, fmt.Errorf("eval: there is no engine %q in this build, which has %s; a second one comes with -tags mvm", name, strings.Join(have, ", "))
}
