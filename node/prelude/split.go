package prelude

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strconv"
	"strings"

	"parley/protocol"
)

// Declared is one declaration of a piece of source, with the name that it is known by.
type Declared struct {
	Name   string
	Kind   string
	Source string
	Binds  []protocol.Value
}

// ErrNoDeclarations is that source has something else than declarations, or has none: it is evaluated, and not kept.
var ErrNoDeclarations = errors.New("it is no declaration")

// Split takes source that has nothing but declarations apart, one for each name, so that each can be defined again by itself. `$0`, `$1`.. in it
// are binds.
func Split(source string, binds []protocol.Value) ([]Declared, error) {
	const before = "package p\n"
	text, err := unbound(source)
	if err != nil {
		return nil, ErrNoDeclarations
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", before+text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil || len(file.Decls) == 0 {
		return nil, ErrNoDeclarations
	}
	s := splitter{text: source, base: int(file.FileStart) + len(before), binds: binds}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			err = s.function(d)
		case *ast.GenDecl:
			err = s.group(d)
		default:
			err = ErrNoDeclarations
		}
		if err != nil {
			return nil, err
		}
	}
	return s.out, nil
}

// unbound is source with each `$3` as `_3`, which is an identifier and just as long.
func unbound(source string) (string, error) {
	if !strings.Contains(source, "$") {
		return source, nil
	}
	b := []byte(source)
	err := dollars(source, func(at, _ int) { b[at] = '_' })
	return string(b), err
}

// dollars calls f with the place and the number of each `$3` in source, in order.
func dollars(source string, f func(at, n int)) error {
	var sc scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(source))
	sc.Init(file, []byte(source), nil, 0)
	for {
		pos, tok, lit := sc.Scan()
		if tok == token.EOF {
			return nil
		}
		if tok != token.ILLEGAL || lit != "$" {
			continue
		}
		at := file.Offset(pos)
		end := at + 1
		for end < len(source) && '0' <= source[end] && source[end] <= '9' {
			end++
		}
		n, err := strconv.Atoi(source[at+1 : end])
		if err != nil {
			return fmt.Errorf("$ without the number of a value")
		}
		f(at, n)
	}
}

// With is the source with the text of each value in the place of its `$3`, where there is one.
func (e Entry) With(text func(bind int) string) string {
	var b strings.Builder
	from := 0
	err := dollars(e.Source, func(at, n int) {
		if n >= len(e.Binds) {
			return
		}
		if s := text(n); s != "" {
			b.WriteString(e.Source[from:at] + s)
			from = at + len("$"+strconv.Itoa(n))
		}
	})
	if err != nil {
		return e.Source
	}
	return b.String() + e.Source[from:]
}

type splitter struct {
	text  string
	base  int // the position of its first byte
	binds []protocol.Value
	out   []Declared
}

func (s *splitter) at(p token.Pos) int { return int(p) - s.base }

func (s *splitter) between(from, to token.Pos) string { return s.text[s.at(from):s.at(to)] }

func (s *splitter) add(name, kind, source string) error {
	if name == "_" {
		return fmt.Errorf("a %s called %q is nothing that nodes can have in common; give it another name", kind, name)
	}
	for _, d := range s.out {
		if d.Name == name {
			return fmt.Errorf("%s is declared twice", name)
		}
	}
	d := Declared{Name: name, Kind: kind, Source: source}
	var b strings.Builder
	from := 0
	var wrong error
	err := dollars(source, func(at, n int) { // those of this declaration alone
		if n >= len(s.binds) {
			wrong = fmt.Errorf("$%d stands for no value", n)
			return
		}
		b.WriteString(source[from:at] + "$" + strconv.Itoa(len(d.Binds)))
		from = at + 1 + len(strconv.Itoa(n))
		d.Binds = append(d.Binds, s.binds[n])
	})
	if err = errors.Join(err, wrong); err != nil {
		return err
	}
	d.Source = b.String() + source[from:]
	s.out = append(s.out, d)
	return nil
}

func (s *splitter) function(f *ast.FuncDecl) error {
	from := f.Pos()
	if f.Doc != nil {
		from = f.Doc.Pos()
	}
	name, kind := f.Name.Name, "func"
	if f.Recv == nil && (name == "main" || name == "init") { // of a program, which is to run now
		return ErrNoDeclarations
	}
	if f.Recv != nil {
		recv := receiver(f)
		if recv == "" {
			return ErrNoDeclarations
		}
		name, kind = recv+"."+name, "method"
	}
	return s.add(name, kind, s.between(from, f.End()))
}

// receiver is the name of a method's type.
func receiver(f *ast.FuncDecl) string {
	if len(f.Recv.List) != 1 {
		return ""
	}
	x := f.Recv.List[0].Type
	for {
		switch t := x.(type) {
		case *ast.StarExpr:
			x = t.X
		case *ast.ParenExpr:
			x = t.X
		case *ast.IndexExpr:
			x = t.X
		case *ast.IndexListExpr:
			x = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}

// group takes the names of a declaration in brackets apart.
func (s *splitter) group(g *ast.GenDecl) error {
	word := g.Tok.String() + " "
	doc := func(own *ast.CommentGroup) string {
		if own == nil && len(g.Specs) == 1 {
			own = g.Doc
		}
		if own == nil {
			return ""
		}
		return s.between(own.Pos(), own.End()) + "\n"
	}
	var said *ast.ValueSpec // of constants, the last that says what they are
	for i, spec := range g.Specs {
		var err error
		switch spec := spec.(type) {
		case *ast.ImportSpec:
			err = s.imported(spec, doc(spec.Doc)+word)
		case *ast.TypeSpec:
			err = s.add(spec.Name.Name, "type", doc(spec.Doc)+word+s.between(spec.Pos(), spec.End()))
		case *ast.ValueSpec:
			if g.Tok == token.CONST && len(spec.Values) > 0 {
				said = spec
			}
			if g.Tok == token.VAR {
				said = spec
			}
			err = s.values(spec, said, doc(spec.Doc)+word, g.Tok, i)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *splitter) imported(spec *ast.ImportSpec, word string) error {
	path, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return ErrNoDeclarations
	}
	name := path
	if spec.Name != nil {
		if name = spec.Name.Name; name == "_" {
			return fmt.Errorf("import _ %q declares no name", path)
		}
		if name == "." {
			name = ". " + path
		}
	}
	return s.add("import "+name, "import", word+s.between(spec.Pos(), spec.Path.End()))
}

// values makes a declaration of each name of a spec. said has the type and the values, which a constant may have from one before it.
func (s *splitter) values(spec, said *ast.ValueSpec, word string, tok token.Token, iota int) error {
	if said == nil {
		return ErrNoDeclarations
	}
	typ := ""
	if said.Type != nil {
		typ = " " + s.between(said.Type.Pos(), said.Type.End())
	}
	if len(said.Values) != 0 && len(said.Values) != len(spec.Names) {
		return fmt.Errorf("%s have their values from one call, and each name of the prelude is defined by itself; declare them one by one", names(spec))
	}
	for i, n := range spec.Names {
		source := word + n.Name + typ
		if len(said.Values) > 0 {
			value := s.between(said.Values[i].Pos(), said.Values[i].End())
			if tok == token.CONST {
				value = s.counted(said.Values[i], iota)
			}
			source += " = " + value
		}
		if err := s.add(n.Name, tok.String(), source); err != nil {
			return err
		}
	}
	return nil
}

func names(spec *ast.ValueSpec) string {
	var all []string
	for _, n := range spec.Names {
		all = append(all, n.Name)
	}
	return strings.Join(all, " and ")
}

// counted is the text of a constant's value with its number in place of iota.
func (s *splitter) counted(x ast.Expr, iota int) string {
	var b strings.Builder
	from := x.Pos()
	ast.Inspect(x, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == "iota" {
			b.WriteString(s.between(from, id.Pos()) + strconv.Itoa(iota))
			from = id.End()
		}
		return true
	})
	return b.String() + s.between(from, x.End())
}
