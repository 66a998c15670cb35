package repl

import (
	"parley/repl/edit"
	"parley/scripts"
)

// topic is what :help says of the prompt itself; nil if that is none.
func (p *prompt) topic(name string) func() {
	switch name {
	case "keys":
		return func() {
			t := scripts.Table{}
			for _, r := range edit.Help() {
				t.Rows = append(t.Rows, []string{r[0], r[1]})
			}
			p.tellTable(t, "C- is Ctrl, and M- is Alt, or Escape before the key. What is pasted is never evaluated before an Enter.",
				"In a search C-r and C-s go on, Enter evaluates what was found, Escape and Tab take it into the line, and C-g or C-c gives back what was there.",
				"parley --keys vi has the keys of vi: Escape, then h j k l 0 ^ $ w b e f t ; , % G gg with d c y < > and counts,",
				"i a I A o O x X D C s S r ~ J p P u and dot; / searches the history, k and j go through it, v opens the editor.",
				"A line `keys = vi` in the configuration file, or PARLEY_KEYS=vi, has them always.")
		}
	case "prompt":
		return func() {
			p.tell(`a>       the prompt of node a
a@b>     what names no target goes to b: on b, or :at b, said so; on alone ends it
a*>      a leads
a b*>    b leads
a@b*>    b leads, and is the target
~a>      attached from outside, and no member of the cluster
?a>      attached to look only`)
		}
	}
	return nil
}
