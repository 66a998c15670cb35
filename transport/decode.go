// CBOR to messages, by hand and bounded: no length that a peer writes is believed before its bytes are there.

package transport

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"parley/protocol"
)

var (
	errShort  = errors.New("it ends too early")
	errText   = errors.New("a text in it is not UTF-8")
	errHead   = errors.New("it has a CBOR head that is reserved or of indefinite length")
	errDeep   = fmt.Errorf("it is nested over %d levels deep", MaxDepth)
	errMany   = fmt.Errorf("it has an array or map of over %d elements", MaxElements)
	errValues = fmt.Errorf("it carries over %d values", MaxBinds)
	errExtra  = errors.New("its fourth part is not a small map")
	errAfter  = errors.New("bytes follow it")
)

// header is what can be known of a message before it is read whole: enough to refuse it by its id.
type header struct {
	ret   bool
	id    uint64
	form  Form
	parts int // how many of the above could be read
}

// decoder walks one CBOR item. The message that it makes shares nothing with b, unless own says that b is the message's.
type decoder struct {
	b   []byte
	at  int
	own bool
}

// decodeMessage reads one message. On an error the header says how much of its beginning could be read.
func decodeMessage(b []byte, own bool) (*Message, header, error) {
	d := decoder{b: b, own: own}
	m := new(Message)
	h, parts, err := d.header()
	if err != nil {
		return nil, h, err
	}
	m.Return, m.ID, m.Form = h.ret, h.id, h.form
	if err := d.fn(m, parts.fn); err != nil {
		return nil, h, err
	}
	if parts.message == 4 {
		if err := d.extra(&m.Extra, m.Outcome.Values); err != nil {
			return nil, h, err
		}
	}
	if d.at != len(b) {
		return nil, h, errAfter
	}
	return m, h, nil
}

// headerMax is at least as long as a message's beginning up to its form, in bytes.
const headerMax = 32

// readHeader reads a message's beginning alone.
func readHeader(b []byte) header {
	d := decoder{b: b}
	h, _, _ := d.header()
	return h
}

type lengths struct{ message, fn int }

func (d *decoder) header() (h header, n lengths, err error) {
	if n.message, err = d.array(); err != nil {
		return h, n, err
	}
	if n.message != 3 && n.message != 4 {
		return h, n, fmt.Errorf("it has %d parts where a message has 3 or 4", n.message)
	}
	if h.ret, err = d.boolean(); err != nil {
		return h, n, err
	}
	h.parts++
	if h.id, err = d.uint(); err != nil {
		return h, n, err
	}
	h.parts++
	if n.fn, err = d.array(); err != nil {
		return h, n, err
	}
	if n.fn == 0 {
		return h, n, errors.New("it has no form")
	}
	form, err := d.uint()
	if err != nil {
		return h, n, err
	}
	if form >= uint64(formCount) {
		return h, n, fmt.Errorf("its form %d is not known here: this node may be too old for it", form)
	}
	h.form = Form(form)
	h.parts++
	return h, n, nil
}

// want is how long the third part of each form is.
var want = [formCount]int{FormQuote: 3, FormCall: 3, FormReturn: 2, FormOutput: 3, FormCancel: 1}

func (d *decoder) fn(m *Message, n int) (err error) {
	if n != want[m.Form] {
		return fmt.Errorf("its %s has %d parts where it needs %d", m.Form, n, want[m.Form])
	}
	switch m.Form {
	case FormQuote:
		if m.Source, err = d.text(); err != nil {
			return err
		}
		m.Binds, err = d.values()
	case FormCall:
		if m.Name, err = d.text(); err != nil {
			return err
		}
		from := d.at
		if from < len(d.b) && d.b[from]&0xe0 != cborArray {
			return errors.New("the arguments of its call are not an array")
		}
		if err = d.skip(0); err == nil {
			m.Args = d.keep(d.b[from:d.at])
		}
	case FormReturn:
		err = d.outcome(&m.Outcome)
	case FormOutput:
		s, err := d.uint()
		if err != nil {
			return err
		}
		if s > math.MaxUint8 {
			return fmt.Errorf("its output is for stream %d", s)
		}
		m.Stream = uint8(s)
		m.Bytes, err = d.bytes()
		return err
	case FormCancel:
	}
	return err
}

func (d *decoder) outcome(o *protocol.Outcome) error {
	if n, err := d.array(); err != nil {
		return err
	} else if n != 3 {
		return fmt.Errorf("its outcome has %d parts where it needs 3", n)
	}
	v, err := d.uint()
	if err != nil {
		return err
	}
	if v > uint64(protocol.Unknown) {
		return fmt.Errorf("its outcome is neither value, failed nor unknown but %d", v)
	}
	o.Verdict = protocol.Verdict(v)
	if o.Values, err = d.values(); err != nil || d.null() {
		return err
	}
	if n, err := d.array(); err != nil {
		return err
	} else if n != 4 {
		return fmt.Errorf("its failure has %d parts where it needs 4", n)
	}
	f := new(protocol.Failure)
	kind, err := d.uint()
	if err != nil {
		return err
	}
	if kind > math.MaxUint8 {
		return fmt.Errorf("its failure is of kind %d", kind)
	}
	f.Kind = protocol.FailKind(kind)
	for _, s := range []*string{&f.Text, &f.Pos, &f.Stack} {
		if *s, err = d.text(); err != nil {
			return err
		}
	}
	o.Failure = f
	return nil
}

func (d *decoder) values() ([]protocol.Value, error) {
	if d.null() {
		return nil, nil
	}
	n, err := d.array()
	if err != nil || n == 0 {
		return nil, err
	}
	if n > MaxBinds {
		return nil, errValues
	}
	vs := make([]protocol.Value, n)
	for i := range vs {
		v := &vs[i]
		if n, err := d.array(); err != nil {
			return nil, err
		} else if n != 3 {
			return nil, fmt.Errorf("a value in it has %d parts where it needs 3", n)
		}
		if v.Type, err = d.text(); err != nil {
			return nil, err
		}
		if v.Data, err = d.bytes(); err != nil {
			return nil, err
		}
		if v.Text, err = d.text(); err != nil {
			return nil, err
		}
	}
	return vs, nil
}

func (d *decoder) extra(x *Extra, values []protocol.Value) error {
	major, n, err := d.head()
	if err != nil {
		return err
	}
	if major != cborMap || n > 64 {
		return errExtra
	}
	for range n {
		known := d.at < len(d.b) && d.b[d.at]&0xe0 == cborUint
		if !known {
			if err := d.skip(1); err != nil {
				return err
			}
			if err := d.skip(1); err != nil {
				return err
			}
			continue
		}
		key, err := d.uint()
		if err != nil {
			return err
		}
		var u uint64
		switch key {
		case extraDeadline:
			var ns int64
			ns, err = d.int()
			x.Deadline = time.Duration(ns)
		case extraPrint:
			x.Print, err = d.boolean()
		case extraFile:
			x.File, err = d.text()
		case extraOutputs:
			u, err = d.uint()
			x.Outputs = uint32(min(u, math.MaxUint32))
		case extraSession:
			x.Session, err = d.text()
		case extraTrace:
			x.Trace, err = d.text()
		case extraMore:
			err = d.more(values)
		default:
			err = d.skip(1)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// more reads where there is more of some of the values.
func (d *decoder) more(values []protocol.Value) error {
	n, err := d.array()
	if err != nil {
		return err
	}
	for range n {
		if parts, err := d.array(); err != nil {
			return err
		} else if parts != 4 {
			return errExtra
		}
		i, err := d.uint()
		if err != nil {
			return err
		}
		node, err := d.text()
		if err != nil {
			return err
		}
		r := protocol.Ref{Node: protocol.NodeID(node)}
		if r.ID, err = d.uint(); err != nil {
			return err
		}
		if r.Instance, err = d.uint(); err != nil {
			return err
		}
		if i < uint64(len(values)) && r.Node.Validate() == nil {
			values[i].More = r
		}
	}
	return nil
}

// head reads an item's first bytes: its major type and the number that comes with it.
func (d *decoder) head() (major byte, n uint64, err error) {
	b := d.b[d.at:]
	if len(b) == 0 {
		return 0, 0, errShort
	}
	major = b[0] & 0xe0
	low := b[0] & 0x1f
	if low < 24 {
		d.at++
		return major, uint64(low), nil
	}
	if low > 27 {
		return 0, 0, errHead
	}
	size := 1 << (low - 24)
	if len(b) < 1+size {
		return 0, 0, errShort
	}
	switch size {
	case 1:
		n = uint64(b[1])
	case 2:
		n = uint64(binary.BigEndian.Uint16(b[1:]))
	case 4:
		n = uint64(binary.BigEndian.Uint32(b[1:]))
	case 8:
		n = binary.BigEndian.Uint64(b[1:])
	}
	d.at += 1 + size
	return major, n, nil
}

func (d *decoder) of(major byte, name string) (uint64, error) {
	got, n, err := d.head()
	if err == nil && got != major {
		err = fmt.Errorf("it has something else where %s belongs", name)
	}
	return n, err
}

func (d *decoder) uint() (uint64, error) { return d.of(cborUint, "a number") }

func (d *decoder) int() (int64, error) {
	major, n, err := d.head()
	switch {
	case err != nil:
		return 0, err
	case n > math.MaxInt64 || major != cborUint && major != cborNint:
		return 0, errors.New("it has something else where a number belongs")
	case major == cborNint:
		return -1 - int64(n), nil
	}
	return int64(n), nil
}

func (d *decoder) array() (int, error) {
	n, err := d.of(cborArray, "an array")
	if err != nil {
		return 0, err
	}
	if n > uint64(len(d.b)-d.at) {
		return 0, errShort // each element has a byte at least
	}
	return int(n), nil
}

func (d *decoder) boolean() (bool, error) {
	if d.at >= len(d.b) {
		return false, errShort
	}
	c := d.b[d.at]
	if c != cborTrue && c != cborFalse {
		return false, errors.New("it has something else where true or false belongs")
	}
	d.at++
	return c == cborTrue, nil
}

// null steps over a null, if one is next.
func (d *decoder) null() bool {
	if d.at < len(d.b) && d.b[d.at] == cborNull {
		d.at++
		return true
	}
	return false
}

// take is the next n bytes.
func (d *decoder) take(n uint64) ([]byte, error) {
	if n > uint64(len(d.b)-d.at) {
		return nil, errShort
	}
	p := d.b[d.at : d.at+int(n)]
	d.at += int(n)
	return p, nil
}

func (d *decoder) text() (string, error) {
	n, err := d.of(cborText, "a text")
	if err != nil {
		return "", err
	}
	p, err := d.take(n)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(p) {
		return "", errText
	}
	return string(p), nil
}

func (d *decoder) bytes() ([]byte, error) {
	if d.null() {
		return nil, nil
	}
	n, err := d.of(cborBytes, "a byte string")
	if err != nil {
		return nil, err
	}
	p, err := d.take(n)
	return d.keep(p), err
}

// keep makes bytes of b the message's own.
func (d *decoder) keep(p []byte) []byte {
	switch {
	case len(p) == 0:
		return nil
	case d.own:
		return p[:len(p):len(p)]
	}
	return append([]byte(nil), p...)
}

// skip steps over one item of any kind, within the bounds.
func (d *decoder) skip(depth int) error {
	if depth >= MaxDepth {
		return errDeep
	}
	from := d.at
	major, n, err := d.head()
	if err != nil {
		return err
	}
	switch major {
	case cborBytes, cborText:
		p, err := d.take(n)
		if err == nil && major == cborText && !utf8.Valid(p) {
			return errText
		}
		return err
	case cborArray, cborMap:
		if n > MaxElements {
			return errMany
		}
		if major == cborMap {
			n *= 2
		}
		for range n {
			if err := d.skip(depth + 1); err != nil {
				return err
			}
		}
	case cborTag:
		return d.skip(depth + 1)
	case cborOther:
		if d.b[from] == cborOther|24 && n < 32 {
			return errHead // two bytes for a simple value that fits one are not well-formed
		}
	}
	return nil
}
