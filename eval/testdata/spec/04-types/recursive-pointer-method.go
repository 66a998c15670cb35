// Methods with pointer receivers of types that lead back to themselves other than in a struct.
// refused: reflection cannot make such types, so their values are kept in interfaces, which no such receiver can point to
package main

import "fmt"

type Tree []Tree

func (t *Tree) Add(c Tree) { *t = append(*t, c) }

func main() {
	var t Tree
	t.Add(Tree{nil})
	fmt.Println(len(t), t)
}
