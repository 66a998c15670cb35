package eval

// This file lowers quotes: Quote(E) becomes the text of E, with `$0`, `$1`.. for what is unquoted in it, and those values.

import (
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"parley/protocol"
)

const (
	quoteName  = "Quote"
	quotedName = "quoted" // the function of the dot package that a quote becomes a call of
)

// quote is a call of Quote that is evaluated here; quotes inside of its text are not.
type quote struct {
	call     *ast.CallExpr
	from, to token.Pos // of the whole call
	text     string
	unquotes []ast.Expr // what is evaluated here, in source order
	loose    bool       // its text means something only elsewhere
}

// calls says whether x calls the dot package's function of that name, as far as syntax shows.
func (im *Image) calls(x *ast.CallExpr, name string) bool {
	f := ast.Unparen(x.Fun)
	if ix, ok := f.(*ast.IndexExpr); ok {
		f = ix.X
	}
	if len(x.Args) != 1 || im.conf.Dot == "" {
		return false
	}
	switch f := f.(type) {
	case *ast.Ident:
		return f.Name == name && im.cur[name] == nil
	case *ast.SelectorExpr:
		id, ok := f.X.(*ast.Ident)
		return ok && f.Sel.Name == name && im.imports[id.Name] == im.conf.Dot
	}
	return false
}

// cut is a part of a quote's text that is evaluated before it travels.
type cut struct {
	from, to token.Pos
	expr     ast.Expr
	open     token.Pos // where the text of expr begins: its names may not be those that were typed
	close    token.Pos // and where it ends
}

// cuts finds what is unquoted below n, which stands at the given level of quoting.
func (im *Image) cuts(n ast.Node, level int) (cs []cut) {
	ast.Inspect(n, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.Ident:
			if strings.HasPrefix(m.Name, "bind__") { // a value that came along: it is known here and nowhere else
				cs = append(cs, cut{m.Pos(), m.End(), m, m.Pos(), m.End()})
			}
		case *ast.CallExpr:
			switch {
			case im.calls(m, quoteName):
				cs = append(cs, im.cuts(m.Args[0], level+1)...)
				return false
			case im.calls(m, unquoteName) && level == 1:
				cs = append(cs, cut{m.Pos(), m.End(), m.Args[0], m.Lparen + 1, m.Rparen})
				return false
			case im.calls(m, unquoteName):
				cs = append(cs, im.cuts(m.Args[0], level-1)...)
				return false
			}
		}
		return true
	})
	return cs
}

// cutText is the text from one place to another with `$n` for each cut.
func (im *Image) cutText(from, to token.Pos, cs []cut) string {
	src, a := im.offset(from)
	_, z := im.offset(to)
	if src == nil || a < 0 || z > len(src.parsed) || a > z {
		return ""
	}
	var b strings.Builder
	for i, c := range cs {
		_, f := im.offset(c.from)
		_, t := im.offset(c.to)
		b.WriteString(src.parsed[a:f])
		b.WriteString("$" + strconv.Itoa(i))
		a = t
	}
	b.WriteString(src.parsed[a:z])
	return b.String()
}

// strayUnquotes reports what is unquoted outside of any quote: there is nowhere for it to travel to.
func (im *Image) strayUnquotes(n ast.Node) (ps problems) {
	ast.Inspect(n, func(m ast.Node) bool {
		call, ok := m.(*ast.CallExpr)
		switch {
		case ok && im.calls(call, quoteName):
			for _, c := range im.cuts(call.Args[0], 1) {
				ps = append(ps, im.strayUnquotes(c.expr)...)
			}
			return false
		case ok && im.calls(call, unquoteName):
			if src, off := im.offset(call.Pos()); src != nil {
				ps = append(ps, problem{src.position(off), "Unquote, or $, is a value of here on its way elsewhere: use it inside Quote, or in a line that names a target", off, src})
			}
		}
		return true
	})
	return ps
}

// quotedText is the argument of a quote, up to its bracket: a name that means what it meant before is longer in the syntax
// than in the text.
func (im *Image) quotedText(call *ast.CallExpr, cs []cut) string {
	return strings.TrimRight(im.cutText(call.Args[0].Pos(), call.Rparen, cs), " \t\r\n,")
}

// findQuotes collects the quotes below n that are evaluated here.
func (im *Image) findQuotes(n ast.Node) (qs []*quote) {
	ast.Inspect(n, func(m ast.Node) bool {
		call, ok := m.(*ast.CallExpr)
		if !ok || !im.calls(call, quoteName) {
			return true
		}
		arg := call.Args[0]
		cs := im.cuts(arg, 1)
		q := &quote{call: call, from: call.Pos(), to: call.End(), text: im.quotedText(call, cs)}
		for _, c := range cs {
			q.unquotes = append(q.unquotes, c.expr)
			qs = append(qs, im.findQuotes(c.expr)...)
		}
		qs = append(qs, q)
		return false
	})
	return qs
}

// tryQuotes checks the chunk. A quote may name things that only the target knows: then its text is not checked here, and its type
// is any; what is unquoted in it is checked all the same.
func (im *Image) tryQuotes(c *chunk) ([]types.Error, *types.Info) {
	if im.conf.Dot == "" || !strings.Contains(c.src.parsed, quoteName) {
		return im.try(c)
	}
	var qs []*quote
	for _, d := range c.decls {
		if _, off := im.offset(d.Pos()); off >= 0 {
			qs = append(qs, im.findQuotes(d)...)
		}
	}
	if c.fun != nil {
		qs = append(qs, im.findQuotes(c.fun.Body)...)
	}
	if im.quotes == nil {
		im.quotes = map[*ast.CallExpr]*quote{}
	}
	for _, q := range qs {
		if old := im.quotes[q.call]; old == nil || !old.loose {
			im.quotes[q.call] = q
			c.quotes = append(c.quotes, q)
		}
	}
	for {
		errs, info := im.try(c)
		again := false
		for _, e := range errs {
			if q := innermost(c.quotes, e.Pos); q != nil && !q.loose {
				q.loosen()
				again = true
			}
		}
		if !again {
			return errs, info
		}
	}
}

// innermost is the quote whose own text pos is in, nil if it is in none.
func innermost(qs []*quote, pos token.Pos) *quote {
	var in *quote
	for _, q := range qs {
		if q.from <= pos && pos <= q.to && (in == nil || q.from >= in.from) {
			in = q
		}
	}
	if in == nil {
		return nil
	}
	for _, u := range in.unquotes {
		if u.Pos() <= pos && pos < u.End() {
			return nil
		}
	}
	return in
}

// loosen replaces the quoted expression by one that only has what is unquoted in it. The text is kept already.
func (q *quote) loosen() {
	q.loose = true
	at := q.from
	id := func(n string) *ast.Ident { return &ast.Ident{Name: n, NamePos: at} }
	list := &ast.CompositeLit{Type: &ast.ArrayType{Lbrack: at, Elt: id("any")}, Lbrace: at, Rbrace: at, Elts: q.unquotes}
	if ix, ok := ast.Unparen(q.call.Fun).(*ast.IndexExpr); ok { // Quote[T](...): T was said
		body := &ast.BlockStmt{Lbrace: at, Rbrace: at, List: []ast.Stmt{
			useOf(list),
			&ast.ExprStmt{X: &ast.CallExpr{Fun: id("panic"), Lparen: at, Rparen: at, Args: []ast.Expr{&ast.BasicLit{ValuePos: at, Kind: token.INT, Value: "0"}}}},
		}}
		lit := &ast.FuncLit{Type: &ast.FuncType{Func: at, Params: &ast.FieldList{}, Results: &ast.FieldList{List: []*ast.Field{{Type: ix.Index}}}}, Body: body}
		q.call.Args = []ast.Expr{&ast.CallExpr{Fun: lit, Lparen: at, Rparen: at}}
		return
	}
	q.call.Args = []ast.Expr{&ast.CallExpr{Fun: id("any"), Lparen: at, Rparen: at, Args: []ast.Expr{list}}}
}

// quoteCall writes a call of Quote as a call of quoted.
func (e *emitter) quoteCall(x *ast.CallExpr) (string, bool) {
	q := e.im.quotes[x]
	if q == nil {
		return "", false
	}
	id := calleeIdent(x.Fun)
	f, ok := e.info.Uses[id].(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() != e.im.conf.Dot {
		return "", false // a local thing of the same name
	}
	d := e.im.declOfObject(f.Pkg().Scope().Lookup(quotedName))
	if d == nil {
		fail("package %s has no function %s", e.im.conf.Dot, quotedName)
	}
	s := e.ld.needFunc(d, e.targs(e.info.Instances[id].TypeArgs)) + "(" + strconv.Quote(q.text)
	for _, u := range q.unquotes {
		t := "any"
		if ut := e.typeOf(u); ut != nil && ut != types.Typ[types.UntypedNil] {
			t = Value{T: defaultType(ut)}.TypeString()
		}
		s += ", " + strconv.Quote(t) + ", " + e.expr(u)
	}
	return s + ")", true
}

func calleeIdent(f ast.Expr) *ast.Ident {
	switch f := ast.Unparen(f).(type) {
	case *ast.IndexExpr:
		return calleeIdent(f.X)
	case *ast.SelectorExpr:
		return f.Sel
	case *ast.Ident:
		return f
	}
	return nil
}

// QuoteText makes a whole chunk a quote, as a line with a target at the prompt is: it evaluates what the chunk unquotes, here, and
// gives the text that travels, with `$0`.. for the values. Errors of meaning are the target's to find; of syntax, ours.
func (im *Image) QuoteText(ctx context.Context, r Request) (text string, binds []protocol.Value, fail *protocol.Failure) {
	src, err := newQuotedSource(r.File, r.Source, r.Sugar, true)
	if err != nil {
		return "", nil, compileFailure(err)
	}
	text, parts, err := im.cutChunk(src)
	if err != nil {
		return "", nil, compileFailure(err)
	}
	for _, p := range parts {
		part := r
		part.Source, part.Sugar = p, r.Sugar
		res := im.Eval(ctx, part)
		if res.Failure != nil {
			return "", nil, res.Failure
		}
		if len(res.Values) != 1 {
			return "", nil, &protocol.Failure{Kind: protocol.FailCompile, Text: fmt.Sprintf("Unquote(%s) has %d values; it must have one", strings.TrimSpace(p), len(res.Values))}
		}
		v := res.Values[0]
		pv, err := Encode(v.V, v.TypeString())
		if err != nil {
			return "", nil, &protocol.Failure{Kind: protocol.FailValue, Text: fmt.Sprintf("Unquote(%s): %v", strings.TrimSpace(p), err)}
		}
		binds = append(binds, pv)
	}
	return text, binds, nil
}

// cutChunk gives the text of a chunk that is quoted as a whole, and the source of what is unquoted in it, each at its place, with nothing before it.
func (im *Image) cutChunk(src *source) (text string, parts []string, err error) {
	im.mu.Lock()
	defer im.mu.Unlock()
	c, err := im.parse(src)
	if c == nil {
		return "", nil, err
	}
	defer im.forget(c)
	if err != nil {
		return "", nil, err
	}
	var cs []cut
	seen := map[token.Pos]bool{}
	add := func(n ast.Node) {
		for _, x := range im.cuts(n, 1) {
			if !seen[x.from] {
				seen[x.from] = true
				cs = append(cs, x)
			}
		}
	}
	for _, d := range c.decls {
		add(d)
	}
	for _, it := range c.items {
		add(it)
	}
	slices.SortFunc(cs, func(a, b cut) int { // declarations and statements are parsed apart
		_, x := im.offset(a.from)
		_, y := im.offset(b.from)
		return x - y
	})
	var b strings.Builder
	at := 0
	for i, x := range cs {
		_, f := im.offset(x.from)
		_, t := im.offset(x.to)
		b.WriteString(src.parsed[at:f] + "$" + strconv.Itoa(i))
		at = t
		_, open := im.offset(x.open)
		_, end := im.offset(x.close)
		expr := strings.TrimRight(strings.TrimSpace(src.parsed[open:end]), ", \t\r\n")
		parts = append(parts, src.blankBefore(f, expr)+expr)
	}
	b.WriteString(src.parsed[at:])
	return b.String(), parts, nil
}
