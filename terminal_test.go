package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// screen is parley in a real terminal, which tmux is: raw mode, pastes, colours and the width are those that people have.
type screen struct {
	*program
	socket string
}

// inTerminal starts parley in a terminal of that size.
func inTerminal(t *testing.T, columns, rows int, env string, args ...string) *screen {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not installed")
	}
	p := newProgram(t)
	dir, err := os.MkdirTemp("", "parley") // a path of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{p, filepath.Join(dir, "s")}
	t.Cleanup(func() {
		exec.Command("tmux", "-S", s.socket, "kill-server").Run() // what was started here, by its own socket
		os.RemoveAll(dir)
	})
	c := p.cmd(args...)
	run := fmt.Sprintf("env -u NO_COLOR %s=1 PARLEY_HOME=%s XDG_CONFIG_HOME=%[2]s %s %s %s", beParley, p.home, env, c.Path, strings.Join(args, " "))
	s.tmux("-f", "/dev/null", "new-session", "-d", "-x", fmt.Sprint(columns), "-y", fmt.Sprint(rows), run)
	return s
}

func (s *screen) tmux(args ...string) string {
	s.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", s.socket}, args...)...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("tmux %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// shows waits until the terminal shows a text. How is said as tmux has it: -e with colours, -J with the rows of a line joined.
func (s *screen) shows(want string, how ...string) {
	s.t.Helper()
	s.wait("a terminal that shows "+want, func() bool {
		return strings.Contains(s.tmux(append([]string{"capture-pane", "-p", "-S", "-50"}, how...)...), want)
	})
}

func (s *screen) types(keys ...string) {
	s.t.Helper()
	s.tmux(append([]string{"send-keys"}, keys...)...)
}

func (s *screen) pastes(text string) {
	s.t.Helper()
	s.tmux("load-buffer", s.file("paste", text))
	s.tmux("paste-buffer", "-p")
}

func TestInputsOfSeveralLinesInATerminal(t *testing.T) {
	s := inTerminal(t, 60, 20, "", "--name", "a")
	s.shows("a>")
	s.types("func f(n int) int {", "Enter")
	s.shows("a> func f(n int) int {\n")
	s.types("return n * 2", "Enter", "}", "Enter")
	s.shows("a> func f(n int) int {\n       return n * 2\n   }\na>")
	s.types("f(4)", "Enter")
	s.shows("a> f(4)\n8\na>")
	s.shows("\x1b[36mint", "-e")
	s.types("Up", "Up", "Up", "End", "BSpace", "3", "Enter") // from f(4) to the function, and up in it
	s.shows("       return n * 3\n   }\na>")
	s.types("f(1)", "Enter")
	s.shows("a> f(1)\n3\na>")
	s.types("C-r", "retu")
	s.shows("history: retu\n> func f(n int) int { ⏎ return n * 3 ⏎ }")
	s.types("C-g", "C-d")
}

func TestAProgramIsPastedInATerminal(t *testing.T) {
	s := inTerminal(t, 60, 20, "NO_COLOR=1", "--name", "a")
	s.shows("a>")
	s.pastes("package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"from\\tmain\")\n}\n")
	s.shows("       fmt.Println(\"from\\tmain\")\n   }")
	s.types("Enter")
	s.shows("   }\nfrom    main\na>")
	long := `len("` + strings.Repeat("x", 100) + `")`
	s.pastes(long)
	s.shows("a> "+long, "-J") // copied as one line
	s.types("Enter")
	s.shows("\n100\na>")
	if strings.Contains(s.tmux("capture-pane", "-p", "-e"), "\x1b[3") {
		t.Error("there are colours, in spite of NO_COLOR")
	}
	s.types("C-d")
}

func TestNewsInATerminal(t *testing.T) {
	s := inTerminal(t, 60, 20, "", "--name", "a", "--keys", "vi")
	s.shows("a>")
	s.types("half a li")
	s.shows("a> half a li")
	b := s.node("b")
	s.shows("* b ")
	s.shows("\na> half a li")
	b.Process.Kill()
	s.shows("* b disconnected")
	s.types("Escape")
	s.types("0", "d", "$", "i", "Lead()", "Enter")
	s.shows("* a leads")
	s.shows("\na*>")
	s.types("C-d")
}
