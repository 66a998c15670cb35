package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"parley/protocol"
)

// config writes the configuration file of the program.
func (p *program) config(text string) string {
	p.t.Helper()
	if err := os.MkdirAll(filepath.Join(p.home, "parley"), 0o700); err != nil {
		p.t.Fatal(err)
	}
	return p.file("parley/config", text)
}

func TestTheConfigurationFile(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the folder of configuration files cannot be chosen here")
	}
	p := newProgram(t)
	for _, c := range []struct {
		text string
		code int
		says string
	}{
		{"# a comment\n\noutput = json\n", 0, `"verdict":"value"`},
		{"listen = 127.0.0.1:0\nnodes = 2\nat =\n", 0, "2\n"}, // flags of other commands
		{"output = json\ntimeot = 5s\n", 2, `config:2: no flag is named "timeot"`},
		{"with-parent = true\n", 2, `config:1: no flag is named "with-parent"`},
		{"\ntimeout = soon\n", 2, "config:2: "},
		{"output\n", 2, "config:1: "},
	} {
		path := p.config(c.text)
		out, errs, code := p.run("", "eval", "1 + 1")
		if code != c.code || !strings.Contains(out+errs, c.says) || code == 2 && !strings.Contains(errs, path) {
			t.Errorf("%q: exit code %d, want %d\nstdout: %s\nstderr: %s\nwant in it: %s", c.text, code, c.code, out, errs, c.says)
		}
	}
}

// The socket of a client that listens nowhere is on any address: on loopback it would reach no other machine.
func TestAClientIsNotBoundToLoopback(t *testing.T) {
	f := &flags{home: t.TempDir(), output: "text", role: "operator", listen: "127.0.0.1:0", timeout: 1}
	cfg, err := f.clientConfig(nil)
	if err != nil || cfg.Listen != "" || cfg.Role != protocol.Operator {
		t.Errorf("a client listens at %q with role %s, %v", cfg.Listen, cfg.Role, err)
	}
}

// TestFlagsTellWhatTheyAre: between backquotes a flag's text would name its argument, and lose it.
func TestFlagsTellWhatTheyAre(t *testing.T) {
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if strings.Contains(f.Usage, "`") {
				t.Errorf("%s --%s: %s", c.CommandPath(), f.Name, f.Usage)
			}
		})
		for _, x := range c.Commands() {
			walk(x)
		}
	}
	walk(command())
}
