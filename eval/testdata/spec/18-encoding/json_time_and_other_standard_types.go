// Package json: time and other standard types.
package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"time"
)

type T struct {
	At time.Time `json:"at"`
	P  *time.Time
	D  time.Duration
	B  *big.Int
	V  big.Int
	U  *url.URL
	IP net.IP
	L  []time.Time
	M  map[string]time.Time
	time.Month
}
type Emb struct {
	time.Time
	N int
}
type Dur time.Duration

func (d Dur) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }
func (d *Dur) UnmarshalText(b []byte) error {
	x, err := time.ParseDuration(string(b))
	*d = Dur(x)
	return err
}
func main() {
	at := time.Date(2024, 2, 29, 12, 30, 0, 5, time.UTC)
	show(T{At: at, P: &at, D: time.Second, B: big.NewInt(7), V: *big.NewInt(8), IP: net.IPv4(1, 2, 3, 4), L: []time.Time{at}, M: map[string]time.Time{"a": at}, Month: 3})
	show(Emb{at, 1})
	show(&Emb{at, 1})
	show(Dur(90 * time.Second))
	show(map[time.Time]int{at: 1})
	show(map[Dur]Dur{5: 6})
	var t T
	err := json.Unmarshal([]byte(`{"at":"2024-02-29T12:30:00Z","P":"2020-01-01T00:00:00+02:00","D":5,"B":123456789012345678901234567890,"V":4,"IP":"10.0.0.1","L":["2021-01-01T00:00:00Z"],"M":{"x":"2022-01-01T00:00:00Z"},"Month":5}`), &t)
	fmt.Println(t.At, t.P, t.D, t.B, &t.V, t.IP, t.L, t.M, t.Month, err)
	fmt.Println(json.Unmarshal([]byte(`{"at":"x"}`), &t))
	fmt.Println(json.Unmarshal([]byte(`{"B":"x"}`), &t))
	fmt.Println(json.Unmarshal([]byte(`{"IP":"x"}`), &t))
	fmt.Println(json.Unmarshal([]byte(`{"D":"1s"}`), &t))
	var e Emb
	fmt.Println(json.Unmarshal([]byte(`"2024-02-29T12:30:00Z"`), &e), e.Time, e.N)
	fmt.Println(json.Unmarshal([]byte(`{"N":1}`), &e))
	var d struct {
		D Dur
		M map[Dur]Dur
	}
	fmt.Println(json.Unmarshal([]byte(`{"D":"1m","M":{"2s":"3s"}}`), &d), time.Duration(d.D), d.M)
	fmt.Println(json.Unmarshal([]byte(`{"D":"zz"}`), &d))
	fmt.Println(json.Unmarshal([]byte(`{"D":4}`), &d))
}

func show(x any) {
	b, err := json.Marshal(x)
	fmt.Println(string(b), err)
}
