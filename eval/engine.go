package eval

import "reflect"

// Engine is what the evaluator needs of an interpreter: it loads package-level declarations and nothing else. What it loads hands
// its functions to the host by calling rt__.Reg. An engine is never loaded into while anything runs in it.
type Engine interface {
	// Provide makes host symbols importable under path.
	Provide(path, name string, syms map[string]reflect.Value) error
	// Import makes a provided package known to what is loaded later, under alias; once for each path.
	Import(alias, path string) error
	// Load adds declarations. After an error the engine's state is undefined, and it must not be used any more.
	Load(src string) error
}
