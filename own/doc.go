// Package own makes protocols of Go files that people write: a student's machine is simulated, explored and run live as the built-in ones are,
// without a compiler.
//
// Such a file looks as the core of a protocol of ours does. It imports parley/protocol, has a type with a Step, and a variable of type Protocol that
// says what there is to know. So it is ordinary Go too, which an editor and `go vet` understand. The problem is what lies between it and
// those who drive machines: values of evaluated types are of types that no program was compiled with, their methods run in an interpreter, and
// their author may not know what a machine must not do.
//
// Load reads a file, refuses what machines must not do with a sentence that teaches (rules.go, rules_state.go, rules_order.go), and evaluates it in an
// image of its own, so that nothing of it meets the declarations of a prompt (load.go). What the row does not say is filled in from the source
// (fill.go). Its functions run on goroutines that can be ended (code.go), its machines are plain data for drivers (machine.go), and what it sees of
// package protocol is in symbols.go. A protocol that nobody holds any more frees its image.
package own
