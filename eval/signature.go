package eval

// This file says what a call that is being typed takes.

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"

	"parley/eval/symbols"
)

// SignatureKind begins the kind of a candidate that is the signature of the call around the cursor, to be shown rather than
// inserted: "signature 1" if the cursor is at the second argument. Its Text is the function as it was typed and its Type is
// that with parameters and results, "strings.Cut(s, sep string) (before, after string, found bool)".
const SignatureKind = "signature "

// signature is that of the innermost call whose arguments the cursor is in.
func (p *cursor) signature() []Candidate {
	if !p.found {
		return nil
	}
	for i := len(p.path) - 2; i >= 0; i-- {
		switch n := p.path[i].(type) {
		case *ast.FuncLit, *ast.BlockStmt:
			return nil
		case *ast.CallExpr:
			at := argumentAt(n, p.word)
			if at < 0 {
				continue
			}
			name := strings.ReplaceAll(types.ExprString(n.Fun), unquoteName+"(", "$(")
			if s := p.calleeText(n, name); s != "" {
				return []Candidate{{name, SignatureKind + strconv.Itoa(at), s}}
			}
			return nil
		}
	}
	return nil
}

// argumentAt is the place of the argument that the word is in; -1 if it is in none.
func argumentAt(call *ast.CallExpr, word *ast.Ident) int {
	for i, a := range call.Args {
		if a.Pos() <= word.Pos() && word.End() <= a.End() {
			return i
		}
	}
	return -1
}

func (p *cursor) calleeText(call *ast.CallExpr, name string) string {
	if id := calleeIdent(call.Fun); id != nil {
		switch o := p.info.Uses[id].(type) {
		case *types.Builtin:
			return builtinText[o.Name()]
		case *types.Func:
			if s := documentedSignature(o); s != "" {
				return name + s
			}
			if sig := o.Signature(); sig.Recv() == nil || sig.TypeParams() != nil {
				return name + signatureText(sig)
			}
		}
	}
	tv, ok := p.info.Types[call.Fun]
	if !ok || tv.Type == nil {
		return ""
	}
	if tv.IsType() {
		return name + "(value) " + Value{T: tv.Type}.TypeString()
	}
	if sig, ok := tv.Type.Underlying().(*types.Signature); ok {
		return name + signatureText(sig)
	}
	return ""
}

// documentedSignature is that of a function of the standard library with the names of its parameters, which reflection has not.
func documentedSignature(f *types.Func) string {
	if f.Pkg() == nil || f.Pkg().Path() == "main" {
		return ""
	}
	key := f.Name()
	if n := receiverNamed(f); n != nil {
		key = n.Obj().Name() + "." + key
	}
	d, ok := symbols.DocOf(f.Pkg().Path(), key)
	if !ok {
		return ""
	}
	_, after, _ := strings.Cut(d.Decl, f.Name()+"(")
	if g, params, ok := strings.Cut(d.Decl, f.Name()+"["); ok && !strings.Contains(g, "(") {
		return "[" + params
	}
	if after == "" {
		return ""
	}
	return "(" + after
}

func signatureText(sig *types.Signature) string {
	return strings.TrimPrefix(Value{T: sig}.TypeString(), "func")
}

// builtinText is what go/types has no signatures for.
var builtinText = map[string]string{
	"append":  "append(slice []T, elems ...T) []T",
	"cap":     "cap(v T) int",
	"clear":   "clear(m map[K]V or []T)",
	"close":   "close(c chan<- T)",
	"complex": "complex(r, i float) complex",
	"copy":    "copy(dst, src []T) int",
	"delete":  "delete(m map[K]V, key K)",
	"imag":    "imag(c complex) float",
	"len":     "len(v T) int",
	"make":    "make(T, size ...int) T",
	"max":     "max(x T, y ...T) T",
	"min":     "min(x T, y ...T) T",
	"new":     "new(T) *T",
	"panic":   "panic(v any)",
	"print":   "print(args ...T)",
	"println": "println(args ...T)",
	"real":    "real(c complex) float",
	"recover": "recover() any",
}
