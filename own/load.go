package own

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"parley/eval"
	"parley/protocol"
)

// File is a Go file that declares protocols, checked and evaluated.
type File struct {
	Name, Source string
	Protocols    []Declared                     // in their order
	Properties   map[string][]protocol.Property // by the names of the variables that hold such
}

// Source is a file that is still to be loaded.
type Source struct{ Name, Text string }

// Declared is a protocol by the name of its variable.
type Declared struct {
	Variable string
	*protocol.Protocol
}

const (
	// stepLimit is how long one call of evaluated code may take.
	stepLimit = 2 * time.Second
	// loadLimit is how long it may take to evaluate what a file declares.
	loadLimit = 10 * time.Second
	// maxSource is how large a file may be.
	maxSource = 1 << 20
)

// Declares says whether a file imports what a protocol is made of, so that Load is for it.
func Declares(source string) bool {
	f, err := parser.ParseFile(token.NewFileSet(), "", source, parser.ImportsOnly)
	return err == nil && slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"`+Path+`"` })
}

// Load makes the protocols of a file. name is what errors call it. An error has a line for each thing that is wrong, with its place: what the
// compiler would not accept, or, as a *Rules, what a machine must not do.
func Load(name, text string) (*File, error) { return LoadWith(Source{name, text}) }

// LoadWith is Load of a file together with others of the same package that may use what it declares, such as one with properties to hold it to:
// var Hidden = []Property{..}. They may be of a package by another name.
func LoadWith(file Source, others ...Source) (*File, error) {
	im, err := eval.New(eval.Config{Packages: []eval.Package{Package()}})
	if err != nil {
		return nil, err
	}
	l := &loading{fset: token.NewFileSet(), c: newCode(im, stepLimit),
		info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}}
	f, err := l.load(append([]Source{file}, others...))
	if err != nil {
		l.c.crew.close()
		return nil, err
	}
	return f, nil
}

func syntaxError(err error) error {
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		return err
	}
	var lines []string
	for _, e := range list {
		lines = append(lines, e.Error())
	}
	return errors.New(strings.Join(lines, "\n"))
}

// loading is a file, with those that belong to it, on its way to be a File.
type loading struct {
	sources []Source
	files   []*ast.File
	fset    *token.FileSet
	info    *types.Info
	pkg     *types.Package
	c       *code
}

func (l *loading) load(sources []Source) (*File, error) {
	var wrong []string
	for i, s := range sources {
		if len(s.Text) > maxSource {
			return nil, fmt.Errorf("%s has %d bytes; a protocol's file has at most %d", s.Name, len(s.Text), maxSource)
		}
		f, err := parser.ParseFile(l.fset, s.Name, s.Text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, syntaxError(err)
		}
		l.sources, l.files = append(l.sources, s), append(l.files, f)
		if i > 0 {
			f.Name = &ast.Ident{Name: l.files[0].Name.Name, NamePos: f.Name.NamePos}
		}
	}
	conf := types.Config{Importer: l.c.im.Importer(), Error: func(err error) { wrong = append(wrong, err.Error()) }}
	l.pkg, _ = conf.Check("main", l.fset, l.files, l.info)
	if wrong == nil {
		var broken []Broken
		for _, f := range l.files {
			broken = append(broken, (&Checker{Fset: l.fset, Info: l.info, Pkg: l.pkg}).machineFile(f)...)
		}
		if len(broken) > 0 {
			return nil, &Rules{broken}
		}
	}
	ctx, stop := context.WithTimeout(context.Background(), loadLimit)
	defer stop()
	for i, s := range l.sources {
		// Also what is wrong: the evaluator says it in the words of the compiler.
		if r := l.c.im.LoadFile(ctx, s.Name, l.unclaused(i), io.Discard); r.Failure != nil {
			return nil, r.Failure
		}
	}
	if wrong != nil {
		return nil, errors.New(strings.Join(wrong, "\n"))
	}
	first := l.sources[0]
	f := &File{Name: first.Name, Source: first.Text, Properties: map[string][]protocol.Property{}}
	if err := l.variables(ctx, f); err != nil {
		return nil, err
	}
	if f.Protocols == nil {
		return nil, fmt.Errorf("%s declares no protocol; one is a variable: var MyMutex = Protocol{New: func(c Config) Machine { return &mutex{..} }, ..}", f.Name)
	}
	for _, d := range f.Protocols {
		d.Protocol.File = &protocol.File{Name: f.Name, Text: f.Source, Variable: d.Variable, Others: len(f.Protocols) > 1}
	}
	return f, nil
}

// variables finds what drivers want of what the files declare.
func (l *loading) variables(ctx context.Context, f *File) error {
	for _, file := range l.files {
		for _, d := range file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, s := range g.Specs {
				for _, id := range s.(*ast.ValueSpec).Names {
					v, ok := l.info.Defs[id].(*types.Var)
					if !ok {
						continue
					}
					if isProtocol(v.Type()) {
						row, err := l.row(ctx, id)
						if err != nil {
							return err
						}
						f.Protocols = append(f.Protocols, Declared{id.Name, row})
					}
					if s, ok := v.Type().Underlying().(*types.Slice); ok && isOurs(s.Elem(), "Property") {
						x, err := l.value(ctx, id.Name)
						if err != nil {
							return err
						}
						list, _ := x.([]protocol.Property)
						if err := complete(list); err != nil {
							return fmt.Errorf("%s: %s: %w", l.at(id), id.Name, err)
						}
						k := &kind{code: l.c, name: id.Name}
						for _, p := range list {
							f.Properties[id.Name] = append(f.Properties[id.Name], k.property(p))
						}
					}
				}
			}
		}
	}
	return nil
}

// unclaused is a source with blanks for the package clause.
func (l *loading) unclaused(i int) string {
	f, s := l.files[i], l.sources[i].Text
	from, to := l.fset.Position(f.Package).Offset, l.fset.Position(f.Name.Pos()).Offset
	for to < len(s) && s[to] != ' ' && s[to] != '\t' && s[to] != '\n' && s[to] != '\r' && s[to] != ';' && s[to] != '/' {
		to++ // over the name, which the syntax may have lost
	}
	return s[:from] + strings.Repeat(" ", to-from) + s[to:]
}

// isProtocol says whether t is protocol.Protocol, or a pointer to it.
func isProtocol(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	return isOurs(t, "Protocol")
}

// isOurs says whether t is that type of package protocol.
func isOurs(t types.Type, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == Path
}

// value evaluates an expression in the file's package.
func (l *loading) value(ctx context.Context, source string) (any, error) {
	r := l.c.im.Eval(ctx, eval.Request{File: l.sources[0].Name, Source: source, Stdout: io.Discard, Stderr: io.Discard})
	if r.Failure != nil {
		return nil, r.Failure
	}
	if len(r.Values) != 1 {
		return nil, fmt.Errorf("%s: %s has %d values", l.sources[0].Name, source, len(r.Values))
	}
	return r.Values[0].Interface(), nil
}

// row makes the protocol of a variable.
func (l *loading) row(ctx context.Context, id *ast.Ident) (*protocol.Protocol, error) {
	v, err := l.value(ctx, id.Name)
	if err != nil {
		return nil, err
	}
	var written protocol.Protocol
	switch v := v.(type) {
	case protocol.Protocol:
		written = v
	case *protocol.Protocol:
		if v == nil {
			return nil, fmt.Errorf("%s: %s is nil", l.at(id), id.Name)
		}
		written = *v
	default:
		return nil, fmt.Errorf("%s: %s is a %T", l.at(id), id.Name, v)
	}
	if written.New == nil {
		return nil, fmt.Errorf("%s: %s has no New, which makes the machine of a node; write New: func(c Config) Machine { return &T{Config: c} }", l.at(id), id.Name)
	}
	if written.Name == "" {
		written.Name = kebab(id.Name)
	}
	if written.Service != nil {
		return nil, fmt.Errorf("%s: %s has a Service, which live nodes have for the built-in protocols alone; let one of the nodes do its work", l.at(id), id.Name)
	}
	if err := protocol.NodeID(written.Name).Validate(); err != nil {
		return nil, fmt.Errorf("%s: %s cannot be called %q: %w", l.at(id), id.Name, written.Name, err)
	}
	for _, list := range [][]protocol.Property{written.Invariants, written.Sometimes, written.Optional} {
		if err := complete(list); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", l.at(id), id.Name, err)
		}
	}
	if err := l.tables(ctx, &written); err != nil {
		return nil, fmt.Errorf("%s: %s: %w", l.at(id), id.Name, err)
	}
	return adapt(l.c, written), nil
}

// complete says what properties lack: without a Check one would hold for ever, or never.
func complete(list []protocol.Property) error {
	for _, p := range list {
		switch {
		case p.Name == "":
			return errors.New("a property has no Name; write {Name: \"mutual exclusion\", Check: ..}")
		case p.Check == nil:
			return fmt.Errorf("the property %q has no Check, which says whether it holds; write {Name: %[1]q, Check: func(w *World) error { .. }}", p.Name)
		}
	}
	return nil
}

func (l *loading) at(n ast.Node) string { return l.fset.Position(n.Pos()).String() }

// kebab is a name of Go as protocols are named: my-mutex.
func kebab(s string) string {
	var b strings.Builder
	for i, r := range s {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Protocol finds one by the name of its variable or its own; "" is the only one.
func (f *File) Protocol(name string) (*protocol.Protocol, error) {
	var names []string
	for _, d := range f.Protocols {
		if d.Variable == name || d.Protocol.Name == name || name == "" && len(f.Protocols) == 1 {
			return d.Protocol, nil
		}
		names = append(names, d.Variable)
	}
	if name == "" {
		return nil, fmt.Errorf("%s declares several protocols; say which: %s", f.Name, strings.Join(names, ", "))
	}
	return nil, fmt.Errorf("%s declares no protocol %s; it declares %s", f.Name, name, strings.Join(names, ", "))
}
