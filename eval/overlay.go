package eval

// This file checks Go source into packages whose generic parts reflection cannot express.

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
)

// standardOverlays are sources for packages of the standard library, by import path.
var standardOverlays = map[string]string{
	"iter": overlayIter, "cmp": overlayCmp, "maps": overlayMaps, "slices": overlaySlices, "errors": overlayErrors, "sync": overlaySync,
	"sync/atomic": overlayAtomic,
}

const overlayIter = `package iter

type Seq[V any] func(yield func(V) bool)

type Seq2[K, V any] func(yield func(K, V) bool)
`

// overlay adds a package's overlay, if it has one. The importer calls it with the package's host symbols in place.
func (im *Image) overlay(q *types.Package) error {
	text := standardOverlays[q.Path()]
	for _, p := range im.conf.Packages {
		if p.Path == q.Path() {
			text = p.Overlay
		}
	}
	if text == "" {
		return nil
	}
	src := &source{file: q.Path(), typed: text, parsed: text}
	f, err := parser.ParseFile(im.fset, overlayMark+q.Path(), text, parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("overlay: %w", err)
	}
	if tf := im.fset.File(f.FileStart); tf != nil {
		im.files[tf] = origin{src, 0}
	}
	info := newInfo()
	conf := types.Config{Importer: im.imp}
	if err := types.NewChecker(&conf, im.fset, q, info).Files([]*ast.File{f}); err != nil {
		return fmt.Errorf("overlay: %w", err)
	}
	im.record(&chunk{}, f.Decls, info, q.Path(), nil)
	return nil
}
