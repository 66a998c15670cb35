// Package flag: own values, and errors.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"
)

type list []string

func (l *list) String() string     { return strings.Join(*l, "+") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

type level int

func (l level) String() string {
	if l == 0 {
		return ""
	}
	return fmt.Sprint("level", int(l))
}
func (l *level) Set(s string) error {
	if s != "high" {
		return errors.New("no such level")
	}
	*l = 9
	return nil
}

func main() {
	var names list
	var lv level
	fs := flag.NewFlagSet("prog", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Var(&names, "name", "a `name`")
	fs.Var(&lv, "level", "how much")
	n := fs.Int("n", 3, "count")
	wait := fs.Duration("wait", time.Second, "wait")
	var v bool
	fs.BoolVar(&v, "v", false, "verbose")
	var fn string
	fs.Func("f", "call", func(s string) error { fn = strings.ToUpper(s); return nil })
	err := fs.Parse([]string{"-name", "a", "-name=b", "--level", "high", "-v", "-wait", "2s", "-f", "x", "rest", "-n", "4"})
	fmt.Println(err, names, int(lv), *n, *wait, v, fn, fs.Args(), fs.NArg())
	fmt.Println(fs.Parse([]string{"-level", "low"}))
	fmt.Println(fs.Parse([]string{"-nope"}))
	fmt.Println(errors.Is(fs.Parse([]string{"-h"}), flag.ErrHelp))
	fs.Visit(func(f *flag.Flag) { fmt.Print(f.Name, "=", f.Value.String(), " ") })
	fmt.Println()
	var out strings.Builder
	fs.SetOutput(&out)
	fs.PrintDefaults()
	fmt.Print(out.String())
	x := flag.String("x", "dflt", "on the command line")
	flag.Parse()
	fmt.Println(*x, flag.NArg(), flag.Lookup("x").Usage)
}
