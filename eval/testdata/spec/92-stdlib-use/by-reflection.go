// Packages that look at values by reflection: gob, binary, asn1, flag, expvar, scanning, quick.
package main

import (
	"bytes"
	"encoding/asn1"
	"encoding/binary"
	"encoding/gob"
	"expvar"
	"flag"
	"fmt"
	"os"
	"testing/quick"
)

type Level int

type Header struct {
	Kind  uint16
	Sizes [2]Small
	Sum   int32
}

type Small uint8

type Doc struct {
	Title  string
	Levels map[Level]string
	Next   *Doc
	When   []Level
}

type Seq struct {
	N int
	S string `asn1:"utf8"`
	L Level
}

type list []string

func (l *list) String() string     { return fmt.Sprint(*l) }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

type text struct{ v string }

func (t text) MarshalText() ([]byte, error)  { return []byte("<" + t.v + ">"), nil }
func (t *text) UnmarshalText(b []byte) error { t.v = string(b); return nil }

type Celsius float64

func (c Celsius) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%gC", float64(c)), nil }
func (c *Celsius) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "%gC", c)
	return err
}

func main() {
	var b bytes.Buffer
	fmt.Println(gob.NewEncoder(&b).Encode(Doc{"t", map[Level]string{1: "x"}, &Doc{Title: "u"}, []Level{2}}))
	var d Doc
	fmt.Println(gob.NewDecoder(&b).Decode(&d), d.Title, d.Levels, d.Next.Title, d.When)
	b.Reset()
	fmt.Println(binary.Write(&b, binary.BigEndian, Header{1, [2]Small{2, 3}, 4}), b.Bytes())
	var h Header
	fmt.Println(binary.Read(&b, binary.BigEndian, &h), h, binary.Size(h), binary.Size(Small(1)))
	der, err := asn1.Marshal(Seq{5, "x", 7})
	fmt.Println(der, err)
	var s Seq
	_, err = asn1.Unmarshal(der, &s)
	fmt.Println(s, err)
	fs := flag.NewFlagSet("x", flag.ContinueOnError)
	fs.SetOutput(os.Stdout)
	var l list
	var t text
	var c Celsius
	fs.Var(&l, "f", "more `f`")
	fs.TextVar(&t, "t", text{"def"}, "text")
	fs.TextVar(&c, "c", Celsius(20), "degrees")
	fmt.Println(t, float64(c))
	fmt.Println(fs.Parse([]string{"-f", "a", "-f=b", "-t", "q", "-c", "3.5C"}), l, t, float64(c), fs.Lookup("c").Value)
	fs.Lookup("f").Value.Set("c")
	fmt.Println(expvar.Func(func() any { return map[string]any{"l": Level(3), "h": h, "c": c} }))
	var lv Level
	var cs Celsius
	n, err := fmt.Sscan("42 1.5", &lv, &cs)
	fmt.Println(n, err, lv, float64(cs))
	var to any = &lv
	n, err = fmt.Sscanf("7!", "%d!", to)
	fmt.Println(n, err, lv)
	fmt.Println(quick.Check(func(l Level, h Header) bool { return l == l && h == h }, nil))
}
