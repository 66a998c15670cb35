package repl

import "io"

// plainReader is a prompt on a terminal that edits its lines itself.
type plainReader struct {
	*scriptReader
	screen *screen
}

func (r *plainReader) line(prompt string) (string, error) {
	r.screen.ask(prompt)
	text, err := r.scriptReader.line(prompt)
	if err == io.EOF || err == errInterrupted {
		r.screen.ask("\n") // what comes next is not to stand behind the prompt
	}
	return text, err
}
