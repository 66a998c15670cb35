// An LRU cache over container/list and a map.
package main

import (
	"container/list"
	"fmt"
)

type entry struct {
	key string
	val int
}

type LRU struct {
	cap int
	ll  *list.List
	m   map[string]*list.Element
}

func New(n int) *LRU { return &LRU{cap: n, ll: list.New(), m: make(map[string]*list.Element)} }

func (c *LRU) Get(k string) (int, bool) {
	if e, ok := c.m[k]; ok {
		c.ll.MoveToFront(e)
		return e.Value.(*entry).val, true
	}
	return 0, false
}

func (c *LRU) Put(k string, v int) {
	if e, ok := c.m[k]; ok {
		e.Value.(*entry).val = v
		c.ll.MoveToFront(e)
		return
	}
	c.m[k] = c.ll.PushFront(&entry{k, v})
	if c.ll.Len() > c.cap {
		last := c.ll.Back()
		c.ll.Remove(last)
		delete(c.m, last.Value.(*entry).key)
	}
}

func main() {
	c := New(2)
	c.Put("a", 1)
	c.Put("b", 2)
	fmt.Println(c.Get("a"))
	c.Put("c", 3)
	fmt.Println(c.Get("b"))
	fmt.Println(c.Get("a"))
	c.Put("a", 10)
	fmt.Println(c.Get("a"))
	for e := c.ll.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value.(*entry).key, " ")
	}
	fmt.Println(len(c.m))
}
