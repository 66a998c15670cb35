package scripts

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"parley/node"
	"parley/protocol"
)

// Part is how a line ended at one node.
type Part struct {
	Node    protocol.NodeID // "" for the node of the prompt, when the line named no target
	Outcome protocol.Outcome
}

// Line is what a prompt line came to: nothing, one part, or one for each node that was asked.
type Line struct {
	Parts   []Part
	Several bool              // several nodes were asked, even if one is left
	Failure *protocol.Failure // the line could not be asked at all
	Unmet   string            // how a quorum or a first was missed; "" if it was not
	Notices []string
	More    []string // for the values that were cut: what Command(CommandMore) shows more of

	Look     string // of what was inspected: what InspectAt goes on with
	LookNext int    // where its next page begins; 0 if there is none
}

// Session is a prompt's view of a node: lines go in, answers come out.
type Session struct {
	n   *node.Node
	who string       // the client that is attached; "" is the node's own prompt
	own *node.Holder // that client, as whom what it begins belongs to

	reads bool // it may only look, and what `_` means at the node is not for it to say
}

// NewSession makes a session with a node of this process.
func NewSession(n *node.Node) *Session { return &Session{n: n} }

// Ask is what a session may be asked beside the line itself.
type Ask struct {
	File      string        // shown in the positions of errors
	FirstLine int           // of the input in its file, from 1; 0 is 1
	Timeout   time.Duration // of a line with a target; 0 is the node's default
	Terminal  bool          // standard error is shown where a line may be drawn over, and the user wants that
	Program   []string      // if it is not nil, the line is a program that begins, with that as its os.Args
	At        string        // where a line goes that names no target itself: "" is the node of the prompt, else as after '@', and nothing more
}

// helpCall lets help(Remote) mean Help("Remote"): a generic function is no value, and what a package gives to others is
// written with a capital letter. So may help(strings.Cut), which is no call that Go has.
var helpCall = regexp.MustCompile(`^help\(\s*(?:"([^"\\]*)"|([\p{L}_][\p{L}\w./-]*))?\s*\)$`)

// packageClause is what a whole program that is pasted begins with. A prompt has no use for it.
var packageClause = regexp.MustCompile(`^package[ \t]+[A-Za-z_]\w*[ \t]*(?:;|\n|$)`)

// Line evaluates one line, or several that belong together. Output goes to out while it runs; from is "" for output of
// the prompt's own node. A cancelled ctx cancels the line here and wherever it runs.
func (s *Session) Line(ctx context.Context, line string, a Ask, out node.OutputFunc) Line {
	if a.Program != nil {
		s.n.BeginProgram(a.Program)
	}
	l := s.line(ctx, line, a, out)
	l.keepMore()
	return l
}

// mostLines are before an input in its file. The number comes from another process, and takes memory here.
const mostLines = 1 << 20

func (s *Session) line(ctx context.Context, line string, a Ask, out node.OutputFunc) Line {
	if declares(line) {
		return s.load(ctx, line, a, out)
	}
	lead := line[:len(line)-len(strings.TrimLeft(line, " \t\r\n"))]
	pad := strings.Repeat("\n", min(max(a.FirstLine-1, 0), mostLines)) + lead // so that positions are those of the file
	line = strings.TrimSpace(line)
	line = unclaused(line)
	line = s.helping(line)
	if all, call := s.everywhereLine(line); all != "" {
		return s.at(ctx, Target{Set: "all"}, pad+all, a, out)
	} else {
		line = call
	}
	if rest, ok := strings.CutPrefix(line, "@"); ok {
		t, n, err := ParseTarget(rest)
		if err != nil {
			return Line{Failure: &protocol.Failure{Kind: protocol.FailRefused, Text: err.Error()}}
		}
		return s.at(ctx, t, pad+strings.Repeat(" ", n+1)+s.helping(rest[n:]), a, out)
	}
	if a.At != "" {
		t, err := wholeTarget(a.At)
		if err != nil {
			return Line{Failure: &protocol.Failure{Kind: protocol.FailRefused, Text: err.Error()}}
		}
		return s.at(ctx, t, pad+line, a, out)
	}
	var l Line
	for _, part := range expressions(pad + line) {
		o, notices := s.n.Evaluate(ctx, part, s.here(a, out, true))
		l.Parts, l.Notices = append(l.Parts, Part{Outcome: nilHere(ctx, s.n, part, o)}), append(l.Notices, notices...)
		if o.Verdict != protocol.OK {
			return l
		}
	}
	if o := &l.Parts[len(l.Parts)-1].Outcome; len(o.Values) == 0 && s.isError(line) {
		o.Values = []protocol.Value{{Type: "error", Text: "<nil>"}} // of a call it goes without saying
	}
	if name := assigned(line); name != "" {
		if text := s.n.ErrorIn(ctx, name); text != "" {
			l.Notices = append(l.Notices, name+": "+oneLine(text))
		}
	}
	return l
}

// helping makes help(x) a call that can be evaluated, unless the user has another help.
func (s *Session) helping(line string) string {
	call := strings.TrimSpace(line)
	if !strings.HasPrefix(call, "help(") || s.declared("help") {
		return line
	}
	if m := helpCall.FindStringSubmatch(call); m != nil {
		return `Help("` + m[1] + m[2] + `")`
	}
	if name := s.methodOf(call); name != "" {
		return `Help("` + name + `")`
	}
	return line
}

// methodOf is the method or field that help(kv.At(2).Cas) is about, "" if it is about none.
func (s *Session) methodOf(line string) string {
	inner, ok := strings.CutPrefix(line, "help(")
	if inner, ok = strings.CutSuffix(inner, ")"); !ok {
		return ""
	}
	x, err := parser.ParseExpr(inner)
	sel, is := x.(*ast.SelectorExpr)
	if err != nil || !is {
		return ""
	}
	t, err := s.n.TypeOf(inner[:sel.X.End()-1])
	t, _, _ = strings.Cut(strings.TrimPrefix(strings.TrimLeft(t, "*"), "scripts."), "[")
	if err != nil || t == "" || strings.ContainsAny(t, " ({,") {
		return ""
	}
	return t + "." + sel.Sel.Name
}

// expressions takes a line that is nothing but expressions, as `Waiting(); Messages(5)` is, apart: each is shown. What is
// before one is blanked, so that positions stay right. Any other line is one part.
func expressions(line string) []string {
	body, at := statements(line)
	var parts []string
	for _, s := range body {
		if _, ok := s.(*ast.ExprStmt); !ok {
			return []string{line}
		}
		from, to := at(s.Pos()), at(s.End())
		parts = append(parts, blanked(line[:from])+line[from:to])
	}
	if len(parts) < 2 {
		return []string{line}
	}
	return parts
}

// isError says whether a line is nothing but a variable of type error.
func (s *Session) isError(line string) bool {
	name := strings.TrimSpace(line)
	if !token.IsIdentifier(name) {
		return false
	}
	t, err := s.n.TypeOf(name)
	return err == nil && t == "error"
}

// mostNoted is how many characters of an error stand in a notice.
const mostNoted = 500

// oneLine is the first line of a text, and an ellipsis for what is left out.
func oneLine(text string) string {
	line, rest, _ := strings.Cut(text, "\n")
	if r := []rune(line); len(r) > mostNoted {
		line, rest = string(r[:mostNoted]), "more"
	}
	if rest != "" {
		return line + " …"
	}
	return line
}

// assigned is the last variable that a line ends with giving a result of a call to, as err in `kv, err := Start("raft", All())`, which shows no value: who
// does not look at the error would not know why kv is nil.
func assigned(line string) string {
	body, _ := statements(line)
	if len(body) == 0 {
		return ""
	}
	a, ok := body[len(body)-1].(*ast.AssignStmt)
	if !ok {
		return ""
	}
	id, ok := a.Lhs[len(a.Lhs)-1].(*ast.Ident)
	if _, call := a.Rhs[len(a.Rhs)-1].(*ast.CallExpr); !ok || !call || id.Name == "_" {
		return ""
	}
	return id.Name
}

// statements are what a line of statements consists of, none if it is something else; at gives the offset of a position in the line.
func statements(line string) (list []ast.Stmt, at func(token.Pos) int) {
	const before = "package p; func _() {"
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", before+line+"\n}", parser.SkipObjectResolution)
	if err != nil || len(file.Decls) != 1 {
		return nil, nil
	}
	return file.Decls[0].(*ast.FuncDecl).Body.List, func(p token.Pos) int { return fset.Position(p).Offset - len(before) }
}

// blanked is s with a space for each byte, but its line ends kept.
func blanked(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c != '\n' {
			b[i] = ' '
		}
	}
	return string(b)
}

// unclaused is a file without its package clause, and what is no file as it is.
func unclaused(line string) string {
	if m := packageClause.FindString(line); m != "" {
		return blanked(m) + line[len(m):]
	}
	if strings.HasPrefix(line, "//") || strings.HasPrefix(line, "/*") { // a file may begin with what it is for
		fset := token.NewFileSet()
		if f, err := parser.ParseFile(fset, "", line, parser.PackageClauseOnly); err == nil {
			from, to := fset.Position(f.Package).Offset, fset.Position(f.Name.End()).Offset
			return line[:from] + blanked(line[from:to]) + line[to:]
		}
	}
	return line
}

func (s *Session) here(a Ask, out node.OutputFunc, last bool) node.Here {
	return node.Here{File: a.File, Sugar: true, Last: last && !s.reads, For: s.own, Stdout: toSink{out, node.Stdout, false}, Stderr: toSink{out, node.Stderr, a.Terminal}}
}

// at has the line evaluated at its target.
func (s *Session) at(ctx context.Context, t Target, source string, a Ask, out node.OutputFunc) Line {
	if strings.TrimSpace(source) == "" {
		return Line{Failure: &protocol.Failure{Kind: protocol.FailRefused, Text: "nothing to evaluate after @" + t.String() + "; write an expression or a statement behind it"}}
	}
	src, f := s.n.Quote(ctx, source, s.here(a, out, false))
	if f != nil {
		return Line{Failure: f}
	}
	defined, unkept, done := s.define(ctx, t, src, a, out)
	if done {
		return defined
	}
	o := node.Options{Timeout: a.Timeout, Output: out, Print: true, File: a.File, For: s.own}
	if id, ok := t.Single(); ok && t.Policy == node.WaitAll {
		outcome := knownHere(s.n, s.n.Ask(ctx, id, src, o), "$%s")
		s.last(outcome)
		return Line{Parts: []Part{{id, outcome}}}
	}
	report, err := s.n.AskAll(ctx, t, src, o)
	if err != nil {
		return Line{Failure: &protocol.Failure{Kind: protocol.FailUnreached, Text: err.Error()}}
	}
	l := Line{Several: true}
	if unkept != "" {
		l.Notices = append(l.Notices, "not kept for nodes that come later: "+unkept)
	}
	if report.Policy != node.WaitAll { // of all, the answers themselves say it
		l.Unmet = report.Unmet()
	}
	for _, x := range report.Answers {
		l.Parts = append(l.Parts, Part{x.Node, knownHere(s.n, x.Outcome, "$%s")})
	}
	return l
}

// last makes a remote value what `_` means, where it can be had here.
func (s *Session) last(o protocol.Outcome) {
	if !s.reads && o.Verdict == protocol.OK && len(o.Values) > 0 && len(o.Values[0].Data) > 0 {
		s.n.KeepLast(o.Values[0])
	}
}

// toSink makes an OutputFunc a writer for output of the prompt's own node.
type toSink struct {
	out      node.OutputFunc
	stream   uint8
	terminal bool
}

// Terminal says whether a line may be drawn over. See node.Caller.
func (w toSink) Terminal() bool { return w.terminal }

func (w toSink) Write(b []byte) (int, error) {
	if w.out != nil {
		w.out("", w.stream, append([]byte(nil), b...))
	}
	return len(b), nil
}

var _ io.Writer = toSink{}

// Complete lists how the word that ends at byte pos of line may go on, and where that word begins.
// Behind a target that is one node, that node is asked, as far as it answers in time; but not for what is behind a `$`, which is of
// here.
func (s *Session) Complete(ctx context.Context, line string, pos int) (int, []node.Candidate, error) {
	if rest, ok := strings.CutPrefix(line, "@"); ok {
		t, n, err := ParseTarget(rest)
		if id, single := t.Single(); err == nil && single && id != s.n.Name() && pos > n+1 && !unquoted(line[:pos]) {
			var c completion
			o := node.Options{Timeout: completePatience}
			err := s.n.CallWith(ctx, id, callComplete, o, &c, rest[n:], pos-n-1)
			return c.From + n + 1, c.Candidates, err
		}
		line = blanked(line[:min(len(line), n+1)]) + line[min(len(line), n+1):]
	}
	if m := ofProtocol.FindStringSubmatchIndex(line[:min(pos, len(line))]); m != nil {
		return m[2], protocolsLike(line[m[2]:m[3]]), nil
	}
	from, c := s.n.Complete(line, pos)
	c = s.offered(ctx, line[:from], c)
	if len(c) > 0 && strings.HasPrefix(c[0].Kind, node.SignatureKind) {
		if r, ok := Lookup(c[0].Text); ok && r.host != nil && !s.declared(r.Name) {
			c[0].Type = r.Name + r.Args // a function of the host has lost the names of its parameters
		}
	}
	return from, c, nil
}

// ofProtocol is the beginning of a name in what takes the name of a protocol.
var ofProtocol = regexp.MustCompile(`\b(?:Explore|Protocols|Random|Running|Sim|Start)\("([\w-]*)$`)

func protocolsLike(begin string) (found []node.Candidate) {
	for _, p := range Catalog() {
		if strings.HasPrefix(p.Name, begin) {
			found = append(found, node.Candidate{Text: p.Name, Kind: "protocol", Type: p.Summary})
		}
	}
	return found
}

func (s *Session) declared(name string) bool {
	return slices.ContainsFunc(s.n.Names(), func(x node.Name) bool { return x.Name == name })
}

// unquoted says whether the end of a line is a value of here: behind a `$` and its brackets.
func unquoted(line string) bool {
	i := strings.LastIndexByte(line, '$')
	if i < 0 {
		return false
	}
	depth := 0
	for j, c := range line[i+1:] {
		switch {
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			if depth--; depth < 0 {
				return false
			}
		case depth == 0 && j > 0 && c != '.' && c != '_' && !unicode.IsLetter(c) && !unicode.IsDigit(c):
			return false
		}
	}
	return true
}

// Peers lists the nodes that the prompt's node knows.
func (s *Session) Peers(ctx context.Context) ([]node.Peer, error) {
	s.n.Settle(ctx, completePatience) // a client has only begun to dial when it is asked
	return s.n.Peers(), nil
}

// Info says how the prompt's node is.
func (s *Session) Info(context.Context) (node.Info, error) { return s.n.Info(), nil }
