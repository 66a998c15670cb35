package scripts

import (
	"embed"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/printer"
	"go/token"
	"reflect"
	"strings"
	"sync"

	"parley/protocol"
)

// This file lets help say of this package's own types and methods what their source says.

//go:embed cluster.go every.go load.go operations.go rmap_error.go simulate.go text.go
var ownSource embed.FS

type ownDoc struct{ decl, comment string }

// ownDocs are read at the first question.
var ownDocs = sync.OnceValue(func() map[string]ownDoc {
	fset := token.NewFileSet()
	var files []*ast.File
	entries, _ := ownSource.ReadDir(".")
	for _, e := range entries {
		text, _ := ownSource.ReadFile(e.Name())
		if f, err := parser.ParseFile(fset, e.Name(), text, parser.ParseComments); err == nil {
			files = append(files, f)
		}
	}
	all := map[string]ownDoc{}
	p, err := doc.NewFromFiles(fset, files, Path)
	if err != nil {
		return all
	}
	add := func(name string, decl ast.Decl, comment string) {
		var b strings.Builder
		c := printer.Config{Mode: printer.UseSpaces, Tabwidth: 4}
		if c.Fprint(&b, fset, decl) == nil {
			all[name] = ownDoc{b.String(), strings.TrimSpace(comment)}
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
})

func docOfOwn(name string) (decl, comment string) {
	d, ok := ownDocs()[name]
	if m, is := strings.CutPrefix(name, "Cluster."); is && !ok { // of the contract, which this package has no source of
		if _, has := reflect.TypeFor[protocol.Cluster]().MethodByName(m); has {
			d.comment = "What it does to a cluster, help(Sim) shows with the others."
		}
	}
	return d.decl, d.comment
}
