package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// fromEnvironment sets the flags that were not given: from PARLEY_<FLAG>, and else from the configuration file, which has
// a line `flag = value` for each.
func fromEnvironment(c *cobra.Command) error {
	file, path, err := configuration()
	if err != nil {
		return exitError{exitUsage, err.Error()}
	}
	var failed error
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed || f.Name == "help" || failed != nil {
			return
		}
		env := "PARLEY_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, from := os.Getenv(env), env
		if value == "" {
			value, from = file[f.Name], path
		}
		if value == "" || f.Name == "home" && from == env { // node.DefaultHome reads PARLEY_HOME itself
			return
		}
		if err := f.Value.Set(value); err != nil {
			failed = exitError{exitUsage, fmt.Sprintf("%s: %s = %q: %v", from, f.Name, value, err)}
		}
	})
	return failed
}

// configuration reads $XDG_CONFIG_HOME/parley/config, which need not exist.
func configuration() (map[string]string, string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return nil, "", nil // no home folder: no file
	}
	path := filepath.Join(dir, "parley", "config")
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, path, nil
	}
	if err != nil {
		return nil, path, fmt.Errorf("the configuration file cannot be read: %w", err)
	}
	defer file.Close()
	values := map[string]string{}
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			return nil, path, fmt.Errorf("%s:%d: %q is not of the form `flag = value`", path, n, line)
		}
		values[strings.TrimSpace(key)] = strings.TrimSpace(value)
	}
	return values, path, lines.Err()
}

// versionLine says what this binary is.
func versionLine() string {
	v := version
	if info, ok := debug.ReadBuildInfo(); ok && v == "dev" {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				v = s.Value[:min(12, len(s.Value))]
			}
		}
	}
	return fmt.Sprintf("parley %s (%s %s/%s)", v, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
