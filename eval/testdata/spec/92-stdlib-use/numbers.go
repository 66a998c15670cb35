// Packages math, math/big, math/bits, math/cmplx.
package main

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"math/cmplx"
)

func main() {
	fmt.Println(math.Pi, math.Sqrt2, math.MaxInt64, uint64(math.MaxUint64), math.MaxFloat64, math.SmallestNonzeroFloat64, math.MaxInt8, math.E)
	fmt.Println(math.Sqrt(2), math.Inf(-1), math.NaN(), math.Floor(-1.5), math.Round(2.5), math.RoundToEven(2.5), math.Mod(7, -3), math.Hypot(3, 4))
	fr, exp := math.Frexp(8)
	ip, f := math.Modf(3.25)
	fmt.Println(fr, exp, ip, f, math.Float64bits(1), math.Signbit(math.Copysign(0, -1)), math.Trunc(-1.9), math.Cbrt(27), math.Log2(8))
	const big1 = 1 << 100
	fmt.Println(big1>>98, float64(big1), math.MaxUint32)

	a, ok := new(big.Int).SetString("123456789012345678901234567890", 10)
	b := big.NewInt(987654321)
	fmt.Println(a, ok, new(big.Int).Mul(a, b), new(big.Int).Exp(big.NewInt(2), big.NewInt(100), nil), a.Cmp(b), new(big.Int).Mod(a, b))
	fmt.Printf("%x %d %s %v\n", b, b, b.String(), big.NewInt(97).ProbablyPrime(10))
	q, r := new(big.Int).QuoRem(a, b, new(big.Int))
	fmt.Println(q, r, new(big.Int).GCD(nil, nil, big.NewInt(12), big.NewInt(18)), new(big.Int).Sqrt(a), a.BitLen())
	x := big.NewRat(1, 3)
	y := new(big.Rat).Add(x, big.NewRat(1, 6))
	fmt.Println(x, y, y.FloatString(3), x.Cmp(y))
	fl := new(big.Float).SetPrec(200).SetFloat64(2)
	fmt.Println(fl.Sqrt(fl).Text('f', 40))
	fact := big.NewInt(1)
	for i := int64(2); i <= 30; i++ {
		fact.Mul(fact, big.NewInt(i))
	}
	fmt.Println(fact)

	fmt.Println(bits.OnesCount(255), bits.LeadingZeros64(1), bits.TrailingZeros(8), bits.Reverse8(1), bits.Len(1023), bits.RotateLeft32(1, 31), bits.UintSize)
	hi, lo := bits.Mul64(1<<63, 6)
	sum, carry := bits.Add64(math.MaxUint64, 1, 0)
	fmt.Println(hi, lo, sum, carry)
	z := cmplx.Sqrt(-1)
	fmt.Println(z, cmplx.Abs(3+4i), cmplx.Exp(1i*math.Pi), real(z), imag(z), cmplx.Phase(-1), cmplx.Pow(2i, 2))
}
