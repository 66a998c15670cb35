package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

// lockedBuffer is a buffer that goroutines of an evaluation may write at once.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newImage(t testing.TB, conf Config) *Image {
	t.Helper()
	if conf.Engine == "" {
		conf.Engine = *engineFlag
	}
	if conf.Grace == 0 {
		conf.Grace = 20 * time.Second // on a busy machine nothing is abandoned but where a test wants that
	}
	im, err := New(conf)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { im.Close() })
	return im
}

// run evaluates inputs one after the other and gives the last result, its values as text, and all output.
func run(t testing.TB, im *Image, inputs ...string) (Result, string, string) {
	t.Helper()
	var out lockedBuffer
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var r Result
	for i, in := range inputs {
		r = im.Eval(ctx, Request{Source: in, Stdout: &out, Stderr: &out})
		if r.Failure != nil && i < len(inputs)-1 {
			return r, "", out.String()
		}
	}
	var vs []string
	for _, v := range r.Values {
		vs = append(vs, fmt.Sprint(v.V))
	}
	return r, strings.Join(vs, " "), out.String()
}

func TestLanguage(t *testing.T) {
	b, err := os.ReadFile("testdata/language.json")
	if err != nil {
		t.Fatal(err)
	}
	var probes []struct {
		Name   string
		Input  []string
		Value  *string
		Stdout *string
		Error  bool
	}
	if err := json.Unmarshal(b, &probes); err != nil {
		t.Fatal(err)
	}
	for _, p := range probes {
		t.Run(p.Name, func(t *testing.T) {
			why := knownWrong[p.Name]
			im := newImage(t, Config{})
			r, v, out := run(t, im, p.Input...)
			ok := (r.Failure != nil) == p.Error
			if p.Value != nil && v != *p.Value || p.Stdout != nil && strings.TrimRight(out, "\n") != *p.Stdout {
				ok = false
			}
			switch {
			case ok && why != "":
				t.Errorf("is right now: take it off the list of known faults")
			case !ok && why == "":
				t.Errorf("failure %+v, value %q, output %q", r.Failure, v, out)
			}
		})
	}
}

// knownWrong are the probes that fail, and why.
var knownWrong = map[string]string{}

func reflectValueOf(v any) reflect.Value { return reflect.ValueOf(v) }
