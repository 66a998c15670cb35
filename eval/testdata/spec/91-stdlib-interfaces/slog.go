// Packages log/slog and log: own handlers and writers.
// no prompt: methods whose bodies need one another must be typed in one piece
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"strings"
)

type memory struct {
	lines *[]string
	attrs string
}

func (m memory) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelInfo }
func (m memory) Handle(_ context.Context, r slog.Record) error {
	s := r.Level.String() + " " + r.Message + m.attrs
	r.Attrs(func(a slog.Attr) bool { s += " " + a.Key + "=" + a.Value.String(); return true })
	*m.lines = append(*m.lines, s)
	return nil
}
func (m memory) WithAttrs(as []slog.Attr) slog.Handler {
	for _, a := range as {
		m.attrs += " " + a.String()
	}
	return m
}
func (m memory) WithGroup(name string) slog.Handler {
	m.attrs += " [" + name + "]"
	return m
}

type secret string

func (secret) LogValue() slog.Value { return slog.StringValue("hidden") }

type lines struct{ got []string }

func (l *lines) Write(b []byte) (int, error) {
	l.got = append(l.got, strings.TrimSpace(string(b)))
	return len(b), nil
}

func main() {
	var got []string
	l := slog.New(memory{lines: &got})
	l.Info("hello", "n", 1, "s", secret("x"))
	l.Debug("not this")
	l.With("a", 1).WithGroup("g").Warn("again", slog.Group("in", slog.Int("k", 2)))
	l.LogAttrs(context.Background(), slog.LevelError, "err", slog.Any("e", errors.New("bad")))
	fmt.Println(strings.Join(got, "\n"))

	noTime := func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey && len(groups) == 0 {
			return slog.Attr{}
		}
		return a
	}
	t := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: noTime}))
	t.Debug("text", "k", "two words", "e", errors.New("x y"))
	j := slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: noTime}))
	j.WithGroup("g").Info("json", "n", 1.5, "l", []int{1, 2}, "m", map[string]int{"a": 1})
	slog.New(slog.NewMultiHandler(memory{lines: &got}, slog.DiscardHandler)).Info("multi", slog.GroupAttrs("g", slog.Bool("b", true)))
	fmt.Println(got[len(got)-1])

	w := &lines{}
	lg := log.New(w, "p: ", log.Lmsgprefix)
	lg.Println("one", 2)
	lg.Printf("%03d", 7)
	fmt.Println(w.got)
	log.SetFlags(0)
	slog.Info("the default", "a", 1, "q", "x y", slog.Group("g", "b", true))
	slog.With("w", 2).WithGroup("h").Warn("with", "c", 3)
	slog.Debug("not this")
	slog.SetDefault(l)
	slog.Error("to memory")
	log.Print("from log")
	fmt.Println(got[len(got)-2:])
	func() {
		defer func() { fmt.Println("recovered", recover()) }()
		lg.Panicf("panic %d", 1)
	}()
}
