package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Who has a certificate of his own and not the authority's key can be no more than it says.
func TestCertificatesForOthers(t *testing.T) {
	p, q := newProgram(t), newProgram(t)
	p.node("b")
	r, err := p.at().Node("b")
	if err != nil {
		t.Fatal(err)
	}
	p.ok("kept := 17\n", "attach", "b")
	keys := filepath.Join(q.home, "keys")
	for _, args := range [][]string{{"ada", keys, "--role", "observer"}, {"bob", keys, "--role", "operator", "--valid", "1h"}, {"d", keys}} {
		if out := p.ok("", append([]string{"cert"}, args...)...); !strings.HasPrefix(out, args[0]+", ") {
			t.Errorf("cert says %q", out)
		}
	}
	if _, err := os.Stat(filepath.Join(keys, "ca.key")); err == nil {
		t.Fatal("the authority's key was given away")
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"eval", "--join", r.Addr, "--as", "bob", "--at", "b", "6 * 7"}, 0, "42"},
		{[]string{"eval", "--join", r.Addr, "--as", "ada", "--at", "b", "6 * 7"}, 4, "ada may not evaluate at b: its role is observer"},
		{[]string{"eval", "--join", r.Addr, "--as", "ada", "--role", "operator", "--at", "b", "1"}, 2, "the certificate of ada is for role observer, not operator"},
		{[]string{"eval", "--join", r.Addr, "--as", "bob", "--role", "observer", "--at", "b", "1"}, 4, "bob may not evaluate at b: its role is observer"},
		{[]string{"attach", "--as", "bob", "--look", r.Addr}, 2, "this prompt may only look"},
		{[]string{"attach", "--as", "ada", r.Addr}, 2, "this prompt may only look"},
		{[]string{"attach", "--as", "bob", r.Addr}, 0, "42"},
		{[]string{"attach", "--as", "ada", "b"}, 4, "no node named b is known; `parley nodes` lists those that are. A name is known only on the node's own machine"},
		{[]string{"nodes"}, 4, "no ca.key, so nothing can be asked without a name: say --as ada, whose certificate is there"},
		{[]string{"eval", "--join", r.Addr, "--as", "ada", "--at", "b", "kept"}, 0, "17"},
		{[]string{"eval", "--join", r.Addr, "--as", "ada", "@b kept"}, 0, "17"},
		{[]string{"eval", "--join", r.Addr, "--as", "ada", "--at", "b", "kept + 1"}, 4, "ada may not evaluate at b: its role is observer"},
		{[]string{"eval", "--join", r.Addr, "--as", "d", "--at", "b", "1"}, 2, "the certificate of d is a node's"},
		{[]string{"eval", "--join", r.Addr, "--as", "eve", "--at", "b", "1"}, 4, "no ca.key"},
		{[]string{"cert", "x", keys, "--role", "king"}, 2, "king"},
		{[]string{"cert", "x", keys, "--valid=-1s"}, 2, "--valid -1s makes no sense"},
	} {
		out, errs, code := q.run("6 * 7\n", c.args...)
		if code != c.code || !strings.Contains(out+errs, c.says) {
			t.Errorf("parley %s: exit code %d, want %d\n%s%s\nwant in it: %s", strings.Join(c.args, " "), code, c.code, out, errs, c.says)
		}
	}
	if _, errs, code := p.run("", "cert", "bob", keys); code != 1 || !strings.Contains(errs, "bob.crt is there already") {
		t.Errorf("a second certificate: exit code %d, %s", code, errs)
	}
	if _, errs, code := p.run("", "cert", "ca", filepath.Join(p.home, "keys"), "--renew"); code != 1 || !strings.Contains(errs, "would be the authority's own") {
		t.Errorf("a certificate for ca: exit code %d, %s", code, errs)
	}
	p.ok("", "cert", "bob", keys, "--role", "observer", "--renew") // with the authority's key, which is there yet
	if _, errs, code := q.run("", "eval", "--join", r.Addr, "--as", "bob", "--at", "b", "1"); code != 4 {
		t.Errorf("renewed as an observer, bob has exit code %d, %s", code, errs)
	}

	// In the folder of another cluster all stays.
	other := newProgram(t)
	before, err := os.ReadFile(filepath.Join(keys, "bob.key"))
	if err != nil {
		t.Fatal(err)
	}
	if _, errs, code := other.run("", "cert", "bob", keys, "--renew"); code != 1 || !strings.Contains(errs, "ca.crt is of another cluster; choose another folder: the old one was left as it is") {
		t.Errorf("renewed by another cluster: exit code %d, %s", code, errs)
	}
	if after, err := os.ReadFile(filepath.Join(keys, "bob.key")); string(after) != string(before) {
		t.Errorf("a renewal that was refused has changed the key: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(keys, ".*")); left != nil {
		t.Errorf("there is %v", left)
	}

	// A member without the authority's key.
	q.node("d", "--join", r.Addr)
	q.wait("d knows b", func() bool {
		out, _, _ := p.run("", "eval", "--at", "b", "Remote(d, Quote(6*7))")
		return out == "42\n"
	})
}
