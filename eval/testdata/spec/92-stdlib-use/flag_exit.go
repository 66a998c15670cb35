// Package flag: a wrong flag ends the program.
package main

import (
	"flag"
	"fmt"
)

func main() {
	fs := flag.NewFlagSet("prog", flag.ExitOnError)
	fs.Usage = func() { fmt.Println("usage of prog") }
	defer fmt.Println("not reached")
	fs.Parse([]string{"-unknown"})
}
