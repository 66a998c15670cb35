// A calculator: lexer, recursive descent parser, syntax tree, evaluation, variables, errors with positions.
// no prompt: its methods call each other, and at a prompt a method is declared before those that call it
package main

import (
	"fmt"
	"strconv"
	"unicode"
)

type kind int

const (
	num kind = iota
	ident
	op
	end
)

type token struct {
	k   kind
	s   string
	pos int
}

type syntaxError struct {
	pos int
	msg string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("%d: %s", e.pos, e.msg) }

func lex(s string) (ts []token, err error) {
	for i := 0; i < len(s); {
		c := rune(s[i])
		switch {
		case unicode.IsSpace(c):
			i++
			continue
		case unicode.IsDigit(c):
			j := i
			for j < len(s) && (unicode.IsDigit(rune(s[j])) || s[j] == '.') {
				j++
			}
			ts = append(ts, token{num, s[i:j], i})
			i = j
		case unicode.IsLetter(c):
			j := i
			for j < len(s) && unicode.IsLetter(rune(s[j])) {
				j++
			}
			ts = append(ts, token{ident, s[i:j], i})
			i = j
		default:
			switch c {
			case '+', '-', '*', '/', '(', ')', '=':
				ts = append(ts, token{op, string(c), i})
				i++
			default:
				return nil, &syntaxError{i, fmt.Sprintf("unexpected %q", c)}
			}
		}
	}
	return append(ts, token{end, "", len(s)}), nil
}

type node interface {
	eval(env map[string]float64) (float64, error)
}
type number float64
type variable string
type binary struct {
	op   byte
	l, r node
}
type unary struct{ x node }
type assign struct {
	name string
	x    node
}

func (n number) eval(map[string]float64) (float64, error) { return float64(n), nil }
func (v variable) eval(env map[string]float64) (float64, error) {
	if x, ok := env[string(v)]; ok {
		return x, nil
	}
	return 0, fmt.Errorf("undefined: %s", string(v))
}
func (u unary) eval(env map[string]float64) (float64, error) {
	x, err := u.x.eval(env)
	return -x, err
}
func (a assign) eval(env map[string]float64) (x float64, err error) {
	if x, err = a.x.eval(env); err == nil {
		env[a.name] = x
	}
	return
}
func (b binary) eval(env map[string]float64) (float64, error) {
	l, err := b.l.eval(env)
	if err != nil {
		return 0, err
	}
	r, err := b.r.eval(env)
	if err != nil {
		return 0, err
	}
	switch b.op {
	case '+':
		return l + r, nil
	case '-':
		return l - r, nil
	case '*':
		return l * r, nil
	case '/':
		if r == 0 {
			return 0, fmt.Errorf("division by zero")
		}
		return l / r, nil
	}
	return 0, fmt.Errorf("operator %c", b.op)
}

type parser struct {
	ts []token
	i  int
}

func (p *parser) peek() token     { return p.ts[p.i] }
func (p *parser) next() token     { t := p.ts[p.i]; p.i++; return t }
func (p *parser) fail(msg string) { panic(&syntaxError{p.peek().pos, msg}) }

func (p *parser) stmt() node {
	if p.peek().k == ident && p.ts[p.i+1].s == "=" {
		name := p.next().s
		p.next()
		return assign{name, p.expr()}
	}
	return p.expr()
}

func (p *parser) expr() node {
	n := p.term()
	for p.peek().s == "+" || p.peek().s == "-" {
		n = binary{p.next().s[0], n, p.term()}
	}
	return n
}

func (p *parser) term() node {
	n := p.factor()
	for p.peek().s == "*" || p.peek().s == "/" {
		o := p.next().s[0]
		n = binary{o, n, p.factor()}
	}
	return n
}

func (p *parser) factor() node {
	switch t := p.next(); {
	case t.k == num:
		f, err := strconv.ParseFloat(t.s, 64)
		if err != nil {
			panic(&syntaxError{t.pos, "bad number"})
		}
		return number(f)
	case t.k == ident:
		return variable(t.s)
	case t.s == "-":
		return unary{p.factor()}
	case t.s == "(":
		n := p.expr()
		if p.next().s != ")" {
			p.i--
			p.fail("expected )")
		}
		return n
	default:
		p.i--
		p.fail("unexpected " + strconv.Quote(t.s))
	}
	return nil
}

func run(src string, env map[string]float64) (x float64, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*syntaxError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	ts, err := lex(src)
	if err != nil {
		return 0, err
	}
	p := &parser{ts: ts}
	n := p.stmt()
	if p.peek().k != end {
		p.fail("trailing " + p.peek().s)
	}
	return n.eval(env)
}

func main() {
	env := map[string]float64{"pi": 3.14}
	for _, s := range []string{"1 + 2 * 3", "(1+2)*3", "x = 4 * -2", "x / 3 + pi", "1 / (2 - 2)", "y", "1 +", "2 $ 3", "(1", "1 2", "1.2.3"} {
		x, err := run(s, env)
		if err != nil {
			fmt.Println(s, "error:", err)
			continue
		}
		fmt.Printf("%s = %.4g\n", s, x)
	}
}
