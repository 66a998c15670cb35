// Command parley is a Go prompt for a whole cluster: it starts nodes, opens prompts on them, and evaluates Go at one, at
// several or at all. This file holds its flags and wires the packages together; launch.go starts nodes, processes.go runs
// and stops them.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"parley/repl"
	"parley/scripts"
	"parley/scripts/course"
)

// version is set by the Makefile.
var version = "dev"

// Exit codes, beside those that an evaluated program chooses itself.
const (
	exitFailed      = 1   // an evaluation failed
	exitUsage       = 2   // the command line is wrong
	exitConnect     = 4   // cannot connect, or not allowed
	exitInterrupted = 130 // by Ctrl-C
)

// exitError carries an exit code out of a command; its text, if any, still has to be shown.
type exitError struct {
	code int
	text string
}

func (e exitError) Error() string { return e.text }

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	// Where the system's UDP buffers are small this costs speed, not answers, and is no news for somebody at a prompt.
	os.Setenv("QUIC_GO_DISABLE_RECEIVE_BUFFER_WARNING", "true")
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	cmd := command()
	cmd.SetArgs(withOneDash(args))
	err := cmd.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	code, text := exitUsage, err.Error()
	if e, ok := err.(exitError); ok {
		code, text = e.code, e.text
	}
	if text != "" {
		fmt.Fprintln(os.Stderr, "parley:", text)
	}
	return code
}

// flags are those that several commands share.
type flags struct {
	home    string
	name    string
	listen  string
	join    []string
	role    string
	output  string
	timeout time.Duration
	seed    uint64
	at      string
	count   int
	detach  bool
	parent  bool
	look    bool
	logTo   string

	transcript string // file to record the session in
	alone      bool   // the nodes of the prompt join no others
	goOn       bool   // a script does not end at the first line that fails
	budget     []string
	memory     string

	faults     bool
	leaderFile string
	fsPort     string
	servers    bool
	roleGiven  bool
	as         string // name of the certificate to ask with; "" is one of the moment

	keys   string
	color  string
	course *classroom // of the lesson that was begun; nil: none was
}

// exitCodes lists them for people.
func exitCodes() string {
	var b strings.Builder
	for _, c := range repl.Codes() {
		fmt.Fprintf(&b, "  %-4d %s\n", c.Code, c.Means)
	}
	return strings.TrimRight(b.String(), "\n")
}

func command() *cobra.Command {
	f := &flags{}
	root := &cobra.Command{
		Use:   "parley",
		Short: "A scriptable Go prompt for a whole cluster",
		Long: "parley starts a node in this machine's own cluster and opens a prompt on it.\n" +
			"Type Go to evaluate it here, `@b x + 1` to evaluate it at node b, `@all ...` at all; help() and :help say more.\n\nExit codes:\n" + exitCodes(),
		Args: cobra.NoArgs, SilenceUsage: true, SilenceErrors: true,
		PersistentPreRunE: func(c *cobra.Command, _ []string) error {
			err := fromEnvironment(c)
			f.roleGiven = c.Flags().Changed("role")
			if s := c.Flags().Lookup("seed"); s != nil && s.Changed && f.seed != 0 {
				scripts.SetSeed(f.seed)
			}
			return err
		},
		RunE: func(c *cobra.Command, _ []string) error { return f.prompt(c.Context(), 1) },
	}
	pf := root.PersistentFlags()
	pf.StringVar(&f.home, "home", "", "folder for keys, state and run-time files (default: PARLEY_HOME, else the XDG folders)")
	pf.StringVarP(&f.output, "output", "o", "text", "how answers are printed: text or json")
	pf.DurationVar(&f.timeout, "timeout", 3*time.Second, "how long to wait for a sign of life of what was asked; attach: for the whole answer to a line with a target, if given")
	pf.StringVar(&f.color, "color", "auto", "colours: auto (on a terminal that is not dumb, unless NO_COLOR is set), always or never")
	prompting := func(c *cobra.Command) {
		c.Flags().StringVar(&f.keys, "keys", "emacs", "keys of the prompt: emacs or vi")
	}
	listening := func(c *cobra.Command) {
		c.Flags().StringVar(&f.name, "name", "", "the node's name (default: the first letter that is free)")
		c.Flags().StringVar(&f.listen, "listen", "127.0.0.1:0", "UDP address to listen at; another than loopback lets other machines in")
		c.Flags().StringSliceVar(&f.join, "join", nil, "address of a node of the cluster on another machine; may be repeated")
	}
	driving := func(c *cobra.Command) {
		c.Flags().BoolVar(&f.faults, "faults", false, "let scripts crash, pause and cut off the machines of protocols here, and record their runs")
		c.Flags().StringVar(&f.leaderFile, "leader-file", "", "file that the nodes of a dumb election share (default: one for this machine's nodes)")
	}
	offering := func(c *cobra.Command) {
		c.Flags().StringVar(&f.fsPort, "fs-port", "127.0.0.1:0", "TCP address for clients of the replicated file system, who need no certificate, once the machine zab runs here; of up that of the first node; off: none")
	}
	bounding := func(c *cobra.Command) {
		c.Flags().StringSliceVar(&f.budget, "budget", nil, "what one evaluation for a peer may use, as operator.time=1m; of operator or member: time, depth, output, memory; may be repeated")
		c.Flags().StringVar(&f.memory, "memory", "", "memory of the process beyond which evaluations are ended (default: half of the machine's, at most 4GiB)")
	}
	asking := func(c *cobra.Command) {
		c.Flags().StringSliceVar(&f.join, "join", nil, "address of a node of the cluster on another machine; may be repeated")
		c.Flags().StringVar(&f.role, "role", "operator", "role to connect with: observer (may look) or operator (may evaluate)")
		c.Flags().StringVar(&f.as, "as", "", "name of the certificate to connect with, such as 'parley cert' has made; without it one is made with the authority's key")
	}
	recording := func(c *cobra.Command) {
		c.Flags().StringVar(&f.transcript, "transcript", "", "record what is typed and shown in this file, which must not be there; parley run FILE does it again, parley test FILE compares it")
	}
	seeding := func(c *cobra.Command) {
		c.Flags().Uint64Var(&f.seed, "seed", 0, "what simulations depend on that do not say their seed")
	}
	seeding(root)
	listening(root)
	offering(root)
	recording(root)
	bounding(root)
	driving(root)
	prompting(root)

	up := &cobra.Command{Use: "up", Short: "Start nodes as processes on this machine, and a prompt on the first", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.up(c.Context()) }}
	up.Flags().StringVar(&f.name, "name", "", "the name of the node with the prompt (default: the first letter that is free)")
	up.Flags().IntVarP(&f.count, "nodes", "n", 3, "how many nodes")
	seeding(up)
	offering(up)
	bounding(up)
	recording(up)
	driving(up)
	prompting(up)
	up.Flags().BoolVar(&f.detach, "detach", false, "leave them running and open no prompt; 'parley down' stops them")

	down := &cobra.Command{Use: "down", Short: "Stop the nodes that `up --detach` started", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.down(c.Context()) }}

	nodeCmd := &cobra.Command{Use: "node", Short: "Run a node without a prompt", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.node(c.Context()) }}
	seeding(nodeCmd)
	listening(nodeCmd)
	offering(nodeCmd)
	bounding(nodeCmd)
	driving(nodeCmd)
	nodeCmd.Flags().BoolVar(&f.parent, "with-parent", false, "end when standard input ends")
	nodeCmd.Flags().BoolVar(&f.detach, "detached", false, "let 'parley down' stop it")
	nodeCmd.Flags().StringVar(&f.logTo, "log", "", "file for the log (default: standard error)")

	nodeCmd.Flags().MarkHidden("with-parent")
	nodeCmd.Flags().MarkHidden("detached")

	attach := &cobra.Command{Use: "attach NODE", Short: "Open a prompt on a running node, by its name or address", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return f.attach(c.Context(), args[0], c.Flags().Changed("timeout"))
		}}
	asking(attach)
	attach.Flags().BoolVar(&f.look, "look", false, "only look: commands such as :nodes, :ps and :stats, and what has a name; the node evaluates nothing for this prompt (the same as --role observer)")
	recording(attach)
	prompting(attach)

	nodes := &cobra.Command{Use: "nodes", Short: "List the nodes of the cluster: role, leader, version, round trip, load, memory", Args: cobra.NoArgs,
		Example: "  parley nodes -o json",
		RunE:    func(c *cobra.Command, _ []string) error { return f.nodes(c.Context()) }}
	asking(nodes)

	eval := &cobra.Command{Use: "eval [flags] EXPR", Short: "Evaluate Go, here or at a target, and print its value", Args: cobra.ExactArgs(1),
		Example: "  parley eval --at b 'x + 1'\n  parley eval --at all 'os.Getpid()'",
		RunE:    func(c *cobra.Command, args []string) error { return f.eval(c.Context(), args[0]) }}
	eval.Flags().StringVar(&f.at, "at", "", "target: b, b,c, all, leader, followers, first(b,c), quorum(2) or settle(all) (default: here)")
	asking(eval)

	script := &cobra.Command{Use: "run [flags] FILE.go|LESSON [ARGS]", Short: "Run a Go program, a script of prompt lines, a transcript or a lesson", Args: cobra.MinimumNArgs(1),
		Example: "  parley run 3pc why.svg",
		Long:    "run evaluates a file here, or at a target. Each lesson has a script that breaks a protocol: " + strings.Join(course.Names(), ", ") + ".",
		RunE:    func(c *cobra.Command, args []string) error { return f.script(c.Context(), args) }}
	script.Flags().SetInterspersed(false) // what follows the file is the script's
	script.Flags().StringVar(&f.at, "at", "", "target at which every line is evaluated (default: here)")
	seeding(script)
	asking(script)

	files := &cobra.Command{Use: "fs [flags] [ADDRESS...]", Short: "Use the replicated file system: commands from standard input", Args: cobra.ArbitraryArgs,
		Example: "  echo 'create f' | parley fs\n  parley fs 127.0.0.1:7070 127.0.0.1:7071",
		Long: "fs is a client of the file system that `Start(\"zab\", All())` at a prompt starts. Its commands are create, append, read, delete, list and exit; help says more.\n" +
			"It asks the servers in turn, those of this machine if no address is given, and goes on at another one when one is lost. What it asks for is done once.",
		RunE: func(c *cobra.Command, args []string) error { return f.fs(c.Context(), args) }}
	files.Flags().BoolVar(&f.servers, "servers", false, "print the addresses of the servers of this machine, for other programs, and end")

	simulations := append(append(f.simCommands(), f.testCommand()), f.courseCommands()...)
	root.AddCommand(simulations...)
	root.AddCommand(up, down, nodeCmd, nodes, attach, eval, script, files, f.certCommand(), &cobra.Command{Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		Run: func(*cobra.Command, []string) { fmt.Println(versionLine()) }})
	for _, c := range append(simulations, root, up, down, nodeCmd, nodes, attach, eval, script, files) {
		c.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
			return exitError{exitUsage, fmt.Sprintf("%v; `%s --help` lists the flags", err, c.CommandPath())}
		})
	}
	return root
}
