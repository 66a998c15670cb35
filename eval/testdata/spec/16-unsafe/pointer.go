// Pointers of package unsafe.
//
// refused: values are not laid out in the engine as the compiler does
package main

import (
	"fmt"
	"unsafe"
)

func main() {
	f := 1.5
	fmt.Println(*(*uint64)(unsafe.Pointer(&f)))
}
