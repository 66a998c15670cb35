// Package log/slog: values of declared types, with the methods that print them, as text and as JSON.
package main

import (
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
)

type P struct {
	X int
	E error
}

func (p P) String() string { return "P!" }

type Q struct {
	X int
	p P
}

type N int

func (n N) String() string { return "N!" }

type Err struct{ code int }

func (e *Err) Error() string { return fmt.Sprint("code ", e.code) }

type Secret struct{ text string }

func (s Secret) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("len", len(s.text)), slog.Any("p", P{}))
}

func main() {
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	var none *Q
	args := []any{"n", N(1), "p", P{}, "l", []N{1}, "q", Q{}, "r", &P{}, "z", []P{{}}, "e", &Err{3}, "f", errors.New("f"), "none", none, "nil", nil}
	o := &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}
	slog.Info("default", "n", N(1), "p", P{}, "l", []N{1}, "q", Q{}, "r", &P{}, "z", []P{{}}, "e", &Err{3})
	text, json := slog.New(slog.NewTextHandler(os.Stdout, o)), slog.New(slog.NewJSONHandler(os.Stdout, o))
	for _, l := range []*slog.Logger{text, json} {
		l.Info("spread", args...)
		l.With("p", P{}).Warn("group", slog.Any("q", P{}), slog.Group("g", "p", P{}, "q", Q{X: 2}))
	}
	text.Info("valuer", "s", Secret{"abc"}, "t", &Secret{"ab"}, slog.Any("u", Secret{}))
	slog.Info("valuer", "s", Secret{"abc"}, "n", []Secret{{"a"}})
	v := slog.AnyValue(P{X: 4}).Any()
	p, ok := v.(P)
	fmt.Println(v, p.X, ok)
	defer slog.Info("deferred", "p", P{})
}
