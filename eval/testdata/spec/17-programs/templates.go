// Text templates: pipelines, range, with, functions, methods, nested templates.
// refused: package text/template finds methods by reflection, which shows none of those of evaluated types
package main

import (
	"fmt"
	"os"
	"strings"
	"text/template"
)

type Item struct {
	Name  string
	Price float64
	Tags  []string
}

func (i Item) Total(n int) float64 { return i.Price * float64(n) }

type Order struct {
	Customer string
	Items    []Item
	Meta     map[string]string
}

const text = `{{define "item"}}- {{.Name | upper}}: {{printf "%.2f" .Price}} x2={{.Total 2}}{{range $i, $t := .Tags}}{{if $i}},{{end}} {{$t}}{{end}}
{{end}}Dear {{.Customer}},
{{range .Items}}{{template "item" .}}{{else}}nothing
{{end}}{{with .Meta.note}}Note: {{.}}{{end}}{{if and .Items (gt (len .Items) 1)}} ({{len .Items}} items){{end}}
`

func main() {
	t := template.Must(template.New("order").Funcs(template.FuncMap{"upper": strings.ToUpper}).Parse(text))
	err := t.Execute(os.Stdout, Order{"Bob", []Item{{"pen", 1.5, []string{"a", "b"}}, {"ink", 3, nil}}, map[string]string{"note": "fast"}})
	fmt.Println(err)
	err = t.Execute(os.Stdout, Order{Customer: "Al"})
	fmt.Println(err)
	_, err = template.New("bad").Parse("{{.X")
	fmt.Println(err)
	u := template.Must(template.New("m").Parse("{{.a}} {{index .l 1}} {{.n.X}} {{.f}}\n"))
	fmt.Println(u.Execute(os.Stdout, map[string]any{"a": 1, "l": []string{"x", "y"}, "n": struct{ X int }{7}, "f": 2.5}))
}
