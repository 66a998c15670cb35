package repl

import (
	"context"
	"go/token"
	"slices"
	"sort"
	"strings"
	"time"

	"parley/node"
)

// completePatience is how long Tab may take: longer and typing would stick.
const completePatience = 300 * time.Millisecond

// complete is Tab, on the goroutine that reads the keys.
func (t *terminal) complete() {
	before, after := t.editor.Around()
	from, found := t.p.complete(before, after)
	typed := before[from:]
	var call *node.Candidate
	if len(found) > 0 && strings.HasPrefix(found[0].Kind, node.SignatureKind) {
		call, found = &found[0], found[1:]
	}
	again := t.tabbed == before
	t.tabbed = before
	if call != nil && typed == "" && !again { // all that could stand there would bury what the call takes; a second Tab lists it
		t.show(signature(*call, t.width()))
		return
	}
	var texts []string
	var fits []node.Candidate
	for _, x := range found {
		if strings.HasPrefix(x.Text, typed) {
			texts = append(texts, x.Text)
			fits = append(fits, x)
		}
	}
	switch {
	case len(fits) == 0 && call != nil:
		t.show(signature(*call, t.width()))
	case len(fits) == 0:
	case common(texts) != typed:
		t.editor.Insert(common(texts)[len(typed):])
	case len(fits) > 1:
		t.show(columnsOf(fits, t.width()))
	}
}

// Limits of a list of candidates.
const (
	maxTyped  = 8   // that are shown with their types
	maxListed = 200 // that are shown at all
)

// columnsOf lists candidates: with their types if they are few, else in columns.
func columnsOf(found []node.Candidate, width int) string {
	more := ""
	if len(found) > maxListed {
		more = cut("...", width-1) + "\n"
		found = found[:maxListed]
	}
	widest := 0
	for _, c := range found {
		widest = max(widest, columns(c.Text))
	}
	var b strings.Builder
	if len(found) <= maxTyped {
		for _, c := range found {
			s := c.Text + strings.Repeat(" ", widest-columns(c.Text)+2) + strings.Join(strings.Fields(c.Type), " ")
			b.WriteString(cut(strings.TrimRight(s, " "), width-1) + "\n")
		}
		return b.String() + more
	}
	perLine := max((width-1)/(widest+2), 1)
	rows := (len(found) + perLine - 1) / perLine
	for r := range rows {
		var s strings.Builder
		for i := r; i < len(found); i += rows {
			s.WriteString(found[i].Text + strings.Repeat(" ", widest-columns(found[i].Text)+2))
		}
		b.WriteString(cut(strings.TrimRight(s.String(), " "), width-1) + "\n")
	}
	return b.String() + more
}

// cut shortens s to that many columns.
func cut(s string, width int) string {
	n := 0
	for i, r := range s {
		if n += columns(string(r)); n > width {
			return s[:i]
		}
	}
	return s
}

// common is what all the texts begin with.
func common(texts []string) string {
	s := texts[0]
	for _, t := range texts[1:] {
		n := 0
		for n < len(s) && n < len(t) && s[n] == t[n] {
			n++
		}
		s = s[:n]
	}
	return strings.ToValidUTF8(s, "")
}

// complete lists how the word that ends before may go on, and where in before it begins.
func (p *prompt) complete(before, after string) (int, []node.Candidate) {
	ctx, cancel := context.WithTimeout(p.ctx, completePatience)
	defer cancel()
	return p.completeText(ctx, before, after)
}

func (p *prompt) completeText(ctx context.Context, before, after string) (int, []node.Candidate) {
	blank := len(before) - len(strings.TrimLeft(before, " \t\n"))
	if rest, ok := strings.CutPrefix(before[blank:], ":"); ok {
		name, arg, more := strings.Cut(rest, " ")
		if !more {
			return blank + 1, p.commandNames()
		}
		c, known := p.find(name)
		if !known || c.complete == nil {
			return len(before), nil
		}
		from, found := c.complete(p, ctx, arg, after)
		return len(before) - len(arg) + from, found
	}
	if rest, ok := strings.CutPrefix(before[blank:], "on "); ok && !strings.Contains(rest, "\n") {
		from, found := completeOnlyTarget(p, ctx, rest, after)
		return len(before) - len(rest) + from, found
	}
	if rest, ok := strings.CutPrefix(before[blank:], "@"); ok {
		depth := strings.Count(rest, "(") - strings.Count(rest, ")")
		if depth > 0 || !strings.ContainsAny(rest, " \t\n)") {
			from, found := p.completeTarget(ctx, rest)
			return blank + 1 + from, found
		}
		return p.completeGo(ctx, before, after)
	}
	if p.at == "" {
		return p.completeGo(ctx, before, after)
	}
	target := "@" + p.at + " " // so that it is completed where it will be evaluated
	from, found := p.completeGo(ctx, target+before, after)
	if from < len(target) {
		return len(before), nil
	}
	return from - len(target), found
}

// completeGo asks the client, and adds the names of nodes, which are identifiers too. An error is no reason to disturb
// who types.
func (p *prompt) completeGo(ctx context.Context, before, after string) (int, []node.Candidate) {
	type answer struct {
		from  int
		found []node.Candidate
		peers []node.Peer
	}
	a, err := within(ctx, func() (a answer, err error) {
		if a.from, a.found, err = p.Client.Complete(ctx, before+after, len(before)); err == nil {
			a.peers, _ = p.Client.Peers(ctx)
		}
		return a, err
	})
	if err != nil || a.from < 0 || a.from > len(before) {
		return len(before), nil
	}
	typed := before[a.from:]
	if typed == "" || strings.HasSuffix(before[:a.from], ".") {
		return a.from, a.found
	}
	for _, x := range a.peers {
		name := string(x.ID)
		if strings.HasPrefix(name, typed) && token.IsIdentifier(name) && !slices.ContainsFunc(a.found, func(c node.Candidate) bool { return c.Text == name }) {
			a.found = append(a.found, node.Candidate{Text: name, Kind: "node", Type: "node"})
		}
	}
	sort.SliceStable(a.found, func(i, j int) bool {
		x, y := a.found[i], a.found[j]
		if sx, sy := strings.HasPrefix(x.Kind, node.SignatureKind), strings.HasPrefix(y.Kind, node.SignatureKind); sx != sy {
			return sx
		}
		return x.Text < y.Text
	})
	return a.from, a.found
}

// within is f's answer, or the context's error if f has none by then.
func within[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		v   T
		err error
	}
	done := make(chan result, 1)
	go func() {
		v, err := f()
		done <- result{v, err}
	}()
	select {
	case r := <-done:
		return r.v, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// completeTarget completes the last name of a target.
func (p *prompt) completeTarget(ctx context.Context, s string) (int, []node.Candidate) {
	from := strings.LastIndexAny(s, ",( ") + 1
	var found []node.Candidate
	peers, _ := within(ctx, func() ([]node.Peer, error) { return p.Client.Peers(ctx) })
	for _, x := range peers {
		found = append(found, node.Candidate{Text: string(x.ID), Kind: "node"})
	}
	words := []string{"all", "others", "self", "leader", "followers"}
	if from == 0 {
		words = append(words, "first(", "quorum(", "settle(")
	}
	for _, w := range words {
		found = append(found, node.Candidate{Text: w, Kind: "target"})
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].Text < found[j].Text })
	return from, found
}
