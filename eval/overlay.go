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
	"cmp": overlayCmp, "crypto/hkdf": overlayHkdf, "crypto/pbkdf2": overlayPbkdf2, "errors": overlayErrors, "hash/maphash": overlayMaphash,
	"iter": overlayIter, "maps": overlayMaps, "math/rand/v2": overlayRand, "reflect": overlayReflect, "slices": overlaySlices,
	"sync": overlaySync, "sync/atomic": overlayAtomic, "unique": overlayUnique, "weak": overlayWeak,
}

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
