package eval

// This file turns a program into what a user would type at a prompt to have the same happen.

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// promptDecl is one top-level declaration of a program.
type promptDecl struct {
	text  string
	names []string
	recv  string // of a method: its type
	uses  map[string]bool
	index int // for finding what depends on itself
	low   int
	onWay bool
}

// promptChunks gives the imports, the declarations with what they use first, those that use each other together, and last the
// body of main.
func promptChunks(source string) ([]string, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	text := func(from, to token.Pos) string {
		return source[fset.Position(from).Offset:fset.Position(to).Offset]
	}
	var chunks []string
	var ds []*promptDecl
	var body *ast.BlockStmt
	top := map[string]bool{}
	for _, d := range f.Decls {
		pd := &promptDecl{text: text(d.Pos(), d.End()), uses: usedNames(d)}
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				chunks = append(chunks, pd.text)
				continue
			}
			pd.names = sortedKeys(declaredNames([]ast.Decl{d}))
		case *ast.FuncDecl:
			switch {
			case d.Recv != nil:
				pd.recv = receiverName(d.Recv.List[0].Type)
			case d.Name.Name == "main":
				body = d.Body
				continue
			default:
				pd.names = []string{d.Name.Name}
			}
		}
		for _, n := range pd.names {
			top[n] = true
		}
		ds = append(ds, pd)
	}
	if body == nil {
		return nil, errors.New("there is no func main")
	}
	if err := fitsPrompt(body, top); err != nil {
		return nil, err
	}
	for _, group := range inOrder(ds) {
		slices.SortFunc(group, func(a, b *promptDecl) int { return strings.Index(source, a.text) - strings.Index(source, b.text) })
		var texts []string
		for _, d := range group {
			texts = append(texts, d.text)
		}
		chunks = append(chunks, strings.Join(texts, "\n"))
	}
	return append(chunks, text(body.Lbrace+1, body.Rbrace)), nil
}

func usedNames(n ast.Node) map[string]bool {
	m := map[string]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			m[id.Name] = true
		}
		return true
	})
	return m
}

// fitsPrompt says why the body of main would mean something else at a prompt: it returns, or it hides a name that declarations
// use.
func fitsPrompt(body *ast.BlockStmt, top map[string]bool) (err error) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			err = errors.New("main returns in the middle")
		}
		return true
	})
	hides := func(n string) {
		if top[n] {
			err = errors.New("main hides the name " + n)
		}
	}
	for _, s := range body.List {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				for _, l := range s.Lhs {
					if id, ok := l.(*ast.Ident); ok {
						hides(id.Name)
					}
				}
			}
		case *ast.DeclStmt:
			for n := range declaredNames([]ast.Decl{s.Decl}) {
				hides(n)
			}
		}
	}
	return err
}

// inOrder groups declarations that use each other (Tarjan's strongly connected components), users after what they use. Who
// uses a type uses its methods, too.
func inOrder(ds []*promptDecl) (groups [][]*promptDecl) {
	by := map[string][]*promptDecl{}
	for _, d := range ds {
		for _, n := range d.names {
			by[n] = append([]*promptDecl{d}, by[n]...)
		}
		if d.recv != "" {
			by[d.recv] = append(by[d.recv], d)
		}
	}
	count := 0
	var stack []*promptDecl
	var visit func(d *promptDecl)
	visit = func(d *promptDecl) {
		count++
		d.index, d.low, d.onWay = count, count, true
		stack = append(stack, d)
		for _, n := range sortedKeys(d.uses) {
			for _, u := range by[n] {
				if u.recv != "" && (u.recv == d.recv || slices.Contains(d.names, u.recv)) {
					continue // a type does not wait for its methods, nor they for each other
				}
				if u.index == 0 {
					visit(u)
					d.low = min(d.low, u.low)
				} else if u.onWay {
					d.low = min(d.low, u.index)
				}
			}
		}
		if d.low != d.index {
			return
		}
		var g []*promptDecl
		for {
			x := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			x.onWay = false
			g = append(g, x)
			if x == d {
				break
			}
		}
		groups = append(groups, g)
	}
	for _, d := range ds {
		if d.index == 0 {
			visit(d)
		}
	}
	return groups
}

// typed evaluates the chunks one after the other and gives what became of it all.
func typed(ctx context.Context, im *Image, chunks []string) ending {
	return typedWith(ctx, im, chunks, func(*Image) {})
}

// typedWith is typed with something done after each chunk.
func typedWith(ctx context.Context, im *Image, chunks []string, after func(*Image)) ending {
	var stdout, stderr lockedBuffer
	im.conf.Stray = &stdout // what goroutines print between two inputs
	var r Result
	for _, c := range chunks {
		r = im.Eval(ctx, Request{Source: c, Stdout: &stdout, Stderr: &stderr})
		if r.Failure != nil {
			break
		}
		after(im)
	}
	e := ending{stdout: stdout.String(), stderr: stderr.String()}
	switch {
	case r.exit != nil:
		e.exit = *r.exit
	case r.Failure != nil:
		e.fail(r.Failure)
	}
	return e
}
