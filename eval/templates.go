package eval

// This file keeps templates honest. Packages text/template and html/template look at data by reflection, which shows no methods of
// evaluated types: a value that has a String method would print as something else. Such data is refused, and so is a template that calls
// a method.

import (
	"errors"
	"fmt"
	"go/types"
	markup "html/template"
	"io"
	"reflect"
	"regexp"
	"text/template"
)

// templateMethods are the stand-ins for methods of templates.
func (im *Image) templateMethods() map[string]any {
	return map[string]any{
		"TextExecute": func(t *template.Template, w io.Writer, x any) error {
			return im.onData(x, func(y any) error { return t.Execute(w, y) })
		},
		"TextExecuteTemplate": func(t *template.Template, w io.Writer, name string, x any) error {
			return im.onData(x, func(y any) error { return t.ExecuteTemplate(w, name, y) })
		},
		"HTMLExecute": func(t *markup.Template, w io.Writer, x any) error {
			return im.onData(x, func(y any) error { return t.Execute(w, y) })
		},
		"HTMLExecuteTemplate": func(t *markup.Template, w io.Writer, name string, x any) error {
			return im.onData(x, func(y any) error { return t.ExecuteTemplate(w, name, y) })
		},
		"TextFuncs": func(t *template.Template, m template.FuncMap) *template.Template { return t.Funcs(im.templateFuncs(m)) },
		"HTMLFuncs": func(t *markup.Template, m markup.FuncMap) *markup.Template { return t.Funcs(im.templateFuncs(m)) },
	}
}

func (im *Image) onData(x any, execute func(any) error) error {
	c := templateCheck{im: im, types: map[types.Type]bool{}, seen: map[uintptr]bool{}}
	c.value(reflect.ValueOf(&x).Elem(), nil, 0)
	if c.refused != "" {
		panic(runtimeError{c.refused})
	}
	err := execute(bare(x))
	var ee template.ExecError
	if errors.As(err, &ee) {
		if m := noField.FindStringSubmatch(ee.Err.Error()); m != nil && c.hasMethod(m[1]) {
			panic(runtimeError{fmt.Sprintf("unsupported: method %s in a template, which does not see methods of declared types: give it what they return, or a function", m[1])})
		}
		return template.ExecError{Name: ee.Name, Err: errors.New(userTypes(ee.Err.Error()))}
	}
	return err
}

// templateFuncs are functions for templates, as package template wants them.
func (im *Image) templateFuncs(m map[string]any) map[string]any {
	out := map[string]any{}
	for name, f := range m {
		if b, ok := ordinary(f).(typedValue); ok {
			c := templateCheck{im: im, types: map[types.Type]bool{}}
			if s, ok := b.T.static().Underlying().(*types.Signature); ok {
				for i := range s.Results().Len() {
					if r := s.Results().At(i).Type(); !types.IsInterface(r) {
						c.typ(r)
					}
				}
			}
			if c.refused != "" {
				panic(runtimeError{c.refused})
			}
		}
		out[name] = bare(f)
	}
	return out
}

// noField is what package template says of a field or method that it cannot find.
var noField = regexp.MustCompile(`can't evaluate field (\w+) in type`)

// hasMethod says whether one of the types looked at has a method of that name.
func (c *templateCheck) hasMethod(name string) bool {
	for t := range c.types {
		o, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), false, c.im.pkg, name)
		if _, ok := o.(*types.Func); ok {
			return true
		}
	}
	return false
}

// templateCheck looks for values that would print by a method.
type templateCheck struct {
	im      *Image
	types   map[types.Type]bool // looked at; true: interfaces are in it
	seen    map[uintptr]bool
	refused string
}

// typ looks at a type and what it is made of, and says whether there are interfaces in it.
func (c *templateCheck) typ(t types.Type) (open bool) {
	t = types.Unalias(t)
	if open, ok := c.types[t]; ok || c.refused != "" {
		return open
	}
	c.types[t] = false
	defer func() { c.types[t] = open }()
	if n, ok := t.(*types.Named); ok {
		if o := n.Origin().Obj(); o.Pkg() == nil || c.im.imp.hosts[o] != nil {
			return types.IsInterface(t)
		}
		if !types.IsInterface(t) {
			for _, m := range []string{"Error", "String"} {
				if c.im.hostMethod(types.NewPointer(t), m) != nil {
					c.refused = fmt.Sprintf("unsupported: a value of type %s, whose method %s templates do not see: give them its text", runtimeName(t), m)
					return false
				}
			}
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return true
	case *types.Pointer:
		return c.typ(u.Elem())
	case *types.Slice:
		return c.typ(u.Elem())
	case *types.Array:
		return c.typ(u.Elem())
	case *types.Chan:
		return c.typ(u.Elem())
	case *types.Map:
		k, e := c.typ(u.Key()), c.typ(u.Elem())
		return k || e
	case *types.Struct:
		for i := range u.NumFields() {
			if f := u.Field(i); f.Exported() || f.Embedded() {
				open = c.typ(f.Type()) || open
			}
		}
	}
	return open
}

// value looks at a value of type t, which is nil if reflection knows it, too.
func (c *templateCheck) value(v reflect.Value, t types.Type, depth int) {
	if c.refused != "" || depth > maxNesting || !v.IsValid() {
		return
	}
	if v.Kind() == reflect.Interface {
		if v.IsNil() || !v.CanInterface() {
			return
		}
		x := ordinary(v.Interface())
		if b, ok := x.(typedValue); ok {
			c.value(reflect.ValueOf(b.V), b.T.static(), depth+1)
			return
		}
		if v = reflect.ValueOf(x); v.IsValid() {
			c.value(v, nil, depth+1)
		}
		return
	}
	if t == nil {
		if c.im.foreign(v.Type()) {
			return
		}
		t = c.im.types.dynamicOf(v.Interface()).static()
	}
	if !c.typ(t) {
		return
	}
	elem := func() types.Type {
		switch u := t.Underlying().(type) {
		case *types.Pointer:
			return u.Elem()
		default:
			return heldType(t)
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && !c.seen[v.Pointer()] {
			c.seen[v.Pointer()] = true
			c.value(v.Elem(), elem(), depth+1)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			c.value(v.Index(i), elem(), depth+1)
		}
	case reflect.Map:
		for k, x := range v.Seq2() {
			c.value(k, mapKeyType(t), depth+1)
			c.value(x, elem(), depth+1)
		}
	case reflect.Struct:
		st, ok := t.Underlying().(*types.Struct)
		for i := 0; ok && i < min(v.NumField(), st.NumFields()); i++ {
			if f := st.Field(i); f.Exported() || f.Embedded() {
				c.value(v.Field(i), f.Type(), depth+1)
			}
		}
	}
}
