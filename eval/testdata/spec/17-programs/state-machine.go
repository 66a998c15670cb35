// State functions, maps of functions, enumerations by iota, bit flags, option functions, events, observers.
package main

import (
	"fmt"
	"strings"
)

type stateFn func(*machine) stateFn

type machine struct {
	input string
	pos   int
	out   []string
}

func start(m *machine) stateFn {
	if m.pos >= len(m.input) {
		return nil
	}
	switch c := m.input[m.pos]; {
	case c == ' ':
		m.pos++
		return start
	case c >= '0' && c <= '9':
		return number
	default:
		return word
	}
}

func number(m *machine) stateFn {
	from := m.pos
	for m.pos < len(m.input) && m.input[m.pos] >= '0' && m.input[m.pos] <= '9' {
		m.pos++
	}
	m.out = append(m.out, "n:"+m.input[from:m.pos])
	return start
}

func word(m *machine) stateFn {
	from := m.pos
	for m.pos < len(m.input) && m.input[m.pos] != ' ' {
		m.pos++
	}
	m.out = append(m.out, "w:"+m.input[from:m.pos])
	return start
}

type Perm uint8

const (
	Read Perm = 1 << iota
	Write
	Exec
)

func (p Perm) Has(q Perm) bool { return p&q == q }

func (p Perm) String() string {
	var s []string
	for i, n := range []string{"r", "w", "x"} {
		if p&(1<<i) != 0 {
			s = append(s, n)
		}
	}
	return strings.Join(s, "|")
}

type server struct {
	host string
	port int
	tls  bool
}

type option func(*server)

func withPort(p int) option { return func(s *server) { s.port = p } }
func withTLS() option       { return func(s *server) { s.tls = true } }

func newServer(host string, opts ...option) *server {
	s := &server{host: host, port: 80}
	for _, o := range opts {
		o(s)
	}
	return s
}

type bus struct{ subs map[string][]func(any) }

func (b *bus) on(e string, f func(any)) func() {
	if b.subs == nil {
		b.subs = map[string][]func(any){}
	}
	b.subs[e] = append(b.subs[e], f)
	i := len(b.subs[e]) - 1
	return func() { b.subs[e][i] = nil }
}

func (b *bus) emit(e string, v any) (n int) {
	for _, f := range b.subs[e] {
		if f != nil {
			f(v)
			n++
		}
	}
	return
}

func main() {
	m := &machine{input: "go 123 lang 4"}
	for st := stateFn(start); st != nil; {
		st = st(m)
	}
	fmt.Println(m.out)
	p := Read | Exec
	fmt.Println(p.String(), p.Has(Write), p.Has(Read|Exec), uint8(p), (p &^ Read).String())
	s := newServer("h", withPort(8080), withTLS())
	fmt.Println(*s)
	var b bus
	var log []string
	off := b.on("x", func(v any) { log = append(log, fmt.Sprint("1:", v)) })
	b.on("x", func(v any) { log = append(log, fmt.Sprint("2:", v)) })
	n := b.emit("x", 5)
	off()
	n2 := b.emit("x", "s")
	fmt.Println(n, n2, b.emit("none", nil), log)
	ops := map[string]func(float64, float64) (float64, error){
		"+": func(a, b float64) (float64, error) { return a + b, nil },
		"/": func(a, b float64) (float64, error) {
			if b == 0 {
				return 0, fmt.Errorf("divide %g by zero", a)
			}
			return a / b, nil
		},
	}
	for _, c := range []struct {
		op   string
		a, b float64
	}{{"+", 1, 2}, {"/", 1, 0}, {"^", 1, 1}} {
		if f, ok := ops[c.op]; ok {
			r, err := f(c.a, c.b)
			fmt.Print(r, " ", err, "; ")
		} else {
			fmt.Print("no ", c.op)
		}
	}
	fmt.Println()
}
