// Packages encoding/gob, encoding/csv and encoding/binary with own types.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"encoding/gob"
	"fmt"
	"os"
	"strings"
)

type shape struct {
	Name   string
	Points []point
	Tags   map[string]int
	Next   *shape
}

type point struct{ X, Y int }

type packed struct{ n int }

type header struct {
	Magic   [4]byte
	Version uint16
	Size    uint32
	_       [2]byte
}

func main() {
	var buf bytes.Buffer
	s := shape{"tri", []point{{1, 2}, {3, 4}}, map[string]int{"a": 1}, &shape{Name: "next"}}
	fmt.Println(gob.NewEncoder(&buf).Encode(s))
	var back shape
	fmt.Println(gob.NewDecoder(&buf).Decode(&back), back.Name, back.Points, back.Tags, back.Next.Name)

	buf.Reset()
	h := header{Magic: [4]byte{'A', 'B', 'C', 'D'}, Version: 2, Size: 1000}
	fmt.Println(binary.Write(&buf, binary.BigEndian, h), buf.Len(), binary.Size(h))
	fmt.Printf("%x\n", buf.Bytes())
	var g header
	fmt.Println(binary.Read(&buf, binary.BigEndian, &g), g.Size, string(g.Magic[:]))
	b, _ := binary.Append(nil, binary.LittleEndian, []uint16{1, 2})
	fmt.Println(b, binary.LittleEndian.Uint32([]byte{1, 1, 0, 0}), binary.AppendUvarint(nil, 300))

	r := csv.NewReader(strings.NewReader("a;b\n\"x;y\";\"q\"\"q\"\n# note\n"))
	r.Comma, r.Comment = ';', '#'
	rows, err := r.ReadAll()
	fmt.Printf("%q %v\n", rows, err)
	_, err = csv.NewReader(strings.NewReader("a,b\nc\n")).ReadAll()
	fmt.Println(err)
	w := csv.NewWriter(os.Stdout)
	w.Write([]string{"1", "two words", "a,b", `"q"`})
	w.Flush()
	fmt.Println(w.Error())
}
