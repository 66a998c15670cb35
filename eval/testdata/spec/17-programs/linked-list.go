// A linked list with insertion, reversal, removal, printing through fmt.Stringer.
package main

import (
	"fmt"
	"strings"
)

type Node struct {
	Val  int
	Next *Node
}

type List struct {
	Head *Node
	Len  int
}

func (l *List) Add(v int) {
	n := &Node{Val: v}
	l.Len++
	if l.Head == nil {
		l.Head = n
		return
	}
	cur := l.Head
	for cur.Next != nil {
		cur = cur.Next
	}
	cur.Next = n
}

func (l *List) Reverse() {
	var prev *Node
	for cur := l.Head; cur != nil; {
		cur.Next, prev, cur = prev, cur, cur.Next
	}
	l.Head = prev
}

func (l *List) Remove(v int) bool {
	for p := &l.Head; *p != nil; p = &(*p).Next {
		if (*p).Val == v {
			*p = (*p).Next
			l.Len--
			return true
		}
	}
	return false
}

func (l List) String() string {
	var b strings.Builder
	b.WriteByte('[')
	for n := l.Head; n != nil; n = n.Next {
		if n != l.Head {
			b.WriteString(" -> ")
		}
		fmt.Fprintf(&b, "%d", n.Val)
	}
	return b.String() + "]"
}

func main() {
	l := &List{}
	for i := 1; i <= 5; i++ {
		l.Add(i * i)
	}
	fmt.Println(l.String(), l.Len)
	l.Reverse()
	fmt.Println(l.String())
	fmt.Println(l.Remove(9), l.Remove(100), l.Len)
	fmt.Println(l)
	fmt.Printf("%v %s\n", *l, l)
}
