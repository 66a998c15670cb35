package eval

// This file finds the name that the user most likely meant by one that there is not.

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
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
