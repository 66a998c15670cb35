package eval

// This file says what could come next at a place in a line, and what is declared.

import (
	"go/token"
	"go/types"
	"sort"
	"strings"
)

// Name is a declared name.
type Name struct{ Name, Kind, Type string } // Kind is var, const, type, func or package

// Names are the names that source has declared, in order.
func (im *Image) Names() []Name {
	im.mu.Lock()
	defer im.mu.Unlock()
	var ns []Name
	for n, d := range im.cur {
		if token.IsIdentifier(n) {
			kind, typ := describe(d.obj)
			ns = append(ns, Name{n, kind, typ})
		}
	}
	for n, p := range im.imports {
		if im.cur[n] == nil {
			ns = append(ns, Name{n, "package", p})
		}
	}
	sort.Slice(ns, func(i, j int) bool { return ns[i].Name < ns[j].Name })
	return ns
}

// describe gives the kind and the type of an object, as the user would write them.
func describe(o types.Object) (kind, typ string) {
	switch o := o.(type) {
	case *types.Var:
		kind = "var"
		if o.IsField() {
			kind = "field"
		}
	case *types.Const:
		kind = "const"
	case *types.Func:
		kind = "func"
		if o.Signature().Recv() != nil {
			kind = "method"
		}
	case *types.TypeName:
		return "type", Value{T: o.Type().Underlying()}.TypeString()
	case *types.PkgName:
		return "package", o.Imported().Path()
	case *types.Builtin:
		return "func", "built in"
	case *types.Nil:
		return "const", "nil"
	}
	if o.Type() == nil {
		return kind, ""
	}
	return kind, Value{T: o.Type()}.TypeString()
}

// Candidate is a way in which a line could go on.
type Candidate struct{ Text, Kind, Type string }

// Complete gives what the identifier that ends at byte pos of src could become: src[from:pos] is what a candidate's Text replaces. It
// evaluates nothing.
func (im *Image) Complete(src string, pos int) (from int, cands []Candidate) {
	pos = min(max(pos, 0), len(src))
	from = pos
	for from > 0 && isIdentByte(src[from-1]) {
		from--
	}
	prefix := src[from:pos]
	im.mu.Lock()
	defer im.mu.Unlock()
	seen := map[string]bool{}
	add := func(text, kind, typ string) {
		if strings.HasPrefix(text, prefix) && text != "_" && !seen[text] && token.IsIdentifier(text) || kind == "keyword" && strings.HasPrefix(text, prefix) {
			seen[text] = true
			cands = append(cands, Candidate{text, kind, typ})
		}
	}
	if base := operandBefore(src[:from]); base != "" {
		im.completeSelector(base, add)
	} else if from == 0 || src[from-1] != '.' {
		im.completeName(src, prefix, add)
	}
	sort.SliceStable(cands, func(i, j int) bool { return cands[i].Text < cands[j].Text })
	return from, cands
}

// operandBefore is the operand before a dot at the end of s, "" if there is none: names, selectors, calls, indexing.
func operandBefore(s string) string {
	if !strings.HasSuffix(s, ".") {
		return ""
	}
	end := len(s) - 1
	i := end
	depth := 0
	for i > 0 {
		switch c := s[i-1]; {
		case c == ')' || c == ']' || c == '}':
			depth++
		case (c == '(' || c == '[' || c == '{') && depth > 0:
			depth--
		case depth > 0, isIdentByte(c), c == '.', c == '"', c == '`':
		default:
			return strings.TrimSpace(s[i:end])
		}
		i--
	}
	return strings.TrimSpace(s[:end])
}

func (im *Image) completeSelector(base string, add func(text, kind, typ string)) {
	if token.IsIdentifier(base) {
		o := im.lookup(base)
		pn, _ := o.(*types.PkgName)
		var q *types.Package
		if pn != nil {
			q = pn.Imported()
		} else if o == nil {
			if p := im.importable(base); p != "" {
				q, _ = im.imp.Import(p)
			}
		}
		if q != nil {
			for _, n := range q.Scope().Names() {
				if o := q.Scope().Lookup(n); o.Exported() {
					kind, typ := describe(o)
					add(n, kind, typ)
				}
			}
			return
		}
	}
	if t := im.typeOfOperand(base); t != nil {
		addMembers(t, add)
	}
}

// typeOfOperand is the type of an expression in the image, nil if it has none.
func (im *Image) typeOfOperand(x string) types.Type {
	src, err := newSource("", x, false)
	if err != nil {
		return nil
	}
	c, err := im.parse(src)
	if c == nil {
		return nil
	}
	defer im.forget(c)
	if err != nil || c.last == nil || len(c.decls) > 0 {
		return nil
	}
	list := c.fun.Body.List
	list[len(list)-1] = useOf(c.last)
	im.lastValue(c)
	_, info := im.try(c)
	t := info.TypeOf(c.last)
	if t == types.Typ[types.Invalid] {
		return nil
	}
	return t
}

// addMembers offers fields and methods, promoted ones too.
func addMembers(t types.Type, add func(text, kind, typ string)) {
	visible := func(o types.Object) bool { return o.Exported() || o.Pkg() == nil || o.Pkg().Path() == "main" }
	seen := map[types.Type]bool{}
	var fields func(t types.Type)
	fields = func(t types.Type) {
		t = deref(t)
		st, ok := t.Underlying().(*types.Struct)
		if !ok || seen[t] {
			return
		}
		seen[t] = true
		for i := range st.NumFields() {
			f := st.Field(i)
			if visible(f) {
				kind, typ := describe(f)
				add(f.Name(), kind, typ)
			}
			if f.Embedded() {
				fields(f.Type())
			}
		}
	}
	fields(t)
	mt := t
	if _, ok := t.Underlying().(*types.Pointer); !ok && !types.IsInterface(t) {
		mt = types.NewPointer(t) // a variable has the pointer's methods as well
	}
	ms := types.NewMethodSet(mt)
	for i := range ms.Len() {
		if o := ms.At(i).Obj(); visible(o) {
			kind, typ := describe(o)
			add(o.Name(), kind, typ)
		}
	}
}

func (im *Image) completeName(src, prefix string, add func(text, kind, typ string)) {
	for n, d := range im.cur {
		kind, typ := describe(d.obj)
		add(n, kind, typ)
	}
	for n, p := range im.imports {
		add(n, "package", p)
	}
	if im.conf.Dot != "" {
		if q, err := im.imp.Import(im.conf.Dot); err == nil {
			for _, n := range q.Scope().Names() {
				if o := q.Scope().Lookup(n); o.Exported() {
					kind, typ := describe(o)
					add(n, kind, typ)
				}
			}
		}
	}
	for _, n := range types.Universe.Names() {
		kind, typ := describe(types.Universe.Lookup(n))
		add(n, kind, typ)
	}
	for k := token.BREAK; k <= token.VAR; k++ {
		add(k.String(), "keyword", "")
	}
	if prefix == "" {
		return // all packages would bury the rest
	}
	for _, w := range identifiers(src) { // names that the line itself declares
		if w != prefix {
			add(w, "name", "")
		}
	}
	for _, t := range im.tables {
		add(t.name, "package", im.importable(t.name))
	}
}

func identifiers(src string) []string {
	return strings.FieldsFunc(src, func(r rune) bool { return !(r >= 0x80 || isIdentByte(byte(r))) })
}
