package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// fromEnvironment sets the flags that were not given: from PARLEY_<FLAG>, and else from the configuration file, which has
// a line `flag = value` for each. A flag set so counts as given.
func fromEnvironment(c *cobra.Command) error {
	file, path, err := configuration()
	if err != nil {
		return exitError{exitUsage, err.Error()}
	}
	var failed error
	known := knownKeys(c.Root())
	for _, key := range slices.Sorted(maps.Keys(file)) {
		if !known[key] {
			return exitError{exitUsage, fmt.Sprintf("%s:%d: no flag is named %q; the flags are %s", path, file[key].line, key, strings.Join(slices.Sorted(maps.Keys(known)), ", "))}
		}
	}
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed || !known[f.Name] || failed != nil {
			return
		}
		if shared := c.Root().PersistentFlags().Lookup(f.Name); shared != nil && shared != f { // it means something else here
			return
		}
		env := "PARLEY_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, from := os.Getenv(env), env
		if value == "" {
			value, from = file[f.Name].value, fmt.Sprintf("%s:%d", path, file[f.Name].line)
		}
		if value == "" || f.Name == "home" && from == env { // node.DefaultHome reads PARLEY_HOME itself
			return
		}
		if err := c.Flags().Set(f.Name, value); err != nil {
			failed = exitError{exitUsage, fmt.Sprintf("%s: %v", from, err)}
		}
	})
	return failed
}

// knownKeys are the flags of all commands, but for those that parley itself gives to the processes it starts.
func knownKeys(root *cobra.Command) map[string]bool {
	known := map[string]bool{}
	for _, c := range append(root.Commands(), root) {
		for _, set := range []*pflag.FlagSet{c.LocalFlags(), c.PersistentFlags()} {
			set.VisitAll(func(f *pflag.Flag) {
				if !f.Hidden && f.Name != "help" {
					known[f.Name] = true
				}
			})
		}
	}
	return known
}

// setting is a line of the configuration file.
type setting struct {
	value string
	line  int
}

// configuration reads parley/config in the user's folder of such files (os.UserConfigDir), which need not exist. It also
// returns the file's path.
func configuration() (map[string]setting, string, error) {
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
	values, err := readSettings(path, file)
	return values, path, err
}

// readSettings reads the lines of a configuration file; path is for what is said of them.
func readSettings(path string, file io.Reader) (map[string]setting, error) {
	values := map[string]setting{}
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			return nil, fmt.Errorf("%s:%d: %q is not of the form `flag = value`", path, n, line)
		}
		values[strings.TrimSpace(key)] = setting{strings.TrimSpace(value), n}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("the configuration file %s cannot be read: %w", path, err)
	}
	return values, nil
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
