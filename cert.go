package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley/node"
	"parley/protocol"
)

// The command `cert`: keys for a machine or a person, who then need not have those of the authority.

func (f *flags) certCommand() *cobra.Command {
	role, valid, again := "", time.Duration(0), false
	c := &cobra.Command{Use: "cert [flags] NAME DIR", Short: "Make a certificate for a node or a person who does not hold the authority's key", Args: cobra.ExactArgs(2),
		Long: "cert makes the files ca.crt, NAME.crt and NAME.key in DIR. Put them into the folder keys of the home on another machine: `parley node --name NAME` there is that member,\n" +
			"and `parley attach --as NAME` that person, who can be no more than the role says. A process that runs reads a renewed certificate by itself.",
		Example: "  parley cert d ./keys-of-d\n  parley cert ada ./keys-of-ada --role observer --valid 168h\n  parley cert d ./keys-of-d --renew",
		RunE: func(_ *cobra.Command, args []string) error {
			home, err := f.homeDir()
			if err != nil {
				return exitError{exitConnect, err.Error()}
			}
			r, err := protocol.ParseRole(role)
			if err == nil {
				err = protocol.NodeID(args[0]).Validate()
			}
			if err == nil && valid < 0 {
				err = fmt.Errorf("--valid %v makes no sense; give a time such as 168h", valid)
			}
			if err != nil {
				return exitError{exitUsage, err.Error()}
			}
			until, err := home.Issue(args[1], protocol.NodeID(args[0]), r, valid, again)
			if err != nil {
				return exitError{exitFailed, err.Error()}
			}
			fmt.Printf("%s, %s, until %s: ca.crt, %[1]s.crt and %[1]s.key in %[4]s\n", args[0], r, until.UTC().Format("2006-01-02 15:04 UTC"), args[1])
			return nil
		}}
	c.Flags().StringVar(&role, "role", "member", "most that the holder can be: member (a node), operator (may evaluate) or observer (may look)")
	c.Flags().DurationVar(&valid, "valid", 0, "how long it is good (default 720h)")
	c.Flags().BoolVar(&again, "renew", false, "replace what is there of that name")
	return c
}

// asWhom says whose certificates a home has that cannot make one for a command that names none.
func asWhom(home node.Home) error {
	there := func(name string) bool { _, err := os.Stat(filepath.Join(home.Keys, name)); return err == nil }
	if !there("ca.crt") || there("ca.key") {
		return nil
	}
	all, _ := filepath.Glob(filepath.Join(home.Keys, "*.crt"))
	for _, file := range all {
		if name := strings.TrimSuffix(filepath.Base(file), ".crt"); name != "ca" {
			return exitError{exitConnect, fmt.Sprintf("%s has ca.crt but no ca.key, so nothing can be asked without a name: say --as %s, whose certificate is there", home.Keys, name)}
		}
	}
	return nil
}

// roleAs is the role in which the flag --as connects: what its certificate says, or less if that was asked for.
func (f *flags) roleAs(home node.Home, name protocol.NodeID, asked protocol.Role) (protocol.Role, error) {
	if err := name.Validate(); err != nil {
		return asked, exitError{exitUsage, err.Error()}
	}
	has, err := home.CertifiedRole(name)
	switch {
	case err != nil:
		return asked, exitError{exitConnect, err.Error()}
	case has == protocol.NoRole:
		return asked, nil // the authority's key makes one
	case has == protocol.Member:
		return asked, exitError{exitUsage, fmt.Sprintf("the certificate of %s is a node's; `parley cert NAME DIR --role operator` makes one for a person", name)}
	case (f.roleGiven || f.look) && asked > has:
		return asked, exitError{exitUsage, fmt.Sprintf("the certificate of %s is for role %s, not %s; `parley cert` makes another one", name, has, asked)}
	case f.roleGiven || f.look:
		return asked, nil
	}
	return has, nil
}
