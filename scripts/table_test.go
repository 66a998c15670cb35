package scripts

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// Every exported function of this package that a script can call has its row, and every row a function: the one that
// host.go gives, or the one that api.go declares.
func TestEveryBuiltinHasOneRow(t *testing.T) {
	declared := map[string]bool{}
	for _, name := range []string{"api.go", "compiled.go", "compiled_cluster.go", "simulate.go", "rmap_options.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() {
				declared[f.Name.Name] = true
				row, ok := Lookup(f.Name.Name)
				if !ok {
					t.Errorf("%s declares %s, which has no row in the table", name, f.Name.Name)
				} else if (row.host == nil) != (name == "api.go") {
					t.Errorf("%s is declared in %s, but the table says otherwise of where it is done", row.Name, name)
				}
			}
		}
	}
	for _, row := range Rows() {
		if !declared[row.Name] && row.Name != "help" && row.Name != "Timeout" {
			t.Errorf("the table has %s, which an editor of a script would not know: declare it in compiled.go, or beside what it is for if it works there", row.Name)
		}
	}
}

// The help of Sim is where a person finds the methods of a cluster, so it names all of them.
func TestTheHelpOfSimNamesTheMethodsOfACluster(t *testing.T) {
	sim, _ := Lookup("Sim")
	start, _ := Lookup("Start")
	methods := reflect.TypeFor[*Cluster]()
	for i := range methods.NumMethod() {
		switch name := methods.Method(i).Name; name {
		case "String", "Err", "History", "Names", "Number": // for programs
		default:
			if !strings.Contains(sim.Detail+start.Detail, "."+name+"(") {
				t.Errorf("the help of Sim does not name %s", name)
			}
		}
	}
	for _, m := range regexp.MustCompile(`\bs\.(\w+)`).FindAllStringSubmatch(sim.Detail, -1) {
		if _, ok := methods.MethodByName(m[1]); !ok {
			t.Errorf("the help of Sim names %s, which a cluster has not", m[1])
		}
	}
}

func TestMarkStandsAtLineBegins(t *testing.T) {
	var b, e syncBuffer
	out := marked(&b, &e)
	out("b", 1, []byte("one\ntw"))
	out("b", 1, []byte("o\n"))
	out("c", 2, []byte("err\n"))
	if got, want := b.String(), "b| one\nb| two\n"; got != want {
		t.Errorf("stdout is %q, want %q", got, want)
	}
	if got, want := e.String(), "c| err\n"; got != want {
		t.Errorf("stderr is %q, want %q", got, want)
	}
}

func TestTableAligns(t *testing.T) {
	got := Table{Head: []string{"name", "state", ""}, Rows: [][]string{{"a", "self", ""}, {"long", "down", "why"}}}.String()
	want := "name  state\na     self\nlong  down   why"
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
