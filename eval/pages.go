package eval

// This file shows what a printed value had no room for, a page at a time.

import (
	"context"
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/protocol"
)

const (
	viewLease = 5 * time.Minute // that the rest of a value that was looked at is held
	maxViews  = 8               // of them for each peer; only the last ones are of interest
	maxCuts   = 1000            // places of one value whose rest is remembered
	maxInline = 1 << 20         // bytes of a value that goes along with its text; a larger one stays where it is
)

// part is a place inside a value, and from which of its fields, elements or bytes on it has not been shown.
type part struct {
	at   string // ".Items[3]"; "" for the whole
	v    reflect.Value
	t    types.Type
	from int
}

// printStep is one move into a value while it is printed.
type printStep struct {
	name string
	key  bool // name is that of a map's key
	i    int
}

// later notes that v was not shown from there on.
func (p *printer) later(v reflect.Value, t types.Type, from int) {
	if len(p.cuts) >= maxCuts {
		return
	}
	var at strings.Builder
	for _, s := range p.where {
		switch {
		case s.key:
			at.WriteString("[" + s.name + "]")
		case s.name != "":
			at.WriteString("." + s.name)
		default:
			at.WriteString("[" + strconv.Itoa(s.i) + "]")
		}
	}
	p.cuts = append(p.cuts, part{at.String(), v, t, from})
}

// rest is what is left of a part.
func (p *printer) rest(x part) printNode {
	v := unwrap(x.v)
	var n printNode
	switch k := v.Kind(); {
	case x.from == 0:
		n = p.node(x.v, x.t, 0)
	case v.Type() == recordType:
		n = p.record(v, 0, x.from)
	case k == reflect.String && x.at == "":
		n = printNode{text: p.cut(v.String()[min(x.from, v.Len()):], p.left)}
	case k == reflect.String:
		n = p.quoted(v.String()[min(x.from, v.Len()):])
	case k == reflect.Struct:
		n = p.structure(v, x.t, 0, x.from)
	case k == reflect.Map:
		n = p.mapping(v, x.t, 0, x.from)
	case k == reflect.Slice || k == reflect.Array:
		n = p.list(v, x.t, 0, x.from)
	default:
		n = p.node(x.v, x.t, 0)
	}
	for i := range p.cuts { // from here on; strings count from where they were cut
		p.cuts[i].at = x.at + p.cuts[i].at
	}
	if x.at != "" {
		n.label, n.labelSep = x.at, ": "
	}
	return n
}

// record prints a struct whose type is not known here.
func (p *printer) record(v reflect.Value, depth, from int) printNode {
	r := v.Interface().(protocol.Record)
	n := printNode{open: strings.ReplaceAll(r.Type, "main.", "") + "{", close: "}", sep: ", "}
	p.left -= len(n.open) + 1
	for i := from; i < len(r.Names); i++ {
		if p.left <= 0 && i > from {
			p.later(v, nil, i)
			n.items = append(n.items, p.leaf(fmt.Sprintf("… %d more", len(r.Names)-i), styleFaint))
			break
		}
		name := r.Names[i]
		p.left -= len(name) + 3
		p.where = append(p.where, printStep{name: name})
		it := p.node(reflect.ValueOf(r.Fields[name]), nil, depth+1)
		p.where = p.where[:len(p.where)-1]
		it.label, it.labelSep = name, ": "
		n.items = append(n.items, it)
	}
	return n
}

// printRest prints a part, or a whole value, and says what there was no room for.
func (im *Image) printRest(x part, o PrintOptions) (string, []part) {
	p := printer{o: o, mark: im.versionMark, users: im}
	im.pool.world.RLock() // methods of evaluated types run in engines
	defer im.pool.world.RUnlock()
	s := p.print(x)
	return s, p.cuts
}

// Page is what a value that was cut goes on with.
type Page struct {
	Text string
	Left int // places of which there is more
}

// More prints the next page of a value whose text was cut. It calls methods of evaluated types, so it is an evaluation of its own,
// cancelled with ctx; label says for whom.
func (im *Image) More(ctx context.Context, ref protocol.Ref, label string) (Page, error) {
	h, err := im.refs.find(ref)
	if err != nil {
		return Page{}, err
	}
	x, ok := im.refs.nextCut(h)
	if !ok {
		return Page{}, nil
	}
	var page Page
	var cuts []part
	r := im.Eval(ctx, Request{Label: label, Within: func(Result) { page.Text, cuts = im.printRest(x, PrintOptions{}) }})
	if r.Failure != nil {
		return Page{}, r.Failure
	}
	page.Left = im.refs.addCuts(h, cuts)
	return page, nil
}

func (r *refs) nextCut(h *heldValue) (part, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(h.cuts) == 0 {
		return part{}, false
	}
	x := h.cuts[0]
	h.cuts = h.cuts[1:]
	h.until = r.now().Add(min(r.lease, viewLease))
	return x, true
}

// addCuts puts what a page has left open before what was open already, because that is where the reader is.
func (r *refs) addCuts(h *heldValue, cuts []part) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	h.cuts = slices.Concat(cuts, h.cuts)
	if len(h.cuts) > maxCuts {
		h.cuts = h.cuts[:maxCuts]
	}
	return len(h.cuts)
}
