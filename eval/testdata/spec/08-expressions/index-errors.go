// Indices that cannot be.
package main

func main() {
	a := [3]int{}
	_ = a[3]
	_ = a[-1]
	_ = a["x"]
	_ = a[1.5]
	m := map[string]int{}
	_ = m[1]
	_ = "abc"[3]
	s := "abc"
	s[0] = 'x'
	m["a"].b = 1
}
