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
	"slices"
	"sync"
	"time"
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
	im.given = hostStreams()
	im.streams = im.given
	out, errw := routed{im: im, named: true}, routed{im: im, err: true}
	lg := log.New(errw, "", log.LstdFlags)
	in := im.conf.Stdin
	if im.conf.Args == nil { // what is assigned to os.Args must not come to the host's own
		im.conf.Args = slices.Clone(os.Args[:min(1, len(os.Args))])
	}
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
		"os":            {"Exit": exitWith, "Stdout": &im.stdout, "Stderr": &im.stderr, "Args": &im.conf.Args},
		"runtime/debug": {"PrintStack": func() { errw.Write(debug.Stack()) }},
		"time":          {"Sleep": sleep},
		"flag":          im.flagStandIns(errw),
		"log/slog":      slogStandIns(lg),
	}
	maps.Copy(m["fmt"], im.printers(out))
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

// BeginProgram makes args os.Args, and the command line of package flag one without flags, as they are when a program begins.
func (im *Image) BeginProgram(args []string) {
	im.conf.Args = slices.Clone(args)
	im.newFlags()
}

// flagStandIns are the functions of package flag that use the command line: each image has its own, with no arguments unless it runs
// a program. A wrong one ends the evaluation as it would end a program.
func (im *Image) flagStandIns(errw io.Writer) map[string]any {
	args := &im.conf.Args
	var fs *flag.FlagSet
	var usage func()
	im.newFlags = func() {
		name := "parley"
		if len(*args) > 0 {
			name = (*args)[0]
		}
		fs = flag.NewFlagSet(name, flag.ExitOnError)
		fs.SetOutput(errw)
		usage = func() {
			fmt.Fprintf(fs.Output(), "Usage of %s:\n", name)
			fs.PrintDefaults()
		}
		fs.Usage = func() { usage() }
	}
	im.newFlags()
	return map[string]any{
		"CommandLine": &fs, "Usage": &usage, "Parse": func() { parseFlags(fs, (*args)[min(1, len(*args)):]) }, // os.Args, which may be others now
		"NewFlagSet": func(name string, h flag.ErrorHandling) *flag.FlagSet {
			f := flag.NewFlagSet(name, h)
			f.SetOutput(errw)
			return f
		},
		// Each is of the command line as it is then.
		"Bool":    func(name string, value bool, usage string) *bool { return fs.Bool(name, value, usage) },
		"BoolVar": func(p *bool, name string, value bool, usage string) { fs.BoolVar(p, name, value, usage) },
		"Duration": func(name string, value time.Duration, usage string) *time.Duration {
			return fs.Duration(name, value, usage)
		},
		"DurationVar": func(p *time.Duration, name string, value time.Duration, usage string) {
			fs.DurationVar(p, name, value, usage)
		},
		"Float64":    func(name string, value float64, usage string) *float64 { return fs.Float64(name, value, usage) },
		"Float64Var": func(p *float64, name string, value float64, usage string) { fs.Float64Var(p, name, value, usage) },
		"Int":        func(name string, value int, usage string) *int { return fs.Int(name, value, usage) },
		"IntVar":     func(p *int, name string, value int, usage string) { fs.IntVar(p, name, value, usage) },
		"Int64":      func(name string, value int64, usage string) *int64 { return fs.Int64(name, value, usage) },
		"Int64Var":   func(p *int64, name string, value int64, usage string) { fs.Int64Var(p, name, value, usage) },
		"String":     func(name string, value string, usage string) *string { return fs.String(name, value, usage) },
		"StringVar":  func(p *string, name string, value string, usage string) { fs.StringVar(p, name, value, usage) },
		"Uint":       func(name string, value uint, usage string) *uint { return fs.Uint(name, value, usage) },
		"UintVar":    func(p *uint, name string, value uint, usage string) { fs.UintVar(p, name, value, usage) },
		"Uint64":     func(name string, value uint64, usage string) *uint64 { return fs.Uint64(name, value, usage) },
		"Uint64Var":  func(p *uint64, name string, value uint64, usage string) { fs.Uint64Var(p, name, value, usage) },
		"Func":       func(name, usage string, f func(string) error) { fs.Func(name, usage, f) },
		"BoolFunc":   func(name, usage string, f func(string) error) { fs.BoolFunc(name, usage, f) },
		"Var":        func(v flag.Value, name, usage string) { fs.Var(v, name, usage) },
		"Set":        func(name, value string) error { return fs.Set(name, value) },
		"Lookup":     func(name string) *flag.Flag { return fs.Lookup(name) },
		"Arg":        func(i int) string { return fs.Arg(i) }, "Args": func() []string { return fs.Args() },
		"NArg": func() int { return fs.NArg() }, "NFlag": func() int { return fs.NFlag() }, "Parsed": func() bool { return fs.Parsed() },
		"Visit": func(f func(*flag.Flag)) { fs.Visit(f) }, "VisitAll": func(f func(*flag.Flag)) { fs.VisitAll(f) }, "PrintDefaults": func() { fs.PrintDefaults() },
		"TextVar": func(p encoding.TextUnmarshaler, name string, v encoding.TextMarshaler, usage string) {
			textVar(fs, p, name, v, usage)
		},
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
