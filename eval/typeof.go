package eval

// This file answers what can be said of source without evaluating it: its type, and how a declaration was typed.

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// TypeOf is the static type of an expression, "int", or of each of its values, "(int, error)", without evaluating it. Of a constant
// it is said with the value, and of a type what it is made of.
func (im *Image) TypeOf(text string) (string, error) {
	src, err := newSource("", text, true)
	if err != nil {
		return "", err
	}
	im.mu.Lock()
	defer im.mu.Unlock()
	c, err := im.parse(src)
	if c == nil {
		return "", err
	}
	defer im.forget(c)
	if err != nil {
		return "", err
	}
	if c.last == nil || len(c.items) != 1 || len(c.decls) > 0 || len(c.imports) > 0 {
		return "", errors.New("only an expression has a type; a declaration or a statement has none")
	}
	im.lastValue(c)
	errs, info := im.tryQuotes(c)
	if len(errs) > 0 && strings.HasSuffix(errs[0].Msg, "is not used") || len(errs) > 0 && strings.HasSuffix(errs[0].Msg, "is not an expression") {
		list := c.fun.Body.List
		list[len(list)-1] = useOf(c.last)
		errs, info = im.tryQuotes(c)
	}
	tv, ok := info.Types[c.last]
	if ok && tv.IsType() {
		s := Value{T: tv.Type}.TypeString()
		if u := (Value{T: tv.Type.Underlying()}).TypeString(); u != s {
			s += " " + u
		}
		return "type " + s, nil
	}
	if len(errs) > 0 {
		return "", sortProblems(im.problems(c, info, errs))
	}
	switch {
	case !ok || tv.Type == nil:
		return "", errors.New("it has no type")
	case tv.IsVoid():
		return "no value", nil
	case tv.IsBuiltin():
		return "a built-in function, which is no value", nil
	case tv.Value != nil:
		return Value{T: defaultType(tv.Type)}.TypeString() + ", the constant " + tv.Value.String(), nil
	}
	return Value{T: defaultType(tv.Type)}.TypeString(), nil
}

// SourceOf is how a function, a type with its methods, or a method was typed, with the comment before it: the present version.
func (im *Image) SourceOf(name string) (string, error) {
	im.mu.Lock()
	defer im.mu.Unlock()
	base, method, _ := strings.Cut(strings.TrimSpace(name), ".")
	d := im.cur[base]
	if d == nil {
		if o := im.lookup(base); o != nil && im.byObj[o] != nil {
			d = im.byObj[o] // of the dot package, by which it is evaluated as what is typed is
		}
	}
	if d == nil {
		for _, p := range im.pendings {
			for _, x := range p.decls {
				if declaredNames([]ast.Decl{x})[base] {
					return im.typedText(&decl{name: base, ast: x}), nil
				}
			}
		}
		return "", im.noSource(base)
	}
	if method != "" {
		for _, m := range im.methodsOf(d) {
			if m.name == method {
				return im.typedText(m), nil
			}
		}
		return "", fmt.Errorf("%s has no method %s that was declared here", base, method)
	}
	if d.ast == nil {
		kind, typ := describe(d.obj)
		if c, ok := d.obj.(*types.Const); ok {
			return "const " + base + constantText(c), nil
		}
		return strings.TrimSpace(kind + " " + base + " " + typ), nil
	}
	parts := []string{im.typedText(d)}
	methods := im.methodsOf(d)
	slices.SortFunc(methods, func(a, b *decl) int { return cmp.Compare(a.no, b.no) })
	for _, m := range methods {
		parts = append(parts, im.typedText(m))
	}
	return strings.Join(parts, "\n\n"), nil
}

// typedText is a declaration with its comment, as it was typed.
func (im *Image) typedText(d *decl) string {
	src, from, to := im.span(d)
	if src == nil {
		return d.name
	}
	text := alone(d, strings.TrimSpace(src.typed[from:to]))
	if begin := commentBefore(src.typed, from); begin < from {
		text = strings.TrimSpace(src.typed[begin:from]) + "\n" + text
	}
	return text
}

func (im *Image) noSource(name string) error {
	if types.Universe.Lookup(name) != nil {
		return fmt.Errorf("%s is part of the language; :doc %s says what it is", name, name)
	}
	if _, ok := im.lookup(name).(*types.PkgName); ok || im.importable(name) != "" {
		return fmt.Errorf("%s is a package that is compiled into this node; :doc %s says what is in it", name, name)
	}
	if im.lookup(name) != nil {
		return fmt.Errorf("%s is compiled into this node, and has no source here; :doc %s says what it is", name, name)
	}
	return im.unknownName(name)
}

// NamesIn are the names in source that is sent elsewhere which it does not declare itself, with what they are here; of one that is
// nothing here the kind is "". Those of the language, of the dot package and of packages are left out.
func (im *Image) NamesIn(text string) (names []Name) {
	src, err := newSource("", text, true)
	if err != nil {
		return nil
	}
	im.mu.Lock()
	defer im.mu.Unlock()
	c := &chunk{src: src, loose: true}
	defer func() { im.forget(c) }()
	if p, err := im.parseInto(c); p == nil || err != nil {
		return nil
	}
	errs, info := im.try(c)
	seen := map[string]bool{}
	add := func(n Name) {
		if !seen[n.Name] && !strings.Contains(n.Name, "__") && !strings.Contains(n.Name, "·") {
			seen[n.Name] = true
			names = append(names, n)
		}
	}
	own := declaredNames(c.decls)
	for _, o := range info.Uses {
		if _, ok := o.(*types.PkgName); ok || o.Pkg() != im.pkg || o.Parent() != im.pkg.Scope() || own[o.Name()] {
			continue
		}
		kind, typ := describe(o)
		add(Name{o.Name(), kind, typ})
	}
	for _, e := range errs {
		if n, ok := strings.CutPrefix(e.Msg, "undefined: "); ok && token.IsIdentifier(n) {
			add(Name{Name: n})
		}
	}
	slices.SortFunc(names, func(a, b Name) int { return cmp.Compare(a.Name, b.Name) })
	return names
}
