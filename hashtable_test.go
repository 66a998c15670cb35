package main

import (
	"fmt"
	"testing"
)

// The hash table on live nodes: keys and values are bytes, of up to 1 MiB, which go over the network to the home of the key and to its copies, and to their disks.
// It is given time, for that takes seconds on a busy machine with the race detector.

func TestLargestKeysAndValues(t *testing.T) {
	for _, row := range []string{"dht", "dht-flood"} {
		t.Run(row, func(t *testing.T) {
			p := newProgram(t)
			for _, name := range []string{"a", "b", "c"} {
				p.node(name)
			}
			got := p.ok("", "eval", "--at", "a", "--timeout", "2m", fmt.Sprintf(`c, err := Start(%q, All(), Param("deadline", time.Minute), Param("retry", 5*time.Second))
if err != nil { panic(err) }
const most = 1 << 20
value := strings.Repeat("\x00\xff", most/2)
key := strings.Repeat("\xfe\n", most/2)
for n, k := range []string{"k", key} {
	if err := c.At(n + 1).Put(k, []byte(value)); err != nil { panic(err) }
	got, there, err := c.At(n%%2*-1 + 3).Get(k)
	fmt.Println(len(got), got == value, there, err)
}
if err := c.At(1).Lock("k"); err != nil { panic(err) }
if err := c.At(1).PutLocked("k", []byte(value)); err != nil { panic(err) }
fmt.Println(c.At(2).Put("k", []byte(value + "x")))
fmt.Println(c.At(2).Put(key + "x", []byte("v")))`, row))
			want := `a| 1048576 true true <nil>
a| 1048576 true true <nil>
a| failed: b: the value has 1048577 bytes and may have 1048576
a| failed: b: the key has 1048577 bytes and may have 1048576
`
			if got != want {
				t.Errorf("it printed\n%.2000s", got)
			}
		})
	}
}
