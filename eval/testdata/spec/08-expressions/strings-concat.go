// String concatenation and comparison.
package main

import "fmt"

type text string

func main() {
	s := "a"
	t := s + "b"
	s += t + "c" + string('d')
	fmt.Println(s, t, "x"+`y`+"\n" == "xy\n")
	var e string
	e += ""
	e = e + "z"
	fmt.Println(e, len(e+e), "a"+"b" < "b"+"a")
	var n text = "n"
	n += "m"
	n = n + text(s)
	fmt.Println(string(n), n > "a", n[:1]+"q" == "nq")
	acc := ""
	for i := range 3 {
		acc = fmt.Sprint(i) + acc + "-"
	}
	fmt.Println(acc)
	m := map[string]string{"k": "v"}
	m["k"] += "w"
	m["new"] += "x"
	a := []string{"p"}
	a[0] += a[0]
	fmt.Println(m["k"], m["new"], a)
	f := func() string { return "f" }
	fmt.Println(f()+f(), "é"+"\xff" == "é\xff", "\x00" < "a")
}
