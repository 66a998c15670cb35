// Operands of every kind in conditions

package main

import "fmt"

func k[T any](x T) T  { return x }
func f(x rune) string { return string(x) }

type N int

func (n *N) Ptr()          {}
func (n N) String() string { return "N" }

type X struct{ y []int }
type T struct{ x X }

func main() {
	s, j := "q", 2
	p := &j
	var er error
	t := T{X{[]int{4}}}
	fs := []func() int{func() int { return 5 }}
	_, _, _, _, _, _ = s, j, p, er, t, fs
	if string(rune(j)) == "a" || j == 2 {
		fmt.Println(1, "y")
	} else {
		fmt.Println(1, "n")
	}
	b1 := string(rune(j)) == "a" || j == 2
	fmt.Println(1, b1)
	for i := 0; i < 2 && (string(rune(j)) == "a" || j == 2); i++ {
		fmt.Println(1, i)
	}
	if f(rune(j)) == "a" || j == 2 {
		fmt.Println(2, "y")
	} else {
		fmt.Println(2, "n")
	}
	b2 := f(rune(j)) == "a" || j == 2
	fmt.Println(2, b2)
	for i := 0; i < 2 && (f(rune(j)) == "a" || j == 2); i++ {
		fmt.Println(2, i)
	}
	if int64(k(j)) == 3 || j == 2 {
		fmt.Println(3, "y")
	} else {
		fmt.Println(3, "n")
	}
	b3 := int64(k(j)) == 3 || j == 2
	fmt.Println(3, b3)
	for i := 0; i < 2 && (int64(k(j)) == 3 || j == 2); i++ {
		fmt.Println(3, i)
	}
	if []byte(s)[0] == 3 || j == 2 {
		fmt.Println(4, "y")
	} else {
		fmt.Println(4, "n")
	}
	b4 := []byte(s)[0] == 3 || j == 2
	fmt.Println(4, b4)
	for i := 0; i < 2 && ([]byte(s)[0] == 3 || j == 2); i++ {
		fmt.Println(4, i)
	}
	if (j) == 3 || j == 2 {
		fmt.Println(5, "y")
	} else {
		fmt.Println(5, "n")
	}
	b5 := (j) == 3 || j == 2
	fmt.Println(5, b5)
	for i := 0; i < 2 && ((j) == 3 || j == 2); i++ {
		fmt.Println(5, i)
	}
	if string([]byte(s)) == "3" || j == 2 {
		fmt.Println(6, "y")
	} else {
		fmt.Println(6, "n")
	}
	b6 := string([]byte(s)) == "3" || j == 2
	fmt.Println(6, b6)
	for i := 0; i < 2 && (string([]byte(s)) == "3" || j == 2); i++ {
		fmt.Println(6, i)
	}
	if (*(*int)(&j)) == 3 || j == 2 {
		fmt.Println(7, "y")
	} else {
		fmt.Println(7, "n")
	}
	b7 := (*(*int)(&j)) == 3 || j == 2
	fmt.Println(7, b7)
	for i := 0; i < 2 && ((*(*int)(&j)) == 3 || j == 2); i++ {
		fmt.Println(7, i)
	}
	if func() bool { return j == 3 }() || j == 2 {
		fmt.Println(8, "y")
	} else {
		fmt.Println(8, "n")
	}
	b8 := func() bool { return j == 3 }() || j == 2
	fmt.Println(8, b8)
	for i := 0; i < 2 && (func() bool { return j == 3 }() || j == 2); i++ {
		fmt.Println(8, i)
	}
	if []int(nil) == nil && j == 2 {
		fmt.Println(9, "y")
	} else {
		fmt.Println(9, "n")
	}
	b9 := []int(nil) == nil && j == 2
	fmt.Println(9, b9)
	for i := 0; i < 2 && ([]int(nil) == nil && j == 2); i++ {
		fmt.Println(9, i)
	}
	if (func() bool)(func() bool { return true })() && j == 2 {
		fmt.Println(10, "y")
	} else {
		fmt.Println(10, "n")
	}
	b10 := (func() bool)(func() bool { return true })() && j == 2
	fmt.Println(10, b10)
	for i := 0; i < 2 && ((func() bool)(func() bool { return true })() && j == 2); i++ {
		fmt.Println(10, i)
	}
	if any(j) == 2 && j == 2 {
		fmt.Println(11, "y")
	} else {
		fmt.Println(11, "n")
	}
	b11 := any(j) == 2 && j == 2
	fmt.Println(11, b11)
	for i := 0; i < 2 && (any(j) == 2 && j == 2); i++ {
		fmt.Println(11, i)
	}
	if (struct{ a int }{j}).a == 2 && j == 2 {
		fmt.Println(12, "y")
	} else {
		fmt.Println(12, "n")
	}
	b12 := (struct{ a int }{j}).a == 2 && j == 2
	fmt.Println(12, b12)
	for i := 0; i < 2 && ((struct{ a int }{j}).a == 2 && j == 2); i++ {
		fmt.Println(12, i)
	}
	if (struct{ a int }{j}) == (struct{ a int }{2}) && j == 2 {
		fmt.Println(13, "y")
	} else {
		fmt.Println(13, "n")
	}
	b13 := (struct{ a int }{j}) == (struct{ a int }{2}) && j == 2
	fmt.Println(13, b13)
	for i := 0; i < 2 && ((struct{ a int }{j}) == (struct{ a int }{2}) && j == 2); i++ {
		fmt.Println(13, i)
	}
	if !(j == 3) && j == 2 {
		fmt.Println(14, "y")
	} else {
		fmt.Println(14, "n")
	}
	b14 := !(j == 3) && j == 2
	fmt.Println(14, b14)
	for i := 0; i < 2 && (!(j == 3) && j == 2); i++ {
		fmt.Println(14, i)
	}
	if -j == -2 && j == 2 {
		fmt.Println(15, "y")
	} else {
		fmt.Println(15, "n")
	}
	b15 := -j == -2 && j == 2
	fmt.Println(15, b15)
	for i := 0; i < 2 && (-j == -2 && j == 2); i++ {
		fmt.Println(15, i)
	}
	if map[int]bool{2: true}[j] && j == 2 {
		fmt.Println(16, "y")
	} else {
		fmt.Println(16, "n")
	}
	b16 := map[int]bool{2: true}[j] && j == 2
	fmt.Println(16, b16)
	for i := 0; i < 2 && (map[int]bool{2: true}[j] && j == 2); i++ {
		fmt.Println(16, i)
	}
	if len([]int{1, 2}) == 2 && j == 2 {
		fmt.Println(17, "y")
	} else {
		fmt.Println(17, "n")
	}
	b17 := len([]int{1, 2}) == 2 && j == 2
	fmt.Println(17, b17)
	for i := 0; i < 2 && (len([]int{1, 2}) == 2 && j == 2); i++ {
		fmt.Println(17, i)
	}
	if *p == 2 && j == 2 {
		fmt.Println(18, "y")
	} else {
		fmt.Println(18, "n")
	}
	b18 := *p == 2 && j == 2
	fmt.Println(18, b18)
	for i := 0; i < 2 && (*p == 2 && j == 2); i++ {
		fmt.Println(18, i)
	}
	if er == nil && j == 2 {
		fmt.Println(19, "y")
	} else {
		fmt.Println(19, "n")
	}
	b19 := er == nil && j == 2
	fmt.Println(19, b19)
	for i := 0; i < 2 && (er == nil && j == 2); i++ {
		fmt.Println(19, i)
	}
	if (*N).String == nil || j == 2 {
		fmt.Println(20, "y")
	} else {
		fmt.Println(20, "n")
	}
	b20 := (*N).String == nil || j == 2
	fmt.Println(20, b20)
	for i := 0; i < 2 && ((*N).String == nil || j == 2); i++ {
		fmt.Println(20, i)
	}
	if <-func() chan int { c := make(chan int, 1); c <- 2; return c }() == 2 && j == 2 {
		fmt.Println(21, "y")
	} else {
		fmt.Println(21, "n")
	}
	b21 := <-func() chan int { c := make(chan int, 1); c <- 2; return c }() == 2 && j == 2
	fmt.Println(21, b21)
	for i := 0; i < 2 && (<-func() chan int { c := make(chan int, 1); c <- 2; return c }() == 2 && j == 2); i++ {
		fmt.Println(21, i)
	}
	if any(j).(int) == 2 && j == 2 {
		fmt.Println(22, "y")
	} else {
		fmt.Println(22, "n")
	}
	b22 := any(j).(int) == 2 && j == 2
	fmt.Println(22, b22)
	for i := 0; i < 2 && (any(j).(int) == 2 && j == 2); i++ {
		fmt.Println(22, i)
	}
	if (s == s) && (j) == 2 || (s == "d") {
		fmt.Println(23, "y")
	} else {
		fmt.Println(23, "n")
	}
	b23 := (s == s) && (j) == 2 || (s == "d")
	fmt.Println(23, b23)
	for i := 0; i < 2 && ((s == s) && (j) == 2 || (s == "d")); i++ {
		fmt.Println(23, i)
	}
	if s[0] == s[0] && s[0:1] == "q" {
		fmt.Println(24, "y")
	} else {
		fmt.Println(24, "n")
	}
	b24 := s[0] == s[0] && s[0:1] == "q"
	fmt.Println(24, b24)
	for i := 0; i < 2 && (s[0] == s[0] && s[0:1] == "q"); i++ {
		fmt.Println(24, i)
	}
	if (N(j)).String() == "N" && true {
		fmt.Println(25, "y")
	} else {
		fmt.Println(25, "n")
	}
	b25 := (N(j)).String() == "N" && true
	fmt.Println(25, b25)
	for i := 0; i < 2 && ((N(j)).String() == "N" && true); i++ {
		fmt.Println(25, i)
	}
	if t.x.y[j-2] == 4 && (t.x.y)[0] == 4 {
		fmt.Println(26, "y")
	} else {
		fmt.Println(26, "n")
	}
	b26 := t.x.y[j-2] == 4 && (t.x.y)[0] == 4
	fmt.Println(26, b26)
	for i := 0; i < 2 && (t.x.y[j-2] == 4 && (t.x.y)[0] == 4); i++ {
		fmt.Println(26, i)
	}
	if (&t).x.y[0] == 4 && true {
		fmt.Println(27, "y")
	} else {
		fmt.Println(27, "n")
	}
	b27 := (&t).x.y[0] == 4 && true
	fmt.Println(27, b27)
	for i := 0; i < 2 && ((&t).x.y[0] == 4 && true); i++ {
		fmt.Println(27, i)
	}
	if (*(&t)).x.y[0] == 4 && true {
		fmt.Println(28, "y")
	} else {
		fmt.Println(28, "n")
	}
	b28 := (*(&t)).x.y[0] == 4 && true
	fmt.Println(28, b28)
	for i := 0; i < 2 && ((*(&t)).x.y[0] == 4 && true); i++ {
		fmt.Println(28, i)
	}
	if ([]int{1, 2, 3})[j] == 3 && j == 2 {
		fmt.Println(29, "y")
	} else {
		fmt.Println(29, "n")
	}
	b29 := ([]int{1, 2, 3})[j] == 3 && j == 2
	fmt.Println(29, b29)
	for i := 0; i < 2 && (([]int{1, 2, 3})[j] == 3 && j == 2); i++ {
		fmt.Println(29, i)
	}
	if ((j)+(j))*2 == 8 && (j == 2) {
		fmt.Println(30, "y")
	} else {
		fmt.Println(30, "n")
	}
	b30 := ((j)+(j))*2 == 8 && (j == 2)
	fmt.Println(30, b30)
	for i := 0; i < 2 && (((j)+(j))*2 == 8 && (j == 2)); i++ {
		fmt.Println(30, i)
	}
	if fs[0]() == 5 && j == 2 {
		fmt.Println(31, "y")
	} else {
		fmt.Println(31, "n")
	}
	b31 := fs[0]() == 5 && j == 2
	fmt.Println(31, b31)
	for i := 0; i < 2 && (fs[0]() == 5 && j == 2); i++ {
		fmt.Println(31, i)
	}
	if (fs[0])() == 5 && j == 2 {
		fmt.Println(32, "y")
	} else {
		fmt.Println(32, "n")
	}
	b32 := (fs[0])() == 5 && j == 2
	fmt.Println(32, b32)
	for i := 0; i < 2 && ((fs[0])() == 5 && j == 2); i++ {
		fmt.Println(32, i)
	}
	if func(a int) int { return a }(j) == 2 && j == 2 {
		fmt.Println(33, "y")
	} else {
		fmt.Println(33, "n")
	}
	b33 := func(a int) int { return a }(j) == 2 && j == 2
	fmt.Println(33, b33)
	for i := 0; i < 2 && (func(a int) int { return a }(j) == 2 && j == 2); i++ {
		fmt.Println(33, i)
	}
	if (func(a int) int { return a })(j) == 2 && (func(a int) bool { return a == 2 })(j) {
		fmt.Println(34, "y")
	} else {
		fmt.Println(34, "n")
	}
	b34 := (func(a int) int { return a })(j) == 2 && (func(a int) bool { return a == 2 })(j)
	fmt.Println(34, b34)
	for i := 0; i < 2 && ((func(a int) int { return a })(j) == 2 && (func(a int) bool { return a == 2 })(j)); i++ {
		fmt.Println(34, i)
	}
	if !func() bool { return false }() && !(func() bool { return false })() {
		fmt.Println(35, "y")
	} else {
		fmt.Println(35, "n")
	}
	b35 := !func() bool { return false }() && !(func() bool { return false })()
	fmt.Println(35, b35)
	for i := 0; i < 2 && (!func() bool { return false }() && !(func() bool { return false })()); i++ {
		fmt.Println(35, i)
	}
	if complex(float64(j), 1) == complex(2, 1) && real(complex(float64(j), 1)) == 2 {
		fmt.Println(36, "y")
	} else {
		fmt.Println(36, "n")
	}
	b36 := complex(float64(j), 1) == complex(2, 1) && real(complex(float64(j), 1)) == 2
	fmt.Println(36, b36)
	for i := 0; i < 2 && (complex(float64(j), 1) == complex(2, 1) && real(complex(float64(j), 1)) == 2); i++ {
		fmt.Println(36, i)
	}
	if [3]int([]int{1, 2, 3}) == [3]int{1, 2, 3} && j == 2 {
		fmt.Println(37, "y")
	} else {
		fmt.Println(37, "n")
	}
	b37 := [3]int([]int{1, 2, 3}) == [3]int{1, 2, 3} && j == 2
	fmt.Println(37, b37)
	for i := 0; i < 2 && ([3]int([]int{1, 2, 3}) == [3]int{1, 2, 3} && j == 2); i++ {
		fmt.Println(37, i)
	}
	if (*[2]int)(make([]int, 2)) != nil && j == 2 {
		fmt.Println(38, "y")
	} else {
		fmt.Println(38, "n")
	}
	b38 := (*[2]int)(make([]int, 2)) != nil && j == 2
	fmt.Println(38, b38)
	for i := 0; i < 2 && ((*[2]int)(make([]int, 2)) != nil && j == 2); i++ {
		fmt.Println(38, i)
	}
	if chan int(nil) == nil && (<-chan int)(nil) == nil {
		fmt.Println(39, "y")
	} else {
		fmt.Println(39, "n")
	}
	b39 := chan int(nil) == nil && (<-chan int)(nil) == nil
	fmt.Println(39, b39)
	for i := 0; i < 2 && (chan int(nil) == nil && (<-chan int)(nil) == nil); i++ {
		fmt.Println(39, i)
	}
	if min(j, 3) == 2 && max(j, 1, 0) == 2 {
		fmt.Println(40, "y")
	} else {
		fmt.Println(40, "n")
	}
	b40 := min(j, 3) == 2 && max(j, 1, 0) == 2
	fmt.Println(40, b40)
	for i := 0; i < 2 && (min(j, 3) == 2 && max(j, 1, 0) == 2); i++ {
		fmt.Println(40, i)
	}
	if ^j == -3 && j&^1 == 2 {
		fmt.Println(41, "y")
	} else {
		fmt.Println(41, "n")
	}
	b41 := ^j == -3 && j&^1 == 2
	fmt.Println(41, b41)
	for i := 0; i < 2 && (^j == -3 && j&^1 == 2); i++ {
		fmt.Println(41, i)
	}
}
