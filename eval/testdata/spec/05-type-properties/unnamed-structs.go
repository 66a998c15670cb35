// Values of struct types without names where declared ones are expected, and the other way round.
package main

import "fmt"

type point struct {
	X int
	s string
}

type (
	points []struct{ X int }
	table  map[string]struct{ X int }
	fn     func(struct{ X int }) point
	ptr    *struct{ X int }
	feed   chan struct{ X int }
)

func take(v struct {
	X int
	s string
}) int {
	return v.X
}

func give() (struct {
	X int
	s string
}, error) {
	return point{4, "r"}, nil
}

func many(ps ...point) int { return len(ps) }

func main() {
	var u struct {
		X int
		s string
	} = point{1, "x"}
	var v point = u
	v, err := give()
	u = v
	fmt.Println(v, u, take(v), take(u), err, u == v, v == u, many(u, v))
	w := []struct {
		X int
		s string
	}{v, {2, "z"}}
	w = append(w, v)
	w[0] = v
	fmt.Println(w)
	p := (*point)(&u)
	p.X = 9
	*p = w[1]
	fmt.Println(u)
	m := map[string]point{"q": u}
	m["r"] = struct {
		X int
		s string
	}{5, "k"}
	fmt.Println(m)
	var a any = u
	_, ok := a.(point)
	fmt.Println(ok)
	c := make(chan point, 2)
	c <- u
	u = <-c
	a = v
	close(c)
	v, ok = <-c
	fmt.Println(v, ok, a)
}

func init() {
	ps := points{{1}}
	raw := []struct{ X int }{{2}}
	ps = raw
	raw = append(ps, struct{ X int }{3})
	t := table{"a": {1}}
	var mt map[string]struct{ X int } = t
	var f fn = func(v struct{ X int }) point { return point{X: v.X} }
	var g func(struct{ X int }) point = f
	var q ptr = &struct{ X int }{7}
	var r *struct{ X int } = q
	var d feed = make(chan struct{ X int }, 1)
	var e <-chan struct{ X int } = d
	d <- *r
	fmt.Println(ps, raw, mt, g(*q), <-e)
}
