// Atomic values of all kinds and the functions on plain variables.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type Config struct{ N int }

var total int64

func main() {
	var n atomic.Int64
	var u atomic.Uint32
	var b atomic.Bool
	var p atomic.Pointer[Config]
	var v atomic.Value
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			n.Add(int64(i))
			u.Add(1)
			atomic.AddInt64(&total, 2)
		})
	}
	wg.Wait()
	fmt.Println(n.Load(), u.Load(), atomic.LoadInt64(&total))
	fmt.Println(b.CompareAndSwap(false, true), b.CompareAndSwap(false, true), b.Load())
	fmt.Println(p.Load() == nil)
	p.Store(&Config{1})
	old := p.Swap(&Config{2})
	fmt.Println(old.N, p.Load().N)
	v.Store([]string{"a"})
	fmt.Println(v.Load().([]string)[0])
	fmt.Println(n.Swap(5), n.Load(), n.CompareAndSwap(5, 6), n.Load())
	type S struct {
		hits atomic.Int32
	}
	s := &S{}
	for range 3 {
		s.hits.Add(1)
	}
	fmt.Println(s.hits.Load())
	var i32 int32 = 1
	fmt.Println(atomic.CompareAndSwapInt32(&i32, 1, 9), i32)
}
