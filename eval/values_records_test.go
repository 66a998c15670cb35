// Random structs, declared at one node, are printed alike everywhere: where they are known, and where nobody has heard of them.

package eval

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"parley/protocol"
)

// declarations makes random struct types, of which later ones use earlier ones and all may point to any.
type declarations struct {
	r      *rand.Rand
	fields [][][2]string // of each type: name and type
}

func (d *declarations) typ(depth, known int) string {
	r := d.r
	leaves := []string{"int", "string", "bool", "float64", "[]byte", "time.Time", "time.Duration", "any", "error", "int8", "complex128", "*big.Int", "netip.Addr"}
	if depth > 0 {
		switch r.IntN(7) {
		case 0:
			return "[]" + d.typ(depth-1, known)
		case 1:
			return "map[" + []string{"string", "int", "time.Duration"}[r.IntN(3)] + "]" + d.typ(depth-1, known)
		case 2:
			return "*" + d.typ(depth-1, known)
		case 3:
			return fmt.Sprintf("[%d]%s", r.IntN(3), d.typ(depth-1, known))
		case 4:
			return "struct{ In " + d.typ(depth-1, known) + " }"
		case 5:
			if known > 0 {
				return fmt.Sprintf("T%d", r.IntN(known))
			}
		}
	}
	return leaves[r.IntN(len(leaves))]
}

func (d *declarations) source(n int) string {
	var b strings.Builder
	for i := range n {
		fields := [][2]string{{"Next", fmt.Sprintf("*T%d", d.r.IntN(n))}}
		if d.r.IntN(2) == 0 {
			fields = nil
		}
		for k := range 1 + d.r.IntN(3) {
			name := string(rune("Aa"[d.r.IntN(2)]+byte(k))) + "x"
			fields = append(fields, [2]string{name, d.typ(2, i)})
		}
		d.fields = append(d.fields, fields)
		fmt.Fprintf(&b, "type T%d struct {", i)
		for _, f := range fields {
			fmt.Fprintf(&b, " %s %s;", f[0], f[1])
		}
		b.WriteString(" }\n")
	}
	return b.String()
}

// value is an expression of a type.
func (d *declarations) value(t string, depth int) string {
	r := d.r
	switch {
	case strings.HasPrefix(t, "*big"):
		return "big.NewInt(12345678901)"
	case strings.HasPrefix(t, "*T") && depth > 0 && r.IntN(3) > 0:
		return "&" + d.value(t[1:], depth-1)
	case strings.HasPrefix(t, "*"):
		return "nil"
	case strings.HasPrefix(t, "[]byte"):
		return `[]byte("bytes")`
	case strings.HasPrefix(t, "[]"):
		switch r.IntN(3) {
		case 0:
			return t + "(nil)"
		case 1:
			return t + "{}"
		}
		return t + "{" + d.value(t[2:], depth-1) + "}"
	case strings.HasPrefix(t, "[0]"):
		return t + "{}"
	case strings.HasPrefix(t, "["):
		return t + "{0: " + d.value(t[3:], depth-1) + "}"
	case strings.HasPrefix(t, "map["):
		if r.IntN(3) == 0 {
			return t + "(nil)"
		}
		key, elem, _ := strings.Cut(t[4:], "]")
		return t + "{" + map[string]string{"string": `"k"`, "int": "-5", "time.Duration": "time.Second"}[key] + ": " + d.value(elem, depth-1) + "}"
	case strings.HasPrefix(t, "struct{"):
		return t + "{" + d.value(strings.TrimSuffix(strings.TrimPrefix(t, "struct{ In "), " }"), depth-1) + "}"
	case strings.HasPrefix(t, "T"):
		var n int
		fmt.Sscanf(t, "T%d", &n)
		var fs []string
		for _, f := range d.fields[n] {
			fs = append(fs, f[0]+": "+d.value(f[1], depth-1))
		}
		return t + "{" + strings.Join(fs, ", ") + "}"
	}
	switch t {
	case "int", "int8":
		return fmt.Sprint(r.IntN(200) - 100)
	case "string":
		return `"text"`
	case "bool":
		return "true"
	case "float64":
		return fmt.Sprint(float64(r.IntN(1000)) / 8)
	case "time.Time":
		return "time.Unix(1700000000, 5).UTC()"
	case "time.Duration":
		return "1500*time.Millisecond"
	case "any":
		if depth > 0 && r.IntN(2) == 0 {
			return d.value(fmt.Sprintf("T%d", r.IntN(len(d.fields))), depth-1)
		}
		return []string{"nil", "1", `"s"`, "time.Second", "[]any{1, nil}", "netip.MustParseAddr(\"::1\")"}[r.IntN(6)]
	case "error":
		return []string{"nil", "io.EOF", `fmt.Errorf("x: %w", io.EOF)`, `errors.New("e")`}[r.IntN(4)]
	case "complex128":
		return "complex(1, -2)"
	case "netip.Addr":
		return `netip.MustParseAddr("10.0.0.1")`
	}
	panic("no value of " + t)
}

func TestRandomStructsLookAlikeEverywhere(t *testing.T) {
	seed := *valueSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	r := rand.New(rand.NewPCG(seed, 2))
	compared := 0
	for range 12 {
		d := &declarations{r: r}
		src := d.source(5)
		home, there, stranger := newImage(t, Config{}), newImage(t, Config{}), newImage(t, Config{})
		if r := home.Eval(t.Context(), Request{Source: src}); r.Failure != nil {
			continue
		}
		declare(t, there, src)
		for range 6 {
			typ := fmt.Sprintf("T%d", r.IntN(5))
			if r.IntN(3) == 0 {
				typ = "[]" + typ
			}
			expr := d.value(typ, 6)
			res := home.Eval(t.Context(), Request{Source: expr})
			if res.Failure != nil { // not every type that leads back to itself is supported; that is another test's matter
				continue
			}
			compared++
			want := home.Text(res.Values[0])
			fail := func(what string, got any) {
				t.Helper()
				t.Fatalf("%s\n%s\nis at home\n%s\n%s\n%v\nrepeat: go test ./eval -run %s -valueseed %d", src, expr, want, what, got, t.Name(), seed)
			}
			enc, err := Encode(res.Values[0].V, res.Values[0].TypeString())
			if err != nil {
				fail("encode:", err)
			}
			for name, im := range map[string]*Image{"there": there, "a stranger": stranger} {
				x, err := im.DecodeAny(enc)
				if err != nil {
					fail(name+":", err)
				}
				if got := im.Text(hostValue(x)); got != want {
					fail(name+":", got)
				}
				if name != "a stranger" {
					continue
				}
				back, err := Encode(reflect.ValueOf(x), "any")
				if err != nil {
					fail("encode what a stranger has:", err)
				}
				if _, ok := x.(protocol.Record); !ok {
					continue
				}
				y, err := there.DecodeAny(back)
				if err != nil {
					fail("back from a stranger:", err)
				}
				if got := there.Text(hostValue(y)); got != want {
					fail("back from a stranger:", got)
				}
			}
		}
	}
	if compared < 12 {
		t.Errorf("only %d values were compared; repeat: go test ./eval -run %s -valueseed %d", compared, t.Name(), seed)
	}
}

func TestTypesOfOneNameAndTwoShapes(t *testing.T) {
	here, there := newImage(t, Config{Name: "a"}), newImage(t, Config{Name: "b"})
	declare(t, here, "type Point struct { X, Y int }; type Pen struct { Color string }; type Line struct { From Point }; type Same struct { A, B int }")
	declare(t, there, "type Point struct { X, Y, Z int }; type Pen struct { Color int }; type Line struct { From Point }; type Same struct { B, A int }; type Own struct { N int }")
	for _, c := range []struct{ src, want string }{
		{"Point{1, 2, 3}", "Point has X, Y here and X, Y, Z at b; declare it alike to send it"},
		{"[]any{Point{1, 2, 3}}", "Point has X, Y here and X, Y, Z at b; declare it alike to send it"},
		{"Line{}", "Point has X, Y here and X, Y, Z at b; declare it alike to send it"},
		{"Pen{3}", "Pen has Color string here and Color int at b; declare it alike to send it"},
		{"Same{1, 2}", ""},
	} {
		r := there.Eval(t.Context(), Request{Source: c.src})
		if r.Failure != nil {
			t.Fatal(r.Failure)
		}
		v, err := Encode(r.Values[0].V, r.Values[0].TypeString())
		if err != nil {
			t.Fatal(err)
		}
		_, err = here.DecodeAny(v)
		if err = NameSource(err, "b"); c.want == "" && err != nil || c.want != "" && (err == nil || err.Error() != c.want) {
			t.Errorf("%s: %v, want %s", c.src, err, c.want)
		}
		if c.want == "" {
			continue
		}
		res := here.Eval(t.Context(), Request{Source: "$0", Binds: []protocol.Value{v}, Label: "b"})
		if res.Failure == nil || !strings.Contains(res.Failure.Text, c.want) {
			t.Errorf("%s bound: %v, want %s", c.src, res.Failure, c.want)
		}
	}
	r := there.Eval(t.Context(), Request{Source: "Own{1}"})
	v, err := Encode(r.Values[0].V, r.Values[0].TypeString())
	if err != nil {
		t.Fatal(err)
	}
	if res := here.Eval(t.Context(), Request{Source: "$0.N", Binds: []protocol.Value{v}}); res.Failure == nil || !strings.Contains(res.Failure.Text, "undefined: Own; where the value comes from it is struct{ N int }") {
		t.Errorf("a type that is not declared: %v", res.Failure)
	}
}

func TestErrorsKeepWhatTheyAre(t *testing.T) {
	home, far := newImage(t, Config{}), newImage(t, Config{})
	for src, want := range map[string]string{
		`fmt.Errorf("a: %w", fmt.Errorf("b: %w", sql.ErrNoRows))`:           "errors.Is($0, sql.ErrNoRows)",
		`errors.Join(http.ErrServerClosed, io.EOF)`:                         "errors.Is($0, http.ErrServerClosed) && errors.Is($0, io.EOF)",
		`func() error { _, err := os.Open("/no/such/file"); return err }()`: "errors.Is($0, os.ErrNotExist) && errors.Is($0, fs.ErrNotExist) && !errors.Is($0, fs.ErrExist)",
		`func() error { _, err := strconv.Atoi("x"); return err }()`:        "errors.Is($0, strconv.ErrSyntax)",
		`error(http.ErrNoCookie)`:                                           "$0 == http.ErrNoCookie",
		`errors.New("io: read/write on closed pipe")`:                       "!errors.Is($0, io.ErrClosedPipe)",
		`context.DeadlineExceeded`:                                          "$0 == context.DeadlineExceeded",
	} {
		r := home.Eval(t.Context(), Request{Source: src})
		if r.Failure != nil {
			t.Errorf("%s: %v", src, r.Failure)
			continue
		}
		v, err := Encode(r.Values[0].V, "error")
		if err != nil {
			t.Fatal(err)
		}
		got := far.Eval(t.Context(), Request{Source: want, Binds: []protocol.Value{v}})
		if got.Failure != nil || far.Text(got.Values[0]) != "true" {
			t.Errorf("%s: not %s (%v)", src, want, got.Failure)
		}
	}
}
