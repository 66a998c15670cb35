package own

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	Hash         string     // of the source
	Protocols    []Declared // in their order
}

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

// Hash tells sources apart.
func Hash(source string) string {
	h := sha256.Sum256([]byte(source))
	return hex.EncodeToString(h[:8])
}

// Declares says whether a file imports what a protocol is made of, so that Load is for it.
func Declares(source string) bool {
	f, err := parser.ParseFile(token.NewFileSet(), "", source, parser.ImportsOnly)
	return err == nil && slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"`+Path+`"` })
}

// Load makes the protocols of a file. name is what errors call it. An error has a line for each thing that is wrong, with its place: what the
// compiler would not accept, or, as a *Rules, what a machine must not do.
func Load(name, source string) (*File, error) {
	if len(source) > maxSource {
		return nil, fmt.Errorf("%s has %d bytes; a protocol's file has at most %d", name, len(source), maxSource)
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, syntaxError(err)
	}
	im, err := eval.New(eval.Config{Packages: []eval.Package{Package()}})
	if err != nil {
		return nil, err
	}
	l := &loading{name: name, source: source, fset: fset, file: file, c: newCode(im, stepLimit),
		info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}}
	f, err := l.load()
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

// loading is a file on its way to be a File.
type loading struct {
	name, source string
	fset         *token.FileSet
	file         *ast.File
	info         *types.Info
	pkg          *types.Package
	c            *code
}

func (l *loading) load() (*File, error) {
	var wrong []string
	conf := types.Config{Importer: l.c.im.Importer(), Error: func(err error) { wrong = append(wrong, err.Error()) }}
	l.pkg, _ = conf.Check("main", l.fset, []*ast.File{l.file}, l.info)
	if wrong == nil {
		if broken := (&Checker{Fset: l.fset, Info: l.info, Pkg: l.pkg}).machineFile(l.file); len(broken) > 0 {
			return nil, &Rules{broken}
		}
	}
	ctx, stop := context.WithTimeout(context.Background(), loadLimit)
	defer stop()
	// Also what is wrong: the evaluator says it in the words of the compiler.
	if r := l.c.im.LoadFile(ctx, l.name, l.unclaused(), io.Discard); r.Failure != nil {
		return nil, r.Failure
	}
	if wrong != nil {
		return nil, errors.New(strings.Join(wrong, "\n"))
	}
	f := &File{Name: l.name, Source: l.source, Hash: Hash(l.source)}
	for _, d := range l.file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, s := range g.Specs {
			for _, id := range s.(*ast.ValueSpec).Names {
				if v, ok := l.info.Defs[id].(*types.Var); ok && isProtocol(v.Type()) {
					row, err := l.row(ctx, id)
					if err != nil {
						return nil, err
					}
					f.Protocols = append(f.Protocols, Declared{id.Name, row})
				}
			}
		}
	}
	if f.Protocols == nil {
		return nil, fmt.Errorf("%s declares no protocol; one is a variable: var MyMutex = Protocol{New: func(c Config) Machine { return &mutex{..} }, ..}", l.name)
	}
	for _, d := range f.Protocols {
		d.Protocol.File = &protocol.File{Name: f.Name, Text: f.Source, Variable: d.Variable, Others: len(f.Protocols) > 1}
	}
	return f, nil
}

// unclaused is the source with blanks for the package clause.
func (l *loading) unclaused() string {
	from, to := l.fset.Position(l.file.Package).Offset, l.fset.Position(l.file.Name.End()).Offset
	return l.source[:from] + strings.Repeat(" ", to-from) + l.source[to:]
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
	r := l.c.im.Eval(ctx, eval.Request{File: l.name, Source: source, Stdout: io.Discard, Stderr: io.Discard})
	if r.Failure != nil {
		return nil, r.Failure
	}
	if len(r.Values) != 1 {
		return nil, fmt.Errorf("%s: %s has %d values", l.name, source, len(r.Values))
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
	if err := l.tables(ctx, &written); err != nil {
		return nil, fmt.Errorf("%s: %s: %w", l.at(id), id.Name, err)
	}
	return adapt(l.c, l.name, written), nil
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
