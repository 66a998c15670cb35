package scripts

import (
	"context"
	"errors"
	"fmt"
	"go/scanner"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/node"
	"parley/protocol"
)

// This file is Everywhere, Nowhere, Prelude and Missing: what all nodes are to have declared, those that come later too.

// everywhere is Everywhere: each of what is the name of something that was declared here, or source.
func (h *host) everywhere(what ...string) error {
	caller := h.n.Calling()
	var texts, values []string
	for _, w := range what {
		if !declaredName.MatchString(w) {
			texts = append(texts, w)
			continue
		}
		if w = strings.TrimSpace(w); kindOf(h.n, w) == "var" {
			values = append(values, fmt.Sprintf("var %s = $%s", w, w)) // as it is now: how it began elsewhere nobody wants to know
			continue
		}
		text, err := h.n.SourceOf(w)
		if err != nil {
			return err
		}
		texts = append(texts, text)
	}
	var src Source
	if len(values) > 0 {
		var f *protocol.Failure
		if src, f = h.n.Quote(caller.Context, strings.Join(values, "\n"), node.Here{Stdout: caller.Stdout, Stderr: caller.Stderr, For: caller.For}); f != nil {
			return f
		}
		texts = append(texts, src.Text) // a type is before its values
	}
	src.Text = strings.Join(texts, "\n\n")
	d := node.Definition{Source: src, Who: who(caller), Stdout: caller.Stdout, Stderr: caller.Stderr}
	out, err := h.n.Define(caller.Context, d)
	if errors.Is(err, node.ErrNoDeclarations) {
		return fmt.Errorf("%q is not source that declares something; give a name that was declared here, or func, type, var, const or import", strings.Join(what, ", "))
	}
	if err != nil {
		return err
	}
	if out.Failure != nil {
		return out.Failure
	}
	for _, x := range out.Notices {
		fmt.Fprintln(caller.Stderr, x)
	}
	return notAll(out)
}

var declaredName = regexp.MustCompile(`^\s*[\p{L}_][\p{L}\p{Nd}_]*(\.[\p{L}_][\p{L}\p{Nd}_]*)?\s*$`)

// kindOf is what somebody has declared a name here as, such as var; "" if nobody has.
func kindOf(n *node.Node, name string) string {
	names := n.Names()
	if i := slices.IndexFunc(names, func(x node.Name) bool { return x.Name == name }); i >= 0 {
		return names[i].Kind
	}
	return ""
}

// who is for whom that is done, "" for the node itself.
func who(caller node.Caller) string {
	if caller.For == nil {
		return ""
	}
	return string(caller.For.Name())
}

// nowhere is Nowhere.
func (h *host) nowhere(names ...string) error {
	if len(names) == 0 {
		return errors.New("Nowhere takes names; Prelude() lists those that there are")
	}
	caller := h.n.Calling()
	out, err := h.n.Remove(caller.Context, who(caller), names...)
	if err != nil {
		return err
	}
	return notAll(out)
}

// notAll says where a definition is not.
func notAll(d node.Defined) error {
	var errs []string
	for _, a := range d.Answers {
		if err := a.Outcome.Err(""); err != nil {
			errs = append(errs, string(a.Node)+": "+err.Error())
		}
	}
	if d.Unkept != "" {
		errs = append(errs, d.Unkept)
	}
	if len(errs) == 0 {
		return nil
	}
	what := strings.Join(d.Names, ", ")
	if len(d.Names) > 4 {
		what = fmt.Sprintf("%s and %d more", strings.Join(d.Names[:3], ", "), len(d.Names)-3)
	}
	return fmt.Errorf("not everywhere yet: %s: %s", what, strings.Join(errs, "; "))
}

// prelude is Prelude.
func (h *host) prelude() (Table, error) { return preludeTable(h.n.Calling().Context, h.n) }

func preludeTable(ctx context.Context, n *node.Node) (Table, error) {
	t := Table{Head: []string{"name", "version", "defined", "at", "by", "source"}, Empty: "nothing was defined everywhere"}
	es, err := n.Prelude(ctx)
	for _, e := range es {
		line, _, more := strings.Cut(strings.TrimSpace(uncommented(e.Source)), "\n")
		if more {
			line += " ..."
		}
		t.Rows = append(t.Rows, []string{e.Stamp.Name, strconv.FormatUint(e.Stamp.Version, 10), e.Stamp.Time().Format(time.DateTime), string(e.Stamp.By), e.Who, line})
	}
	return t, err
}

// uncommented is a declaration without the lines of comment before it.
func uncommented(s string) string {
	for strings.HasPrefix(s, "//") {
		_, s, _ = strings.Cut(s, "\n")
	}
	return s
}

// missingRows are shown of one node.
const missingRows = 20

func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// missing is Missing.
func (h *host) missing() (Table, error) { return missingTable(h.n.Calling().Context, h.n) }

func missingTable(ctx context.Context, n *node.Node) (Table, error) {
	m, err := n.Missing(ctx)
	t := Table{Head: []string{"node", "lacks", "version", "has", "why"}}
	if t.Empty = "nothing was defined everywhere"; m.Names > 0 {
		t.Empty = fmt.Sprintf("nothing is missing: %s, at %s", plural(m.Names, "name"), plural(m.Nodes, "node"))
	}
	of := map[protocol.NodeID]int{}
	for _, l := range m.Lacks {
		of[l.Node]++
	}
	shown := map[protocol.NodeID]int{}
	for _, l := range m.Lacks {
		if shown[l.Node]++; shown[l.Node] > missingRows {
			if shown[l.Node] == missingRows+1 {
				t.Rows = append(t.Rows, []string{string(l.Node), fmt.Sprintf("and %d more", of[l.Node]-missingRows)})
			}
			continue
		}
		has := ""
		if l.Has > 0 {
			has = strconv.FormatUint(l.Has, 10)
		}
		t.Rows = append(t.Rows, []string{string(l.Node), l.Name, strconv.FormatUint(l.Version, 10), has, l.Why})
	}
	return t, err
}

// define has a line for all nodes declared at those that come later too, if it has declarations alone. done is false if it is to be evaluated as any
// other line; why then says why it is not kept, if it looks as if it should be.
func (s *Session) define(ctx context.Context, t Target, src Source, a Ask, out node.OutputFunc) (l Line, why string, done bool) {
	if t.Set != "all" || t.Policy != node.WaitAll {
		return l, "", false
	}
	if err := node.Declarations(src); errors.Is(err, node.ErrNoDeclarations) {
		return l, "", false
	} else if err != nil {
		return l, err.Error(), false
	}
	d := node.Definition{Source: src, File: a.File, Timeout: a.Timeout, Who: s.who,
		Stdout: toSink{out, node.Stdout, false}, Stderr: toSink{out, node.Stderr, a.Terminal}}
	defined, err := s.n.Define(ctx, d)
	switch {
	case err != nil:
		return lineOf(err), "", true
	case defined.Failure != nil:
		return Line{Failure: defined.Failure}, "", true
	}
	l = Line{Several: true, Notices: defined.Notices}
	if defined.Unkept != "" {
		l.Notices = append(l.Notices, defined.Unkept)
	}
	for _, x := range defined.Answers {
		l.Parts = append(l.Parts, Part{x.Node, x.Outcome})
	}
	return l, "", true
}

// everywhereCall is a line that is a call of Everywhere.
var everywhereCall = regexp.MustCompile(`^Everywhere\s*\(`)

// everywhereLine lets `Everywhere(func f() int { return 1 })` mean what it says, and `Everywhere(f)` mean Everywhere("f"): neither is Go. It gives the
// declarations at their places, or the line to evaluate.
func (s *Session) everywhereLine(line string) (declarations, rest string) {
	m := everywhereCall.FindString(line)
	if m == "" || !strings.HasSuffix(line, ")") || s.declared("Everywhere") {
		return "", line
	}
	inner := line[len(m) : len(line)-1]
	if declarationWord.MatchString(inner) {
		return blanked(m) + inner, ""
	}
	var names []string
	for _, x := range strings.Split(inner, ",") {
		if x = strings.TrimSpace(x); !declaredName.MatchString(x) || !s.shareable(x) {
			return "", line
		}
		names = append(names, strconv.Quote(x))
	}
	return "", m + strings.Join(names, ", ") + ")"
}

var declarationWord = regexp.MustCompile(`^\s*(?:(?://[^\n]*(?:\n\s*|$))*)(?:func\s+[\p{L}_]|func\s*\([^()]*\)\s*[\p{L}_]\S*\(|type\s|var[\s(]|const[\s(]|import[\s("])`)

// EverywhereOpen says whether text begins a call of Everywhere with declarations in it, which is no Go, and whether its end is still to come.
func EverywhereOpen(text string) (declares, open bool) {
	m := everywhereCall.FindString(text)
	if m == "" || !declarationWord.MatchString(text[len(m):]) {
		return false, false
	}
	var sc scanner.Scanner
	fset := token.NewFileSet()
	sc.Init(fset.AddFile("", fset.Base(), len(text)), []byte(text), func(token.Position, string) { open = true }, 0) // a string or a comment goes on
	depth := 0
	for {
		switch _, tok, _ := sc.Scan(); tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth--
		case token.EOF:
			return true, open || depth > 0
		}
	}
}

// shareable says whether a name is meant, and not its value: text may be source.
func (s *Session) shareable(name string) bool {
	base, _, method := strings.Cut(name, ".")
	switch kindOf(s.n, base) {
	case "type":
		return true
	case "func":
		return !method
	case "var", "const":
		typ, err := s.n.TypeOf(name)
		typ, _, _ = strings.Cut(typ, ",") // of a constant its value follows
		return !method && err == nil && typ != "string"
	}
	return false
}

// CommandPrelude and CommandMissing are names of Session.Command, without arguments.
const (
	CommandPrelude = "prelude"
	CommandMissing = "missing"
)
