package eval

// This file holds what stands in for functions of the standard library that would end the process, escape cancelling, or read
// and write past the evaluation's own input and output.

import (
	"encoding"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"runtime/debug"
	"sync"
)

// replacedPrinters are the stand-ins that treat Stringers specially, by what they stand for.
var replacedPrinters = map[string]string{
	"fmt/Print": "fmt/Print", "fmt/Printf": "fmt/Printf", "fmt/Println": "fmt/Println",
	"log/Print": "fmt/Print", "log/Printf": "fmt/Printf", "log/Println": "fmt/Println",
	"log/Panic": "fmt/Print", "log/Panicf": "fmt/Printf", "log/Panicln": "fmt/Println",
	"log/Fatal": "fmt/Print", "log/Fatalf": "fmt/Printf", "log/Fatalln": "fmt/Println",
	"fmt/Scan": "fmt/Scan", "fmt/Scanf": "fmt/Scanf", "fmt/Scanln": "fmt/Scanln",
}

// standIns are the symbols that the image puts in place of the standard library's.
func (im *Image) standIns() map[string]map[string]any {
	im.streams = streams{os.Stdout, os.Stderr}
	out, errw := routed{im: im, named: true}, routed{im: im, err: true}
	lg := log.New(errw, "", log.LstdFlags)
	in := im.conf.Stdin
	m := map[string]map[string]any{
		"fmt": {
			"Scan":   func(a ...any) (int, error) { return fmt.Fscan(in, a...) },
			"Scanf":  func(f string, a ...any) (int, error) { return fmt.Fscanf(in, f, a...) },
			"Scanln": func(a ...any) (int, error) { return fmt.Fscanln(in, a...) },
		},
		"log": {
			"Print":   func(a ...any) { im.logPrint(lg, a...) },
			"Printf":  func(f string, a ...any) { im.logPrintf(lg, f, a...) },
			"Println": func(a ...any) { im.logPrintln(lg, a...) },
			"Panic":   func(a ...any) { panic(im.logPrint(lg, a...)) },
			"Panicf":  func(f string, a ...any) { panic(im.logPrintf(lg, f, a...)) },
			"Panicln": func(a ...any) { panic(im.logPrintln(lg, a...)) },
			"Fatal":   func(a ...any) { im.logPrint(lg, a...); exitWith(1) },
			"Fatalf":  func(f string, a ...any) { im.logPrintf(lg, f, a...); exitWith(1) },
			"Fatalln": func(a ...any) { im.logPrintln(lg, a...); exitWith(1) },
			"Flags":   lg.Flags, "SetFlags": lg.SetFlags, "Prefix": lg.Prefix, "SetPrefix": lg.SetPrefix, "Output": lg.Output,
			"SetOutput": lg.SetOutput, "Writer": lg.Writer, "Default": func() *log.Logger { return lg }, "New": log.New,
			"Logger": (*log.Logger)(nil),
		},
		"os":            {"Exit": exitWith, "Stdout": &im.stdout, "Stderr": &im.stderr},
		"runtime/debug": {"PrintStack": func() { errw.Write(debug.Stack()) }},
		"time":          {"Sleep": sleep},
		"flag":          flagStandIns(im.conf.Args, errw),
		"log/slog":      slogStandIns(lg),
	}
	maps.Copy(m["fmt"], im.printers(out))
	if im.conf.Args != nil {
		m["os"]["Args"] = &im.conf.Args
	}
	f, ok := in.(*os.File)
	if !ok {
		f = noInput() // the process's own may be a terminal, with a prompt on it
	}
	m["os"]["Stdin"] = &f
	for p, syms := range im.roomStandIns() {
		if m[p] == nil {
			m[p] = map[string]any{}
		}
		maps.Copy(m[p], syms)
	}
	return m
}

// noInput is a file with nothing in it.
var noInput = sync.OnceValue(func() *os.File {
	f, err := os.Open(os.DevNull)
	if err != nil {
		return os.NewFile(^uintptr(0), os.DevNull) // reading it fails
	}
	return f
})

// flagStandIns are the functions of package flag that use the command line: each image has its own, with no arguments unless it runs
// a program. A wrong one ends the evaluation as it would end a program.
func flagStandIns(args []string, errw io.Writer) map[string]any {
	name := "parley"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	fs := flag.NewFlagSet(name, flag.ExitOnError)
	fs.SetOutput(errw)
	usage := func() {
		fmt.Fprintf(fs.Output(), "Usage of %s:\n", name)
		fs.PrintDefaults()
	}
	fs.Usage = func() { usage() }
	return map[string]any{
		"CommandLine": &fs, "Usage": &usage, "Parse": func() { parseFlags(fs, args) },
		"NewFlagSet": func(name string, h flag.ErrorHandling) *flag.FlagSet {
			f := flag.NewFlagSet(name, h)
			f.SetOutput(errw)
			return f
		},
		"Arg": fs.Arg, "Args": fs.Args, "Bool": fs.Bool, "BoolFunc": fs.BoolFunc, "BoolVar": fs.BoolVar, "Duration": fs.Duration,
		"DurationVar": fs.DurationVar, "Float64": fs.Float64, "Float64Var": fs.Float64Var, "Func": fs.Func, "Int": fs.Int,
		"Int64": fs.Int64, "Int64Var": fs.Int64Var, "IntVar": fs.IntVar, "Lookup": fs.Lookup, "NArg": fs.NArg, "NFlag": fs.NFlag,
		"Parsed": fs.Parsed, "PrintDefaults": fs.PrintDefaults, "Set": fs.Set, "String": fs.String, "StringVar": fs.StringVar,
		"TextVar": func(p encoding.TextUnmarshaler, name string, v encoding.TextMarshaler, usage string) {
			textVar(fs, p, name, v, usage)
		}, "Uint": fs.Uint, "Uint64": fs.Uint64, "Uint64Var": fs.Uint64Var, "UintVar": fs.UintVar, "Var": fs.Var,
		"Visit": fs.Visit, "VisitAll": fs.VisitAll,
	}
}

// parseFlags is FlagSet.Parse, which may end the process.
func parseFlags(fs *flag.FlagSet, args []string) error {
	how := fs.ErrorHandling()
	if how != flag.ExitOnError {
		return fs.Parse(args)
	}
	fs.Init(fs.Name(), flag.ContinueOnError)
	err := fs.Parse(args)
	fs.Init(fs.Name(), how)
	switch {
	case errors.Is(err, flag.ErrHelp):
		exitWith(0)
	case err != nil:
		exitWith(2)
	}
	return nil
}
