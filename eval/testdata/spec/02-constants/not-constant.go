// What is not constant cannot make a constant.
package main

import "math"

var v = 1

const a = v
const b = math.Sqrt(4)
const c = len([]int{1})
const d []int = nil

func main() {}
