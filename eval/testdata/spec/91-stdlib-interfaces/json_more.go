// Package encoding/json: what is decoded into what is there already, errors, unexported and embedded things, and types that lead to themselves.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

type inner struct {
	A int
	b int
}

type level int

const (
	low level = iota
	high
)

func (l level) MarshalText() ([]byte, error) {
	if l > high {
		return nil, errors.New("no such level")
	}
	return []byte([]string{"low", "high"}[l]), nil
}

func (l *level) UnmarshalText(b []byte) error {
	switch string(b) {
	case "low":
		*l = low
	case "high":
		*l = high
	default:
		return fmt.Errorf("level %q", b)
	}
	return nil
}

type tree struct {
	Value    int
	Children []*tree         `json:",omitempty"`
	ByName   map[string]tree `json:",omitempty"`
}

type Shared struct{ S string }

type outer struct {
	Shared
	*inner
	In     inner
	Ptr    *inner
	Level  level  `json:"lv,omitempty"`
	Opt    *level `json:",omitempty"`
	Keep   any
	L      []inner
	M      map[level]inner
	Dur    time.Duration
	When   time.Time
	secret string
	F      func() `json:"-"`
	Bytes  []byte
	Arr    [2]level
	Iface  fmt.Stringer
}

type pointerOnly struct{ n int }

func (p *pointerOnly) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, `"n=%d"`, p.n), nil }

type holder struct {
	P pointerOnly
	Q *pointerOnly
	S []pointerOnly
}

type list []level

type wrapped struct{ time.Time }

func main() {
	o := outer{In: inner{1, 2}, L: []inner{{3, 4}}, M: map[level]inner{high: {5, 6}}, Dur: time.Second, When: time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC),
		Shared: Shared{"s"}, inner: &inner{9, 9}, Bytes: []byte("hi"), Iface: time.Minute, Arr: [2]level{high, low}, secret: "x"}
	b, err := json.Marshal(&o)
	fmt.Println(string(b), err)

	dst := outer{In: inner{10, 20}, Keep: "kept", Ptr: &inner{7, 8}, M: map[level]inner{low: {1, 1}}, secret: "mine", L: []inner{{1, 11}, {2, 22}}}
	p := dst.Ptr
	err = json.Unmarshal([]byte(`{"In": {"A": 5, "B": 6}, "Ptr": {"A": 70}, "lv": "high", "M": {"high": {"A": 2}}, "L": [{"A": 100}], "S": "shared", "Opt": "low", "Bytes": "aGk=", "Arr": ["high", "high"]}`), &dst)
	fmt.Println(err, dst.In, *dst.Ptr, p == dst.Ptr, p.A, int(dst.Level), dst.M[low], dst.M[high], dst.L, dst.S, int(*dst.Opt), dst.Keep, dst.secret, string(dst.Bytes), int(dst.Arr[1]))
	fmt.Println(json.Unmarshal([]byte(`{"Ptr": null, "Keep": {"k": [1]}, "L": null, "lv": null}`), &dst), dst.Ptr == nil, dst.Keep, dst.L == nil, int(dst.Level))
	fmt.Println(json.Unmarshal([]byte(`{"lv": "middle"}`), &dst))
	fmt.Println(json.Unmarshal([]byte(`{"In": {"A": "x"}}`), &dst))
	fmt.Println(json.Unmarshal([]byte(`[1]`), &dst))
	_, err = json.Marshal(level(7))
	fmt.Println(err)
	fmt.Println(json.Unmarshal([]byte(`{}`), nil), json.Unmarshal([]byte(`{}`), dst.Ptr))

	t := tree{1, []*tree{{2, nil, map[string]tree{"x": {3, nil, nil}}}, nil}, nil}
	b, err = json.Marshal(t)
	fmt.Println(string(b), err)
	var back tree
	fmt.Println(json.Unmarshal(b, &back), back.Children[0].ByName["x"].Value, back.Children[1] == nil, len(back.Children))

	h := holder{P: pointerOnly{1}, Q: &pointerOnly{2}, S: []pointerOnly{{3}}}
	b, _ = json.Marshal(h)
	fmt.Println(string(b))
	b, _ = json.Marshal(&h)
	fmt.Println(string(b))
	b, _ = json.Marshal(list{low, high})
	fmt.Println(string(b))
	var l list
	fmt.Println(json.Unmarshal([]byte(`["high"]`), &l), len(l), int(l[0]))
	b, err = json.Marshal(wrapped{time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC)})
	fmt.Println(string(b), err)
	_, err = json.Marshal(map[string]any{"c": make(chan int)})
	fmt.Println(err)
	dec := json.NewDecoder(strings.NewReader(`{"Value": 1, "Nope": 2}`))
	dec.DisallowUnknownFields()
	fmt.Println(dec.Decode(&back))
	dec = json.NewDecoder(strings.NewReader(`{"Keep": 12345678901234567890}`))
	dec.UseNumber()
	fmt.Println(dec.Decode(&dst), dst.Keep)
	var anon struct {
		X int `json:"x"`
		y int
		Z struct{ Q []level }
	}
	fmt.Println(json.Unmarshal([]byte(`{"x": 4, "Z": {"Q": ["high"]}}`), &anon), anon.X, anon.y, int(anon.Z.Q[0]))
	b, _ = json.Marshal([]any{anon, &anon, []inner{{1, 2}}, map[string]inner{"k": {3, 4}}, low})
	fmt.Println(string(b))
}
