package repl

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// This file is the command :load. The prompt reads the file, wherever the node is that evaluates it.

// maxLoad is how large a file may be.
const maxLoad = 4 << 20

func (p *prompt) runLoad(arg string, in input) int {
	file := strings.Trim(strings.TrimSpace(arg), `"`)
	if file == "" {
		file = p.loaded
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
	p.loaded = file
	at, name := p.at, p.File
	p.at, p.File = "", filepath.Base(file)
	c := p.evaluate(input{string(text), 1})
	p.at, p.File = at, name
	if c == CodeOK {
		p.say("%s", p.screen.paint.dim("loaded "+file))
	}
	return c
}
