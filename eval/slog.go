package eval

// This file is the default logger of package log/slog for evaluated code: as Go's it writes by way of package log, but to the
// evaluation's own output, and another can take its place without taking the node's.

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"reflect"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode"
)

// slogStandIns are the functions of log/slog that use the default logger.
func slogStandIns(lg *log.Logger) map[string]any {
	var level slog.LevelVar
	var logger atomic.Pointer[slog.Logger]
	logger.Store(slog.New(&slogHandler{out: lg, level: &level}))
	say := func(l slog.Level) func(string, ...any) {
		return func(msg string, args ...any) { logger.Load().Log(context.Background(), l, msg, args...) }
	}
	sayContext := func(l slog.Level) func(context.Context, string, ...any) {
		return func(ctx context.Context, msg string, args ...any) { logger.Load().Log(ctx, l, msg, args...) }
	}
	return map[string]any{
		"Default": logger.Load,
		"SetDefault": func(l *slog.Logger) {
			logger.Store(l)
			if _, own := l.Handler().(*slogHandler); !own { // package log then writes by way of it
				lg.SetOutput(slogWriter{l.Handler(), &level})
				lg.SetFlags(0)
			}
		},
		"SetLogLoggerLevel": func(l slog.Level) slog.Level {
			old := level.Level()
			level.Set(l)
			return old
		},
		"With": func(args ...any) *slog.Logger { return logger.Load().With(args...) },
		"Log": func(ctx context.Context, l slog.Level, msg string, args ...any) {
			logger.Load().Log(ctx, l, msg, args...)
		},
		"LogAttrs": func(ctx context.Context, l slog.Level, msg string, attrs ...slog.Attr) {
			logger.Load().LogAttrs(ctx, l, msg, attrs...)
		},
		"Debug": say(slog.LevelDebug), "Info": say(slog.LevelInfo), "Warn": say(slog.LevelWarn), "Error": say(slog.LevelError),
		"DebugContext": sayContext(slog.LevelDebug), "InfoContext": sayContext(slog.LevelInfo),
		"WarnContext": sayContext(slog.LevelWarn), "ErrorContext": sayContext(slog.LevelError),
	}
}

// slogHandler writes records as lines of package log: the level, the message and the attributes.
type slogHandler struct {
	out    *log.Logger
	level  slog.Leveler
	prefix string // of keys: the open groups, each with a dot
	attrs  string // written already
}

func (h *slogHandler) Enabled(_ context.Context, l slog.Level) bool { return l >= h.level.Level() }

func (h *slogHandler) Handle(_ context.Context, r slog.Record) error {
	var b strings.Builder
	b.WriteString(r.Level.String() + " " + r.Message + h.attrs)
	r.Attrs(func(a slog.Attr) bool { writeAttr(&b, h.prefix, a); return true })
	return h.out.Output(2, b.String())
}

func (h *slogHandler) WithAttrs(as []slog.Attr) slog.Handler {
	var b strings.Builder
	for _, a := range as {
		writeAttr(&b, h.prefix, a)
	}
	return &slogHandler{h.out, h.level, h.prefix, h.attrs + b.String()}
}

func (h *slogHandler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	return &slogHandler{h.out, h.level, h.prefix + name + ".", h.attrs}
}

func writeAttr(b *strings.Builder, prefix string, a slog.Attr) {
	v := a.Value.Resolve()
	switch {
	case v.Kind() == slog.KindGroup:
		if a.Key != "" {
			prefix += a.Key + "."
		}
		for _, x := range v.Group() {
			writeAttr(b, prefix, x)
		}
	case a.Key != "" || v.Any() != nil:
		text := v.String()
		switch v.Kind() {
		case slog.KindTime:
			text = v.Time().Format("2006-01-02T15:04:05.999Z07:00")
		case slog.KindAny:
			text = fmt.Sprintf("%+v", v.Any())
		}
		b.WriteString(" " + quoteAttr(prefix+a.Key) + "=" + quoteAttr(text))
	}
}

func quoteAttr(s string) string {
	odd := func(r rune) bool { return r == '"' || r == '=' || unicode.IsSpace(r) || !unicode.IsPrint(r) }
	if s == "" || strings.ContainsFunc(s, odd) {
		return strconv.Quote(s)
	}
	return s
}

// slogWriter makes a record of each line that package log writes.
type slogWriter struct {
	to    slog.Handler
	level slog.Leveler
}

func (w slogWriter) Write(b []byte) (int, error) {
	if !w.to.Enabled(context.Background(), w.level.Level()) {
		return len(b), nil
	}
	l := slog.New(w.to)
	l.Log(context.Background(), w.level.Level(), strings.TrimSuffix(string(b), "\n"))
	return len(b), nil
}

// logValue is x with its type, by which handlers of log/slog find its methods and fields.
func (im *Image) logValue(x any) any {
	x = ordinary(x)
	if x == nil {
		return nil
	}
	b, ok := x.(typedValue)
	if !ok {
		if im.foreign(reflect.TypeOf(x)) {
			return x
		}
		b = typedValue{im.types.dynamicOf(x), x}
	}
	switch {
	case b.T.has("LogValue"):
		return loggedValuer{b}
	case b.T.has("Error") && !b.T.has("MarshalJSON"):
		return loggedError{b.err()}
	case b.T.has("Error"):
		return b.err()
	}
	return b
}

// loggedError is an error whose text a handler writes as JSON, and not its fields.
type loggedError struct{ error }

// loggedValuer is a value that says itself what is logged of it.
type loggedValuer struct{ typedValue }

func (b loggedValuer) LogValue() slog.Value {
	v, _ := b.T.call("LogValue", b.V)[0].Interface().(slog.Value)
	return v
}

// logValues is logValue for the arguments of a variadic function.
func (im *Image) logValues(xs []any) []any {
	out := make([]any, len(xs))
	for i, x := range xs {
		out[i] = im.logValue(x)
	}
	return out
}
