// Package text/template: methods of own types.
// refused: package text/template finds methods by reflection, which shows none of those of evaluated types
package main

import (
	"fmt"
	"os"
	"text/template"
)

type user struct {
	First, Last string
}

func (u user) Full() string                    { return u.First + " " + u.Last }
func (u *user) Greet(s string) (string, error) { return s + ", " + u.First, nil }

type temp float64

func (t temp) String() string { return fmt.Sprintf("%.1f°", float64(t)) }

func main() {
	t := template.Must(template.New("t").Parse(`{{.U.Full}} {{.U.Greet "hi"}} {{.T}} {{range .All}}{{.Full}} {{end}}{{"\n"}}`))
	err := t.Execute(os.Stdout, map[string]any{"U": &user{"Ann", "Lee"}, "T": temp(21), "All": []user{{"B", "C"}}})
	fmt.Println(err)
}
