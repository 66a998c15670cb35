// Package scripts holds the functions that a prompt or a script sees.
//
// A script is a Go file with
//
//	import . "parley/scripts"
//
// which `parley run` evaluates at a node. The functions are declared here as ordinary Go, so that editors know them and
// `go vet` checks scripts, but they work only there: quoting needs the source of its argument, which a compiled program
// no longer has. A compiled program embeds a node and asks with (*node.Node).Ask and node.Src.
//
// Where to find what:
//
//	api.go       the generic functions: Quote, Remote, Async, ... The evaluator reads this very file
//	compiled.go  what they say in a compiled program
//	host.go      the rest of the built-ins, and what api.go calls
//	simulate.go  built-ins about protocols, which work in a compiled program too; catalog.go lists the protocols
//	own.go       protocols of somebody's own: Go files with a Machine
//	cluster.go   a cluster of machines as scripts see it; live.go one of live nodes,
//	             live_trace.go what it did, machines.go how they start
//	rmap.go      RMap: work spread over the nodes; rmap_options.go, rmap_error.go, rmap_bar.go what it is told and what it tells
//	table.go     every built-in as one row: name, arguments, summary, detail
//	target.go    @b, @b,c, @all, @quorum(2): targets as a prompt line begins with
//	session.go   a prompt's session with a node: a line in, an answer out
//	calls.go     the same session for a prompt that is attached from elsewhere
//	text.go      results as text: tables, marked lines
//
// Below lessons are scripts that break protocols, to read and to run, each with what it prints.
package scripts
