// The first frame each way: which protocol versions and features an end has, and where it listens. Not who it is: that
// is in its certificate.

package transport

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/fxamacker/cbor/v2"

	"parley/protocol"
)

// Version is the newest version of the protocol that this code speaks, and MinVersion the oldest: the one before it,
// once there is one.
const (
	Version    = 1
	MinVersion = 1
)

// helloMax is the longest hello and the longest note, in bytes.
const helloMax = 4 << 10

// hello is the first frame. Keys that this version does not know are ignored.
type hello struct {
	Min      uint32 `cbor:"1,keyasint"`
	Max      uint32 `cbor:"2,keyasint"`
	Features uint64 `cbor:"3,keyasint,omitempty"`
	Instance uint64 `cbor:"4,keyasint,omitempty"` // tells two runs of a node of one name apart
	Addr     string `cbor:"5,keyasint,omitempty"` // where it listens
	Client   bool   `cbor:"6,keyasint,omitempty"` // it only dials, and is no member
	Dial     uint64 `cbor:"7,keyasint,omitempty"` // from the dialler: a later dial has a larger number

	Role protocol.Role `cbor:"8,keyasint,omitempty"` // what a client wants to be taken for, if that is less than its certificate says
}

// role is what the peer may do: what its certificate says, or what it asks for if that is less.
func (h hello) role(certificate protocol.Role) protocol.Role {
	if h.Role == protocol.NoRole {
		return certificate
	}
	return min(certificate, h.Role)
}

// agree is the version that both ends speak, or a sentence for both of them. me and they are names.
func (h hello) agree(other hello, me, they protocol.NodeID) (uint32, error) {
	v := min(h.Max, other.Max)
	if v >= max(h.Min, other.Min) {
		return v, nil
	}
	older := me
	if other.Max < h.Max {
		older = they
	}
	return 0, &RefusedError{Code: CodeVersion, Text: fmt.Sprintf("%s speaks %s of parley's protocol and %s speaks %s: upgrade %s",
		me, h.versions(), they, other.versions(), older)}
}

func (h hello) versions() string {
	if h.Min == h.Max {
		return fmt.Sprintf("version %d", h.Max)
	}
	return fmt.Sprintf("versions %d to %d", h.Min, h.Max)
}

// noteKind says what a note between the two ends of a link means.
type noteKind uint8

const (
	notePing    noteKind = 1 + iota // answer with a pong
	notePong                        //
	noteGoodbye                     // nothing more comes from this end: close when all that was sent is here
	noteRetire                      // the same, because another link took over
)

// note is a frame about the link itself. It is a CBOR map, where a message is an array.
type note struct {
	Kind  noteKind `cbor:"1,keyasint"`
	Large uint64   `cbor:"2,keyasint,omitempty"` // how many messages went on streams of their own
	Text  string   `cbor:"3,keyasint,omitempty"`
}

// frame is v as a frame: its length in 4 bytes, big endian, and its CBOR.
func frame(v any) []byte {
	b, err := cbor.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("transport: %T cannot be encoded: %v", v, err)) // a mistake in this package
	}
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...)
}

// unmarshal decodes a hello or a note.
func unmarshal(b []byte, v any) error { return cbor.Unmarshal(b, v) }

var errHello = errors.New("what it sent is not a hello of parley")

// readHello reads the other end's first frame.
func readHello(r io.Reader) (hello, error) {
	var (
		h    hello
		size [4]byte
	)
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return h, err
	}
	n := binary.BigEndian.Uint32(size[:])
	if n == 0 || n > helloMax {
		return h, &RefusedError{Code: CodeBroken, Text: errHello.Error()}
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return h, err
	}
	if err := unmarshal(b, &h); err != nil || h.Max == 0 || h.Min > h.Max || len(h.Addr) > 255 {
		return h, &RefusedError{Code: CodeBroken, Text: errHello.Error()}
	}
	return h, nil
}
