package eval

// This file finds out where in unfinished source a cursor stands, and what is known there.

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"path"
	"regexp"
	"sort"
	"strings"
)

// cursorMark ends the name that stands for the word at the cursor. No source can have it.
const cursorMark = "cursor__"

// cursor is a place in source that somebody is typing.
type cursor struct {
	im    *Image
	c     *chunk
	info  *types.Info
	found bool       // the rest is known
	dead  bool       // in a string or a comment: nothing can be said
	path  []ast.Node // from the outermost node to the word at the cursor
	word  *ast.Ident
	sel   ast.Expr // the operand of which the word is a member
	label bool     // the word is a label
	last  token.Token
	open  []token.Token
}

// placeOf reads what stands before the word at the cursor: it puts a name in the word's place, closes what is open, and checks that
// as far as it can be.
func (im *Image) placeOf(before string) *cursor {
	p := &cursor{im: im}
	closers := p.scan(before)
	if p.dead {
		return p
	}
	switch p.last {
	case token.BREAK, token.CONTINUE, token.GOTO:
		p.label = true
	}
	mark := cursorMark
	if unfinishedCall.MatchString(before) {
		mark += "()"
	}
	src, err := newSource("", before+mark+closers, true)
	if err != nil {
		return p
	}
	defer func() {
		if recover() != nil { // the parser and the checker are given what nobody would write: better no answer than none at all
			p.found, p.sel = false, nil
		}
	}()
	p.c = &chunk{src: src, loose: true}
	if c, err := im.parseInto(p.c); c == nil || err != nil {
		return p
	}
	for _, d := range p.c.decls { // a method of a type of an earlier chunk is a function here
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
			f.Type.Params.List = append(f.Recv.List, f.Type.Params.List...)
			f.Recv, f.Name = nil, &ast.Ident{Name: "_", NamePos: f.Name.Pos()}
		}
	}
	im.lastValue(p.c)
	p.info = newInfo()
	p.info.Scopes = map[ast.Node]*types.Scope{}
	im.tryInto(p.c, p.info)
	p.find()
	return p
}

// unfinishedCall is a go or a defer statement that is no call yet, which the parser drops.
var unfinishedCall = regexp.MustCompile(`\b(?:go|defer)\s+[\w.]*$`)

func (p *cursor) close() {
	if p.c != nil {
		p.im.forget(p.c)
	}
}

// scan reads the tokens, and gives what closes all that is open.
func (p *cursor) scan(before string) string {
	var sc scanner.Scanner
	fset := token.NewFileSet()
	broken := ""
	text := []byte(strings.ReplaceAll(before, "$", "_"))
	file := fset.AddFile("", fset.Base(), len(text))
	sc.Init(file, text, func(_ token.Position, msg string) { broken = msg }, scanner.ScanComments)
	headers := []bool{false} // for each open bracket: a for, an if or a switch waits for its brace
	p.last = token.ILLEGAL
	for {
		pos, tok, lit := sc.Scan()
		if tok == token.EOF {
			break
		}
		if tok == token.COMMENT {
			p.dead = strings.HasPrefix(lit, "//") && file.Offset(pos)+len(lit) == len(text)
			continue
		}
		n := len(headers) - 1
		switch tok {
		case token.FOR, token.IF, token.SWITCH, token.SELECT:
			headers[n] = true
		case token.LBRACE, token.LPAREN, token.LBRACK:
			if tok == token.LBRACE {
				headers[n] = false
			}
			p.open = append(p.open, tok)
			headers = append(headers, false)
		case token.RBRACE, token.RPAREN, token.RBRACK:
			if n > 0 {
				p.open, headers = p.open[:n-1], headers[:n]
			}
		case token.SEMICOLON:
			if lit == "\n" {
				continue
			}
		}
		p.last = tok
	}
	if strings.Contains(broken, "not terminated") {
		p.dead = true
	}
	var b strings.Builder
	for i := len(headers) - 1; i >= 0; i-- {
		if headers[i] {
			b.WriteString(" {}")
		}
		if i > 0 {
			b.WriteString(map[token.Token]string{token.LBRACE: "}", token.LPAREN: ")", token.LBRACK: "]"}[p.open[i-1]])
		}
	}
	return b.String()
}

// find looks for the word in the syntax.
func (p *cursor) find() {
	roots := make([]ast.Node, 0, len(p.c.decls)+1)
	for _, d := range p.c.decls {
		roots = append(roots, d)
	}
	if p.c.fun != nil {
		roots = append(roots, p.c.fun)
	}
	for _, r := range roots {
		var path []ast.Node
		ast.Inspect(r, func(n ast.Node) bool {
			if p.found {
				return false
			}
			if n == nil {
				path = path[:len(path)-1]
				return true
			}
			path = append(path, n)
			if id, ok := n.(*ast.Ident); ok && strings.HasSuffix(id.Name, cursorMark) {
				p.found, p.word = true, id
				p.path = append([]ast.Node(nil), path...)
			}
			return true
		})
		if p.found {
			break
		}
	}
	if s, ok := p.parent(1).(*ast.SelectorExpr); ok && s.Sel == p.word {
		p.sel = s.X
	}
	if s, ok := p.parent(1).(*ast.BranchStmt); ok && s.Label == p.word {
		p.label = true
	}
}

// parent is the k-th node around the word; nil if there are not so many.
func (p *cursor) parent(k int) ast.Node {
	if i := len(p.path) - 1 - k; i >= 0 {
		return p.path[i]
	}
	return nil
}

// selector offers what can stand behind the dot.
func (p *cursor) selector(add func(text, kind, typ string)) {
	if id, ok := p.sel.(*ast.Ident); ok {
		if pn, ok := p.info.Uses[id].(*types.PkgName); ok {
			addExported(pn.Imported(), add)
			return
		}
	}
	tv, ok := p.info.Types[p.sel]
	switch {
	case !ok || tv.Type == nil || tv.Type == types.Typ[types.Invalid]:
	case tv.IsType(): // a method expression
		addMethods(tv.Type, add)
	default:
		if tu, ok := tv.Type.(*types.Tuple); !ok {
			addMembers(tv.Type, add)
		} else if tu.Len() == 1 {
			addMembers(tu.At(0).Type(), add)
		}
	}
}

// locals offers the names that are declared before the cursor in the source itself.
func (p *cursor) locals(add func(text, kind, typ string)) {
	if !p.found {
		return
	}
	at := p.word.Pos()
	var inner *types.Scope
	for _, s := range p.info.Scopes {
		if s.Contains(at) && (inner == nil || s.End()-s.Pos() < inner.End()-inner.Pos()) {
			inner = s
		}
	}
	for s := inner; s != nil && s != p.im.pkg.Scope() && s != types.Universe; s = s.Parent() {
		for _, n := range s.Names() {
			if o := s.Lookup(n); o.Pos() < at && !strings.Contains(n, "__") {
				kind, typ := describe(o)
				add(n, kind, typ)
			}
		}
	}
	for n := range declaredNames(p.c.decls) {
		if o := p.im.pkg.Scope().Lookup(n); o != nil && !strings.Contains(n, "__") && (o.Pos() < at || o.Parent() == p.im.pkg.Scope() && p.c.fun == nil) {
			kind, typ := describe(o)
			add(n, kind, typ)
		}
	}
}

// fields offers the fields that a composite literal has not set yet.
func (p *cursor) fields(add func(text, kind, typ string)) {
	lit, ok := p.parent(1).(*ast.CompositeLit)
	if !ok {
		return
	}
	t := p.info.TypeOf(lit)
	if t == nil {
		return
	}
	set := map[string]bool{}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				set[id.Name] = true
			}
		} else if e != p.word {
			return // its values go by their places
		}
	}
	addFields(t, false, func(text, kind, typ string) {
		if !set[text] {
			add(text, kind, typ)
		}
	})
}

// labels offers the labels that a branch statement can name.
func (p *cursor) labels(add func(text, kind, typ string)) {
	if p.c == nil || p.c.fun == nil && len(p.c.decls) == 0 {
		return
	}
	look := func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			if l, ok := n.(*ast.LabeledStmt); ok && !strings.HasSuffix(l.Label.Name, cursorMark) {
				add(l.Label.Name, "label", "")
			}
			return true
		})
	}
	for _, d := range p.c.decls {
		look(d)
	}
	if p.c.fun != nil {
		look(p.c.fun)
	}
}

// keywords offers those that can stand at the cursor.
func (p *cursor) keywords(add func(text, kind, typ string)) {
	give := func(ks ...token.Token) {
		for _, k := range ks {
			add(k.String(), "keyword", "")
		}
	}
	if !p.found {
		for k := token.BREAK; k <= token.VAR; k++ {
			give(k)
		}
		return
	}
	give(token.FUNC, token.MAP, token.CHAN, token.STRUCT, token.INTERFACE)
	if p.last == token.DEFINE || p.last == token.ASSIGN || p.last == token.FOR {
		give(token.RANGE)
	}
	if !p.statement() {
		return
	}
	give(token.CONST, token.DEFER, token.FOR, token.GO, token.GOTO, token.IF, token.RETURN, token.SELECT, token.SWITCH, token.TYPE, token.VAR)
	if len(p.open) == 0 {
		give(token.IMPORT)
	}
	if p.last == token.RBRACE {
		give(token.ELSE)
	}
	for _, n := range p.path {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			give(token.BREAK, token.CONTINUE)
		case *ast.SwitchStmt, *ast.TypeSwitchStmt:
			give(token.BREAK, token.CASE, token.DEFAULT, token.FALLTHROUGH)
		case *ast.SelectStmt:
			give(token.BREAK, token.CASE, token.DEFAULT)
		}
	}
}

// statement says whether the word begins a statement.
func (p *cursor) statement() bool {
	switch s := p.parent(1).(type) {
	case *ast.ExprStmt:
		return true
	case *ast.AssignStmt: // the last expression, as useOf has it
		id, ok := s.Lhs[0].(*ast.Ident)
		return ok && id.Name == "_" && s.Pos() == p.word.Pos()
	}
	return p.last == token.LBRACE || p.last == token.SEMICOLON || p.last == token.ILLEGAL
}

// importBefore is the beginning of a path within the quotes of an import.
func importBefore(before string) (string, bool) {
	m := importPath.FindStringSubmatch(before)
	if m == nil {
		return "", false
	}
	return m[1], true
}

var importPath = regexp.MustCompile(`(?:^|[\n;])\s*import\s*(?:\w+\s*|\.\s*|\([^)]*?(?:\w+\s*|\.\s*)?)?"([\w./-]*)$`)

// completeImport offers the paths that begin so, a part at a time is not worth while: there are few.
func (im *Image) completeImport(prefix string, pos int) (int, []Candidate) {
	im.mu.Lock()
	defer im.mu.Unlock()
	var cands []Candidate
	for p, t := range im.tables {
		if strings.HasPrefix(p, prefix) && !strings.HasPrefix(p, "_") && !strings.Contains(p, "internal") {
			typ := ""
			if t.name != path.Base(p) {
				typ = "package " + t.name
			}
			cands = append(cands, Candidate{p, "package", typ})
		}
	}
	sort.Slice(cands, func(i, j int) bool { return cands[i].Text < cands[j].Text })
	return pos - len(prefix), cands
}
