package main

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// methodTypes are what the functions of the reference give and people call methods of, in the order of the page.
var methodTypes = []string{"Cluster", "Trace", "Exploration", "Runs", "Load", "OwnProtocol", "Result", "Future", "Repeat", "MapError", "ElementError"}

// methods writes what these types have: their comments are those of the sources.
func methods(t *testing.T, b *strings.Builder) {
	b.WriteString("## What their values can do\n\n")
	ours, contract := documented(t, "scripts"), documented(t, "protocol")
	for _, name := range methodTypes {
		at := len(b.String())
		for _, typ := range ours.Types {
			if typ.Name != name {
				continue
			}
			fmt.Fprintf(b, "### The type %s\n\n%s\n\n", name, oneLine(typ.Doc))
			if s, ok := typ.Decl.Specs[0].(*ast.TypeSpec).Type.(*ast.StructType); ok {
				fields(b, s.Fields)
			}
			for _, m := range typ.Methods {
				if name != "Cluster" || ast.IsExported(m.Name) {
					method(b, m.Name, m.Decl.Type, m.Doc)
				}
			}
		}
		if len(b.String()) == at {
			t.Errorf("package scripts has no type %s", name)
		}
		if name != "Cluster" {
			b.WriteString("\n")
			continue
		}
		for _, typ := range contract.Types {
			if i, ok := typ.Decl.Specs[0].(*ast.TypeSpec).Type.(*ast.InterfaceType); ok && typ.Name == name {
				for _, f := range i.Methods.List {
					if n := f.Names[0].Name; n != "Trace" { // has one of its own
						method(b, n, f.Type.(*ast.FuncType), f.Doc.Text())
					}
				}
			}
		}
		b.WriteString("\n")
	}
}

// documented is the documentation of a package of ours.
func documented(t *testing.T, dir string) *doc.Package {
	fset := token.NewFileSet()
	var files []*ast.File
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	d, err := doc.NewFromFiles(fset, files, "parley/"+dir)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func method(b *strings.Builder, name string, f *ast.FuncType, said string) {
	var text strings.Builder
	if err := format.Node(&text, token.NewFileSet(), &ast.FuncType{Params: f.Params, Results: f.Results}); err != nil {
		panic(err) // it was parsed
	}
	line := "- `" + name + strings.TrimPrefix(text.String(), "func") + "`"
	if said = oneLine(said); said != "" {
		line += ": " + said
	}
	b.WriteString(line + "\n")
}

// fields writes the fields of a struct that people see.
func fields(b *strings.Builder, all *ast.FieldList) {
	for _, f := range all.List {
		for _, n := range f.Names {
			if !n.IsExported() {
				continue
			}
			var typ strings.Builder
			if err := format.Node(&typ, token.NewFileSet(), f.Type); err != nil {
				panic(err) // it was parsed
			}
			line := "- `" + n.Name + " " + typ.String() + "`"
			if said := oneLine(f.Doc.Text() + f.Comment.Text()); said != "" {
				line += ": " + said
			}
			b.WriteString(line + "\n")
		}
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
