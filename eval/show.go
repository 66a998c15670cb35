package eval

// This file lets package fmt print values of evaluated types. fmt itself reads formats and drives; where an argument has anything of
// evaluated code in it, a Formatter takes its place that walks the value together with its type.

import (
	"fmt"
	"go/types"
	"io"
	"log"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// shown is an argument of fmt that has something of evaluated code in it.
type shown struct {
	im *Image
	x  any
}

// verbs by which fmt passes on what it would otherwise answer itself: private runes.
const (
	verbType    = '\U000F0054' // %T
	verbPointer = '\U000F0070' // %p
	verbWrap    = '\U000F0077' // %w of what is no error
)

// Format implements fmt.Formatter.
func (s shown) Format(f fmt.State, verb rune) { s.im.show(f, verb, s.x) }

// Format implements fmt.Formatter, for where a value meets fmt inside of something of the host's.
func (b typedValue) Format(f fmt.State, verb rune) { b.T.im.show(f, verb, b) }

// Format implements fmt.Formatter.
func (b boxedError) Format(f fmt.State, verb rune) { b.T.im.show(f, verb, b.typedValue) }

// foreign says whether fmt needs no help with values of type t: nothing of evaluated code can be in them. Structs that the host
// declares are taken to print themselves.
func (im *Image) foreign(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16,
		reflect.Uint32, reflect.Uint64, reflect.Uintptr, reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128, reflect.String:
		return true
	}
	if ok, known := im.types.plain.Load(t); known {
		return ok.(bool)
	}
	ok := !im.mixed(t, 0)
	im.types.plain.Store(t, ok)
	return ok
}

// mixed says whether a value of type t can have something of evaluated code in it.
func (im *Image) mixed(t reflect.Type, depth int) bool {
	if depth > maxNesting {
		return true
	}
	switch {
	case isBoxed(t):
		return true
	case t.Kind() == reflect.Interface:
		return true
	case t.Name() != "" && t.PkgPath() != "":
		return engineBox(t) || engineWrapper(t)
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return im.mixed(t.Elem(), depth+1)
	case reflect.Map:
		return im.mixed(t.Key(), depth+1) || im.mixed(t.Elem(), depth+1)
	case reflect.Struct:
		if t.NumField() > 0 {
			return true // emitted, or one that nobody has named
		}
	}
	return false
}

// showable gives the argument that fmt should get for x.
func (im *Image) showable(x any) any {
	switch b := x.(type) {
	case nil, int, string, bool, float64:
		return x
	case boxedError, boxedErrors, incomparableError, incomparableErrors:
		return x
	case typedValue:
		if b.T.has("Error") {
			return b.err()
		}
		return shown{im, x}
	}
	t := reflect.TypeOf(x)
	if im.foreign(t) {
		return x
	}
	if x = ordinary(x); x == nil {
		return nil
	}
	if b, ok := x.(typedValue); ok {
		return im.showable(b)
	}
	if ti := im.types.known(reflect.TypeOf(x)); ti != nil && ti.has("Error") {
		return typedValue{ti, x}.err()
	}
	return shown{im, x}
}

// showables prepares arguments for fmt, in place of none: a is returned as it is when fmt needs no help.
func (im *Image) showables(a []any) []any {
	for i, x := range a {
		if y := im.showable(x); !sameArg(x, y) {
			out := append([]any(nil), a...)
			out[i] = y
			for j := i + 1; j < len(a); j++ {
				out[j] = im.showable(a[j])
			}
			return out
		}
	}
	return a
}

// sameArg says whether showable has left an argument alone.
func sameArg(x, y any) bool {
	switch y.(type) {
	case shown, boxedError, boxedErrors, incomparableError, incomparableErrors:
		return false
	case nil:
		return x == nil
	}
	return true
}

// helped says whether an argument prints by a Formatter of this file.
func helped(x any) bool {
	switch x.(type) {
	case shown, boxedError, boxedErrors, incomparableError, incomparableErrors:
		return true
	}
	return false
}

// sprint, sprintln and sprintf are what the functions of package fmt do, in all their families.
func (im *Image) sprint(b []byte, a []any) []byte {
	s := im.showables(a)
	wasString := true
	for i, x := range s {
		isString := x != nil && heldKind(a[i]) == reflect.String
		if i > 0 && !isString && !wasString {
			b = append(b, ' ')
		}
		b = fmt.Append(b, x)
		wasString = isString
	}
	return b
}

func heldKind(x any) reflect.Kind {
	if b, ok := x.(typedValue); ok {
		x = b.V
	}
	if x == nil {
		return reflect.Invalid
	}
	return reflect.TypeOf(x).Kind()
}

func (im *Image) sprintln(b []byte, a []any) []byte { return fmt.Appendln(b, im.showables(a)...) }

func (im *Image) sprintf(b []byte, format string, a []any) []byte {
	format, s, rest := im.prepared(format, a)
	return append(fmt.Appendf(b, format, s...), rest...)
}

// prepared makes a format and its arguments ready for fmt; rest is what it would say of arguments that the format has no verb for.
func (im *Image) prepared(format string, a []any) (_ string, s []any, rest string) {
	s = im.showables(a)
	any := false
	for _, x := range s {
		any = any || helped(x)
	}
	if !any {
		return format, s, ""
	}
	format, used := rewriteVerbs(format, s)
	if used >= 0 && used < len(s) {
		var b strings.Builder
		b.WriteString("%!(EXTRA ")
		for i, x := range s[used:] {
			if i > 0 {
				b.WriteString(", ")
			}
			if x == nil {
				b.WriteString("<nil>")
				continue
			}
			b.WriteString(im.typeName(a[used+i]) + "=")
			fmt.Fprint(&b, x)
		}
		b.WriteString(")")
		return format, s[:used], b.String()
	}
	return format, s, ""
}

// typeName is what %T says of x.
func (im *Image) typeName(x any) string {
	if im.foreign(reflect.TypeOf(x)) {
		return reflect.TypeOf(x).String()
	}
	return im.types.dynamicOf(x).name
}

// rewriteVerbs gives the verbs T and p that stand for arguments with a Formatter their private forms. used is how many
// arguments the format takes in order, -1 if it takes them out of order.
func rewriteVerbs(format string, s []any) (_ string, used int) {
	var b strings.Builder
	arg, reordered := 0, false
	i := 0
	number := func() { // of an argument, in brackets
		if i >= len(format) || format[i] != '[' {
			return
		}
		end := strings.IndexByte(format[i:], ']')
		if end < 0 {
			return
		}
		if n, err := strconv.Atoi(format[i+1 : i+end]); err == nil && n >= 1 && n <= len(s) {
			arg = n - 1
		}
		reordered = true
		i += end + 1
	}
	size := func() {
		number()
		if i < len(format) && format[i] == '*' {
			i++
			arg++
			return
		}
		for i < len(format) && '0' <= format[i] && format[i] <= '9' {
			i++
		}
	}
	for i < len(format) {
		at := i
		if format[i] != '%' {
			if i = strings.IndexByte(format[at:], '%'); i < 0 {
				i = len(format)
			} else {
				i += at
			}
			b.WriteString(format[at:i])
			continue
		}
		i++
		for i < len(format) && strings.IndexByte("#0+- ", format[i]) >= 0 {
			i++
		}
		size()
		if i < len(format) && format[i] == '.' {
			i++
			size()
		}
		number()
		b.WriteString(format[at:i])
		if i >= len(format) {
			break
		}
		verb, n := utf8.DecodeRuneInString(format[i:])
		i += n
		if verb == '%' {
			b.WriteByte('%')
			continue
		}
		if arg < len(s) && helped(s[arg]) {
			switch verb {
			case 'T':
				verb = verbType
			case 'p':
				verb = verbPointer
			case 'w':
				if _, ok := s[arg].(shown); ok {
					verb = verbWrap
				}
			}
		}
		b.WriteRune(verb)
		arg++
	}
	if reordered {
		return b.String(), -1
	}
	return b.String(), arg
}

// printers are the functions of package fmt that print, and those of package log, for evaluated code.
func (im *Image) printers(out io.Writer) map[string]any {
	return map[string]any{
		"Print":    func(a ...any) (int, error) { return out.Write(im.sprint(nil, a)) },
		"Printf":   func(f string, a ...any) (int, error) { return out.Write(im.sprintf(nil, f, a)) },
		"Println":  func(a ...any) (int, error) { return out.Write(im.sprintln(nil, a)) },
		"Sprint":   func(a ...any) string { return string(im.sprint(nil, a)) },
		"Sprintf":  func(f string, a ...any) string { return string(im.sprintf(nil, f, a)) },
		"Sprintln": func(a ...any) string { return string(im.sprintln(nil, a)) },
		"Fprint":   func(w io.Writer, a ...any) (int, error) { return w.Write(im.sprint(nil, a)) },
		"Fprintf":  func(w io.Writer, f string, a ...any) (int, error) { return w.Write(im.sprintf(nil, f, a)) },
		"Fprintln": func(w io.Writer, a ...any) (int, error) { return w.Write(im.sprintln(nil, a)) },
		"Append":   func(b []byte, a ...any) []byte { return im.sprint(b, a) },
		"Appendf":  func(b []byte, f string, a ...any) []byte { return im.sprintf(b, f, a) },
		"Appendln": func(b []byte, a ...any) []byte { return im.sprintln(b, a) },
		"Errorf":   im.errorf,
	}
}

func (im *Image) errorf(format string, a ...any) error {
	format, s, rest := im.prepared(format, a)
	if rest != "" {
		format, s = format+"%s", append(s[:len(s):len(s)], rest)
	}
	return fmt.Errorf(format, s...)
}

func (im *Image) logPrint(l *log.Logger, a ...any) string { return logged(l, im.sprint(nil, a)) }

func (im *Image) logPrintf(l *log.Logger, format string, a ...any) string {
	return logged(l, im.sprintf(nil, format, a))
}

func (im *Image) logPrintln(l *log.Logger, a ...any) string { return logged(l, im.sprintln(nil, a)) }

// logged logs a line and gives it, for what ends with it.
func logged(l *log.Logger, b []byte) string {
	s := string(b)
	l.Output(3, s)
	return s
}

// userString is what v says of itself by a method of evaluated code. Outside of an evaluation it calls nothing, because nothing could stop
// it there.
func (im *Image) userString(v reflect.Value, t types.Type) (s string, isError, ok bool) {
	if im.types.im == nil || Current() == nil || !v.IsValid() || !v.CanInterface() || v.Kind() == reflect.Pointer && v.IsNil() {
		return "", false, false
	}
	var ti *typeInfo
	if t != nil && !types.IsInterface(t) {
		ti = im.types.ofStatic(t)
	} else if ti = im.types.known(v.Type()); ti == nil {
		return "", false, false
	}
	switch {
	case ti.host:
		return "", false, false
	case ti.has("Error"):
		return ti.call("Error", v.Interface())[0].String(), true, true
	case ti.has("String"):
		return ti.call("String", v.Interface())[0].String(), false, true
	}
	return "", false, false
}
