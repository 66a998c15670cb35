package main

import (
	"archive/zip"
	"bytes"
	"go/ast"
	"go/build"
	"go/doc"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// writeDocs writes the archive of package symbols: a file for each package, of records "name\x00declaration\x00comment\x01".
func writeDocs(file string, paths []string) error {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, path := range append(slices.Clone(paths), "builtin") {
		if slices.Contains(withheld, path) && path != "unsafe" && path != "syscall" {
			continue
		}
		text, err := docsOf(path)
		if err != nil {
			return err
		}
		w, err := z.Create(path)
		if err != nil {
			return err
		}
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}

// docsOf reads what is exported from the source of a package.
func docsOf(path string) ([]byte, error) {
	bp, err := build.Import(path, "", 0)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, f := range append(bp.GoFiles, bp.CgoFiles...) {
		x, err := parser.ParseFile(fset, filepath.Join(bp.Dir, f), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, x)
	}
	mode := doc.Mode(0)
	if path == "builtin" { // its names are written as those of any package, and nearly all in lower case
		mode = doc.AllDecls
	}
	p, err := doc.NewFromFiles(fset, files, path, mode)
	if err != nil {
		return nil, err
	}
	r := records{fset: fset}
	r.add("", "package "+p.Name, p.Doc)
	r.values(p.Consts)
	r.values(p.Vars)
	r.funcs("", p.Funcs)
	for _, t := range p.Types {
		r.add(t.Name, r.print(t.Decl), t.Doc)
		r.values(t.Consts)
		r.values(t.Vars)
		r.funcs("", t.Funcs)
		r.funcs(t.Name+".", t.Methods)
	}
	return r.b.Bytes(), nil
}

type records struct {
	fset *token.FileSet
	b    bytes.Buffer
}

func (r *records) add(name, decl, comment string) {
	r.b.WriteString(name + "\x00" + decl + "\x00" + strings.TrimSpace(comment) + "\x01")
}

func (r *records) print(n ast.Node) string {
	var b bytes.Buffer
	c := printer.Config{Mode: printer.UseSpaces, Tabwidth: 4}
	if g, ok := n.(*ast.GenDecl); ok {
		g.Doc = nil
		if len(g.Specs) == 1 {
			g.Lparen = token.NoPos
			if s, ok := g.Specs[0].(*ast.TypeSpec); ok {
				s.Doc = nil
			}
		}
	}
	if c.Fprint(&b, r.fset, n) != nil {
		return ""
	}
	return b.String()
}

func (r *records) funcs(prefix string, fs []*doc.Func) {
	for _, f := range fs {
		f.Decl.Doc, f.Decl.Body = nil, nil
		r.add(prefix+f.Name, r.print(f.Decl), f.Doc)
	}
}

// values has a record for each name: its own line, and its own comment or else that of its group.
func (r *records) values(vs []*doc.Value) {
	for _, v := range vs {
		for _, s := range v.Decl.Specs {
			s, ok := s.(*ast.ValueSpec)
			if !ok {
				continue
			}
			comment := strings.TrimSpace(s.Doc.Text())
			if c := strings.TrimSpace(s.Comment.Text()); comment == "" {
				comment = c
			}
			if comment == "" {
				comment = v.Doc
			}
			s.Doc, s.Comment = nil, nil
			line := v.Decl.Tok.String() + " " + r.print(s)
			for _, n := range s.Names {
				if n.Name != "_" {
					r.add(n.Name, line, comment)
				}
			}
		}
	}
}
