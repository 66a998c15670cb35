package eval

// This file says what a name is, as its source has it: the signature with the names of its parameters, and the comment.

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"parley/eval/symbols"
)

// Description is what is known of a name.
type Description struct {
	Name    string // "strings.Builder.WriteString"
	Kind    string // const, field, func, keyword, method, package, type or var
	Decl    string // "func (b *Builder) WriteString(s string) (int, error)"; of several lines for a type
	Comment string // all of it; "" if there is none
	Members []Name // what a package has, and the methods that a type has
}

// Synopsis is the first sentence of the comment.
func (d Description) Synopsis() string { return new(doc.Package).Synopsis(d.Comment) }

// Signature is the declaration on one line.
func (d Description) Signature() string {
	first, _, more := strings.Cut(d.Decl, "\n")
	if more && strings.HasSuffix(first, "{") {
		return first + " ... }"
	}
	return first
}

// Describe says what a name is: one that was declared here, "Point" or "Point.Move", or that of a package, "strings.Builder", or
// what a variable has, "x.Name". A package may have its path, "encoding/json.Marshal". Nothing is evaluated.
func (im *Image) Describe(name string) (Description, error) {
	name = strings.TrimSpace(name)
	im.mu.Lock()
	defer im.mu.Unlock()
	from := strings.LastIndexByte(name, '/') + 1
	first, rest, _ := strings.Cut(name[from:], ".")
	first = name[:from] + first
	var path []string
	if rest != "" {
		path = strings.Split(rest, ".")
	}
	if o := im.lookup(first); o != nil {
		if pn, ok := o.(*types.PkgName); ok {
			return im.describePackage(first, pn.Imported(), path)
		}
		return im.describeObject(first, o, path)
	}
	if token.IsKeyword(first) && rest == "" {
		return Description{Name: first, Kind: "keyword", Decl: first, Comment: "It is a keyword of Go: https://go.dev/ref/spec says what it does."}, nil
	}
	if o := types.Universe.Lookup(first); o != nil {
		return im.describeObject(first, o, path)
	}
	if o := im.resolve(first); o != nil {
		return im.describeObject(first, o, path)
	}
	p := first
	if _, ok := im.tables[p]; !ok {
		p = im.importable(first)
	}
	if p != "" {
		if q, err := im.imp.Import(p); err == nil {
			return im.describePackage(first, q, path)
		}
	}
	return Description{}, im.unknownName(first)
}

func (im *Image) unknownName(name string) error {
	names := map[string]string{}
	for n := range im.cur {
		names[n] = ""
	}
	for _, t := range im.tables {
		names[t.name] = ""
	}
	for _, n := range types.Universe.Names() {
		names[n] = ""
	}
	if im.conf.Dot != "" {
		if q, err := im.imp.Import(im.conf.Dot); err == nil {
			for _, n := range q.Scope().Names() {
				names[n] = ""
			}
		}
	}
	for n := range names {
		if !token.IsIdentifier(n) || strings.Contains(n, "__") {
			delete(names, n)
		}
	}
	return unknown("nothing here is named "+name, name, names)
}

func unknown(what, name string, names map[string]string) error {
	if n := nearest(name, names); n != "" {
		return fmt.Errorf("%s (did you mean %s?)", what, n)
	}
	return fmt.Errorf("%s", what)
}

func (im *Image) describePackage(name string, q *types.Package, path []string) (Description, error) {
	if len(path) > 0 {
		o := q.Scope().Lookup(path[0])
		if o == nil || !o.Exported() {
			if why := refusal(q.Path(), path[0]); why != "" {
				return Description{}, fmt.Errorf("%s", why)
			}
			names := map[string]string{}
			for _, n := range q.Scope().Names() {
				if ast.IsExported(n) {
					names[n] = ""
				}
			}
			return Description{}, unknown(fmt.Sprintf("package %s has no %s", q.Path(), path[0]), path[0], names)
		}
		return im.describeObject(name+"."+path[0], o, path[1:])
	}
	d := Description{Name: q.Path(), Kind: "package", Decl: "package " + q.Name() + " // import \"" + q.Path() + "\""}
	if x, ok := im.docOf(q.Path(), ""); ok {
		d.Comment = x.Comment
	}
	addExported(q, func(text, kind, typ string) { d.Members = append(d.Members, Name{text, kind, typ}) })
	slices.SortFunc(d.Members, func(a, b Name) int { return cmp.Compare(a.Name, b.Name) })
	return d, nil
}

// describeObject follows the path from an object to its fields and methods.
func (im *Image) describeObject(name string, o types.Object, path []string) (Description, error) {
	within := ""
	for _, sel := range path {
		if o.Type() == nil {
			return Description{}, fmt.Errorf("%s has neither fields nor methods", name)
		}
		t := o.Type()
		if s, ok := t.(*types.Signature); ok && s.Results().Len() == 1 {
			t = s.Results().At(0).Type()
		}
		f, _, _ := types.LookupFieldOrMethod(t, true, im.pkg, sel)
		if f == nil {
			if n, ok := deref(t).(*types.Named); ok { // of another package, and not exported
				f, _, _ = types.LookupFieldOrMethod(t, true, n.Obj().Pkg(), sel)
			}
		}
		if f == nil {
			names := map[string]string{}
			addMembers(t, func(n, _, _ string) { names[n] = "" })
			return Description{}, unknown(name+" has no field or method "+sel, sel, names)
		}
		if n, ok := deref(t).(*types.Named); ok {
			within = n.Obj().Name()
		}
		name, o = name+"."+sel, f
	}
	kind, typ := describe(o)
	d := Description{Name: name, Kind: kind, Decl: kind + " " + o.Name() + " " + typ}
	switch o := o.(type) {
	case *types.Func:
		d.Decl = "func " + name + signatureText(o.Signature())
	case *types.Const:
		d.Decl = "const " + name + constantText(o)
	case *types.Nil:
		d.Decl = "const nil"
	case *types.TypeName:
		addMethods(o.Type(), func(text, kind, typ string) { d.Members = append(d.Members, Name{text, kind, typ}) })
	}
	if x := im.declOfObject(generic(o)); x != nil && x.ast != nil {
		d.Decl, d.Comment = im.declText(x)
		if x.pkg == "" {
			return d, nil
		}
	}
	im.addDocs(&d, o, within)
	return d, nil
}

// constantText is the type, unless it has none of its own, and the value of a constant.
func constantText(o *types.Const) string {
	s := " = " + o.Val().String()
	if b, ok := o.Type().(*types.Basic); !ok || b.Info()&types.IsUntyped == 0 {
		s = " " + Value{T: o.Type()}.TypeString() + s
	}
	return s
}

// addDocs adds what the source of the standard library has. within is the type whose field or method the object is.
func (im *Image) addDocs(d *Description, o types.Object, within string) {
	path, name := "builtin", o.Name()
	if o.Pkg() != nil {
		path = o.Pkg().Path()
	}
	if f, ok := o.(*types.Func); ok {
		if n := receiverNamed(f); n != nil {
			name = n.Obj().Name() + "." + name
		} else if within != "" {
			name = within + "." + name // of an interface
		}
	}
	if v, ok := o.(*types.Var); ok && v.IsField() {
		if x, ok := im.docOf(path, within); ok {
			d.Comment = fieldComment(x.Decl, o.Name())
		}
		return
	}
	x, ok := im.docOf(path, name)
	if !ok && within != "" { // a method of an interface is a line of it
		if x, ok = im.docOf(path, within); ok {
			d.Comment = fieldComment(x.Decl, o.Name())
		}
		return
	}
	if !ok {
		return
	}
	d.Comment = x.Comment
	if _, isConst := o.(*types.Const); !isConst && x.Decl != "" { // what its value is, is more than how it is written
		d.Decl = x.Decl
	}
}

// docOf is what the source of a package of the standard library, or of the host program, says of a name.
func (im *Image) docOf(path, name string) (symbols.Doc, bool) {
	for _, p := range im.conf.Packages {
		if p.Path == path && p.Docs != nil {
			decl, comment := p.Docs(name)
			return symbols.Doc{Name: name, Decl: decl, Comment: comment}, decl != "" || comment != ""
		}
	}
	return symbols.DocOf(path, name)
}

// fieldComment is the comment of a field, or of a method of an interface, in the declaration of its type.
func fieldComment(decl, name string) (comment string) {
	f, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+decl, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return ""
	}
	ast.Inspect(f, func(n ast.Node) bool {
		x, ok := n.(*ast.Field)
		if ok && slices.ContainsFunc(x.Names, func(id *ast.Ident) bool { return id.Name == name }) {
			comment = strings.TrimSpace(x.Doc.Text())
			if comment == "" {
				comment = strings.TrimSpace(x.Comment.Text())
			}
		}
		return comment == ""
	})
	return comment
}

// span is where a declaration is in the text that was typed, with a type that is one of a group alone.
func (im *Image) span(d *decl) (src *source, from, to int) {
	begin, end := d.ast.Pos(), d.ast.End()
	if g, ok := d.ast.(*ast.GenDecl); ok && len(g.Specs) == 1 {
		end = g.Specs[0].End()
		if src, at := im.offset(g.TokPos); src != nil {
			if rest := strings.TrimLeft(strings.TrimPrefix(src.parsed[at:], g.Tok.String()), " \t\n"); strings.HasPrefix(rest, "(") {
				begin = g.Specs[0].Pos()
			}
		}
	}
	src, from = im.offset(begin)
	_, to = im.offset(end)
	if src == nil {
		return nil, 0, 0
	}
	from, to = src.typedOffset(from), src.typedOffset(to)
	if from > to {
		return nil, 0, 0
	}
	return src, from, to
}

// declText is a declaration without its body, and the comment before it, as they were typed.
func (im *Image) declText(d *decl) (decl, comment string) {
	src, from, to := im.span(d)
	if src == nil {
		return d.name, ""
	}
	if d.fun != nil && d.fun.Body != nil {
		_, at := im.offset(d.fun.Body.Pos())
		to = max(from, src.typedOffset(at))
	}
	decl = alone(d, strings.TrimSpace(src.typed[from:to]))
	return decl, plainComment(src.typed[commentBefore(src.typed, from):from])
}

// typeKeyword begins a type that is declared alone.
var typeKeyword = regexp.MustCompile(`^type\b`)

// alone is what was typed of a declaration; a type of a group gets its keyword.
func alone(d *decl, text string) string {
	if g, ok := d.ast.(*ast.GenDecl); ok && g.Tok == token.TYPE && !typeKeyword.MatchString(text) {
		return "type " + text
	}
	return text
}

// commentBefore is where the comment begins that ends on the line before at, or at itself if there is none.
func commentBefore(text string, at int) int {
	line := strings.LastIndexByte(text[:at], '\n') + 1
	if strings.TrimSpace(text[line:at]) != "" {
		return at
	}
	begin := at
	for line > 0 {
		before := strings.LastIndexByte(text[:line-1], '\n') + 1
		s := strings.TrimSpace(text[before : line-1])
		switch {
		case strings.HasPrefix(s, "//"), strings.HasPrefix(s, "/*") && strings.HasSuffix(s, "*/"):
		case strings.HasSuffix(s, "*/"):
			open := strings.LastIndex(text[:line], "/*")
			if open < 0 {
				return begin
			}
			before = strings.LastIndexByte(text[:open], '\n') + 1
		default:
			return begin
		}
		line, begin = before, before
	}
	return begin
}

// plainComment is a comment without its marks.
func plainComment(text string) string {
	f, err := parser.ParseFile(token.NewFileSet(), "", strings.TrimSpace(text)+"\npackage p", parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(f.Doc.Text())
}
