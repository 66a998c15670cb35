// Printing for the prompt: a value as an experienced Go user likes to read it, within bounds.

package eval

import (
	"fmt"
	"go/types"
	"io"
	"reflect"
	"strings"

	"github.com/fatih/color"
)

// PrintOptions bounds what Print writes.
type PrintOptions struct {
	MaxBytes int  // of text, before indentation; default 16 KiB. What does not fit is counted: "… 990 more"
	MaxElems int  // shown of each slice, array and map; default 100
	Width    int  // columns of a line; what is wider gets a line per field or element. Default 100
	Color    bool // with terminal colours
}

func (o *PrintOptions) validate() {
	for _, f := range []struct {
		p    *int
		fill int
	}{{&o.MaxBytes, 16 << 10}, {&o.MaxElems, 100}, {&o.Width, 100}} {
		if *f.p <= 0 {
			*f.p = f.fill
		}
	}
}

// Print writes v without a newline at its end. A string alone is itself; inside something it is quoted. Structs read
// Point{X: 1, Y: 2}, with the user's names, and Point@1{X: 1} if Point was declared anew since; slices [1 2 3]; maps map[a:1 b:2], sorted; pointers &Point{...}; nil <nil>.
// Errors and Stringers speak for themselves, and a panic in them is shown in place. Print itself never panics,
// but to end an evaluation that calls it: see Request.Within.
func (im *Image) Print(w io.Writer, v Value, o PrintOptions) {
	text, _ := im.printRest(part{v: v.V, t: v.T}, o)
	io.WriteString(w, text) // nobody is told that a terminal is gone
}

// Text is what Print writes with default options.
func (im *Image) Text(v Value) string {
	var b strings.Builder
	im.Print(&b, v, PrintOptions{})
	return b.String()
}

// userStringer calls the String or Error method that evaluated code gave to a type, which reflection cannot see.
type userStringer interface {
	userString(v reflect.Value, t types.Type) (s string, isError, ok bool)
}

// printValue is Print for a value without an image.
func printValue(w io.Writer, v reflect.Value, t types.Type, o PrintOptions) {
	p := printer{o: o}
	io.WriteString(w, p.print(part{v: v, t: t}))
}

type printer struct {
	o     PrintOptions
	users userStringer              // may be nil
	mark  func(reflect.Type) string // of versions that are not the present one; may be nil
	left  int                       // bytes that may still be produced
	path  []visit                   // pointers, maps and slices that are being printed: meeting one again is a cycle
	where []printStep               // from the outermost value to the one that is being printed
	cuts  []part                    // what there was no room for
}

func (p *printer) print(x part) (s string) {
	p.o.validate()
	p.left = p.o.MaxBytes
	defer func() {
		if e := recover(); e != nil {
			s = fmt.Sprintf("<cannot be printed: %v>", e)
		}
	}()
	n := p.top(x)
	var l layout
	l.width, l.paint = p.o.Width, painter(p.o.Color)
	l.b.WriteString(n.label + n.labelSep)
	col := textWidth(n.label + n.labelSep)
	n.label = ""
	l.write(n, 0, col)
	return l.b.String()
}

// top is node for a whole value, or for what is left of one. A string that is no part of something needs no quotes.
func (p *printer) top(x part) printNode {
	v, t := x.v, x.t
	if x.from > 0 || len(x.at) > 0 {
		return p.rest(x)
	}
	if v.IsValid() {
		v, t = opened(v, t)
	}
	if !v.IsValid() {
		return printNode{text: "<nil>", style: styleFaint}
	}
	if s, style, ok := p.spoken(v, t); ok {
		return printNode{text: p.cut(s, p.left), style: style}
	}
	if v.Kind() == reflect.String {
		return printNode{text: p.cut(v.String(), p.left)}
	}
	return p.node(v, t, 0)
}

// cut shortens text to n bytes and says how much is missing.
func (p *printer) cut(s string, n int) string {
	if len(s) <= n {
		p.left -= len(s)
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 { // not inside a rune
		n--
	}
	p.left -= n
	p.later(reflect.ValueOf(s), nil, n)
	return fmt.Sprintf("%s… %d more bytes", s[:n], len(s)-n)
}

// A style is what a piece of text is, for its colour.
type style uint8

const (
	stylePlain style = iota
	styleNumber
	styleString
	styleType
	styleError
	styleFaint
)

// painter colours text, whatever the library thinks of this process's own output: the text may be for another terminal.
func painter(on bool) func(style, string) string {
	if !on {
		return func(_ style, s string) string { return s }
	}
	colors := map[style]*color.Color{
		styleNumber: color.New(color.FgCyan),
		styleString: color.New(color.FgGreen),
		styleType:   color.New(color.FgYellow),
		styleError:  color.New(color.FgRed),
		styleFaint:  color.New(color.Faint),
	}
	for _, c := range colors {
		c.EnableColor()
	}
	return func(st style, s string) string {
		if c := colors[st]; c != nil && s != "" {
			return c.Sprint(s)
		}
		return s
	}
}

// layout turns nodes into lines.
type layout struct {
	b     strings.Builder
	width int
	paint func(style, string) string
}

// write puts n at column col of a line that is indented by indent: on that line if it fits, and else over several.
func (l *layout) write(n printNode, indent, col int) {
	if n.items == nil || col+n.width() <= l.width {
		l.inline(n)
		return
	}
	l.paintOpen(n)
	inner := indent + 2
	newline := func(at int) {
		l.b.WriteByte('\n')
		l.b.WriteString(strings.Repeat(" ", at))
	}
	if n.fills() {
		at := l.width // so that the first item starts a line
		for _, it := range n.items {
			w := it.width()
			if at+1+w > l.width {
				newline(inner)
				at = inner
			} else {
				l.b.WriteByte(' ')
				at++
			}
			l.inline(it)
			at += w
		}
	} else {
		for _, it := range n.items {
			newline(inner)
			at := inner
			if it.label != "" {
				l.b.WriteString(it.label + ": ")
				at += textWidth(it.label) + 2
				it.label = ""
			}
			l.write(it, inner, at)
			if n.sep == ", " {
				l.b.WriteByte(',')
			}
		}
	}
	newline(indent)
	l.b.WriteString(n.close)
}

func (l *layout) inline(n printNode) {
	if n.label != "" {
		l.b.WriteString(n.label + n.labelSep)
	}
	if n.items == nil && n.open == "" {
		l.b.WriteString(l.paint(n.style, n.text))
		return
	}
	l.paintOpen(n)
	for i, it := range n.items {
		if i > 0 {
			l.b.WriteString(n.sep)
		}
		l.inline(it)
	}
	l.b.WriteString(n.close)
}

func (l *layout) paintOpen(n printNode) {
	name := strings.TrimRight(n.open, "{[")
	l.b.WriteString(l.paint(styleType, name) + n.open[len(name):])
}
