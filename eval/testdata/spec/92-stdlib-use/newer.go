// What came to the standard library after Go 1.22.
package main

import (
	"bytes"
	"context"
	"crypto/fips140"
	"crypto/rand"
	"crypto/sha256"
	"encoding"
	"errors"
	"fmt"
	"go/version"
	"hash"
	"io/fs"
	"log/slog"
	randv2 "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing/fstest"
	"time"
	"unicode"
	"unicode/utf16"
)

func main() {
	dir, _ := os.MkdirTemp("", "newer")
	defer os.RemoveAll(dir)
	fmt.Println(os.CopyFS(dir, fstest.MapFS{"a/b.txt": {Data: []byte("copied")}}))
	root, err := os.OpenRoot(dir)
	fmt.Println(err, root.Mkdir("m", 0o755))
	f, err := root.Open("a/b.txt")
	st, _ := f.Stat()
	fmt.Println(st.Size(), err, f.Close(), root.WriteFile("m/w", []byte("w"), 0o600))
	_, err = root.Open("../etc")
	fmt.Println(err != nil, root.Close())
	p, err := filepath.Localize("a/b")
	fmt.Println(filepath.ToSlash(p), err)
	fmt.Println(version.Compare("go1.21", "go1.22.1"), version.Lang("go1.22.1"), version.IsValid("go2x"))
	var ta encoding.TextAppender = time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	b, err := ta.AppendText([]byte("t="))
	fmt.Println(string(b), err)
	h := sha256.New()
	h.Write([]byte("a"))
	c, err := h.(hash.Cloner).Clone()
	fmt.Println(bytes.Equal(c.Sum(nil), h.Sum(nil)), err)
	fmt.Println(len(rand.Text()) >= 26, fips140.Enabled(), utf16.RuneLen('😀'), len(unicode.CategoryAliases) > 0)
	var wg sync.WaitGroup
	var mu sync.Mutex
	n := 0
	for range 10 {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			n++
		})
	}
	wg.Wait()
	fmt.Println(n)
	slog.New(slog.DiscardHandler).Info("x")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("why"))
	fmt.Println(context.Cause(ctx), context.Cause(context.WithoutCancel(ctx)))
	d, stop := context.WithDeadlineCause(context.Background(), time.Now(), errors.New("late"))
	defer stop()
	fmt.Println(context.Cause(d))
	var buf bytes.Buffer
	buf.WriteString("peek")
	pk, _ := buf.Peek(2)
	fmt.Println(string(pk), buf.AvailableBuffer() != nil)
	srv := http.NewServeMux()
	srv.HandleFunc("/items/{id...}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.PathValue("id"), " ", r.Pattern) })
	rec := httptest.NewRecorder()
	http.NewCrossOriginProtection().Handler(srv).ServeHTTP(rec, httptest.NewRequest("GET", "/items/1/2", nil))
	fmt.Println(rec.Body, reflect.TypeFor[fs.FS]().Kind(), reflect.TypeOf(0).CanSeq())
	before, found := strings.CutPrefix("prefix-x", "prefix-")
	fmt.Println(before, found, strings.ContainsFunc("abc", unicode.IsDigit))
	cc := rand2()
	fmt.Println(cc)
	fmt.Println(min(time.Second, time.Minute), max("a", "b"))
	t := time.Now()
	fmt.Println(t.Compare(t.Add(1)), t.Round(0).Equal(t))
}

func rand2() int { return randv2.New(randv2.NewChaCha8([32]byte{1})).IntN(1000) }
