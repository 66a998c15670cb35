package repl

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// Command is one `:` command of the prompt, for help and the reference page.
type Command struct {
	Name    string // without the colon
	Args    string // "" for none
	Summary string // one sentence
	Detail  string // more; may be empty
}

// Commands lists the commands, by name.
func Commands() []Command {
	var list []Command
	for _, c := range commands() {
		list = append(list, c.Command)
	}
	return list
}

// command is a row of the table.
type command struct {
	Command
	line     bool // its argument is a line, which may go on over several
	run      func(p *prompt, arg string, in input) int
	complete func(p *prompt, ctx context.Context, before, after string) (int, []node.Candidate) // nil: nothing
}

// commands is the table. It is made anew for each prompt, so that a command can speak of the table.
func commands() []command {
	rows := []command{
		{Command{"at", "[TARGET]", "Sends the lines that follow to a target, or to this node again.",
			":at b   :at b,c   :at quorum(2)   :at\non b and on all mean the same without a colon, and on alone goes back; a variable named on means itself.\nA line that begins with its own @target goes there all the same."}, false, (*prompt).runAt,
			completeOnlyTarget},
		{Command{"doc", "NAME", "Shows all that is documented of a name of the standard library, or of your own.",
			":doc fmt.Printf   :doc strings.Builder.WriteString   :doc encoding/json   :doc myFunction"}, false, about(scripts.CommandDoc), completeAbout},
		{Command{"edit", "", "Opens the last input in $VISUAL or $EDITOR, and evaluates what is saved.",
			"Alt-E does it with what is being typed, and v with --keys vi; they give it back to the prompt."}, false, (*prompt).runEdit, nil},
		{Command{"explain", "LINE", "Says what a line with a target would take along, and how large it is, without sending it.",
			":explain @b x + $y\nWhat is behind a $ is evaluated here; the types and sizes of these values, the names that mean what they mean there, and the targets are shown."}, true, about(scripts.CommandExplain), completeAbout},
		{Command{"grade", "[LESSON] [FILE]", "Says what your file is worth as the answer to a lesson, and shows how it breaks.",
			":grade   :grade 2pc   :grade 2pc mine.go\nAlone it grades the exercise of the lesson that parley learn or :lesson has begun. Ctrl-C ends it."}, false, (*prompt).runGrade, completeLesson(true)},
		{Command{"help", "[NAME]", "Lists the commands, or says more of a command, a built-in, a name of any package, a protocol, or a kind of failure.",
			":help time   :help Remote   :help strings.Cut   :help raft   :help timeout   :help @b f"}, false, (*prompt).runHelp, completeHelp},
		{Command{"info", "", "Says how this node is: address, process, memory, requests.", ""}, false, (*prompt).runInfo, nil},
		{Command{"inspect", "[EXPR]", "Walks about in a value, here or at a target: fields, elements and keys, a page at a time.",
			":inspect v   :inspect @b cache   then   :inspect .Items[3]   :inspect [key]   :inspect ..   and :inspect for the next page\n" +
				"The expression is evaluated once, and its value stays where it is for 5 minutes from the last look: only what is shown travels."}, true, (*prompt).runInspect, completeAbout},
		{Command{"kill", "ID", "Ends an evaluation, with the goroutines that it has started, by the number that :ps shows.", ":kill 17   :kill b:17"}, false, (*prompt).runKill, nil},
		{Command{"lesson", "[NAME]", "Begins a lesson of the course, shows the page of the one that was begun again, or lists what there is.",
			":lesson   :lesson 3pc\nIt writes the exercise into the folder of the prompt, unless it is there. :grade says how far you are."}, false, (*prompt).runLesson, completeLesson(false)},
		{Command{"load", "[FILE [ARGS]]", "Evaluates a file of Go here, or the last one again; a program gets the arguments behind it.",
			":load helpers.go   :load my_mutex.go   :load count.go -n 3   :load\nWhat it declares takes the place of what had those names. A file that imports parley/protocol declares protocols of your own: Sim(MyMutex, 3) then."}, false, (*prompt).runLoad, completeFile},
		{Command{"missing", "", "Lists which node lacks what of the prelude: name, version, and why.",
			"The prelude is what Everywhere(..) and lines as @all func f() int { return 1 } declare; nodes that come later get it too. :prelude lists it."}, false, plainCommand(scripts.CommandMissing), nil},
		{Command{"more", "", "Shows what the last value that was cut goes on with.", "The rest of a value is kept where it lives, for 5 minutes from the last look."}, false, (*prompt).runMore, nil},
		{Command{"nodes", "[-o=json]", "Lists the nodes that are known: state, address, role, leader, version, round trip, load, memory, and why one is down.",
			"Leader is whom the node itself follows. Load is how many processes of its machine want a processor, of each processor.\n:nodes -o json prints an object a node, with memory in bytes, as parley nodes -o json does."}, false, (*prompt).runNodes, nil},
		{Command{"prelude", "", "Lists what all nodes are to have declared: name, version, when, at which node, who, source.",
			"Everywhere(..) and lines as @all func f() int { return 1 } put it there, and Nowhere(names..) takes it out."}, false, plainCommand(scripts.CommandPrelude), nil},
		{Command{"ps", "[TARGET]", "Lists what runs here, or at a target: who asked, for how long, in what state.",
			":ps   :ps b   :ps all\nWhat was cancelled and could not be stopped is there too, as abandoned."}, false, (*prompt).runPs, completeOnlyTarget},
		{Command{"quit", "", "Ends the prompt; Ctrl-D does too.", "A node of its own in the prompt's process ends with it. In a script it ends the script."}, false,
			func(p *prompt, _ string, _ input) int { p.quit = true; return CodeOK }, nil},
		{Command{"record", "[FILE]", "Writes what is typed and shown from now on into a file, as a transcript; :record off ends that.",
			"It reads well and runs again: :replay FILE, parley run FILE, and parley test FILE compares it. parley up --transcript FILE records from the beginning."}, false, (*prompt).runRecord, completeFile},
		{Command{"refs", "", "Lists the references that came here, as b#17, and the values that are held here for others.", ""}, false, (*prompt).runRefs, nil},
		{Command{"replay", "FILE [SPEED]", "Types the lines of a transcript again and shows what they come to now.",
			":replay session.txt   :replay session.txt 2   (twice as fast as somebody types; without a speed at once)"}, false, (*prompt).runReplay, completeFile},
		{Command{"save", "FILE", "Writes the declarations and lines of this session that worked into a file, as a script that parley run takes.",
			":save session.go   then, from a shell: parley run session.go"}, false, (*prompt).runSave, completeFile},
		{Command{"source", "[@TARGET] NAME", "Shows how a function, a type with its methods, or a method was typed.",
			":source f   :source Point.Move   :source @b f"}, false, about(scripts.CommandSource), completeAbout},
		{Command{"stats", "[@TARGET]", "Shows what a node has asked, served and evaluated for itself: how many, how that ended, how long it took, bytes.",
			":stats   :stats @b   :stats @all"}, false, about(scripts.CommandStats), completeOnlyTarget},
		{Command{"time", "LINE", "Evaluates a line and says how long that took.", ":time @b os.Getpid()"}, true, (*prompt).runTime,
			func(p *prompt, ctx context.Context, before, after string) (int, []node.Candidate) {
				return p.completeText(ctx, before, after)
			}},
		{Command{"timeout", "[D]", "Sets how long a line with a target may take, or shows it.", ":timeout 10s   :timeout 0   (0 is the node's own)"}, false, (*prompt).runTimeout, nil},
		{Command{"trace", "[MACHINE] [K]", "Shows the last that happened to a machine of this node: calls, messages, timers, what it stored and told.",
			":trace   :trace cluster   :trace 2pc 100\nK is how many events, 40 if not said; :trace alone is of the only machine, or says which there are."}, false, (*prompt).runTrace, nil},
		{Command{"type", "[@TARGET] EXPR", "Says the type of an expression without evaluating it.",
			":type strings.Fields   :type <-jobs   :type @b x"}, true, about(scripts.CommandType), completeAbout},
		{Command{"v", "", "Shows the last failure or value in full, with its whole stack.", ""}, false, (*prompt).runVerbose, nil},
		{Command{"watch", "[D] LINE", "Evaluates a line again and again and shows what it comes to, in place at a terminal, until Ctrl-C.",
			":watch len(queue)   :watch 5s @all Connections()\nD is a second if not said. Elsewhere than at a terminal, what has changed is printed. Watch(d, q) goes on while you type."}, true, (*prompt).runWatch, completeAbout},
	}
	if err := check(rows); err != nil {
		panic(err)
	}
	return rows
}

func completeOnlyTarget(p *prompt, ctx context.Context, before, _ string) (int, []node.Candidate) {
	skip := len(before) - len(strings.TrimLeft(before, " @"))
	from, c := p.completeTarget(ctx, before[skip:])
	return skip + from, c
}

func init() { commands() } // so that a bad table is seen at start

func check(rows []command) error {
	for i, c := range rows {
		if c.Name == "" || c.Summary == "" || c.run == nil {
			return fmt.Errorf("repl: command %d (%q) lacks a name, summary or func", i, c.Name)
		}
		if i > 0 && rows[i-1].Name >= c.Name {
			return fmt.Errorf("repl: command %q is there twice or not in its place by name", c.Name)
		}
	}
	return nil
}

// find gives the command of that name, or the only one whose name begins so.
func (p *prompt) find(name string) (command, bool) {
	found := p.beginning(name)
	for _, c := range found {
		if c.Name == name {
			return c, true
		}
	}
	if name == "" || len(found) != 1 {
		return command{}, false
	}
	return found[0], true
}

func (p *prompt) beginning(name string) (found []command) {
	for _, c := range p.table {
		if strings.HasPrefix(c.Name, name) {
			found = append(found, c)
		}
	}
	return found
}

func (p *prompt) commandNames() (found []node.Candidate) {
	for _, c := range p.table {
		found = append(found, node.Candidate{Text: c.Name, Kind: "command", Type: c.Summary})
	}
	return found
}

// command runs a line that began with a colon.
func (p *prompt) command(text string, in input) int {
	name, arg, _ := strings.Cut(text, " ")
	if i := strings.IndexAny(name, "\t\n"); i >= 0 {
		name, arg = name[:i], name[i+1:]+" "+arg
	}
	c, ok := p.find(name)
	if !ok {
		return p.usage(in, "there is no command :%s; %s", name, p.nearest(name))
	}
	arg = strings.TrimSpace(arg)
	if arg != "" && c.Args == "" || arg == "" && c.needsArg() {
		return p.usage(in, "usage: %s; it %s%s", c.usage(), strings.ToLower(c.Summary[:1]), c.Summary[1:])
	}
	return c.run(p, arg, in)
}

// usage says what is wrong with a command, and in a script where it stands.
func (p *prompt) usage(in input, format string, args ...any) int {
	text := fmt.Sprintf(format, args...)
	if !p.Interactive && p.File != "" {
		text = fmt.Sprintf("%s:%d: %s", p.File, in.first, text)
	}
	p.fail(protocol.FailRefused, text)
	return CodeUsage
}

// needsArg says whether some of the arguments is not in brackets.
func (c Command) needsArg() bool {
	return slices.ContainsFunc(strings.Fields(c.Args), func(s string) bool { return s[0] != '[' })
}

func (c Command) usage() string { return strings.TrimSpace(":" + c.Name + " " + c.Args) }

func (p *prompt) nearest(name string) string {
	if several := p.beginning(name); name != "" && len(several) > 1 {
		var names []string
		for _, c := range several {
			names = append(names, ":"+c.Name)
		}
		return "it could be " + strings.Join(names, " or ") + "; :help lists them"
	}
	best, distance := "", 3 // further away is something else
	for _, c := range p.table {
		if d := edits(name, c.Name); d < distance && d < max(len(c.Name), 2) {
			best, distance = c.Name, d
		}
	}
	if best == "" {
		return ":help lists them"
	}
	return "did you mean :" + best + "? :help lists them"
}

// edits is how many letters must be put in, left out or changed to make b of a.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

func (p *prompt) runAt(arg string, in input) int {
	written := strings.TrimSpace(strings.TrimPrefix(arg, "@"))
	if written == "" {
		p.at = ""
		return CodeOK
	}
	written = aroundComma.ReplaceAllString(written, ",")
	target, n, err := scripts.ParseTarget(written)
	switch {
	case err != nil:
		return p.usage(in, "%v", err)
	case n != len(written):
		return p.usage(in, "%q is more than a target; a line for one target only begins with @%s", written, written[:n])
	case target.Set == "self" && target.Policy == node.WaitAll:
		p.at = ""
		return CodeOK
	}
	self, unknown := p.strangers(target.Nodes)
	if unknown != "" {
		return p.usage(in, "no node named %s is known; :nodes lists those that are", unknown)
	}
	p.at = target.String()
	if id, one := target.Single(); one && target.Policy == node.WaitAll && id == self {
		p.at = ""
	}
	return CodeOK
}

// aroundComma is what people write in lists and targets do not have.
var aroundComma = regexp.MustCompile(`\s*,\s*`)

// strangers gives the name of the prompt's own node, and the first of the names that no known node has. Where the nodes
// cannot be listed, none is a stranger: it will be said when a line is evaluated there.
func (p *prompt) strangers(names []protocol.NodeID) (self, unknown protocol.NodeID) {
	ctx, cancel := context.WithTimeout(p.ctx, askPatience)
	defer cancel()
	peers, err := within(ctx, func() ([]node.Peer, error) { return p.Client.Peers(ctx) })
	known := map[protocol.NodeID]bool{}
	for _, x := range peers {
		known[x.ID] = true
		if x.Self {
			self = x.ID
		}
	}
	for _, id := range names {
		if !known[id] && err == nil {
			return self, id
		}
	}
	return self, ""
}

func (p *prompt) runTimeout(arg string, in input) int {
	if arg == "" {
		p.tell(p.timeoutNow())
		return CodeOK
	}
	d, err := time.ParseDuration(arg)
	if err != nil || d < 0 {
		return p.usage(in, "%q is not a time; write 500ms, 10s or 2m, or 0 for the node's own", arg)
	}
	p.timeout = d
	return CodeOK
}

// timeoutNow is how long a line with a target may take, for people.
func (p *prompt) timeoutNow() string {
	if p.timeout > 0 {
		return p.timeout.String()
	}
	ctx, cancel := context.WithTimeout(p.ctx, askPatience)
	defer cancel()
	i, err := within(ctx, func() (node.Info, error) { return p.Client.Info(ctx) })
	if err != nil || i.ConfiguredT <= 0 {
		return "the node's own"
	}
	return i.ConfiguredT.String() + ", the node's own"
}

func (p *prompt) runTime(arg string, in input) int {
	start := time.Now()
	before := in.text[:strings.LastIndex(in.text, arg)]
	c := p.doing(input{arg, in.first + strings.Count(before, "\n")})
	p.say("%s", p.screen.paint.dim("took "+time.Since(start).Round(time.Microsecond).String()))
	return c
}

func (p *prompt) runVerbose(string, input) int {
	if len(p.last.Parts) == 0 && p.last.Failure == nil {
		p.say("no line has been answered yet")
		return CodeOK
	}
	if p.Output != "json" {
		p.say("%s", p.screen.paint.dim("of: "+strings.ReplaceAll(strings.TrimSpace(p.lastFrom.text), "\n", "\n    ")))
	}
	p.show(p.last, p.lastFrom, true)
	if p.Output != "json" && types(p.last) == "" && Code(p.last) == CodeOK {
		p.say("%s", p.screen.paint.dim("it gave no value"))
	}
	return CodeOK
}

// askPatience bounds the questions that commands ask the client.
const askPatience = 3 * time.Second
