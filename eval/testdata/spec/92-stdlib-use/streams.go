// Variables os.Stdout and os.Stderr: in other variables, in fields, as files, and with others in their place.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
)

type logger struct{ w io.Writer }

func (l logger) say(s string) { fmt.Fprintln(l.w, s) }

type sink interface{ Write([]byte) (int, error) }

func toFile(f *os.File, s string) { f.WriteString(s) }

func choose(quiet bool) io.Writer {
	if quiet {
		return io.Discard
	}
	return os.Stdout
}

func main() {
	var w io.Writer = os.Stdout
	fmt.Fprintln(w, "a variable")
	f := os.Stdout
	fmt.Fprintln(f, "a file")
	f.WriteString("written\n")
	f.Write([]byte("bytes\n"))
	toFile(os.Stdout, "a parameter\n")
	logger{os.Stdout}.say("a field")
	l := &logger{w: os.Stderr}
	l.say("to stderr")
	l.w = os.Stdout
	l.say("assigned")
	var s sink = f
	s.Write([]byte("own interface\n"))
	fmt.Fprintln(choose(false), "a result")
	ws := []io.Writer{os.Stdout, io.Discard}
	fmt.Fprintln(ws[0], "an element")
	m := map[string]*os.File{"out": os.Stdout}
	fmt.Fprintln(m["out"], "a map")
	fmt.Fprintln(io.Writer(os.Stdout), "a conversion")
	b := bufio.NewWriter(f)
	fmt.Fprintln(b, "buffered")
	b.Flush()
	log.New(os.Stdout, "log: ", 0).Println("logged")
	cmd := exec.Command("echo", "from a command")
	cmd.Stdout = os.Stdout
	fmt.Println(cmd.Run())

	old := os.Stdout
	pr, pw, _ := os.Pipe()
	os.Stdout = pw
	fmt.Println("captured")
	fmt.Fprintln(os.Stdout, "this too")
	fmt.Fprintln(old, "not this")
	os.Stdout = old
	pw.Close()
	got, _ := io.ReadAll(pr)
	fmt.Printf("%q\n", got)
	fmt.Println(os.Stdout == old, os.Stdout.Name())
}
