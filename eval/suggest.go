package eval

// This file finds the name that the user most likely meant by one that there is not.

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// suggest adds to msg, which is what e says, what may have been meant.
func (im *Image) suggest(c *chunk, info *types.Info, e types.Error, msg string) string {
	if strings.Contains(msg, "but have ") || strings.Contains(msg, "but does have ") {
		return msg // the checker knows one
	}
	if strings.Contains(msg, "of struct type protocol.Ref)") {
		return msg + "\n\ta reference stands for a value that stays at its node: use it in what is evaluated there"
	}
	if _, field, ok := strings.Cut(msg, "(type protocol.Record has no field or method "); ok {
		x, _, _ := strings.Cut(msg, "."+strings.TrimSuffix(field, ")")+" undefined ")
		return msg + "\n\tthe fields of a record are in a map: " + x + ".Fields[" + strconv.Quote(strings.TrimSuffix(field, ")")) + "]"
	}
	if m := textForTarget.FindStringSubmatch(msg); m != nil {
		return msg + "; write Node(" + m[1] + ")"
	}
	if m := oneOfTwo.FindStringSubmatch(msg); m != nil {
		return msg + im.withError(c, info, m[1])
	}
	if strings.HasPrefix(msg, "in call to ") {
		return msg + im.unquoted(c, e, msg)
	}
	if n, ok := strings.CutPrefix(msg, "undefined: "); ok {
		if pkg, name, ok := strings.Cut(n, "."); ok {
			return msg + im.exportedLike(c, info, e, pkg, name)
		}
		return msg + im.meant(c, info, []types.Error{e}, n)
	}
	if rest, ok := strings.CutSuffix(msg, ")"); ok && strings.Contains(msg, " undefined (type ") {
		sel, _ := im.nodeAt(c, func(n ast.Node) bool { s, ok := n.(*ast.SelectorExpr); return ok && s.Sel.Pos() == e.Pos }).(*ast.SelectorExpr)
		if sel == nil || info.TypeOf(sel.X) == nil {
			return msg
		}
		kinds := map[string]string{}
		addMembers(info.TypeOf(sel.X), func(name, kind, _ string) { kinds[name] = kind })
		if n := nearest(sel.Sel.Name, kinds); n != "" {
			return rest + ", but does have " + kinds[n] + " " + n + ")"
		}
		return msg
	}
	if rest, ok := strings.CutPrefix(msg, "unknown field "); ok {
		name, _, _ := strings.Cut(rest, " ")
		lit, _ := im.nodeAt(c, func(n ast.Node) bool {
			l, ok := n.(*ast.CompositeLit)
			return ok && slices.ContainsFunc(l.Elts, func(x ast.Expr) bool {
				kv, ok := x.(*ast.KeyValueExpr)
				return ok && kv.Key.Pos() == e.Pos
			})
		}).(*ast.CompositeLit)
		if lit == nil || info.TypeOf(lit) == nil {
			return msg
		}
		if st, ok := deref(info.TypeOf(lit)).Underlying().(*types.Struct); ok {
			fields := map[string]string{}
			for i := range st.NumFields() {
				fields[st.Field(i).Name()] = ""
			}
			if n := nearest(name, fields); n != "" {
				return msg + ", but does have " + n
			}
		}
	}
	return msg
}

// textForTarget is a node that is named by a string.
var textForTarget = regexp.MustCompile(`^cannot use (".*") \(untyped string constant\) as node\.Target value`)

// oneOfTwo is a call whose error nobody has a place for.
var oneOfTwo = regexp.MustCompile(`^assignment mismatch: 1 variable but (\S+) returns 2 values$`)

// withError says how the value of a call is assigned together with its error.
func (im *Image) withError(c *chunk, info *types.Info, callee string) (hint string) {
	im.nodeAt(c, func(n ast.Node) bool {
		var to, from ast.Expr
		tok := ":="
		switch n := n.(type) {
		case *ast.AssignStmt:
			if len(n.Lhs) == 1 && len(n.Rhs) == 1 {
				to, from, tok = n.Lhs[0], n.Rhs[0], n.Tok.String()
			}
		case *ast.ValueSpec: // at the prompt, := is one
			if len(n.Names) == 1 && len(n.Values) == 1 {
				to, from = n.Names[0], n.Values[0]
			}
		}
		if from == nil {
			return false
		}
		call, ok := ast.Unparen(from).(*ast.CallExpr)
		if !ok || types.ExprString(call.Fun) != callee {
			return false
		}
		if sig, ok := info.TypeOf(call.Fun).(*types.Signature); ok && sig.Results().Len() == 2 && sig.Results().At(1).Type() == types.Universe.Lookup("error").Type() {
			hint = fmt.Sprintf("; write %s, err %s %s(..)", types.ExprString(to), tok, callee)
		}
		return hint != ""
	})
	return hint
}

// Where a quote is wanted and something else stands: what that is, of which type, and for which; or that nothing could be inferred.
var (
	unquotedType = regexp.MustCompile(`^in call to \S+, type (.+) of (.+) does not match \S*\bQuoted\[(.+)\] \(cannot infer `)
	uninferred   = regexp.MustCompile(`^in call to (\S+), cannot infer `)
)

// unquoted says how what stands where a quote is wanted is quoted.
func (im *Image) unquoted(c *chunk, e types.Error, msg string) string {
	if m := unquotedType.FindStringSubmatch(msg); m != nil && im.conf.Dot != "" && !strings.Contains(m[1], "Quoted[") {
		of := m[2]
		if strings.HasPrefix(m[1], "func(") && !strings.HasPrefix(m[3], "func(") { // its value is wanted, not the function
			of += "(..)"
		}
		return "; it takes source, so write Quote(" + inText(of) + ")"
	}
	m := uninferred.FindStringSubmatch(msg)
	if m == nil || im.conf.Dot == "" {
		return ""
	}
	call, _ := im.nodeAt(c, func(n ast.Node) bool {
		x, ok := n.(*ast.CallExpr)
		return ok && types.ExprString(x.Fun) == m[1] && x.Pos() <= e.Pos && e.Pos <= x.End()
	}).(*ast.CallExpr)
	dot, err := im.imp.Import(im.conf.Dot)
	if call == nil || err != nil {
		return ""
	}
	f, ok := dot.Scope().Lookup(m[1]).(*types.Func)
	if !ok || im.cur[m[1]] != nil {
		return ""
	}
	params := f.Signature().Params()
	for i, a := range call.Args {
		lit, is := a.(*ast.BasicLit)
		if n, _ := params.At(min(i, params.Len()-1)).Type().(*types.Named); is && n != nil && n.Obj().Name() == "Quoted" {
			return "; it takes source, so write Quote(" + inText(lit.Value) + ")"
		}
	}
	return ""
}

// inText is the source that stands in a string, if it is more than a word; and else what it is given.
func inText(source string) string {
	text, err := strconv.Unquote(source)
	if err != nil {
		return source
	}
	switch x, err := parser.ParseExpr(text); x.(type) {
	case *ast.CallExpr, *ast.BinaryExpr, *ast.SelectorExpr, *ast.IndexExpr, *ast.FuncLit:
		if err == nil {
			return text
		}
	}
	return source
}

// nodeAt is the first node of the chunk that is the one.
func (im *Image) nodeAt(c *chunk, is func(ast.Node) bool) (found ast.Node) {
	visit := func(n ast.Node) bool {
		if found == nil && n != nil && is(n) {
			found = n
		}
		return found == nil
	}
	for _, d := range c.decls {
		ast.Inspect(d, visit)
	}
	if c.fun != nil {
		ast.Inspect(c.fun, visit)
	}
	return found
}

// exportedLike suggests a name of a package.
func (im *Image) exportedLike(c *chunk, info *types.Info, e types.Error, pkg, name string) string {
	sel, _ := im.nodeAt(c, func(n ast.Node) bool { s, ok := n.(*ast.SelectorExpr); return ok && s.Sel.Pos() == e.Pos }).(*ast.SelectorExpr)
	if sel == nil {
		return ""
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return ""
	}
	pn, ok := info.Uses[id].(*types.PkgName)
	if !ok {
		return ""
	}
	names := map[string]string{}
	for _, n := range pn.Imported().Scope().Names() {
		if ast.IsExported(n) {
			names[n] = ""
		}
	}
	if n := nearest(name, names); n != "" {
		return " (did you mean " + pkg + "." + n + "?)"
	}
	return ""
}

// meant suggests a name for name, which is undefined by one of errs.
func (im *Image) meant(c *chunk, info *types.Info, errs []types.Error, name string) string {
	names := map[string]string{}
	for n := range im.cur {
		names[n] = ""
	}
	for n := range im.imports {
		names[n] = ""
	}
	for n := range declaredNames(c.decls) {
		names[n] = ""
	}
	for _, n := range types.Universe.Names() {
		names[n] = ""
	}
	if im.conf.Dot != "" {
		if q, err := im.imp.Import(im.conf.Dot); err == nil {
			for _, n := range q.Scope().Names() {
				if ast.IsExported(n) {
					names[n] = ""
				}
			}
		}
	}
	for _, e := range errs {
		if e.Msg != "undefined: "+name {
			continue
		}
		for id, o := range info.Defs {
			if o != nil && o.Parent() != nil && o.Parent() != im.pkg.Scope() && o.Parent().Contains(e.Pos) && o.Pos() < e.Pos {
				names[id.Name] = ""
			}
		}
		base := im.nodeAt(c, func(n ast.Node) bool { s, ok := n.(*ast.SelectorExpr); return ok && s.X.Pos() == e.Pos })
		if base != nil { // it was to be a package, perhaps
			for _, t := range im.tables {
				names[t.name] = ""
			}
		} else if im.importable(name) != "" {
			return " (" + name + " is a package: use it as in " + name + ".Name)"
		}
	}
	for n := range names {
		if strings.Contains(n, "·") || strings.Contains(n, "__") {
			delete(names, n)
		}
	}
	if n := nearest(name, names); n != "" {
		return " (did you mean " + n + "?)"
	}
	return ""
}

// nearest is the key of names that is most like name, "" if none is much like it. Among equals the longest: a letter is left out more
// often than one is put in.
func nearest(name string, names map[string]string) string {
	allow := 0
	switch n := len(name); {
	case n >= 6:
		allow = 2
	case n >= 3:
		allow = 1
	}
	type candidate struct {
		name     string
		distance int
	}
	var cs []candidate
	for n := range names {
		switch d := editDistance(name, n, allow+1); {
		case n == name || n == "_":
		case strings.EqualFold(n, name):
			cs = append(cs, candidate{n, 0})
		case d <= allow && strings.Trim(n, "0123456789") != strings.Trim(name, "0123456789"): // x1 is no slip of the pen for x2
			cs = append(cs, candidate{n, d})
		}
	}
	if len(cs) == 0 {
		return ""
	}
	return slices.MinFunc(cs, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(len(b.name), len(a.name)), cmp.Compare(a.name, b.name))
	}).name
}

// editDistance is how many letters must be put in, left out, changed or swapped with their neighbours to make b of a; limit if it
// is not less.
func editDistance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	var before []int
	last, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, make([]int, len(b)+1)
	}
	return min(last[len(b)], limit)
}
