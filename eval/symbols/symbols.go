// Package symbols has what the standard library of today has and the engine's tables, which are older, lack: functions,
// variables, constants and types by reflection, and stand-ins for the newer interfaces. Generic functions and types are not
// here: reflection cannot express them, so eval has them as source.
//
// The tables are functions, so that a program that never asks pays nothing at start.
package symbols

import "reflect"

//go:generate go run ./generate

// Table is a package, or what is missing of it.
type Table struct {
	Path, Name string
	Symbols    func() map[string]reflect.Value // in the form of the engine's own tables; nil if all of the package is generic
}

// Tables are all of them, by import path.
func Tables() []Table { return append(tables(), Table{"syscall", "syscall", portable}) }

// IsRune says whether an untyped constant, by import path and name, is a rune: "unicode.MaxRune".
func IsRune(name string) bool { return runes[name] }
