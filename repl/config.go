package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"parley/eval"
	"parley/node"
	"parley/scripts"
)

// Client is the session that a prompt speaks to: scripts.Session in this process, scripts.Attached elsewhere.
type Client interface {
	// Line evaluates what was typed. It returns soon after ctx is cancelled, and says what could not be stopped.
	Line(ctx context.Context, line string, a scripts.Ask, out node.OutputFunc) scripts.Line
	// Complete lists how the word that ends at byte pos of line may go on, and at which byte that word begins.
	Complete(ctx context.Context, line string, pos int) (from int, c []node.Candidate, err error)
	Peers(ctx context.Context) ([]node.Peer, error)
	Info(ctx context.Context) (node.Info, error)
	// Command answers what is asked beside lines, by one of the names scripts.Command...
	Command(ctx context.Context, name, arg string) scripts.Line
}

// Config says what Run speaks to, where it reads and writes, and how.
type Config struct {
	Client Client
	Name   string // of the node, shown in the prompt: "a> "
	Role   string // of who asks: "operator" or "observer", who are no members; "" is the node's own prompt

	In       io.Reader // where lines come from; an interactive prompt on os.Stdin puts that terminal into raw mode
	Out, Err io.Writer // values go to Out, everything else to Err

	// Interactive gives a prompt, editing, history and completion on a terminal. Otherwise the lines of In are evaluated
	// one after the other, nothing but answers is written, and the exit code says whether all went well.
	Interactive bool
	// Plain is a prompt without editing, history, completion and colour, for a terminal that cannot do that (TERM=dumb) or
	// an Out that is none: the terminal itself edits the line, the prompt goes to Err, Ctrl-C comes by Interrupts, and
	// values are neither folded nor wrapped. Notices are shown before the next prompt. It makes the prompt interactive.
	Plain    bool
	Terminal Terminal // for an interactive prompt on something other than os.Stdin

	HistoryFile string // "" keeps no history beyond the run. Made with its folder, readable by its owner alone
	Transcript  string // file to record the session in, as :record does; "" is none. It must not be there
	Banner      string // shown before the first prompt; "" shows none
	// Notices calls its argument with what happens to the cluster until stop is called; nil: none. An interactive prompt
	// shows notices above the line that is being typed; a script does not show them. A notice without a node is text of
	// this process, such as the output of a goroutine that outlived its line, and is shown without a mark.
	Notices func(func(node.Notice)) (stop func())

	// Poll is how often an interactive prompt asks its client for what Notices does not tell: who leads, who is there. 0: only before
	// a prompt, and after a notice.
	Poll time.Duration

	Course Course // what :lesson and :grade speak of; nil: there are no lessons

	Color   bool          // red failures, cyan node names, dim stacks
	Width   func() int    // of the terminal in columns, asked anew for each line; nil or 0: 80 for editing, no wrapping of answers
	Height  func() int    // of the terminal in lines, likewise; nil or 0: 24
	Keys    string        // "emacs" (also "") or "vi"
	Output  string        // "text" (also "") or "json": an object a line
	Timeout time.Duration // of lines that have a target; 0 is the node's default. :timeout changes it

	File        string // of a script, for the positions in errors; "" at a prompt
	StopOnError bool   // not interactive: end at the first line that fails; else all are run
	// Incomplete says that src is the beginning of something longer; nil is eval.Incomplete.
	Incomplete func(src string) bool
	// Edit opens text in an editor of its own and gives back what was saved; nil is that of $VISUAL or $EDITOR.
	Edit func(text string) (string, error)
	// Interrupts has an element for each Ctrl-C that comes as a signal; nil: none. One cancels the line that runs, a
	// second gives the prompt back without waiting for it. A script ends with code 130. Never closed.
	Interrupts <-chan struct{}
}

// Terminal replaces the calls that put the terminal of an interactive prompt into raw mode and back. Both nil means
// that of os.Stdin if In is that, and else none.
type Terminal struct{ MakeRaw, ExitRaw func() error }

// validate fills in defaults.
func (c *Config) validate() error {
	if c.Client == nil {
		return errors.New("a prompt needs a client to speak to")
	}
	switch c.Output {
	case "":
		c.Output = "text"
	case "text", "json":
	default:
		return fmt.Errorf("output %q is not known; use text or json", c.Output)
	}
	switch c.Keys {
	case "":
		c.Keys = "emacs"
	case "emacs", "vi":
	default:
		return fmt.Errorf("keys %q are not known; use emacs or vi", c.Keys)
	}
	c.Interactive = c.Interactive || c.Plain
	c.Color = c.Color && !c.Plain
	if c.Timeout < 0 {
		return fmt.Errorf("timeout %v is negative; give a time, or 0 for the node's default", c.Timeout)
	}
	if c.In == nil {
		c.In = os.Stdin
	}
	if c.Out == nil {
		c.Out = os.Stdout
	}
	if c.Err == nil {
		c.Err = os.Stderr
	}
	if c.Incomplete == nil {
		c.Incomplete = eval.Incomplete
	}
	if c.Edit == nil {
		c.Edit = editOutside
	}
	if c.Width == nil {
		c.Width = func() int { return 0 }
	}
	if c.Height == nil {
		c.Height = func() int { return 0 }
	}
	return nil
}

var _ = []Client{(*scripts.Session)(nil), (*scripts.Attached)(nil)}
