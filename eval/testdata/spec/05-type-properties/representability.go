// Constants must be representable in their type.
package main

var (
	a byte      = 'a'
	b float32   = 1e40
	c uint      = -1
	d int       = 1.5
	e float64   = 1 << 1100
	f int8      = 'ä'
	g string    = 5
	h bool      = 0
	i rune      = "x"
	j complex64 = 1e39i
	k uint8     = 256
	l int       = 2i - 2i + 3
)

func main() {}
