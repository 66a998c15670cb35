// Package edit is a line editor for inputs of several lines: keys go in, and what a terminal must be sent to show the
// input comes out. It is values and arithmetic: no terminal, no goroutine and no clock.
//
// The problem: libraries that edit single lines draw one line, give Up to the history and Home to its start, and repaint
// all of it for each key. An input of a prompt for Go has many lines, is recalled as many, and may be a pasted file.
//
// Where to find what:
//
//	buffer.go  the text and the cursor; changes, undo and what was killed
//	motion.go  where words, lines and brackets begin and end
//	key.go     bytes of a terminal as keys; what is pasted is one key
//	editor.go  Editor: one key after the other; Enter, indentation
//	emacs.go   the keys, if nothing else was said
//	vi.go      the keys of vi; operators and motions
//	recall.go  the history, by Up and Down
//	search.go  the history, by what an entry contains
//	lexer.go   brackets, and where strings and comments go on over lines
//	colour.go  the colours
//	layout.go  which rows of the terminal show what
//	paint.go   what to send, given what the terminal shows already
package edit
