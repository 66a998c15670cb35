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
// evaluates nothing, and src need not be finished, or right. Within the arguments of a call the first candidate may be its
// signature, which replaces nothing: see SignatureKind.
func (im *Image) Complete(src string, pos int) (from int, cands []Candidate) {
	pos = min(max(pos, 0), len(src))
	if path, ok := importBefore(src[:pos]); ok {
		return im.completeImport(path, pos)
	}
	from = pos
	for from > 0 && isIdentByte(src[from-1]) {
		from--
	}
	prefix := src[from:pos]
	seen := map[string]bool{}
	add := func(text, kind, typ string) {
		if strings.HasPrefix(text, prefix) && text != "_" && !seen[text] && (token.IsIdentifier(text) || kind == "keyword") {
			seen[text] = true
			cands = append(cands, Candidate{text, kind, typ})
		}
	}
	im.mu.Lock()
	defer im.mu.Unlock()
	p := im.placeOf(src[:from])
	defer p.close()
	var sig []Candidate
	switch {
	case p.dead:
	case p.sel != nil:
		p.selector(add)
	case p.label:
		p.labels(add)
	default:
		sig = p.signature()
		p.fields(add)
		if prefix == "" && len(cands) > 0 {
			break // all that has a value would bury them
		}
		p.locals(add)
		im.completeName(src, prefix, p, add)
	}
	sort.SliceStable(cands, func(i, j int) bool { return cands[i].Text < cands[j].Text })
	return from, append(sig, cands...)
}

// addMembers offers fields and methods, promoted ones too.
func addMembers(t types.Type, add func(text, kind, typ string)) {
	addFields(t, true, add)
	addMethods(t, add)
}

// addFields offers the fields of a struct, or of what a pointer to one points to, with promoted those of embedded structs too.
func addFields(t types.Type, promoted bool, add func(text, kind, typ string)) {
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
			if f.Embedded() && promoted {
				fields(f.Type())
			}
		}
	}
	fields(t)
}

// visible says whether evaluated source may use a field or a method.
func visible(o types.Object) bool { return o.Exported() || o.Pkg() == nil || o.Pkg().Path() == "main" }

func addMethods(t types.Type, add func(text, kind, typ string)) {
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

func (im *Image) completeName(src, prefix string, p *cursor, add func(text, kind, typ string)) {
	for n, d := range im.cur {
		kind, typ := describe(d.obj)
		add(n, kind, typ)
	}
	for n, p := range im.imports {
		add(n, "package", p)
	}
	if im.conf.Dot != "" {
		if q, err := im.imp.Import(im.conf.Dot); err == nil {
			addExported(q, add)
		}
	}
	for _, n := range types.Universe.Names() {
		kind, typ := describe(types.Universe.Lookup(n))
		add(n, kind, typ)
	}
	p.keywords(add)
	if prefix == "" {
		return // all packages would bury the rest
	}
	if !p.found { // nothing is known of the place: at least the names that the line itself has
		for _, w := range identifiers(src) {
			if w != prefix {
				add(w, "name", "")
			}
		}
	}
	for _, t := range im.tables {
		add(t.name, "package", im.importable(t.name))
	}
}

func addExported(q *types.Package, add func(text, kind, typ string)) {
	for _, n := range q.Scope().Names() {
		if o := q.Scope().Lookup(n); o.Exported() {
			kind, typ := describe(o)
			add(n, kind, typ)
		}
	}
}

func identifiers(src string) []string {
	return strings.FieldsFunc(src, func(r rune) bool { return !(r >= 0x80 || isIdentByte(byte(r))) })
}
