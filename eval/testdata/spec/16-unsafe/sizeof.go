// Sizes, alignments and offsets are constants.
package main

import (
	"fmt"
	"unsafe"
)

type st struct {
	a int8
	b int64
	c string
}

func main() {
	var x int32
	const n = unsafe.Sizeof(st{})
	fmt.Println(unsafe.Sizeof(x), n, unsafe.Alignof(x), unsafe.Offsetof(st{}.c), len([unsafe.Sizeof(x)]int{}))
}
