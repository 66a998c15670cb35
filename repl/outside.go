package repl

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"parley/protocol"
)

// outside has the user go on with the input in an editor of its own.
func (t *terminal) outside() {
	before := t.editor.Text()
	t.write(t.painter.Clear() + pasteOff)
	t.raw.ExitRaw()
	text, err := t.p.Edit(before)
	t.raw.MakeRaw()
	t.write(pasteOn)
	switch {
	case err != nil:
		t.show(t.p.screen.paint.bad(err.Error()) + "\n")
	case text != before:
		t.editor.SetText(text)
	}
}

// runEdit has the user edit the last input, and evaluates what becomes of it.
func (p *prompt) runEdit(_ string, in input) int {
	if !p.Interactive {
		return p.usage(in, ":edit is for a prompt that somebody types at")
	}
	text, err := p.Edit(p.typed)
	switch empty, _ := blank(text); {
	case err != nil:
		p.say("%s", p.screen.paint.bad(err.Error()))
		return CodeFailed
	case empty:
		return CodeOK
	}
	p.tell(p.screen.paint.code(text)) // so that what follows is seen to be of it
	p.reader.remember(text)
	p.typed = text
	if p.incomplete(text) {
		p.lines = []string{text}
		err := p.unfinished(1)
		p.lines = nil
		p.fail(protocol.FailCompile, err.Error())
		return CodeFailed
	}
	return p.do(input{text, 1})
}

// editOutside opens text in $VISUAL or $EDITOR, and gives back what was saved.
func editOutside(text string) (string, error) {
	command := "vi"
	for _, name := range []string{"EDITOR", "VISUAL"} {
		if s := strings.TrimSpace(os.Getenv(name)); s != "" {
			command = s
		}
	}
	dir, err := os.MkdirTemp("", "parley") // 0700: what is typed may be secret
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "input.go")
	if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil {
		return "", err
	}
	args := append(strings.Fields(command), file)
	c := exec.Command(args[0], args[1:]...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := c.Run(); err != nil {
		return "", editorError{command, err}
	}
	b, err := os.ReadFile(file)
	return strings.TrimRight(string(b), "\n"), err
}

type editorError struct {
	command string
	err     error
}

func (e editorError) Error() string {
	return "the editor " + e.command + " did not end well, and nothing was taken from it (" + e.err.Error() + "); $VISUAL or $EDITOR says which is used"
}

func (e editorError) Unwrap() error { return e.err }
