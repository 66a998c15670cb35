package node

import (
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"parley/eval"
	"parley/protocol"
)

// Package is a package of the host program that evaluated source can import. See eval.Package.
type Package = eval.Package

// SourceDocs is Package.Docs of a package whose Go files are at hand. See eval.SourceDocs.
func SourceDocs(path string, source fs.ReadDirFS) func(name string) (decl, comment string) {
	return eval.SourceDocs(path, source)
}

// Builtins are what a prompt or a script sees beside the standard library. Package scripts makes parley's own.
type Builtins struct {
	Packages []Package // importable by evaluated source
	Dot      string    // path of the one whose names need no qualifier; "" for none
	Calls    []Call    // named calls that peers may make, beside the node's own
	Node     NodeValue // what a node's name means as an identifier; nil: nothing

	Protocols []*protocol.Protocol                                  // that the node can run machines of
	Service   func(*Node) func(protocol.Message) []protocol.Message // what machines reach as protocol.ServiceNode; nil: nothing
	Always    []MachineSpec                                         // machines that every node has as soon as somebody needs them, of all nodes that it knows
	Leads     string                                                // which of these knows the leader, for the targets @leader and @followers; empty: none
}

// Config says what node to start. The zero value of a field means its default; only Name is required.
type Config struct {
	// Name is the node's name in its cluster. A client (Role below Member) may leave it empty and gets a name of its own.
	Name protocol.NodeID

	// Home holds the cluster's keys and the addresses of this machine's nodes. The zero value means DefaultHome().
	Home Home

	// Listen is the UDP address to accept peers at; default "127.0.0.1:0", this machine alone, on any free port. Naming
	// another interface lets other machines in, as far as they hold a certificate of the cluster. A client accepts nobody:
	// for it this is the address that it dials from, by default any, so that it reaches other machines too.
	Listen string

	// Join are addresses of nodes of the same cluster on other machines. Nodes that share Home find each other without.
	Join []string

	// Role is what this node is to its peers; default Member. A lower role makes a client: it dials and asks, is nobody's
	// target, listens to nobody and writes no run-time file. Nodes hold it to the role, even if its certificate is for more.
	Role protocol.Role

	// MinRole is the lowest role that may connect; default Observer.
	MinRole protocol.Role

	// Timeout is how long an asker waits for a sign of life of what it asked, unless the question says otherwise; default 3 s.
	Timeout time.Duration

	// MaxEvaluations is how many foreign evaluations may run at once; more are refused at once. Default 16384. One that
	// waits costs about 10 KiB.
	MaxEvaluations int

	// Budgets bound what one evaluation for a peer may use, by the peer's role. A role that is not in the map has that of
	// DefaultBudgets. What this node evaluates for itself has no budget, beside Memory.
	Budgets map[protocol.Role]Budget

	// Memory is how many bytes the heap and the stacks of the process may take before an evaluation is ended for it. Default: half of
	// the machine's memory, at most 4 GiB.
	Memory int64

	// LeaderFile is what the machines of the dumb election share: a file that all their nodes can reach. Default: one in Home, for
	// the nodes of this machine.
	LeaderFile string

	// Faults lets scripts crash, pause and cut off the machines of this node, and has all that happens to them recorded, so that a
	// run can be made again in the simulator. For tests and lessons; the records only grow.
	Faults bool

	// OutputCap is how many bytes of output one evaluation may send to its asker; the rest is dropped and counted.
	// Default 1 MiB.
	OutputCap int

	// Record is how many of the last messages are kept to look at; default 256.
	Record int

	// Builtins makes what the node's prompt sees; nil means the standard library alone. Give scripts.Builtins for parley's own.
	Builtins func(*Node) (Builtins, error)

	// Detached marks the node in Home as one that `parley down` may stop.
	Detached bool

	// Version is the program's version, for the other nodes to see; default "dev".
	Version string

	// Logger gets what the operator of the node should know, and the audit lines; default: discarded.
	Logger *slog.Logger

	// Stray gets the output that no evaluation is left to claim; default os.Stderr.
	Stray io.Writer

	// Stdin and Args are what an evaluated program sees as os.Stdin and os.Args; without Args it has the name of this process alone.
	Stdin io.Reader
	Args  []string

	nodeValue NodeValue // from Builtins

	// PacketConn, if set, carries the node's traffic instead of a socket on Listen. Tests put a simulated network here.
	PacketConn net.PacketConn
}

// Budget bounds what one evaluation may use. See eval.Budget.
type Budget = eval.Budget

// DefaultBudgets are the budgets of evaluations for peers: generous for members of the cluster, which run its programs, small
// for those who only look in.
func DefaultBudgets() map[protocol.Role]Budget {
	return map[protocol.Role]Budget{
		protocol.Member:   {Memory: 1 << 30},
		protocol.Operator: {Memory: 256 << 20, Time: 10 * time.Minute, Depth: 10_000},
	}
}

func (c *Config) validate() error {
	if c.Role == protocol.NoRole {
		c.Role = protocol.Member
	}
	if c.Name == "" && c.Role < protocol.Member {
		c.Name = protocol.NodeID(fmt.Sprintf("client-%d-%s", os.Getpid(), randomWord(4)))
	}
	if err := c.Name.Validate(); err != nil {
		return err
	}
	if c.Home == (Home{}) {
		home, err := DefaultHome()
		if err != nil {
			return err
		}
		c.Home = home
	}
	if c.Listen == "" && c.Role == protocol.Member {
		c.Listen = "127.0.0.1:0"
	}
	if c.MinRole == protocol.NoRole {
		c.MinRole = protocol.Observer
	}
	if c.Timeout < 0 || c.MaxEvaluations < 0 || c.OutputCap < 0 || c.Record < 0 {
		return fmt.Errorf("node %s: Timeout, MaxEvaluations, OutputCap and Record must not be negative", c.Name)
	}
	if c.Memory < 0 {
		return fmt.Errorf("node %s: Memory must not be negative", c.Name)
	}
	budgets := DefaultBudgets()
	for role, b := range c.Budgets {
		if b.Time < 0 || b.Depth < 0 || b.Output < 0 || b.Memory < 0 {
			return fmt.Errorf("node %s: the budget of role %s must not be negative", c.Name, role)
		}
		budgets[role] = b
	}
	c.Budgets = budgets
	setDefault(&c.Timeout, 3*time.Second)
	setDefault(&c.MaxEvaluations, 16384)
	setDefault(&c.OutputCap, 1<<20)
	setDefault(&c.Record, 256)
	setDefault(&c.Version, "dev")
	setDefault(&c.LeaderFile, filepath.Join(c.Home.Run, "leader"))
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Stray == nil {
		c.Stray = os.Stderr
	}
	return nil
}

func setDefault[T comparable](p *T, v T) {
	var zero T
	if *p == zero {
		*p = v
	}
}
