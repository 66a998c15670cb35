// Package lessons holds the scripts that break protocols, each in a folder of its own with what it prints, so that
// `parley run NAME` finds them where there are no sources.
package lessons

import (
	"embed"
	"io/fs"
	"path"
)

//go:embed */main.go
var files embed.FS

// Names are the lessons.
func Names() []string {
	all, err := fs.Glob(files, "*/main.go")
	if err != nil {
		panic(err) // the pattern is constant
	}
	for i := range all {
		all[i] = path.Dir(all[i])
	}
	return all
}

// Source is the script of a lesson, and whether there is one of that name.
func Source(name string) ([]byte, bool) {
	b, err := files.ReadFile(path.Join(name, "main.go"))
	return b, err == nil && path.Base(name) == name
}
