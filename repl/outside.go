package repl

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
