// Package node is one node of a parley cluster, and the package to embed: a Go evaluator, a QUIC listener, and between them
// the rules of asking and answering.
//
//	n, err := node.Start(ctx, node.Config{Name: "web1"})
//	defer n.Close()
//	n.Bind("cache", cache) // a prompt on this node now sees the live object
//
// A question is a piece of Go source, quoted at the asker with values of its own (Source), and an answer is a
// protocol.Outcome: its values, or a failure in the words of the node that failed, or the plain word that nobody knows
// whether it ran. Ask asks one node, AskAll several under a Policy, Send expects no answer. Every wait ends: by the
// answer, by the timeout, by the caller's context, or by the loss of the connection.
//
// Where to find what:
//
//	config.go   Config and its defaults
//	node.go     Start, Close, the wiring
//	certs.go     certificates for others
//	home.go     the folder of keys, logs, history and run-time addresses
//	peers.go    who is known and connected
//	returns.go  the latches of waiting requests and their returns
//	ask.go      asking: Ask, Send, CallInto
//	evaluate.go  evaluating here, and what values come to
//	fanout.go   asking several: targets, policies, reports
//	serve.go    answering: admission, evaluation, cancel
//	output.go   output on its way to the asker
//	holder.go   what a client has begun here, which ends with it
//	calls.go    the table of named calls and the role each needs
//	refs.go     values that stay where they are, and what runs: seen, gone on with, let go, ended
//	prelude.go  what all nodes are to have declared; package prelude says which definition holds
//	machines.go  machines of protocols that run here; package drive drives them
//	record.go   the last messages, to look at
//	audit.go    the log of foreign evaluations
//	workers.go  goroutines that keep their grown stacks
package node
