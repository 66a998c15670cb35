// Packages text/template and html/template: functions, and methods of own types.
package main

import (
	"errors"
	"fmt"
	htmpl "html/template"
	"os"
	"strings"
	"text/template"
)

type person struct {
	Name  string
	Age   int
	Pets  []pet
	Extra map[string]int
}

type pet struct{ Kind, Name string }

func main() {
	p := person{"Ann", 30, []pet{{"cat", "Tom"}, {"dog", "Rex"}}, map[string]int{"a": 1, "b": 2}}
	t := template.Must(template.New("t").Funcs(template.FuncMap{
		"upper": strings.ToUpper,
		"add":   func(a, b int) int { return a + b },
		"fail":  func(s string) (string, error) { return "", errors.New("failed: " + s) },
	}).Parse(`{{.Name | upper}} is {{add .Age 1}}{{range $i, $p := .Pets}}; {{$i}} {{$p.Kind}} {{$p.Name}}{{else}}none{{end}} {{len .Extra}} {{index .Extra "b"}}
{{with .Extra}}{{range $k, $v := .}}{{$k}}={{$v}} {{end}}{{end}}{{if and (gt .Age 18) (eq .Name "Ann")}}adult{{end}} {{printf "%05d" .Age}}
`))
	fmt.Println(t.Execute(os.Stdout, p))
	_, err := template.New("x").Parse("{{.A")
	fmt.Println(err)
	bad := template.Must(t.Clone())
	template.Must(bad.Parse(`{{fail .Name}}`))
	fmt.Println(bad.Execute(&strings.Builder{}, p))
	template.Must(t.New("inner").Parse(`[{{.}}]`))
	template.Must(t.New("outer").Parse(`{{define "x"}}{{.Name}}!{{end}}{{template "x" .}}{{template "inner" .Age}}`))
	fmt.Println(t.ExecuteTemplate(os.Stdout, "outer", &p))
	h := htmpl.Must(htmpl.New("h").Parse(`<a href="/?q={{.}}" title='{{.}}'>{{.}}</a><script>var x = {{.}}</script>{{"\n"}}`))
	fmt.Println(h.Execute(os.Stdout, `<b>"x" & 'y'</b>`))
	fmt.Println(template.Must(template.New("m").Option("missingkey=error").Parse(`{{.x}}`)).Execute(os.Stdout, map[string]int{}))
}
