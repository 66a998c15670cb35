package own

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"
)

// This file looks at what machines are made of and what they send: plain data, whole.

const ofPlainWhy = "the explorer goes back to a state and tries something else, so it must be able to copy, compare and print all of it"

// states looks at the types of the machines of a file, at who changes them, and at what travels.
func (c *Checker) states(f *ast.File) {
	machines := map[*types.TypeName]bool{}
	for _, name := range c.Pkg.Scope().Names() {
		if t, ok := c.Pkg.Scope().Lookup(name).(*types.TypeName); ok && !types.IsInterface(t.Type()) && hasStep(t.Type()) {
			machines[t] = true
			if f.FileStart <= t.Pos() && t.Pos() < f.FileEnd {
				c.plain(t)
			}
		}
	}
	for _, d := range f.Decls {
		fun, ok := d.(*ast.FuncDecl)
		if ok && (fun.Recv != nil || c.givesMachine(fun)) {
			continue // a method of the machine, or what makes one
		}
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return !c.makesMachine(n.Type)
			case *ast.AssignStmt:
				for _, x := range n.Lhs {
					c.changed(x, machines)
				}
			case *ast.IncDecStmt:
				c.changed(n.X, machines)
			}
			return true
		})
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			c.sent(n)
		case *ast.CompositeLit:
			c.row(n)
		case *ast.TypeAssertExpr:
			c.asserted(n)
		}
		return true
	})
}

// asserted refuses what would never hold, and silently: a property that looks so at machines holds of everything.
func (c *Checker) asserted(n *ast.TypeAssertExpr) {
	from := c.Info.TypeOf(n.X)
	if from == nil {
		return
	}
	if isOurs(from, "Machine") {
		c.refuse(n, "ask a Machine for its type", reason{"what stands there is what drives it, and is of your type nowhere",
			"Machines(w, func(id NodeID, m *node) { .. }) goes through those that are up, with their own type"})
		return
	}
	at, ok := ast.Unparen(n.X).(*ast.IndexExpr)
	if !ok || n.Type == nil {
		return
	}
	field, ok := ast.Unparen(at.X).(*ast.SelectorExpr)
	if !ok || field.Sel.Name != "Stored" || !isOurs(deref(c.Info.TypeOf(field.X)), "NodeState") {
		return
	}
	if named, ok := types.Unalias(c.Info.TypeOf(n.Type)).(*types.Named); ok && named.Obj().Pkg() == c.Pkg {
		c.refuse(n, "ask a value of NodeState.Stored for a declared type", reason{"a disk knows plain values alone, and the assertion never holds",
			"fmt.Sprint prints it, and a string or a number has its plain type there: .(string)"})
	}
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

func hasStep(t types.Type) bool {
	o, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), false, nil, "Step")
	f, ok := o.(*types.Func)
	return ok && f.Signature().Params().Len() == 1 && isOurs(f.Signature().Params().At(0).Type(), "Event")
}

// givesMachine says whether a function has a machine among its results: New, by a name of its own.
func (c *Checker) givesMachine(f *ast.FuncDecl) bool { return c.makesMachine(f.Type) }

func (c *Checker) makesMachine(t *ast.FuncType) bool {
	if t.Results == nil {
		return false
	}
	for _, r := range t.Results.List {
		rt := c.Info.Types[r.Type].Type
		if p, ok := types.Unalias(rt).(*types.Pointer); ok {
			rt = p.Elem()
		}
		if isOurs(rt, "Machine") || hasStep(rt) {
			return true
		}
	}
	return false
}

// changed looks at an assignment outside of the machines' methods.
func (c *Checker) changed(x ast.Expr, machines map[*types.TypeName]bool) {
	id := root(x)
	if id == nil || x == ast.Expr(id) {
		return
	}
	v, ok := c.Info.Uses[id].(*types.Var)
	if !ok {
		return
	}
	p, ok := types.Unalias(v.Type()).(*types.Pointer)
	if !ok {
		return
	}
	if n, ok := types.Unalias(p.Elem()).(*types.Named); ok && machines[n.Obj()] {
		c.refuse(id, "be changed outside of its steps, as "+types.ExprString(x)+" is here", ofOutside)
	}
}

// plain looks at the fields of a machine.
func (c *Checker) plain(t *types.TypeName) {
	why := c.notPlain(t.Type(), nil)
	if why.what != "" {
		if why.at == nil {
			why.at = t
		}
		c.broken = append(c.broken, Broken{c.Fset.Position(why.at.Pos()), "have " + why.what + " in its state", ofPlainWhy, why.instead})
	}
}

// unfit is what does not belong into a state.
type unfit struct {
	at            types.Object
	what, instead string
}

// notPlain finds what is no plain data in a type.
func (c *Checker) notPlain(t types.Type, outer []types.Type) (w unfit) {
	for _, o := range outer {
		if types.Identical(o, t) {
			return w
		}
	}
	outer = append(outer, t)
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg() != c.Pkg {
		switch path := n.Obj().Pkg().Path() + "." + n.Obj().Name(); {
		case path == Path+".Config":
			return w
		case path == "time.Time":
			return unfit{nil, "a time.Time", "a moment is a time.Duration, as Event.At is"}
		case strings.HasPrefix(path, "sync"):
			return unfit{nil, "a " + path, "nothing: steps of a machine are made one after the other, so there is nothing to lock"}
		case path == "math/rand/v2.Rand":
			return unfit{nil, "a generator of random numbers", "Event.Rand() gives the generator of each step"}
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Signature:
		return unfit{nil, "a func", "a value that says what to do, and a switch in Step"}
	case *types.Chan:
		return unfit{nil, "a channel", "a slice of what waits"}
	case *types.Interface:
		return unfit{nil, "an interface, in which there may be anything", "a field of one type, or one for each type that there may be"}
	case *types.Basic:
		if u.Kind() == types.UnsafePointer || u.Kind() == types.Uintptr {
			return unfit{nil, "an address", "a number or a name"}
		}
	case *types.Map:
		if w = c.notPlain(u.Key(), outer); w.what == "" {
			w = c.notPlain(u.Elem(), outer)
		}
	case *types.Struct:
		for i := range u.NumFields() {
			if w = c.notPlain(u.Field(i).Type(), outer); w.what != "" {
				if w.at == nil || w.at.Pkg() != c.Pkg {
					w.at = u.Field(i)
				}
				return w
			}
		}
	case interface{ Elem() types.Type }:
		w = c.notPlain(u.Elem(), outer)
	}
	return w
}

// sent looks at what a call of Send, Persist, Answer or Tell gives away.
func (c *Checker) sent(call *ast.CallExpr) {
	l := &loading{info: c.Info}
	at := map[string]int{"Send": 2, "SendEach": 2, "Persist": 1, "Answer": 1}
	if i, ok := at[l.effect(call)]; ok {
		c.travels(call.Args[i])
	}
}

// row looks at the types in the tables of a protocol.
func (c *Checker) row(lit *ast.CompositeLit) {
	t := c.Info.Types[lit].Type
	if t == nil || !isOurs(t, "MessageType") && !isOurs(t, "CallType") && !isOurs(t, "StoreType") {
		return
	}
	for _, x := range lit.Elts {
		kv, ok := x.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, _ := kv.Key.(*ast.Ident)
		if key == nil || !slices.Contains([]string{"Body", "Args", "Result", "Value"}, key.Name) {
			continue
		}
		if list, ok := kv.Value.(*ast.CompositeLit); ok && key.Name == "Args" {
			for _, a := range list.Elts {
				c.travels(a)
			}
			continue
		}
		c.travels(kv.Value)
	}
}

// travels refuses a value that could not go to another node, or to the disk, and come back the same.
func (c *Checker) travels(x ast.Expr) {
	tv := c.Info.Types[x]
	if tv.Type == nil || tv.IsNil() || types.IsInterface(tv.Type) {
		return
	}
	if w := c.notPlain(tv.Type, nil); w.what != "" {
		c.refuse(x, "send, store or answer "+w.what, reason{"what leaves a machine is written as bytes and read again elsewhere", w.instead})
		return
	}
	if f := hidden(tv.Type, nil); f != "" {
		c.refuse(x, fmt.Sprintf("send, store or answer a value with the field %s, which begins with a small letter", f),
			reason{"only exported fields are written as bytes: who gets it would have a zero there", "call it " + strings.ToUpper(f[:1]) + f[1:]})
	}
}

// hidden is a field of a type that does not travel.
func hidden(t types.Type, outer []types.Type) string {
	for _, o := range outer {
		if types.Identical(o, t) {
			return ""
		}
	}
	outer = append(outer, t)
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for i := range u.NumFields() {
			f := u.Field(i)
			if !f.Exported() || reflect.StructTag(u.Tag(i)).Get("json") == "-" {
				return f.Name()
			}
			if s := hidden(f.Type(), outer); s != "" {
				return s
			}
		}
	case *types.Map:
		if s := hidden(u.Key(), outer); s != "" {
			return s
		}
		return hidden(u.Elem(), outer)
	case interface{ Elem() types.Type }:
		return hidden(u.Elem(), outer)
	}
	return ""
}
