package eval

import (
	"go/ast"
	"go/doc"
	"go/parser"
	goprinter "go/printer"
	"go/token"
	"io/fs"
	"strings"
	"sync"
)

// This file finds what the source of a package of the host program says of its names.

type sourceDoc struct{ decl, comment string }

// SourceDocs is Package.Docs of a package whose Go files are at hand. They are read at the first question.
func SourceDocs(path string, source fs.ReadDirFS) func(name string) (decl, comment string) {
	docs := sync.OnceValue(func() map[string]sourceDoc { return readDocs(path, source) })
	return func(name string) (decl, comment string) {
		d := docs()[name]
		return d.decl, d.comment
	}
}

func readDocs(path string, source fs.ReadDirFS) map[string]sourceDoc {
	fset := token.NewFileSet()
	var files []*ast.File
	entries, _ := source.ReadDir(".")
	for _, e := range entries {
		text, _ := fs.ReadFile(source, e.Name())
		if f, err := parser.ParseFile(fset, e.Name(), text, parser.ParseComments); err == nil {
			files = append(files, f)
		}
	}
	all := map[string]sourceDoc{}
	p, err := doc.NewFromFiles(fset, files, path)
	if err != nil {
		return all
	}
	add := func(name string, decl ast.Decl, comment string) {
		var b strings.Builder
		c := goprinter.Config{Mode: goprinter.UseSpaces, Tabwidth: 4}
		if c.Fprint(&b, fset, decl) == nil {
			all[name] = sourceDoc{b.String(), strings.TrimSpace(comment)}
		}
	}
	function := func(prefix string, f *doc.Func) {
		f.Decl.Doc, f.Decl.Body = nil, nil
		add(prefix+f.Name, f.Decl, f.Doc)
	}
	for _, f := range p.Funcs {
		function("", f)
	}
	for _, t := range p.Types {
		t.Decl.Doc = nil
		add(t.Name, t.Decl, t.Doc)
		for _, f := range t.Funcs {
			function("", f)
		}
		for _, f := range t.Methods {
			function(t.Name+".", f)
		}
	}
	return all
}
