// Packages archive and compress: written and read back.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"compress/gzip"
	"compress/lzw"
	"compress/zlib"
	"fmt"
	"io"
	"strings"
)

func main() {
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for _, n := range []string{"a.txt", "d/b.txt"} {
		w, err := zw.Create(n)
		fmt.Fprint(w, "contents of ", n)
		if err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(zw.Close())
	zr, err := zip.NewReader(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	fmt.Println(err, len(zr.File))
	for _, f := range zr.File {
		r, _ := f.Open()
		b, _ := io.ReadAll(r)
		fmt.Println(f.Name, string(b), f.Method == zip.Deflate)
	}
	b, err := zr.Open("d/b.txt")
	fmt.Println(b != nil, err)

	buf.Reset()
	tw := tar.NewWriter(&buf)
	tw.WriteHeader(&tar.Header{Name: "x", Mode: 0o600, Size: 3, Typeflag: tar.TypeReg})
	io.WriteString(tw, "abc")
	tw.Close()
	tr := tar.NewReader(&buf)
	h, err := tr.Next()
	c, _ := io.ReadAll(tr)
	fmt.Println(h.Name, h.Size, string(c), err, h.Typeflag == tar.TypeReg)
	_, err = tr.Next()
	fmt.Println(err == io.EOF)

	text := strings.Repeat("all work and no play ", 50)
	for _, z := range []struct {
		name string
		w    func(io.Writer) io.WriteCloser
		r    func(io.Reader) (io.Reader, error)
	}{
		{"gzip", func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }, func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
		{"zlib", func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }, func(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) }},
		{"lzw", func(w io.Writer) io.WriteCloser { return lzw.NewWriter(w, lzw.MSB, 8) }, func(r io.Reader) (io.Reader, error) { return lzw.NewReader(r, lzw.MSB, 8), nil }},
		{"flate", func(w io.Writer) io.WriteCloser { f, _ := flate.NewWriter(w, flate.BestCompression); return f }, func(r io.Reader) (io.Reader, error) { return flate.NewReader(r), nil }},
	} {
		buf.Reset()
		w := z.w(&buf)
		io.WriteString(w, text)
		w.Close()
		small := buf.Len() < len(text)/3
		r, err := z.r(&buf)
		b, err2 := io.ReadAll(r)
		fmt.Println(z.name, small, string(b) == text, err, err2)
	}
	_, err = io.ReadAll(bzip2.NewReader(strings.NewReader("no bzip2")))
	fmt.Println(err)
	_, err = gzip.NewReader(strings.NewReader("no gzip"))
	fmt.Println(err, err == gzip.ErrHeader || err == io.ErrUnexpectedEOF)
}
