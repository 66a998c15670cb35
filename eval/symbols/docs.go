package symbols

// This file looks up the documentation of the standard library, which no reflection has: names of parameters and comments.

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"go/doc"
	"io"
	"strings"
	"sync"
)

//go:embed docs.zip
var docs []byte

// Doc is what the source of the standard library says of one name.
type Doc struct {
	Name    string // "Printf", "Builder.WriteString"; "" is the package itself
	Decl    string // "func Printf(format string, a ...any) (n int, err error)"
	Comment string // all of it
}

// Synopsis is the first sentence of the comment.
func (d Doc) Synopsis() string { return new(doc.Package).Synopsis(d.Comment) }

// archive is opened at the first question, so that a program that never asks pays nothing at start.
var archive = sync.OnceValue(func() map[string]*zip.File {
	m := map[string]*zip.File{}
	r, err := zip.NewReader(bytes.NewReader(docs), int64(len(docs)))
	if err != nil {
		return m
	}
	for _, f := range r.File {
		m[f.Name] = f
	}
	return m
})

// Docs are those of a package of the standard library, or of "builtin", in the order of its documentation; none if there is no such
// package. Only the one that is asked for is unpacked, and not kept: the largest takes a few milliseconds.
func Docs(path string) (all []Doc) {
	f := archive()[path]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return nil
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return nil
	}
	for rec := range strings.SplitSeq(strings.TrimSuffix(string(b), "\x01"), "\x01") {
		if part := strings.Split(rec, "\x00"); len(part) == 3 {
			all = append(all, Doc{part[0], part[1], part[2]})
		}
	}
	return all
}

// DocOf is that of one name of a package, such as "Builder.WriteString"; "" is the package itself.
func DocOf(path, name string) (Doc, bool) {
	for _, d := range Docs(path) {
		if d.Name == name {
			return d, true
		}
	}
	return Doc{}, false
}
