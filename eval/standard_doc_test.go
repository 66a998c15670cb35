package eval

// This file makes the page that says what evaluated code has of the standard library.

import (
	"fmt"
	"go/ast"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
)

const standardPage = "../docs/stdlib.md"

// different says what is not as in a Go program, of each symbol that the evaluator puts in place of the library's.
var different = []struct{ names, what string }{
	{"fmt.Print fmt.Printf fmt.Println os.Stdout os.Stderr (*os.File).Write (*os.File).WriteString runtime/debug.PrintStack",
		"write to the output of the evaluation, wherever that goes; the two variables are the image's own"},
	{"(*os.File).Close", "leaves the process's own streams open"},
	{"(*encoding/json.Decoder).Decode (*encoding/json.Encoder).Encode (*encoding/xml.Decoder).Decode (*encoding/xml.Decoder).DecodeElement (*encoding/xml.Encoder).Encode (*encoding/xml.Encoder).EncodeElement",
		"and the functions of the two packages see values of evaluated types by their exported fields, tags and text marshalers, as in Go. " +
			"A method `MarshalXML` or `UnmarshalXML` of such a type is refused, and so are types that contain themselves with encoding/xml"},
	{"(*text/template.Template).Execute (*text/template.Template).ExecuteTemplate (*text/template.Template).Funcs (*html/template.Template).Execute (*html/template.Template).ExecuteTemplate (*html/template.Template).Funcs",
		"see fields, maps and slices of evaluated types, but not their methods: what calls one in a template, or would print by one, is refused"},
	{"fmt.Scan fmt.Scanf fmt.Scanln os.Stdin", "read what the program that embeds the node gives; a node gives nothing"},
	{"os.Exit", "ends the evaluation, not the node"},
	{"log.Fatal log.Fatalf log.Fatalln (*log.Logger).Fatal (*log.Logger).Fatalf (*log.Logger).Fatalln", "end the evaluation, not the node"},
	{"log.Default log.Flags log.Output log.Panic log.Panicf log.Panicln log.Prefix log.Print log.Printf log.Println log.SetFlags log.SetOutput log.SetPrefix log.Writer",
		"use a logger of the evaluator's own, which writes to the evaluation's stderr"},
	{"log.Logger log.New", "are the library's: the engine's own tables have others in their place"},
	{"fmt.Append fmt.Appendf fmt.Appendln fmt.Errorf fmt.Fprint fmt.Fprintf fmt.Fprintln fmt.Sprint fmt.Sprintf fmt.Sprintln (*log.Logger).Panic (*log.Logger).Panicf (*log.Logger).Panicln (*log.Logger).Print (*log.Logger).Printf (*log.Logger).Println",
		"see the types and methods of evaluated code"},
	{"log/slog.Debug log/slog.DebugContext log/slog.Default log/slog.Error log/slog.ErrorContext log/slog.Info log/slog.InfoContext log/slog.Log log/slog.LogAttrs log/slog.SetDefault log/slog.SetLogLoggerLevel log/slog.Warn log/slog.WarnContext log/slog.With",
		"use a default logger of the evaluator's own, which writes to the evaluation's stderr"},
	{"flag.Arg flag.Args flag.Bool flag.BoolFunc flag.BoolVar flag.CommandLine flag.Duration flag.DurationVar flag.Float64 flag.Float64Var flag.Func flag.Int flag.Int64 flag.Int64Var flag.IntVar flag.Lookup flag.NArg flag.NFlag flag.Parse flag.Parsed flag.PrintDefaults flag.Set flag.String flag.StringVar flag.TextVar flag.Uint flag.Uint64 flag.Uint64Var flag.UintVar flag.Usage flag.Var flag.Visit flag.VisitAll",
		"use a command line of the evaluator's own, which has the arguments of the program that `parley run` or `:load` runs, and none otherwise"},
	{"flag.NewFlagSet (*flag.FlagSet).Parse (*flag.FlagSet).TextVar", "write to the evaluation's stderr; what would end a program ends the evaluation"},
	{"os.Args", "are the arguments of the program that `parley run` or `:load` runs, and never those of the node's process"},
	{"os.FindProcess", "does not give the node's own process"},
	{"time.Sleep (*sync.WaitGroup).Wait (*sync.Mutex).Lock (*sync.RWMutex).Lock (*sync.RWMutex).RLock (*sync.Cond).Wait", "end when the evaluation is cancelled"},
	{"(*sync.WaitGroup).Go", "is the go statement: a panic in it ends that goroutine and is reported"},
	{"(*sync.Mutex).Unlock (*sync.RWMutex).Unlock (*sync.RWMutex).RUnlock", "panic where the runtime would end the process, if nothing is locked"},
	{"(*sync.Cond).Signal (*sync.Cond).Broadcast", "wake somebody whose evaluation is not cancelled"},
	{"(*sync.Once).Do", "is not done when the evaluation that was about to do it was cancelled: the next one does it"},
	{"strings.Repeat bytes.Repeat reflect.MakeSlice reflect.MakeMapWithSize reflect.MakeChan reflect.New (*strings.Builder).Grow (*bytes.Buffer).Grow " +
		"(*math/big.Int).Lsh (*math/big.Int).SetBit (*math/big.Int).Exp (*math/big.Int).MulRange (*math/big.Int).Binomial",
		"end the evaluation if they would allocate more at once than it may; so does `make`"},
	{"time.AfterFunc context.AfterFunc", "call on behalf of the evaluation that asked; not any more when it was cancelled"},
}

func TestGeneratedStandardLibraryPageIsUpToDate(t *testing.T) {
	if runtime.GOOS != "linux" || !strings.HasPrefix(runtime.Version(), "go1.26") {
		t.Skip("the page is of Go 1.26 on Linux")
	}
	want := standardPageText(t, standardLibrary(t))
	if *update {
		if err := os.WriteFile(standardPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(standardPage)
	if err != nil || string(got) != want {
		t.Errorf("%s is not what the tables say (%v); run `make docs`", standardPage, err)
	}
}

// Whatever stands in for a symbol of the library has a line in the page.
func TestDifferencesAreStated(t *testing.T) {
	im := newImage(t, Config{Args: []string{"x"}})
	stated := map[string]bool{}
	for _, d := range different {
		for n := range strings.FieldsSeq(d.names) {
			stated[n] = true
		}
	}
	for p, ns := range im.standIns() {
		for n := range ns {
			if !stated[p+"."+n] {
				t.Errorf("%s.%s is not stated", p, n)
			}
		}
	}
	for n := range methodStandIns {
		if !stated[n] {
			t.Errorf("%s is not stated", n)
		}
	}
}

func standardPageText(t *testing.T, std []stdPackage) string {
	im := newImage(t, Config{})
	rows, gone := "", ""
	total, host, source, missing, rest := 0, 0, 0, 0, 0
	for _, p := range std {
		total += len(p.names)
		if why := withheldPackages[p.path]; why != "" {
			missing += len(p.names)
			gone += fmt.Sprintf("| all of `%s` | %s |\n", p.path, why)
			rows += fmt.Sprintf("| `%s` | %d | | | all |\n", p.path, len(p.names))
			continue
		}
		q, err := im.imp.Import(p.path)
		if err != nil {
			t.Fatal(err)
		}
		h, s, m := 0, 0, 0
		for _, n := range slices.Sorted(maps.Keys(p.names)) {
			o := q.Scope().Lookup(n)
			switch {
			case o == nil:
				m++
				if why := withheldSymbols[p.path][n]; why != "" {
					gone += fmt.Sprintf("| `%s.%s` | %s |\n", p.path, n, why)
				}
			case im.byObj[o] != nil:
				s++
			case ast.IsExported(n):
				h++
			}
		}
		if why := withheldRest[p.path]; why != "" {
			gone += fmt.Sprintf("| all of `%s` but %d names | %s |\n", p.path, h, why)
			rest += m
		}
		host, source, missing = host+h, source+s, missing+m
		cell := func(n int) string {
			if n == 0 {
				return ""
			}
			return fmt.Sprint(n)
		}
		rows += fmt.Sprintf("| `%s` | %d | %s | %s | %s |\n", p.path, len(p.names), cell(h), cell(s), cell(m))
	}
	b := "# The standard library\n\nMade by `make docs` from the evaluator's tables and the sources of Go 1.26; do not edit it.\n\n" +
		fmt.Sprintf("Go 1.26 exports %d names from %d packages. Evaluated code can use %d of them as the node's own, compiled code; %d that are generic it has as source; %d are missing, but for %d those of package syscall. "+
			"Methods and fields are not counted: they come with their types. What goes from evaluated code to compiled code is described in [language.md](language.md), with what is known to go wrong.\n\n", total, len(std), host, source, missing, missing-rest) +
		"## What is missing\n\n| | why |\n|---|---|\n" + gone +
		"\nTypes that only the standard library itself can implement, such as `testing.TB` and `reflect.Type`, are here what they are in Go. " +
		"A file that an evaluated program embeds with `//go:embed` is not read; cgo and `//go:linkname` mean nothing.\n" +
		"\n## What is not as in a Go program\n\nThe evaluator is no sandbox: whatever the process may do, evaluated code may. What would end the node by accident, or take its input and output, has another meaning.\n\n| | |\n|---|---|\n"
	for _, d := range different {
		b += "| `" + strings.Join(strings.Fields(d.names), "` `") + "` | " + d.what + " |\n"
	}
	return b + "\n## Package by package\n\n| package | names | compiled | as source | missing |\n|---|---|---|---|---|\n" + rows
}
