package repl

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// This file is the command :load. The prompt reads the file, wherever the node is that evaluates it.

// maxLoad is how large a file may be.
const maxLoad = 4 << 20

func (p *prompt) runLoad(arg string, in input) int {
	file, args := loadArgs(arg)
	if file == "" {
		file, args = p.loaded, p.loadedWith
	}
	if file == "" {
		return p.usage(in, "say which file: :load my_mutex.go; later :load alone loads it again")
	}
	if rest, ok := strings.CutPrefix(file, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			file = filepath.Join(home, rest)
		}
	}
	info, err := os.Stat(file)
	switch {
	case err != nil:
	case info.IsDir():
		err = fmt.Errorf("%s is a folder", file)
	case info.Size() > maxLoad:
		err = fmt.Errorf("%s has %d bytes; a file of at most %d can be loaded", file, info.Size(), maxLoad)
	}
	var text []byte
	if err == nil {
		text, err = os.ReadFile(file)
	}
	if err != nil {
		return p.usage(in, "it cannot be loaded: %v", err)
	}
	p.loaded, p.loadedWith = file, args
	at, name := p.at, p.File
	p.at, p.File = "", filepath.Base(file)
	if mainPackage.Match(text) { // else it would take what the node was started with for its own
		p.program = append([]string{file}, args...)
	}
	c := p.evaluate(input{string(text), 1})
	p.at, p.File, p.program = at, name, nil
	if c == CodeOK {
		p.say("%s", p.screen.paint.dim("loaded "+file))
	}
	return c
}

// mainPackage is how a program begins, behind its comments.
var mainPackage = regexp.MustCompile(`(?m)^package main\b`)

// loadArgs takes what is behind :load apart: a file, which may have blanks in its name or stand between quotes, and the arguments of a program.
func loadArgs(arg string) (file string, args []string) {
	arg = strings.TrimSpace(arg)
	if quoted, rest, ok := strings.Cut(strings.TrimPrefix(arg, `"`), `"`); ok && strings.HasPrefix(arg, `"`) {
		return quoted, strings.Fields(rest)
	}
	if _, err := os.Stat(arg); err == nil || arg == "" {
		return arg, nil
	}
	words := strings.Fields(arg)
	return words[0], words[1:]
}
