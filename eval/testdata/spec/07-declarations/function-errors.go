// Functions must return, and be called as declared.
package main

func noReturn() int {
	for false {
	}
}

func wrong() (int, string) { return 1 }

func tooMany() { return 1 }

func missing(a int, b string) {}

func main() {
	missing(1)
	missing(1, "a", 2)
	missing("a", 1)
	x := missing(1, "")
	a, b, c := wrong()
}
