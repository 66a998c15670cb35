package scripts

import "time"

// What the functions of this package are in a compiled program: a sentence that says what to do instead.

const (
	quoteCompiled = "Quote and Unquote need source, which a compiled program has no more; use node.Src(\"x + $0\", x)"
	runCompiled   = "this function works at the parley prompt and in its scripts; in a compiled program ask a node: n.Ask(ctx, \"b\", src, node.Options{})"
)

func source(string, []any) Source                             { panic(quoteCompiled) }
func plainSource(string, []any) Source                        { panic(runCompiled) }
func remote(Target, Source, any, []Option) error              { panic(runCompiled) }
func remoteAll(Target, Source, []Option) (*Asked, error)      { panic(runCompiled) }
func send(Target, Source) error                               { panic(runCompiled) }
func async(Target, Source, []Option) *Pending                 { panic(runCompiled) }
func explain(Source, []Target) Text                           { panic(runCompiled) }
func push(Target, string, string, any, []Option) error        { panic(runCompiled) }
func scatter(Target, string, string, any, []Option) error     { panic(runCompiled) }
func repeat(time.Duration, Source, []Target, bool) *Repeating { panic(runCompiled) }
func rmap(string, Source, any, any, []Option) error           { panic(runCompiled) }
func heartBeat(Target, time.Duration, func()) *Pending        { panic(runCompiled) }

// All is every node of the cluster, this one among them.
func All() Target { panic(runCompiled) }

// Others is every node but this one.
func Others() Target { panic(runCompiled) }

// Self is this node.
func Self() Target { panic(runCompiled) }

// Node is the node of that name, whether it is up or not.
func Node(name string) Target { panic(runCompiled) }

// Nodes lists the nodes that are known.
func Nodes() Table { panic(runCompiled) }

// First is done at the first value of the targets; none given means all.
func First(targets ...Target) Target { panic(runCompiled) }

// Quorum is done at k values of the targets, 0 meaning more than half; none given means all.
func Quorum(k int, targets ...Target) Target { panic(runCompiled) }

// Settle is done when all targets have ended, and is never an error; none given means all.
func Settle(targets ...Target) Target { panic(runCompiled) }

// RemoteReturns shows the outcomes that came and were not taken yet.
func RemoteReturns() Table { panic(runCompiled) }

// Waiting shows the requests under way.
func Waiting() Table { panic(runCompiled) }

// Messages shows the last k messages that this node sent or got; none given means 20.
func Messages(k ...int) Table { panic(runCompiled) }

// Bind makes a value visible as a variable of this node.
func Bind(name string, value any) error { panic(runCompiled) }

// Ps lists what runs at the targets; none given means this node.
func Ps(targets ...Target) (Table, error) { panic(runCompiled) }

// Kill ends an evaluation by the number that Ps shows, as in "17" or "b:17".
func Kill(id string) error { panic(runCompiled) }

// Ref is the reference that was printed as that name.
func Ref(name string) Reference { panic(runCompiled) }

// Refs lists the references that came here and the values that are held here for others.
func Refs() Table { panic(runCompiled) }

// Release lets go of the value that a reference stands for.
func Release(ref any) error { panic(runCompiled) }

// Start starts the machines of a protocol at nodes.
func Start(protocol any, at Target, with ...Setting) (*Cluster, error) { panic(runCompiled) }

// Running is the machines of that name that were started already.
func Running(name string) (*Cluster, error) { panic(runCompiled) }

// Machines lists the machines of protocols that run at this node.
func Machines() Table { panic(runCompiled) }

// Everywhere declares something at every node of the cluster, and at those that come later.
func Everywhere(what ...string) error { panic(runCompiled) }

// Nowhere takes names out of what nodes declare that come later.
func Nowhere(names ...string) error { panic(runCompiled) }

// Prelude lists what all nodes are to have declared.
func Prelude() (Table, error) { panic(runCompiled) }

// Missing lists which node lacks what of the prelude, and why.
func Missing() (Table, error) { panic(runCompiled) }
