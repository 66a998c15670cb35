// Nobody can refer to init, and main takes nothing.
package main

func init() {}

func main(x int) {
	init()
	_ = init
}
