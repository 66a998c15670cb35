// What has no address.
package main

func f() int { return 1 }

const c = 1

func main() {
	_ = &f()
	_ = &c
	_ = &5
	m := map[string]int{}
	_ = &m["a"]
	_ = &"abc"[0]
	x := 1
	_ = *x
	_ = &f
	*nil = 1
}
