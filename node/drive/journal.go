package drive

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"runtime"
)

// The form of a journal: a header line, then records. A record is the length of its payload and a checksum of length and payload,
// both in 4 bytes, big end first, then the payload, which is the CBOR of a transaction.

// journalVersion is of the form. A journal of another one is refused.
const journalVersion = 1

const recordHead = 8

// maxRecord is more than any transaction has: a larger length is damage.
const maxRecord = 1 << 30

var crcTable = crc32.MakeTable(crc32.Castagnoli)

func header(name string) []byte {
	return fmt.Appendf(nil, "parley journal %d of %s\n", journalVersion, name)
}

// cutHeader is what follows the header; nil if the file ends within it, as a crash can leave a new one.
func cutHeader(b []byte, name string) ([]byte, error) {
	want := header(name)
	if len(b) < len(want) && bytes.HasPrefix(want, b) {
		return nil, nil
	}
	if rest, ok := bytes.CutPrefix(b, want); ok {
		return rest, nil
	}
	line, _, _ := bytes.Cut(b[:min(len(b), 200)], []byte("\n"))
	var version int
	var of string
	if k, _ := fmt.Sscanf(string(line), "parley journal %d of %s", &version, &of); k != 2 {
		return nil, errors.New("it is not a store of parley, or its beginning is damaged")
	}
	if version != journalVersion {
		return nil, fmt.Errorf("it is of version %d, and this program reads version %d", version, journalVersion)
	}
	return nil, fmt.Errorf("it is of the protocol %s, not %s", of, name)
}

func appendRecord(b, payload []byte) []byte {
	at := len(b)
	b = binary.BigEndian.AppendUint32(b, uint32(len(payload)))
	sum := crc32.Update(crc32.Checksum(b[at:], crcTable), crcTable, payload)
	b = binary.BigEndian.AppendUint32(b, sum)
	return append(b, payload...)
}

// cutRecord takes the first record off. A nil payload means that b is the beginning of a record whose writing a crash has ended: it has
// never been promised. Anything else that is no record is damage.
//
// A file system may have made the file longer before it had its content: what a crash leaves is then cut short, or ends
// in zeros. Damage to records before the last cannot be mistaken for it, because good ones follow.
func cutRecord(b []byte) (payload, rest []byte, err error) {
	if len(b) >= recordHead {
		n := int(binary.BigEndian.Uint32(b))
		if n <= maxRecord && n <= len(b)-recordHead {
			payload = b[recordHead : recordHead+n]
			sum := crc32.Update(crc32.Checksum(b[:4], crcTable), crcTable, payload)
			if sum == binary.BigEndian.Uint32(b[4:]) {
				return payload, b[recordHead+n:], nil
			}
			if !endsInZeros(b) {
				return nil, nil, errors.New("it is damaged: a checksum is wrong")
			}
		}
	}
	if followed(b) {
		return nil, nil, errors.New("it is damaged: a record is not whole, and others follow")
	}
	return nil, nil, nil
}

// endsInZeros says whether the end of b may be a part of the file that was never written.
func endsInZeros(b []byte) bool {
	return len(b) >= recordHead && len(bytes.TrimRight(b[len(b)-recordHead:], "\x00")) == 0
}

// followed says whether a good record begins anywhere after the beginning of b.
func followed(b []byte) bool {
	for i := 1; i+recordHead < len(b); i++ {
		n := int(binary.BigEndian.Uint32(b[i:]))
		if n == 0 || n > len(b)-i-recordHead {
			continue
		}
		sum := crc32.Update(crc32.Checksum(b[i:i+4], crcTable), crcTable, b[i+recordHead:i+recordHead+n])
		if sum == binary.BigEndian.Uint32(b[i+4:]) {
			return true
		}
	}
	return false
}

// syncFolder waits until a rename in a folder is on disk, where a system knows such a thing.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be synced there; the rename is in the journal of its file system
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
