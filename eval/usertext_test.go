package eval

import (
	"context"
	"testing"
	"time"
)

func TestValuesOfEvaluatedTypesSpeakForThemselves(t *testing.T) {
	im := newImage(t, Config{})
	declare(t, im, "type P struct { X int }", "func (p P) String() string { return fmt.Sprint(\"P\", p.X) }",
		"type Temp float64; func (t Temp) String() string { return fmt.Sprintf(\"%.1f°\", float64(t)) }",
		"type Ptr struct { N int }; func (p *Ptr) String() string { return \"ptr\" }", "type Bad struct { N int }; func (b Bad) Error() string { return fmt.Sprint(\"bad \", b.N) }",
		"type Loud struct { N int }; func (l Loud) String() string { panic(\"oh\") }", "type Box struct { In P; T Temp; p *P }", "type Pair[T any] struct { A T }; func (p Pair[T]) String() string { return fmt.Sprint(p.A) }",
		"type Other struct { N int }; func (o Other) String(n int) string { return \"no\" }")
	shown := func(src string) string {
		t.Helper()
		var text string
		r := im.Eval(t.Context(), Request{Source: src, Within: func(r Result) { text = r.Shown("a").Values[0].Text }})
		if r.Failure != nil {
			t.Errorf("%s: %v", src, r.Failure)
		}
		return text
	}
	for src, want := range map[string]string{
		"P{1}": "P1", "&P{2}": "P2", "[]P{{3}}": "[P3]", "Temp(4)": "4.0°", "map[string]Temp{\"a\": 5}": "map[a:5.0°]", "Box{P{6}, 7, &P{8}}": "Box{In: P6, T: 7.0°, p: P8}",
		"[]any{P{9}, nil}": "[P9 <nil>]", "Ptr{1}": "Ptr{N: 1}", "&Ptr{1}": "ptr", "Bad{1}": "bad 1", "Loud{1}": "<its text method panicked: oh>", "Pair[int]{5}": "5",
		"Other{1}": "Other{N: 1}", "(*P)(nil)": "<nil>", "struct{ P P }{P{1}}": "{P: P1}",
	} {
		if got := shown(src); got != want {
			t.Errorf("%s is %s, want %s", src, got, want)
		}
	}
	declare(t, im, "old := P{1}", "func (p P) String() string { return \"new\" }")
	if got := shown("P{1}"); got != "new" {
		t.Errorf("after the method was declared again it is %s", got)
	}
}

func TestATextMethodThatDoesNotEndIsStopped(t *testing.T) {
	im := newImage(t, Config{})
	declare(t, im, "type Slow struct { N int }; func (s Slow) String() string { for {} }")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	r := im.Eval(ctx, Request{Source: "Slow{1}", Within: func(r Result) { r.Shown("a") }})
	if r.Failure == nil || r.Abandoned {
		t.Errorf("it ended with %+v", r)
	}
}
