// Packages io/fs and path/filepath: own file systems, and walks.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"
	"time"
)

// oneFile is a file system with one file.
type oneFile struct{ name, text string }

func (o oneFile) Open(name string) (fs.File, error) {
	switch name {
	case ".":
		return &openDir{entries: []fs.DirEntry{fs.FileInfoToDirEntry(info{o.name, len(o.text), false})}}, nil
	case o.name:
		return &openFile{strings.NewReader(o.text), info{o.name, len(o.text), false}}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

type info struct {
	name string
	size int
	dir  bool
}

func (i info) Name() string { return i.name }
func (i info) Size() int64  { return int64(i.size) }
func (i info) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.dir }
func (i info) Sys() any           { return nil }

type openFile struct {
	*strings.Reader
	info info
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }

type openDir struct{ entries []fs.DirEntry }

func (d *openDir) Stat() (fs.FileInfo, error) { return info{".", 0, true}, nil }
func (d *openDir) Read([]byte) (int, error)   { return 0, errors.New("is a directory") }
func (d *openDir) Close() error               { return nil }
func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	es := d.entries
	d.entries = nil
	if n > 0 && len(es) == 0 {
		return nil, io.EOF
	}
	return es, nil
}

func main() {
	o := oneFile{"a.txt", "hello"}
	b, err := fs.ReadFile(o, "a.txt")
	fmt.Println(string(b), err)
	_, err = fs.ReadFile(o, "b.txt")
	fmt.Println(err, errors.Is(err, fs.ErrNotExist))
	err = fs.WalkDir(o, ".", func(path string, d fs.DirEntry, err error) error {
		fmt.Println(path, d.IsDir(), err)
		return nil
	})
	fmt.Println(err)
	st, err := fs.Stat(o, "a.txt")
	fmt.Println(st.Size(), st.Mode(), err)
	ms, err := fs.Glob(o, "*.txt")
	fmt.Println(ms, err)

	m := fstest.MapFS{"d/x.go": {Data: []byte("package x")}, "d/sub/y.txt": {Data: []byte("y")}, "z": {Data: nil}}
	fs.WalkDir(m, ".", func(path string, d fs.DirEntry, err error) error {
		if d.IsDir() && d.Name() == "sub" {
			return fs.SkipDir
		}
		fmt.Print(path, " ")
		return nil
	})
	fmt.Println()
	sub, _ := fs.Sub(m, "d")
	b, _ = fs.ReadFile(sub, "sub/y.txt")
	fmt.Println(string(b))

	dir, err := os.MkdirTemp("", "walk")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	os.MkdirAll(filepath.Join(dir, "p", "q"), 0o755)
	os.WriteFile(filepath.Join(dir, "p", "q", "f.txt"), []byte("12345"), 0o644)
	os.WriteFile(filepath.Join(dir, "top"), nil, 0o600)
	total := 0
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		i, _ := d.Info()
		if !d.IsDir() {
			total += int(i.Size())
		}
		fmt.Print(filepath.ToSlash(rel), " ")
		return nil
	})
	fmt.Println(total, err)
	stop := errors.New("enough")
	err = filepath.Walk(dir, func(path string, i os.FileInfo, err error) error { return stop })
	fmt.Println(err, err == stop)
	es, err := os.ReadDir(filepath.Join(dir, "p"))
	fmt.Println(len(es), es[0].Name(), err)
	f, err := os.OpenFile(filepath.Join(dir, "top"), os.O_APPEND|os.O_WRONLY, 0)
	f.WriteString("more")
	f.Close()
	b, _ = os.ReadFile(filepath.Join(dir, "top"))
	fmt.Println(string(b), err)
	_, err = os.Stat(filepath.Join(dir, "gone"))
	fmt.Println(os.IsNotExist(err), errors.Is(err, os.ErrNotExist))
	root, err := os.OpenRoot(dir)
	b, e2 := root.ReadFile("top")
	_, e3 := root.Open("../x")
	fmt.Println(string(b), err, e2, e3 != nil)
}
