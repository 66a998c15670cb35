package eval

// This file tells versions of a type apart where a user sees them: Point@1 is what Point was before it was declared anew.

import (
	"go/ast"
	"go/types"
	"reflect"
	"strconv"
	"strings"
)

// noteVersion remembers the present version of a name that is or was a type's. Print looks at it without the image's lock.
func (im *Image) noteVersion(d, old *decl) {
	if isTypeName(d.obj) || old != nil && isTypeName(old.obj) {
		im.present.Store(d.name, d.ver)
	}
}

// versionMark is "@1" for an engine's struct type that is the first version of a type declared anew since, "" for present ones.
func (im *Image) versionMark(t reflect.Type) string {
	if t.Kind() != reflect.Struct || t.NumField() == 0 {
		return ""
	}
	tag, _ := t.Field(0).Tag.Lookup("p")
	name, ver, ok := strings.Cut(tag, ".")
	if !ok {
		return ""
	}
	ver, _, _ = strings.Cut(ver, "#")
	v, err := strconv.Atoi(ver)
	now, known := im.present.Load(name)
	if err != nil || v == 0 || !known || now.(int) == v {
		return ""
	}
	return "@" + ver
}

// markName puts a mark after a name, before its type arguments.
func markName(name, mark string) string {
	n, args, ok := strings.Cut(name, "[")
	if !ok {
		return name + mark
	}
	return n + mark + "[" + args
}

// oldTypes are stand-ins for the types that are no longer what their names mean, under marked names.
func (im *Image) oldTypes() map[*types.TypeName]*types.Named {
	m := map[*types.TypeName]*types.Named{}
	for o, d := range im.objects() {
		tn, ok := o.(*types.TypeName)
		if !ok || d.pkg != "" || im.cur[d.name] == d || tn.IsAlias() {
			continue
		}
		m[tn] = types.NewNamed(types.NewTypeName(tn.Pos(), tn.Pkg(), d.name+"@"+strconv.Itoa(d.ver), nil), tn.Type().Underlying(), nil)
	}
	return m
}

// tellApart marks in msg, which e says, types that have the same name and are not the same, and says how they differ.
func (im *Image) tellApart(c *chunk, info *types.Info, e types.Error, msg string) string {
	if !strings.Contains(msg, "cannot use ") && !strings.Contains(msg, "mismatched types ") && !strings.Contains(msg, "impossible ") {
		return msg
	}
	old := im.oldTypes()
	if len(old) == 0 {
		return msg
	}
	plain := func(t types.Type) string { return Value{T: t}.TypeString() }
	marked := func(t types.Type) string { return plain(replaceNamed(t, old)) }
	var x, y types.Type
	im.nodeAt(c, func(n ast.Node) bool {
		if b, ok := n.(*ast.BinaryExpr); ok && strings.Contains(msg, "mismatched types ") && b.Pos() <= e.Pos && e.Pos < b.End() {
			x, y = info.TypeOf(b.X), info.TypeOf(b.Y)
			return x != nil && y != nil && plain(x) == plain(y) && strings.Contains(msg, "types "+plain(x)+" and ")
		}
		if n.Pos() != e.Pos {
			return false
		}
		ex, ok := n.(ast.Expr)
		if !ok || info.TypeOf(ex) == nil || !strings.Contains(msg, "type "+plain(info.TypeOf(ex))+")") {
			return false
		}
		x = info.TypeOf(ex)
		y = im.wanted(c, info, ex)
		return true
	})
	if x == nil || y == nil || types.Identical(x, y) || plain(x) != plain(y) {
		return msg
	}
	s := plain(x)
	if strings.Contains(msg, "mismatched types ") {
		msg = strings.Replace(msg, "types "+s+" and "+s, "types "+marked(x)+" and "+marked(y), 1)
	} else {
		msg = strings.Replace(msg, "type "+s+")", "type "+marked(x)+")", 1)
		msg = strings.Replace(msg, " as "+s+" value", " as "+marked(y)+" value", 1)
		msg = strings.Replace(msg, s+" does not implement "+s, marked(x)+" does not implement "+marked(y), 1)
	}
	from, to, fromMark, toMark := named(x), named(y), "", ""
	if from == nil || to == nil {
		return msg
	}
	fromMark, toMark = marked(from), marked(to)
	if fromMark == plain(from) { // the old one is the one to explain
		from, to, fromMark, toMark = to, from, toMark, fromMark
	}
	return msg + "\n\t" + fromMark + " is from before " + plain(from) + " was declared anew" + fieldsApart(from, to)
}

// named is the first declared type that t is made of.
func named(t types.Type) *types.Named {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return t
	case interface{ Elem() types.Type }:
		return named(t.Elem())
	}
	return nil
}

// fieldsApart says what a struct type has more or less than another.
func fieldsApart(old, now types.Type) string {
	a, ok1 := old.Underlying().(*types.Struct)
	b, ok2 := now.Underlying().(*types.Struct)
	if !ok1 || !ok2 {
		return ""
	}
	fields := func(s *types.Struct) map[string]string {
		m := map[string]string{}
		for i := range s.NumFields() {
			m[s.Field(i).Name()] = Value{T: s.Field(i).Type()}.TypeString()
		}
		return m
	}
	was, is := fields(a), fields(b)
	var lacks, has, other []string
	for _, n := range sortedKeys(is) {
		if _, ok := was[n]; !ok {
			lacks = append(lacks, n)
		}
	}
	for _, n := range sortedKeys(was) {
		if t, ok := is[n]; !ok {
			has = append(has, n)
		} else if t != was[n] {
			other = append(other, n+" was "+was[n]+" and is "+t)
		}
	}
	var parts []string
	if len(lacks) > 0 {
		parts = append(parts, "it lacks "+strings.Join(lacks, ", "))
	}
	if len(has) > 0 {
		parts = append(parts, "it has "+strings.Join(has, ", ")+", which there is no longer")
	}
	parts = append(parts, other...)
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, "; ")
}

// wanted is the type that an expression must have where it stands, nil if that is not easily told.
func (im *Image) wanted(c *chunk, info *types.Info, x ast.Expr) (want types.Type) {
	var results []*types.Tuple
	at := func(xs []ast.Expr) int {
		for i, y := range xs {
			if ast.Unparen(y) == ast.Unparen(x) {
				return i
			}
		}
		return -1
	}
	var visit func(n ast.Node) bool
	inside := func(t *types.Tuple, body *ast.BlockStmt) bool {
		results = append(results, t)
		ast.Inspect(body, visit)
		results = results[:len(results)-1]
		return false
	}
	visit = func(n ast.Node) bool {
		if want != nil {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncDecl:
			if f, ok := info.Defs[n.Name].(*types.Func); ok && n.Body != nil {
				return inside(f.Signature().Results(), n.Body)
			}
		case *ast.FuncLit:
			if s, ok := info.TypeOf(n).(*types.Signature); ok {
				return inside(s.Results(), n.Body)
			}
		case *ast.AssignStmt:
			if i := at(n.Rhs); i >= 0 && len(n.Lhs) == len(n.Rhs) {
				want = info.TypeOf(n.Lhs[i])
			}
		case *ast.ValueSpec:
			if at(n.Values) >= 0 && n.Type != nil {
				want = info.TypeOf(n.Type)
			}
		case *ast.ReturnStmt:
			if i := at(n.Results); i >= 0 && len(results) > 0 && i < results[len(results)-1].Len() {
				want = results[len(results)-1].At(i).Type()
			}
		case *ast.CallExpr:
			s, ok := info.TypeOf(n.Fun).(*types.Signature)
			if i := at(n.Args); i >= 0 && ok {
				switch last := s.Params().Len() - 1; {
				case s.Variadic() && i >= last:
					if sl, ok := s.Params().At(last).Type().(*types.Slice); ok {
						want = sl.Elem()
					}
				case i <= last:
					want = s.Params().At(i).Type()
				}
			}
		case *ast.SendStmt:
			if n.Value == x && info.TypeOf(n.Chan) != nil {
				if ch, ok := info.TypeOf(n.Chan).Underlying().(*types.Chan); ok {
					want = ch.Elem()
				}
			}
		case *ast.CompositeLit:
			want = elementWanted(info.TypeOf(n), n, x)
		}
		return want == nil
	}
	for _, d := range c.decls {
		ast.Inspect(d, visit)
	}
	if c.fun != nil {
		ast.Inspect(c.fun, visit)
	}
	return want
}

// elementWanted is the type that the element x of a composite literal of type t must have.
func elementWanted(t types.Type, lit *ast.CompositeLit, x ast.Expr) types.Type {
	if t == nil {
		return nil
	}
	for i, el := range lit.Elts {
		kv, keyed := el.(*ast.KeyValueExpr)
		if el != x && !(keyed && kv.Value == x) {
			continue
		}
		switch u := deref(t).Underlying().(type) {
		case *types.Struct:
			if !keyed && i < u.NumFields() {
				return u.Field(i).Type()
			}
			for j := range u.NumFields() {
				if id, ok := kv.Key.(*ast.Ident); keyed && ok && u.Field(j).Name() == id.Name {
					return u.Field(j).Type()
				}
			}
		case interface{ Elem() types.Type }:
			return u.Elem()
		}
	}
	return nil
}
