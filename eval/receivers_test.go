package eval

import "testing"

// The type checker must not be asked about methods of types that a dot has put into scope.
func TestMethodsOfOtherPackagesTypes(t *testing.T) {
	im := newImage(t, Config{})
	for _, src := range []string{`import . "strings"`, "type Mine struct{}", "type Also = Mine"} {
		if r := im.Eval(t.Context(), Request{Source: src}); r.Failure != nil {
			t.Fatal(r.Failure)
		}
	}
	for src, want := range map[string]string{
		"func (Builder) m() {}":                               "1:7: cannot define new methods on non-local type strings.Builder",
		"func (b *Builder) m() {}":                            "1:10: cannot define new methods on non-local type strings.Builder",
		"type B = Builder\nfunc (b *B) m() {}":                "2:10: cannot define new methods on non-local type B",
		"type B = Builder\ntype C = B\nfunc (C) m() {}":       "3:7: cannot define new methods on non-local type C",
		"func (time.Time) m() {}":                             "1:7: cannot define new methods on non-local type time.Time",
		"func (int) m() {}":                                   "1:7: cannot define new methods on non-local type int",
		"func (Mine) m() int { return 1 }; Mine{}.m()":        "",
		"func (*Also) k() int { return 2 }; (&Mine{}).k()":    "",
		"type A = A2\ntype A2 = A\nfunc (A) m() {}":           "1:6: invalid recursive type A\n\t1:6: A refers to A2\n\t2:6: A2 refers to A",
		"type Own struct{}\ntype O = Own\nfunc (O) own() { }": "",
	} {
		got := ""
		if r := im.Eval(t.Context(), Request{Source: src}); r.Failure != nil {
			got = r.Failure.Error()
		}
		if got != want {
			t.Errorf("%s\nsays %q\nwant %q", src, got, want)
		}
	}
}
