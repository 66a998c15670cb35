// Package reflect is package reflect for evaluated code. The engine's types show neither the names nor the methods that source gave them,
// so a Value here goes with its type as the checker has it, and a Type is made from that alone. Values and types that nothing of
// evaluated code is in are Go's own. It is called reflect because values print the name of their type's package.
package reflect

import (
	"fmt"
	"go/types"
	host "reflect"
)

// World is what the evaluator knows of types and values.
type World interface {
	// Open gives what an interface holds, and its type; nil for values of the host.
	Open(x any) (host.Value, types.Type)
	// Hold gives the value as interfaces of evaluated code hold it.
	Hold(v host.Value, t types.Type) any
	// Error gives a value that has the method as an error for the host.
	Error(v host.Value, t types.Type) error
	// Type gives the one Type that stands for t, which is the host's own where it can be.
	Type(t types.Type) host.Type
	// Source is the checked type that a Type of the host stands for.
	Source(t host.Type) types.Type
	// Engine gives the type that engines have for values of type t, nil if that cannot be found out.
	Engine(t types.Type) host.Type
	// Name writes the type as Go's package reflect does.
	Name(t types.Type) string
	// Implements says whether t has the methods of the interface.
	Implements(t, iface types.Type) bool
	// Identical says whether two types are the same, in whatever version of their source.
	Identical(a, b types.Type) bool
	// Method gives a function that takes the value in an interface, and then the parameters of its method.
	Method(v host.Value, t types.Type, name string, sig *types.Signature) host.Value
	// Print writes the value as package fmt does.
	Print(f fmt.State, verb rune, v host.Value, t types.Type, methods bool)
	// Bare gives what interfaces hold without their types, in the usual containers, too.
	Bare(x any) any
	// Reinterpret gives a value the type that another engine has for the same thing.
	Reinterpret(v host.Value, t host.Type) host.Value
	// Room ends the evaluation if it must not have that many elements of that size.
	Room(n int, size uintptr)
	// Refuse ends what cannot be done right.
	Refuse(text string)
}

func refuse(w World, format string, args ...any) {
	w.Refuse("unsupported: package reflect: " + fmt.Sprintf(format, args...))
}
