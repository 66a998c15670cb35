package eval

// This file words what the type checker finds wrong as the Go compiler does, with places in what the user typed.

import (
	"fmt"
	"go/ast"
	"go/types"
	"regexp"
	"strconv"
	"strings"
)

// What a parsed file is called, for the places that the checker writes into its messages: never what a user sees.
const (
	fileMark    = "\x01" // and a number: a piece of the user's
	overlayMark = "\x02" // and a path: source that the user has never seen
)

var (
	placeInText   = regexp.MustCompile(fileMark + `(\d+):(\d+):(\d+)`)
	overlayInText = regexp.MustCompile(`( \((declared )?at )?` + overlayMark + `[^:]*:\d+:\d+\)?`)
)

// sameTypes are two types in a message that read the same.
var sameTypes = regexp.MustCompile(`of (?:struct )?type (.+)\) as (.+) value in `)

// problems sorts the checker's errors and words them. info is what the checker knew.
func (im *Image) problems(c *chunk, info *types.Info, errs []types.Error) problems {
	var ps problems
	jumps, leave := false, false
	for _, e := range errs {
		if more := strings.HasPrefix(e.Msg, "\t"); !more {
			leave = isBranchProblem(e.Msg)
			jumps = jumps || leave
		}
		if leave {
			continue
		}
		src, off := im.offset(im.compilerPlace(c, e))
		msg := im.compilerWords(c, im.mismatch(c, info, e, im.literalsAsTyped(c, e)))
		if strings.HasPrefix(msg, "\t") && len(ps) > 0 { // continues the one before
			if src != nil && ps[len(ps)-1].msg != "" {
				msg = "\t" + im.placeText(c, src, src.position(off)) + ": " + msg[1:]
			}
			ps[len(ps)-1].msg += "\n" + msg
			continue
		}
		p := problem{msg: im.tellApart(c, info, e, im.suggest(c, info, e, msg))}
		if n, ok := strings.CutPrefix(msg, "undefined: "); ok {
			if why := im.refused(n); why != "" {
				p.msg = why
			} else if s := im.stillWaiting(n); s != "" {
				p.msg = msg + s
			}
		} else if m := sameTypes.FindStringSubmatch(msg); m != nil && m[1] == m[2] && strings.Contains(m[1], "reflect.") {
			p.msg = "unsupported: a " + m[1] + " of evaluated code, which knows its declared types, where one of compiled code is wanted: only functions of package reflect take it"
		}
		if src != nil {
			p.pos, p.off, p.src = src.position(off), off, src
			if !strings.HasSuffix(strings.TrimSpace(src.parsed[:min(off, len(src.parsed))]), "=") {
				p.msg = strings.Replace(p.msg, " in assignment to _ identifier", "", 1) // a value to show, which nobody has assigned
			}
		}
		if n := len(ps); n == 0 || ps[n-1].msg != p.msg || ps[n-1].line() != p.line() { // the compiler says the same thing once a line
			ps = append(ps, p)
		}
	}
	if jumps {
		ps = append(ps, im.branchProblems(c)...)
	}
	return sortProblems(ps)
}

// bodiless are the functions without a body, which the checker lets pass. apart says that only those count whose body stands apart.
func (im *Image) bodiless(c *chunk, apart bool) (ps problems) {
	for _, d := range c.decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body != nil {
			continue
		}
		src, off := im.offset(f.Name.Pos())
		if src == nil {
			continue
		}
		msg, isApart := "missing function body", false
		if _, end := im.offset(f.End()); end <= len(src.parsed) {
			if rest := strings.TrimSpace(src.parsed[end:]); strings.HasPrefix(rest, "{") {
				isApart = true
				msg, off = "syntax error: unexpected semicolon or newline before {", len(src.parsed)-len(strings.TrimLeft(src.parsed[end:], " \t\r\n;"))
			}
		}
		if isApart == apart {
			ps = append(ps, problem{src.position(off), msg, off, src})
		}
	}
	return ps
}

// broken words the problems of a chunk that would be right but for what was declared before it: they are shown where the chunk
// changes a name, and say which declaration breaks.
func (im *Image) broken(c *chunk, names map[string]bool, ps problems) problems {
	src, off := im.changedAt(c, names)
	for i := range ps {
		p := &ps[i]
		if p.src == nil || p.src == c.src {
			continue
		}
		what := "what was declared before"
		if n := im.declaredAround(c, p.src, p.off); n != "" {
			what = n
		}
		p.msg = fmt.Sprintf("this change breaks %s (%s), which must be declared anew in the same input: %s", what, im.placeText(c, p.src, p.pos), p.msg)
		if src != nil {
			p.pos, p.off, p.src = src.position(off), off, src
		}
	}
	return sortProblems(ps)
}

// changedAt is where the chunk first declares a name that had a meaning.
func (im *Image) changedAt(c *chunk, names map[string]bool) (at *source, off int) {
	for _, d := range c.decls {
		ast.Inspect(d, func(n ast.Node) bool {
			var ids []*ast.Ident
			switch n := n.(type) {
			case *ast.FuncDecl:
				ids = append(ids, n.Name)
			case *ast.TypeSpec:
				ids = append(ids, n.Name)
			case *ast.ValueSpec:
				ids = n.Names
			case *ast.BlockStmt:
				return false
			}
			for _, id := range ids {
				if src, o := im.offset(id.Pos()); at == nil && src == c.src && names[id.Name] && im.cur[id.Name] != nil {
					at, off = src, o
				}
			}
			return true
		})
	}
	return at, off
}

// declaredAround is the name of the declaration that a place of an earlier input is in.
func (im *Image) declaredAround(c *chunk, src *source, off int) string {
	for _, d := range c.decls {
		s, from := im.offset(d.Pos())
		_, to := im.offset(d.End())
		if s != src || off < from || to < off {
			continue
		}
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv != nil && len(d.Recv.List) > 0 {
				return "method " + receiverName(d.Recv.List[0].Type) + "." + d.Name.Name
			}
			return "func " + d.Name.Name
		case *ast.GenDecl:
			for n := range declaredNames([]ast.Decl{d}) {
				return n
			}
		}
	}
	return ""
}

// placeText is a place as a message names it: one of an earlier input is said to be that, for its line and column alone would
// point into this one.
func (im *Image) placeText(c *chunk, src *source, pos string) string {
	if src != c.src && src.file == c.src.file {
		return pos + " of an earlier input"
	}
	return pos
}

// stillWaiting says so if a name is undefined only because what declares it waits for others.
func (im *Image) stillWaiting(name string) string {
	for _, p := range im.pendings {
		if declaredNames(p.decls)[name] {
			return fmt.Sprintf(" (it is declared, but waits for %s)", strings.Join(sortedKeys(p.missing), ", "))
		}
	}
	return ""
}

// otherWords are messages that the compiler finds other words for than the checker that it shares with its tools.
var otherWords = []struct{ prefix, by string }{
	{"cannot declare in post statement", "syntax error: cannot declare in post statement of for loop"},
	{"assignment operation ", "syntax error: unexpected "},
	{"use of .(type) outside type switch", "invalid syntax tree: use of .(type) outside type switch"},
}

// compilerWords hides the evaluator's own names and places.
func (im *Image) compilerWords(c *chunk, s string) string {
	s = plainNames(s)
	if strings.Contains(s, fileMark) {
		s = placeInText.ReplaceAllStringFunc(s, func(m string) string {
			sub := placeInText.FindStringSubmatch(m)
			line, _ := strconv.Atoi(sub[2])
			col, _ := strconv.Atoi(sub[3])
			for tf, o := range im.files {
				if tf.Name() == fileMark+sub[1] && 0 < line && line <= tf.LineCount() {
					off := tf.Offset(tf.LineStart(line)) + col - 1 - o.shift
					return im.placeText(c, o.src, o.src.position(off))
				}
			}
			return sub[2] + ":" + sub[3]
		})
	}
	if strings.Contains(s, overlayMark) {
		s = overlayInText.ReplaceAllString(s, "")
	}
	for _, w := range otherWords {
		if rest, ok := strings.CutPrefix(s, w.prefix); ok {
			return w.by + strings.Replace(rest, " requires single-valued expressions", ", expected := or = or comma", 1)
		}
	}
	return s
}

// plainNames hides the evaluator's own names.
func plainNames(s string) string {
	s = strings.ReplaceAll(s, "main.", "")
	s = strings.ReplaceAll(s, oldSuffix, "")
	s = hiddenName.ReplaceAllString(s, "")
	s = strings.ReplaceAll(s, lastName, "_")
	return strings.ReplaceAll(s, "bind__", "$")
}

// hiddenName is the end of a name that no source can have, of an init function or a variable that is assigned rather than defined.
var hiddenName = regexp.MustCompile(`·\d+`)
