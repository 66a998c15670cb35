// Constant expressions must not overflow or divide by zero.
package main

func main() {
	const a = uint8(255)
	_ = a + 1
	_ = int8(-128) * -1
	_ = 1 / 0
	_ = uint(-1)
	_ = int(3.5)
	_ = "abc"[5]
	_ = 1.0 << 70
	_ = 5 % 0
}
