// Types as text: the Go source of a type, and the type that such source means.

package eval

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/big"
	"net/netip"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	maxTypeText  = 4096    // bytes
	maxTypeSize  = 1 << 30 // bytes that one value of the type takes in itself
	maxTypeCache = 1024    // texts
)

// stdTypes are known without a resolver.
var stdTypes = map[string]reflect.Type{
	"bool": reflect.TypeFor[bool](), "string": reflect.TypeFor[string](), "error": errorType, "any": anyType,
	"int": reflect.TypeFor[int](), "int8": reflect.TypeFor[int8](), "int16": reflect.TypeFor[int16](), "int32": reflect.TypeFor[int32](),
	"int64": reflect.TypeFor[int64](), "uint": reflect.TypeFor[uint](), "uint8": reflect.TypeFor[uint8](), "uint16": reflect.TypeFor[uint16](),
	"uint32": reflect.TypeFor[uint32](), "uint64": reflect.TypeFor[uint64](), "byte": reflect.TypeFor[byte](), "rune": reflect.TypeFor[rune](),
	"float32": reflect.TypeFor[float32](), "float64": reflect.TypeFor[float64](), "complex64": reflect.TypeFor[complex64](),
	"complex128": reflect.TypeFor[complex128](), "uintptr": reflect.TypeFor[uintptr](),
	"time.Time": reflect.TypeFor[time.Time](), "time.Duration": reflect.TypeFor[time.Duration](), "time.Month": reflect.TypeFor[time.Month](),
	"time.Weekday": reflect.TypeFor[time.Weekday](), "big.Int": reflect.TypeFor[big.Int](), "big.Rat": reflect.TypeFor[big.Rat](),
	"big.Float": reflect.TypeFor[big.Float](), "protocol.Ref": refType, "protocol.Record": recordType,
	"url.URL": reflect.TypeFor[url.URL](), "netip.Addr": reflect.TypeFor[netip.Addr](), "netip.AddrPort": reflect.TypeFor[netip.AddrPort](),
	"netip.Prefix": reflect.TypeFor[netip.Prefix](),
}

// typeName is t as the user would write it, for messages.
func typeName(t reflect.Type) string {
	if s, err := typeText(t); err == nil {
		return clip(s, 200)
	}
	return clip(t.String(), 200)
}

// typeText is the Go source of t, with the user's own types as "main.Point".
func typeText(t reflect.Type) (string, error) {
	var b strings.Builder
	if err := (&typeWriter{b: &b}).write(t, 0); err != nil {
		return "", err
	}
	return b.String(), nil
}

// typeWriter writes types as Go source.
type typeWriter struct {
	b        *strings.Builder
	versions bool         // tell the versions of a declared name apart, which is not Go
	within   reflect.Type // a declared struct whose own fields are wanted, rather than its name
}

func (w *typeWriter) write(t reflect.Type, depth int) error {
	b := w.b
	if depth > maxNesting || b.Len() > maxTypeText {
		return fmt.Errorf("the type %s is too deep to be written down; give its struct types names", clip(t.String(), 100))
	}
	in := func(open string, t reflect.Type) error {
		b.WriteString(open)
		return w.write(t, depth+1)
	}
	if t.Name() != "" {
		if engineBox(t) {
			b.WriteString("any") // an interface type of the user: which one, only the static type says
		} else {
			b.WriteString(t.String())
		}
		return nil
	}
	if name, ok := userType(t); ok && (t != w.within || depth > 0) {
		if w.versions {
			name, _ = t.Field(0).Tag.Lookup("p")
			name = tagNumber.ReplaceAllString(name, "")
		}
		b.WriteString("main." + name)
		return nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		return in("*", t.Elem())
	case reflect.Slice:
		return in("[]", t.Elem())
	case reflect.Array:
		return in("["+strconv.Itoa(t.Len())+"]", t.Elem())
	case reflect.Map:
		if err := in("map[", t.Key()); err != nil {
			return err
		}
		return in("]", t.Elem())
	case reflect.Chan:
		if t.ChanDir() == reflect.BothDir && t.Elem().Kind() == reflect.Chan && t.Elem().ChanDir() == reflect.RecvDir {
			err := in("chan (", t.Elem())
			b.WriteByte(')')
			return err
		}
		return in(t.ChanDir().String()+" ", t.Elem())
	case reflect.Func:
		return w.signature(t, depth)
	case reflect.Struct:
		b.WriteString("struct{")
		for i := range t.NumField() {
			if i > 0 {
				b.WriteByte(';')
			}
			b.WriteByte(' ')
			if err := in(fieldName(t, t.Field(i).Name)+" ", t.Field(i).Type); err != nil {
				return err
			}
		}
		if t.NumField() > 0 {
			b.WriteByte(' ')
		}
		b.WriteByte('}')
	case reflect.Interface:
		if t.NumMethod() == 0 {
			b.WriteString("any")
		} else {
			b.WriteString(t.String())
		}
	default:
		b.WriteString(t.String())
	}
	return nil
}

func (w *typeWriter) signature(t reflect.Type, depth int) error {
	b := w.b
	b.WriteString("func(")
	for i := range t.NumIn() {
		if i > 0 {
			b.WriteString(", ")
		}
		p := t.In(i)
		if t.IsVariadic() && i == t.NumIn()-1 {
			b.WriteString("...")
			p = p.Elem()
		}
		if err := w.write(p, depth+1); err != nil {
			return err
		}
	}
	b.WriteByte(')')
	if t.NumOut() > 0 {
		b.WriteByte(' ')
	}
	if t.NumOut() > 1 {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	for i := range t.NumOut() {
		if i > 0 {
			b.WriteString(", ")
		}
		if err := w.write(t.Out(i), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// typeCache remembers what the most used type texts mean, where no resolver was asked: the types of the user change.
var typeCache = struct {
	sync.RWMutex
	m map[string]reflect.Type
}{m: map[string]reflect.Type{}}

// parseType is the type that Go source means. r may be nil.
func parseType(text string, r typeResolver) (reflect.Type, error) {
	if t, ok := stdTypes[text]; ok {
		return t, nil
	}
	typeCache.RLock()
	t, ok := typeCache.m[text]
	typeCache.RUnlock()
	if ok {
		return t, nil
	}
	if len(text) > maxTypeText {
		return nil, fmt.Errorf("a type of %d bytes is too long", len(text))
	}
	x, err := parser.ParseExpr(text)
	if err != nil {
		return nil, fmt.Errorf("%q is not a type", clip(text, 200))
	}
	p := typeParser{types: r}
	t, err = p.expr(x, 0)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", clip(text, 200), err)
	}
	if !p.asked {
		typeCache.Lock()
		if len(typeCache.m) >= maxTypeCache {
			clear(typeCache.m)
		}
		typeCache.m[strings.Clone(text)] = t
		typeCache.Unlock()
	}
	return t, nil
}

type typeParser struct {
	types typeResolver
	asked bool // the answer depends on the resolver
}

// unknownType is the error for a name that the resolver does not know.
type unknownType struct{ name string }

func (e *unknownType) Error() string { return "no type " + e.name + " here" }

func (p *typeParser) name(pkg, name string) (reflect.Type, error) {
	full := name
	if pkg != "" {
		full = pkg + "." + name
	}
	if t, ok := stdTypes[full]; ok {
		return t, nil
	}
	if p.asked = true; p.types != nil {
		if t, ok := p.types.lookup(pkg, name); ok && t != nil {
			if engineBox(t) { // an interface type of the user: only the engine can fill its box
				t = anyType
			}
			return t, nil
		}
	}
	return nil, &unknownType{full}
}

func (p *typeParser) expr(x ast.Expr, depth int) (reflect.Type, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("the type nests more than %d deep", maxNesting)
	}
	switch x := x.(type) {
	case *ast.ParenExpr:
		return p.expr(x.X, depth+1)
	case *ast.Ident:
		return p.name("", x.Name)
	case *ast.SelectorExpr:
		if pkg, ok := x.X.(*ast.Ident); ok {
			return p.name(pkg.Name, x.Sel.Name)
		}
	case *ast.IndexExpr, *ast.IndexListExpr:
		return p.instance(x)
	case *ast.StarExpr:
		t, err := p.expr(x.X, depth+1)
		if err != nil {
			return nil, err
		}
		return reflect.PointerTo(t), nil
	case *ast.ArrayType:
		return p.array(x, depth)
	case *ast.MapType:
		k, err := p.expr(x.Key, depth+1)
		if err != nil {
			return nil, err
		}
		v, err := p.expr(x.Value, depth+1)
		if err != nil {
			return nil, err
		}
		if !k.Comparable() {
			return nil, fmt.Errorf("%s cannot be the key of a map", typeName(k))
		}
		return reflect.MapOf(k, v), nil
	case *ast.StructType:
		return p.structure(x, depth)
	case *ast.InterfaceType:
		if x.Methods == nil || len(x.Methods.List) == 0 {
			return anyType, nil
		}
		return nil, &unknownType{"interface{ ... }"}
	case *ast.ChanType, *ast.FuncType:
		return nil, fmt.Errorf("channels and functions cannot travel between nodes")
	}
	return nil, fmt.Errorf("not a type")
}

// instance is an instantiated generic type: its name is as the emitter writes it, arguments separated by commas alone.
func (p *typeParser) instance(x ast.Expr) (reflect.Type, error) {
	var generic ast.Expr
	var args []ast.Expr
	switch x := x.(type) {
	case *ast.IndexExpr:
		generic, args = x.X, []ast.Expr{x.Index}
	case *ast.IndexListExpr:
		generic, args = x.X, x.Indices
	}
	texts := make([]string, len(args))
	for i, a := range args {
		texts[i] = exprText(a)
	}
	suffix := "[" + strings.Join(texts, ",") + "]"
	switch g := generic.(type) {
	case *ast.Ident:
		return p.name("", g.Name+suffix)
	case *ast.SelectorExpr:
		if pkg, ok := g.X.(*ast.Ident); ok {
			return p.name(pkg.Name, g.Sel.Name+suffix)
		}
	}
	return nil, fmt.Errorf("not a type")
}

func (p *typeParser) array(x *ast.ArrayType, depth int) (reflect.Type, error) {
	t, err := p.expr(x.Elt, depth+1)
	if err != nil {
		return nil, err
	}
	if x.Len == nil {
		return reflect.SliceOf(t), nil
	}
	lit, ok := x.Len.(*ast.BasicLit)
	if !ok || lit.Kind != token.INT {
		return nil, fmt.Errorf("an array needs its length as a number")
	}
	n, err := strconv.ParseUint(lit.Value, 0, 40)
	if err != nil || n > maxTypeSize || n*uint64(max(t.Size(), 1)) > maxTypeSize {
		return nil, fmt.Errorf("an array of %s elements is too large", clip(lit.Value, 30))
	}
	return reflect.ArrayOf(int(n), t), nil
}

func (p *typeParser) structure(x *ast.StructType, depth int) (reflect.Type, error) {
	var fields []reflect.StructField
	seen := map[string]bool{}
	size := uintptr(0)
	for _, f := range x.Fields.List {
		t, err := p.expr(f.Type, depth+1)
		if err != nil {
			return nil, err
		}
		names := f.Names
		if len(names) == 0 {
			names = []*ast.Ident{embeddedName(f.Type)}
		}
		for _, id := range names {
			if id == nil {
				return nil, fmt.Errorf("an embedded field without a name")
			}
			name := engineField(id.Name)
			if size += t.Size(); seen[name] || size > maxTypeSize {
				return nil, fmt.Errorf("field %s is there twice or too large", id.Name)
			}
			seen[name] = true
			fields = append(fields, reflect.StructField{Name: name, Type: t})
		}
	}
	return reflect.StructOf(fields), nil
}

func embeddedName(x ast.Expr) *ast.Ident {
	switch x := x.(type) {
	case *ast.Ident:
		return x
	case *ast.SelectorExpr:
		return x.Sel
	case *ast.StarExpr:
		return embeddedName(x.X)
	}
	return nil
}

// engineField is the inverse of fieldName.
func engineField(name string) string {
	if r, _ := utf8.DecodeRuneInString(name); unicode.IsUpper(r) {
		return name
	}
	return "X" + name
}

// exprText writes a type argument without the spaces that the sender may have put in.
func exprText(x ast.Expr) string {
	var b strings.Builder
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			b.WriteString(n.Name)
		case *ast.SelectorExpr:
			b.WriteString(exprText(n.X) + "." + n.Sel.Name)
			return false
		case *ast.StarExpr:
			b.WriteString("*" + exprText(n.X))
			return false
		case *ast.ArrayType:
			b.WriteByte('[')
			if n.Len != nil {
				b.WriteString(exprText(n.Len))
			}
			b.WriteString("]" + exprText(n.Elt))
			return false
		case *ast.MapType:
			b.WriteString("map[" + exprText(n.Key) + "]" + exprText(n.Value))
			return false
		case *ast.IndexExpr:
			b.WriteString(exprText(n.X) + "[" + exprText(n.Index) + "]")
			return false
		case *ast.IndexListExpr:
			b.WriteString(exprText(n.X) + "[")
			for i, x := range n.Indices {
				if i > 0 {
					b.WriteByte(',')
				}
				b.WriteString(exprText(x))
			}
			b.WriteByte(']')
			return false
		case *ast.BasicLit:
			b.WriteString(n.Value)
		}
		return true
	})
	return b.String()
}
