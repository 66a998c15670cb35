package node

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"parley/protocol"
	"parley/transport"
)

// Certificates for machines and people that are not to hold the authority's key.

// Issue writes what somebody needs to be id in this cluster, in no more than that role, into dir: ca.crt, id.crt and id.key. They are good for so long (0 is
// 30 days), and until says when that is over. What is there of that name is only overwritten if again is set: then it is renewed.
func (h Home) Issue(dir string, id protocol.NodeID, role protocol.Role, valid time.Duration, again bool) (until time.Time, err error) {
	if valid < 0 {
		return until, fmt.Errorf("a certificate cannot be good for %v", valid)
	}
	if err := transport.FilesOf(id); err != nil {
		return until, err
	}
	a, err := transport.LoadOrCreateAuthority(h.Keys)
	if err != nil {
		return until, err
	}
	c, err := a.Issue(id, role, valid)
	if err != nil {
		return until, err
	}
	if again {
		return c.Expires(), replace(c, dir)
	}
	for _, end := range []string{".crt", ".key"} {
		file := filepath.Join(dir, string(id)+end)
		if _, err := os.Lstat(file); err == nil {
			return until, fmt.Errorf("%s is there already, and was left as it is; --renew replaces it", file)
		}
	}
	return c.Expires(), c.WriteFiles(dir)
}

// replace writes credentials where older ones may be. They are there until all of the new ones are written, and need only be renamed.
func replace(c *transport.Credentials, dir string) error {
	failed := func(err error) error {
		return fmt.Errorf("the certificate of %s cannot be renewed: %w: the old one was left as it is", c.ID, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return failed(err)
	}
	tmp, err := os.MkdirTemp(dir, ".new-*") // beside, so that what is there need only be renamed
	if err != nil {
		return failed(err)
	}
	defer os.RemoveAll(tmp)
	if err := c.WriteFiles(tmp); err != nil {
		return failed(err)
	}
	made, err := os.ReadFile(filepath.Join(tmp, "ca.crt"))
	if err != nil {
		return failed(err)
	}
	files := []string{string(c.ID) + ".key", string(c.ID) + ".crt"}
	switch there, err := os.ReadFile(filepath.Join(dir, "ca.crt")); {
	case errors.Is(err, fs.ErrNotExist):
		files = append(files, "ca.crt")
	case err != nil:
		return failed(err)
	case !bytes.Equal(made, there):
		return failed(fmt.Errorf("%s is of another cluster; choose another folder", filepath.Join(dir, "ca.crt")))
	}
	for i, file := range files {
		if err := os.Rename(filepath.Join(tmp, file), filepath.Join(dir, file)); err != nil && i > 0 {
			return fmt.Errorf("the certificate of %s was renewed in part, and does not fit its key now: %w; renew it once more", c.ID, err)
		} else if err != nil {
			return failed(err)
		}
	}
	return nil
}

// CertifiedRole is the most that the certificate of id that lies in the home allows; NoRole if there is none, and one of the moment is made.
func (h Home) CertifiedRole(id protocol.NodeID) (protocol.Role, error) {
	if _, err := os.Stat(filepath.Join(h.Keys, string(id)+".crt")); err != nil {
		return protocol.NoRole, nil
	}
	c, err := transport.LoadCredentials(h.Keys, id, protocol.NoRole)
	if err != nil {
		return protocol.NoRole, err
	}
	return c.Role, nil
}
