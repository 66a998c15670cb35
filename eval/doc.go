// Package eval turns Go source into values. The problem: an interpreter runs plain Go well but is no prompt. Redefinition,
// several declarations and statements in one input, generics, per-iteration variables, errors in the compiler's words,
// cancelling one evaluation and no other: none of that is in the engine. So a front end stands before it.
//
// An Image holds what was declared, by name and version. A chunk of source is split and parsed (split.go, chunk.go), checked with
// go/types against the names that it uses (check.go), and written out again as package-level declarations under fresh
// names, by need and from typed syntax (emit_*.go), into one of several engines that serve the image (pool.go). Variables live on
// the host in typed cells, so an engine is disposable. What comes back is a function, kept by its source and called by
// its handle (run.go). The engine never sees redefinition, shadowing or generics.
//
// The evaluator is no sandbox: evaluated code may do what the process may do. It is contained only against accidents: panics,
// os.Exit, runaway recursion, endless loops.
package eval
