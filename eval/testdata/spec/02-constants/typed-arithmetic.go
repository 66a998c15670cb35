// Arithmetic on typed constants.
package main

import (
	"fmt"
	"time"
)

type celsius float64

const (
	freezing celsius = 0
	boiling  celsius = freezing + 100
	mask     uint8   = ^uint8(0)
	neg              = -1 << 3
	wait             = 2*time.Second + 500*time.Millisecond
)

func main() {
	fmt.Println(float64(boiling), mask, neg, wait)
	fmt.Println(^0, ^1, uint8(^uint8(1)), -5%3, -5/3, 5%-3)
	fmt.Println("a"+"b" < "b", len("const"), len([3]int{}))
	const l = len("hello")
	var arr [l * 2]int
	fmt.Println(len(arr), cap(arr))
	fmt.Println(int64(wait), wait.Seconds())
}
