package eval

// This file makes random sets of struct types that lead back to themselves and to each other, and has the Go toolchain and the evaluator
// build values of them and walk these.

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var (
	recursiveSeed = flag.Uint64("recursiveseed", 0, "seed of the random struct types; 0 takes a fixed one")
	recursiveSets = flag.Int("recursivesets", 20, "how many sets of random struct types")
)

// recursiveProgram declares n struct types, and makes and prints values of them.
func recursiveProgram(r *rand.Rand, n int) string {
	var b strings.Builder
	b.WriteString("// Random struct types.\npackage main\n\nimport \"fmt\"\n\n")
	scalars := []string{"int", "string", "complex128", "int8", "float32", "bool"}
	for i := range n {
		var fields, set, walk strings.Builder
		for f := range 1 + r.IntN(4) {
			name, j := fmt.Sprintf("F%d", f), r.IntN(n)
			next, made := fmt.Sprintf("T%d", j), fmt.Sprintf("newT%d(d - 1)", j)
			typ, val, visit := "", "", fmt.Sprintf("s += v.%s.walk()\n", name)
			switch r.IntN(8) {
			case 0, 1, 2:
				typ, val = "*"+next, made
			case 3:
				typ, val = "[]*"+next, "[]*"+next+"{"+made+", nil}"
				visit = fmt.Sprintf("for _, x := range v.%s { s += x.walk() }\n", name)
			case 4:
				typ, val = "map[string]*"+next, "map[string]*"+next+`{"k": `+made+"}"
				visit = fmt.Sprintf("for k, x := range v.%s { s += k + x.walk() }\n", name)
			case 5:
				typ, val = "func() *"+next, "func() *"+next+" { return "+made+" }"
				visit = fmt.Sprintf("if v.%[1]s != nil { s += v.%[1]s().walk() }\n", name)
			case 6:
				typ, val = "[]"+next, "[]"+next+"{{}}"
				visit = fmt.Sprintf("s += fmt.Sprint(len(v.%s))\n", name)
			default:
				typ, val = scalars[r.IntN(len(scalars))], ""
				visit = fmt.Sprintf("s += fmt.Sprint(v.%s)\n", name)
			}
			fmt.Fprintf(&fields, "\t%s %s\n", name, typ)
			if val != "" {
				fmt.Fprintf(&set, "v.%s = %s\n", name, val)
			}
			walk.WriteString(visit)
		}
		fmt.Fprintf(&b, "type T%d struct {\n%s\tN int\n}\n\n", i, fields.String())
		fmt.Fprintf(&b, "func newT%[1]d(d int) *T%[1]d {\nif d < 0 { return nil }\nv := &T%[1]d{N: d}\n%[2]sreturn v\n}\n\n", i, set.String())
		fmt.Fprintf(&b, "func (v *T%d) walk() string {\nif v == nil { return \"-\" }\ns := fmt.Sprint(%d, v.N)\n%sreturn \"(\" + s + \")\"\n}\n\n", i, i, walk.String())
	}
	b.WriteString("func main() {\n")
	for _, i := range r.Perm(n) {
		fmt.Fprintf(&b, "v%[1]d := newT%[1]d(2)\nfmt.Println(v%[1]d.walk())\nfmt.Printf(\"%%T %%+v\\n\", *v%[1]d, T%[1]d{N: 3})\n", i)
		fmt.Fprintf(&b, "var a%[1]d any = *v%[1]d\nif x, ok := a%[1]d.(T%[1]d); ok { fmt.Println(x.walk(), x.N) }\n", i)
	}
	b.WriteString("}\n")
	return b.String()
}

func TestRandomRecursiveTypes(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds programs")
	}
	seed := *recursiveSeed
	if seed == 0 {
		seed = 99
	}
	r := rand.New(rand.NewPCG(seed, 1))
	var ps []*probe
	for i := range *recursiveSets {
		ps = append(ps, &probe{name: fmt.Sprint("set", i), file: "main.go", source: recursiveProgram(r, 2+r.IntN(5))})
	}
	for i, want := range runByToolchain(t, ps) {
		p := ps[i]
		if want.compile != "" { // such as one whose type would contain itself
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), specDeadline)
		defer cancel()
		again := fmt.Sprintf("repeat: go test ./eval -run %s -recursiveseed %d -recursivesets %d", t.Name(), seed, *recursiveSets)
		dir := filepath.Join(t.TempDir(), p.name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if v, detail := verdict(p.asProgram(ctx, newImage(t, Config{}), dir), want.String()); v != "ok" {
			t.Errorf("%s: %s: %s\n%s\n%s", p.name, v, detail, p.source, again)
			continue
		}
		chunks, err := promptChunks(p.source)
		if err != nil {
			t.Fatal(err)
		}
		if v, detail := verdict(typed(ctx, newImage(t, Config{}), chunks), want.String()); v != "ok" {
			t.Errorf("%s at the prompt: %s: %s\n%s\n%s", p.name, v, detail, strings.Join(chunks, "\n---\n"), again)
		}
	}
}
