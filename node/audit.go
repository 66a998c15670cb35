package node

import (
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"sync"
	"time"

	"parley/protocol"
	"parley/transport"
)

// audit writes who evaluated what here: the source, of a long one the beginning and its SHA-256. A source that a peer repeats is written once and then counted, and the count is
// written each minute and at the end, so that the log tells all without a line for each of 200,000 a second.
type audit struct {
	log  *slog.Logger
	mu   sync.Mutex
	seen map[auditKey]*auditCount
}

type auditKey struct {
	who    protocol.NodeID
	source string
}

type auditCount struct {
	role protocol.Role
	more int // since the last line
}

const (
	auditSources = 4096 // distinct ones that are remembered
	auditKept    = 512  // bytes of each
	auditEvery   = time.Minute
)

func newAudit(log *slog.Logger) *audit { return &audit{log: log, seen: map[auditKey]*auditCount{}} }

func (a *audit) evaluation(who transport.Peer, source string) {
	key := auditKey{who.ID, source}
	if len(source) > auditKept {
		sum := sha256.Sum256([]byte(source))
		key.source = source[:auditKept] + "… sha256:" + hex.EncodeToString(sum[:])
	}
	a.mu.Lock()
	if c := a.seen[key]; c != nil {
		c.more++
		a.mu.Unlock()
		return
	}
	if len(a.seen) >= auditSources {
		a.flushLocked(true)
	}
	a.seen[key] = &auditCount{role: who.Role}
	a.mu.Unlock()
	a.log.Info("evaluation", "from", who.ID, "role", who.Role.String(), "source", key.source)
}

func (a *audit) refused(who transport.Peer, what, name string) {
	a.log.Warn("refused", "from", who.ID, "role", who.Role.String(), "what", what, "source", brief(name))
}

// flush writes the counts; forget also drops what was seen, so that it is written anew.
func (a *audit) flush(forget bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.flushLocked(forget)
}

func (a *audit) flushLocked(forget bool) {
	for key, c := range a.seen {
		if c.more > 0 {
			a.log.Info("evaluation repeated", "from", key.who, "role", c.role.String(), "source", key.source, "times", c.more)
			c.more = 0
		}
	}
	if forget {
		clear(a.seen)
	}
}
