package eval

// This file types programs at the prompt piece by piece, and lets all engines go after each piece: what was made in one is used in others.

import (
	"context"
	"errors"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"testing"
)

// statementChunks are promptChunks with each statement of main on its own. What main defers would run at the end of its line,
// not of main.
func statementChunks(source string) ([]string, error) {
	cs, err := promptChunks(source)
	if err != nil {
		return nil, err
	}
	body := "package p\nfunc _() {" + cs[len(cs)-1] + "\n}"
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", body, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	cs = cs[:len(cs)-1]
	for _, s := range f.Decls[0].(*ast.FuncDecl).Body.List {
		if _, ok := s.(*ast.DeferStmt); ok {
			return nil, errors.New("main defers something")
		}
		cs = append(cs, body[fset.Position(s.Pos()).Offset:fset.Position(s.End()).Offset])
	}
	return cs, nil
}

// dropEngines lets all engines of an image go, as happens to each when it has become old.
func dropEngines(im *Image) {
	im.mu.Lock()
	defer im.mu.Unlock()
	for len(im.pool.loaders) > 0 {
		im.pool.retire(im.pool.loaders[0])
	}
}

var acrossEngines = flag.Int("across", 4, "TestSpecAcrossEngines compares one program in so many")

// Some programs mean something else in pieces, such as those that defer in a loop of main or jump to a label: they count only if
// they are right in one engine.
func TestSpecAcrossEngines(t *testing.T) {
	compared := 0
	for i, p := range readProbes(t) {
		if i%*acrossEngines != 0 || compileProbe(p) || len(p.notes) > 0 {
			continue
		}
		want, err := p.expected()
		if err != nil {
			continue // TestSpec says so
		}
		chunks, err := statementChunks(p.source)
		if err != nil {
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), specDeadline)
		run := func(after func(*Image)) (string, string) {
			im := newImage(t, Config{})
			defer im.Close()
			return verdict(typedWith(ctx, im, chunks, after), want)
		}
		v, detail := run(dropEngines)
		if v == "ok" {
			compared++
		} else if v, _ := run(func(*Image) {}); v == "ok" {
			t.Errorf("%s: in an engine for each input: %s", p.path, detail)
		}
		cancel()
	}
	t.Logf("%d programs compared", compared)
	if compared < 240 / *acrossEngines {
		t.Errorf("only %d programs can be compared", compared)
	}
}
