// Messages to CBOR, by hand: the hot path appends to a buffer that it is given and allocates nothing.

package transport

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"

	"parley/protocol"
)

// The major types of CBOR (RFC 8949, section 3.1), in the place that they have in a head's first byte.
const (
	cborUint  = 0 << 5
	cborNint  = 1 << 5
	cborBytes = 2 << 5
	cborText  = 3 << 5
	cborArray = 4 << 5
	cborMap   = 5 << 5
	cborTag   = 6 << 5
	cborOther = 7 << 5

	cborFalse = 0xf4
	cborTrue  = 0xf5
	cborNull  = 0xf6
)

// The keys of Extra on the wire. A key is never given a second meaning.
const (
	extraDeadline = 1 + iota
	extraPrint
	extraFile
	extraOutputs
	extraSession
	extraTrace
	extraMore
)

// bound is at least as long as the message's CBOR, in bytes.
func (m *Message) bound() int {
	const head = 9
	n := 8*head + len(m.Source) + len(m.Name) + len(m.Args) + len(m.Bytes)
	for i := range m.Binds {
		n += boundValue(&m.Binds[i])
	}
	for i := range m.Outcome.Values {
		n += boundValue(&m.Outcome.Values[i])
	}
	if f := m.Outcome.Failure; f != nil {
		n += 5*head + len(f.Text) + len(f.Pos) + len(f.Stack)
	}
	if m.Extra != (Extra{}) || m.more() > 0 {
		n += 14*head + len(m.Extra.File) + len(m.Extra.Session) + len(m.Extra.Trace)
	}
	return n
}

func boundValue(v *protocol.Value) int {
	n := 4*9 + len(v.Type) + len(v.Data) + len(v.Text)
	if v.More.ID != 0 {
		n += 5*9 + len(v.More.Node)
	}
	return n
}

// more is how many values of a Return say where there is more of them.
func (m *Message) more() (n int) {
	for i := range m.Outcome.Values {
		if m.Outcome.Values[i].More.ID != 0 {
			n++
		}
	}
	return n
}

// valid reports why a message may not be sent.
func (m *Message) valid() error {
	if len(m.Binds) > MaxBinds || len(m.Outcome.Values) > MaxBinds {
		return fmt.Errorf("a message carries at most %d values: put them into a slice", MaxBinds)
	}
	switch m.Form {
	case FormCall:
		if len(m.Args) == 0 {
			return nil
		}
		d := decoder{b: m.Args}
		if m.Args[0]&0xe0 != cborArray || d.skip(0) != nil || d.at != len(m.Args) {
			return fmt.Errorf("the arguments of %s are not one CBOR array within %d levels and %d elements", m.Name, MaxDepth, MaxElements)
		}
	case FormQuote, FormReturn, FormOutput, FormCancel:
	default:
		return fmt.Errorf("a message of %s cannot be sent", m.Form)
	}
	return nil
}

// appendMessage appends the message's CBOR to b.
func appendMessage(b []byte, m *Message) []byte {
	more := 0
	if m.Form == FormReturn {
		more = m.more()
	}
	extra := m.Extra != (Extra{}) || more > 0
	if extra {
		b = append(b, cborArray|4)
	} else {
		b = append(b, cborArray|3)
	}
	b = appendBool(b, m.Return)
	b = appendHead(b, cborUint, m.ID)
	switch m.Form {
	case FormQuote:
		b = append(b, cborArray|3, byte(FormQuote))
		b = appendText(b, m.Source)
		b = appendValues(b, m.Binds)
	case FormCall:
		b = append(b, cborArray|3, byte(FormCall))
		b = appendText(b, m.Name)
		if len(m.Args) == 0 {
			b = append(b, cborArray)
		} else {
			b = append(b, m.Args...)
		}
	case FormReturn:
		b = append(b, cborArray|2, byte(FormReturn), cborArray|3)
		b = appendHead(b, cborUint, uint64(m.Outcome.Verdict))
		b = appendValues(b, m.Outcome.Values)
		if f := m.Outcome.Failure; f == nil {
			b = append(b, cborNull)
		} else {
			b = append(b, cborArray|4)
			b = appendHead(b, cborUint, uint64(f.Kind))
			b = appendText(b, f.Text)
			b = appendText(b, f.Pos)
			b = appendText(b, f.Stack)
		}
	case FormOutput:
		b = append(b, cborArray|3, byte(FormOutput))
		b = appendHead(b, cborUint, uint64(m.Stream))
		b = appendBytes(b, m.Bytes)
	case FormCancel:
		b = append(b, cborArray|1, byte(FormCancel))
	}
	if extra {
		b = appendExtra(b, &m.Extra, m.Outcome.Values, more)
	}
	return b
}

func appendExtra(b []byte, x *Extra, values []protocol.Value, more int) []byte {
	at, n := len(b), byte(0)
	b = append(b, cborMap)
	if x.Deadline != 0 {
		n++
		b = append(b, extraDeadline)
		if x.Deadline > 0 {
			b = appendHead(b, cborUint, uint64(x.Deadline))
		} else {
			b = appendHead(b, cborNint, uint64(-1-x.Deadline))
		}
	}
	if x.Print {
		n++
		b = append(b, extraPrint, cborTrue)
	}
	if x.File != "" {
		n++
		b = appendText(append(b, extraFile), x.File)
	}
	if x.Outputs != 0 {
		n++
		b = appendHead(append(b, extraOutputs), cborUint, uint64(x.Outputs))
	}
	if x.Session != "" {
		n++
		b = appendText(append(b, extraSession), x.Session)
	}
	if x.Trace != "" {
		n++
		b = appendText(append(b, extraTrace), x.Trace)
	}
	if more > 0 {
		n++
		b = appendHead(append(b, extraMore), cborArray, uint64(more))
		for i := range values {
			if r := &values[i].More; r.ID != 0 {
				b = appendHead(append(b, cborArray|4), cborUint, uint64(i))
				b = appendText(b, string(r.Node))
				b = appendHead(b, cborUint, r.ID)
				b = appendHead(b, cborUint, r.Instance)
			}
		}
	}
	b[at] |= n
	return b
}

func appendValues(b []byte, vs []protocol.Value) []byte {
	b = appendHead(b, cborArray, uint64(len(vs)))
	for i := range vs {
		b = append(b, cborArray|3)
		b = appendText(b, vs[i].Type)
		b = appendBytes(b, vs[i].Data)
		b = appendText(b, vs[i].Text)
	}
	return b
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, cborTrue)
	}
	return append(b, cborFalse)
}

func appendText(b []byte, s string) []byte {
	if !utf8.ValidString(s) {
		// CBOR's text is UTF-8; what a program prints or panics with need not be, and must arrive all the same.
		s = strings.ToValidUTF8(s, "?")
	}
	return append(appendHead(b, cborText, uint64(len(s))), s...)
}

func appendBytes(b, p []byte) []byte {
	return append(appendHead(b, cborBytes, uint64(len(p))), p...)
}

// appendHead appends the shortest head of an item of this major type.
func appendHead(b []byte, major byte, n uint64) []byte {
	switch {
	case n < 24:
		return append(b, major|byte(n))
	case n < 1<<8:
		return append(b, major|24, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(n))
	case n < 1<<32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), n)
}

// Size is how many bytes a message and its head are on the wire, before QUIC, and whether it gets a stream of its own.
func Size(m *Message) (bytes int, alone bool) {
	return len(appendMessage(nil, m)) + 4, m.bound() > inlineMax
}
