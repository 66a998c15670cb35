// Templates of both packages over declared structs, slices and maps.
package main

import (
	"fmt"
	htmpl "html/template"
	"os"
	"text/template"
)

type temp float64

func (t temp) String() string { return fmt.Sprintf("%.1f°", float64(t)) }

type user struct {
	Name string
	T    temp
}
type plain struct {
	Name string
	Tags []string
	M    map[string]any
	In   *plain
	f    temp
}

func run(name, text string, data any) {
	t, err := template.New(name).Funcs(template.FuncMap{"twice": func(s string) string { return s + s }, "add": func(a, b int) int { return a + b }}).Parse(text)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := t.Execute(os.Stdout, data); err != nil {
		fmt.Println("ERR", err)
	}
	h := htmpl.Must(htmpl.New(name).Funcs(htmpl.FuncMap{"twice": func(s string) string { return s + s }, "add": func(a, b int) int { return a + b }}).Parse(text))
	if err := h.Execute(os.Stdout, data); err != nil {
		fmt.Println("ERR", err)
	}
	fmt.Println()
}

func main() {
	run("a", `{{.Name}} {{range .Tags}}{{.}},{{end}} {{.M.x}} {{with .In}}{{.Name | twice}}{{end}} {{add 1 2}} {{len .Tags}} {{if eq .Name "b"}}yes{{end}} {{index .Tags 0}}`, plain{"b", []string{"<1>"}, map[string]any{"x": 1}, &plain{Name: "in"}, 3})
	run("b", `{{.}} {{range $k, $v := .}}{{$k}}={{$v}} {{end}}`, map[string]int{"a": 1, "b": 2})
	run("c", `{{range $i, $e := .}}{{$i}}{{$e.Name}} {{end}}`, []*plain{{Name: "x"}, {Name: "y"}})
	run("d", `{{.Nope}}`, plain{})
	var u any = []any{user{"a", 1}}
	if len(os.Args) > 5 {
		fmt.Println(u)
	}
}
