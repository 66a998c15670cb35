// Package repl is the prompt, and the runner of statement scripts: a script is prompt input from a file, so both are one
// loop with a reader, a writer and the word whether it is interactive.
//
// The loop holds a Client, never a node: a session in this process and one with a node elsewhere look the same to it.
//
// Where to find what:
//
//	config.go    Config, Client
//	run.go       Run: the loop
//	input.go     which lines belong together, and where they stand in their file
//	evaluate.go  one line: evaluated, interrupted, given up
//	code.go      the exit code of a line
//	render.go    what a line came to, as text
//	source.go    the excerpt of the source under a compile error
//	json.go      the same as JSON
//	commands.go  the table of `:` commands and what they do
//	screen.go    who may write to the terminal when; the marks of other nodes' output
//	words.go     help, quit, exit and on without their colon
//	promptline.go what the prompt itself shows
//	topics.go    what :help says of keys and the prompt
//	table.go     tables that fit the terminal
//	terminal.go  the prompt on a terminal; the editing itself is package edit
//	outside.go   an input in $EDITOR
//	plain.go     a prompt without editing
//	keys.go      what is typed, on its way to who reads it
//	complete.go  Tab
//	history.go   the history file
package repl
