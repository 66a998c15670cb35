package eval

// This file checks a chunk against the names that it uses, and makes its declarations the image's when all is well.

import (
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"path"
	"runtime/debug"
	"slices"
	"strings"
)

// pendingDecls are functions whose bodies use names that nobody has declared yet.
type pendingDecls struct {
	decls   []ast.Decl
	missing map[string]bool
}

// declaredNames are the names that declarations put into package scope.
func declaredNames(ds []ast.Decl) map[string]bool {
	m := map[string]bool{}
	for _, d := range ds {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				m[d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					m[s.Name.Name] = true
				case *ast.ValueSpec:
					for _, n := range s.Names {
						m[n.Name] = true
					}
				}
			}
		}
	}
	return m
}

// check type-checks the chunk. On success the image knows its declarations; on failure nothing has changed, but for imports.
func (im *Image) check(c *chunk) error {
	if err := im.doImports(c); err != nil {
		return err
	}
	if !c.program { // nobody can call a method named _, and it cannot be checked apart from its type
		c.decls = slices.DeleteFunc(c.decls, func(d ast.Decl) bool {
			f, ok := d.(*ast.FuncDecl)
			return ok && f.Recv != nil && f.Name.Name == "_"
		})
	}
	if strings.Contains(c.src.parsed, unquoteName) {
		var ps problems
		for _, d := range c.decls {
			ps = append(ps, im.strayUnquotes(d)...)
		}
		if c.fun != nil {
			ps = append(ps, im.strayUnquotes(c.fun)...)
		}
		if len(ps) > 0 {
			return sortProblems(ps)
		}
	}
	if ps := im.bodiless(c, true); len(ps) > 0 {
		return ps
	}
	im.dropSameTypes(c)
	names := declaredNames(c.decls)
	for n := range names {
		if strings.Contains(n, "__") {
			return problems{{msg: fmt.Sprintf("%s: names with two underscores are kept for the evaluator; choose another", n)}}
		}
	}
	taken := im.takePending(c, names)
	keep := map[ast.Node]*decl{}
	im.methodGroup(c, names, keep)
	if ps := im.foreignReceivers(c); len(ps) > 0 {
		im.giveBack(c, taken)
		return ps
	}
	im.lastValue(c)
	errs, info := im.tryQuotes(c)
	if len(errs) > 0 && !c.program && c.fun == nil && len(c.items) == 0 {
		if miss := im.waitsFor(c, errs); miss != nil {
			im.pendings = append(im.pendings, &pendingDecls{c.decls, miss})
			c.pending = true
			for _, n := range sortedKeys(miss) {
				c.notices = append(c.notices, "waiting for "+n+im.meant(c, info, errs, n))
			}
			return nil
		}
	}
	if len(errs) == 1 && c.last != nil && strings.HasSuffix(errs[0].Msg, "is not used") {
		list := c.fun.Body.List
		list[len(list)-1] = useOf(c.last) // a conversion, after all
		errs, info = im.tryQuotes(c)
	}
	if unused := im.unusedImports(c, info); len(errs) > 0 || len(unused) > 0 {
		im.giveBack(c, taken)
		return im.broken(c, names, sortProblems(append(im.problems(c, info, errs), unused...)))
	}
	ps := im.bodiless(c, false)
	if len(ps) == 0 {
		ps = append(im.largeTypes(info), im.foldedReceivers(c, info)...)
	}
	if len(ps) > 0 {
		im.giveBack(c, taken)
		return ps
	}
	if again := im.affected(c, names); len(again) > 0 {
		c.decls = append(c.decls, again...)
		if errs, info = im.try(c); len(errs) > 0 {
			im.giveBack(c, taken)
			return im.broken(c, names, im.problems(c, info, errs))
		}
		for _, d := range again {
			if k := im.declOf(d); k != nil {
				keep[d] = k
			}
		}
	}
	again := len(keep) > 0
	if again {
		im.unkeep(c, info, keep)
	}
	c.info = info
	c.own = map[types.Object]*decl{}
	maps.Copy(c.own, c.olds)
	c.transient = !again
	for _, d := range c.decls {
		if g, ok := d.(*ast.GenDecl); !ok || len(g.Specs) > 0 && !isValueSpec(g.Specs[0]) {
			c.transient = false
		}
	}
	im.record(c, c.decls, info, "", keep)
	if again {
		im.retype()
	}
	return nil
}

func isValueSpec(s ast.Spec) bool { _, ok := s.(*ast.ValueSpec); return ok }

func (im *Image) doImports(c *chunk) error {
	var ps problems
	for _, is := range c.imports {
		src, off := im.offset(is.pos)
		bad := func(format string, args ...any) {
			ps = append(ps, problem{src.position(off), fmt.Sprintf(format, args...), off, src})
		}
		q, err := im.imp.Import(is.path)
		switch {
		case err != nil:
			text := err.Error()
			paths := map[string]string{}
			for p := range im.tables {
				paths[p] = ""
			}
			if n := nearest(is.path, paths); n != "" {
				text += fmt.Sprintf(" (did you mean %q?)", n)
			}
			bad("%s", text)
			continue
		case is.name == "." && is.path == im.conf.Dot:
			continue // its names need no qualifier anyway
		case is.name == ".":
			im.dots = append(slices.DeleteFunc(im.dots, func(p string) bool { return p == is.path }), is.path)
			im.version++
			continue
		case is.name == "_":
			continue
		case strings.Contains(is.name, "__"):
			bad("%s: names with two underscores are kept for the evaluator; choose another", is.name)
			continue
		}
		n := q.Name()
		if is.name != "" {
			n = is.name
		}
		if im.imports[n] != is.path || im.cur[n] != nil {
			im.imports[n] = is.path
			delete(im.cur, n)
			im.version++
		}
	}
	if len(ps) > 0 {
		return ps
	}
	return nil
}

// unusedImports are those of a whole program that it does not use. At a prompt, an import is for later.
func (im *Image) unusedImports(c *chunk, info *types.Info) (ps problems) {
	if !c.program || len(c.imports) == 0 {
		return nil
	}
	used := map[string]bool{}
	for id, o := range info.Uses {
		switch o := o.(type) {
		case *types.PkgName:
			used[id.Name+" "+o.Imported().Path()] = true
		default:
			if o.Pkg() != nil && o.Parent() == o.Pkg().Scope() {
				used[". "+o.Pkg().Path()] = true
			}
		}
	}
	for _, is := range c.imports {
		n, msg := is.name, fmt.Sprintf("%q imported and not used", is.path)
		q, err := im.imp.Import(is.path)
		if err != nil || n == "_" || n == "." && is.path == im.conf.Dot {
			continue
		}
		switch n {
		case "":
			n = q.Name()
			if n != path.Base(is.path) {
				msg = fmt.Sprintf("%q imported as %s and not used", is.path, n)
			}
		case ".", path.Base(is.path):
		default:
			msg = fmt.Sprintf("%q imported as %s and not used", is.path, n)
		}
		if !used[n+" "+is.path] {
			src, off := im.offset(is.pos)
			ps = append(ps, problem{src.position(off), msg, off, src})
		}
	}
	return ps
}

// takePending moves into the chunk what waits for nothing but its names, and lets go of what the chunk declares again.
func (im *Image) takePending(c *chunk, names map[string]bool) (taken []*pendingDecls) {
	known := maps.Clone(names)
	for again := true; again; {
		again = false
		im.pendings = slices.DeleteFunc(im.pendings, func(p *pendingDecls) bool {
			left := slices.DeleteFunc(slices.Clone(p.decls), func(d ast.Decl) bool {
				for n := range declaredNames([]ast.Decl{d}) {
					if names[n] {
						return true
					}
				}
				return false
			})
			for m := range p.missing {
				if !known[m] && im.lookup(m) == nil && mentions(left, m) {
					if len(left) < len(p.decls) {
						taken = append(taken, &pendingDecls{slices.Clone(p.decls), maps.Clone(p.missing)})
						p.decls = left
						c.reduced = append(c.reduced, p)
					}
					return false
				}
			}
			c.decls = append(c.decls, left...)
			maps.Copy(known, declaredNames(left))
			taken = append(taken, p)
			again = true
			return true
		})
	}
	return taken
}

// giveBack lets what a chunk that has failed has taken wait again.
func (im *Image) giveBack(c *chunk, taken []*pendingDecls) {
	im.pendings = slices.DeleteFunc(im.pendings, func(p *pendingDecls) bool { return slices.Contains(c.reduced, p) })
	im.pendings = append(im.pendings, taken...)
}

// mentions says whether declarations use a name.
func mentions(ds []ast.Decl, name string) (found bool) {
	for _, d := range ds {
		ast.Inspect(d, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			found = found || ok && id.Name == name
			return !found
		})
	}
	return found
}

// waitsFor gives the undefined names, if that is all that is wrong and all of it is inside of function bodies.
func (im *Image) waitsFor(c *chunk, errs []types.Error) map[string]bool {
	miss := map[string]bool{}
	for _, e := range errs {
		n, ok := strings.CutPrefix(e.Msg, "undefined: ")
		if !ok || strings.Contains(n, ".") || im.refused(n) != "" || !inBody(c.decls, e) {
			return nil
		}
		miss[n] = true
	}
	return miss
}

func inBody(ds []ast.Decl, e types.Error) bool {
	for _, d := range ds {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil && f.Body.Pos() <= e.Pos && e.Pos < f.Body.End() {
			return true
		}
	}
	return false
}

// try checks the chunk as it stands. Package and scope are the same at every check; only the objects of the names in use
// are put there, so its cost does not grow with the image.
func (im *Image) try(c *chunk) ([]types.Error, *types.Info) { return im.tryInto(c, newInfo()) }

func (im *Image) tryInto(c *chunk, info *types.Info) ([]types.Error, *types.Info) {
	im.scopes.emptyScope(im.pkg)
	file := &ast.File{Name: ast.NewIdent("main"), Decls: c.decls}
	if c.fun != nil {
		file.Decls = append(slices.Clone(c.decls), c.fun)
	}
	im.fillScope(c, file)
	var errs []types.Error
	conf := types.Config{Importer: im.imp, Error: func(err error) {
		var te types.Error
		if errors.As(err, &te) {
			errs = append(errs, te)
		}
	}}
	func() {
		defer func() {
			if r := recover(); r != nil { // a fault of the checker's must not take the host down
				errs = append(errs, types.Error{Fset: im.fset, Msg: fmt.Sprintf("internal error in the type checker: %v\n%s", r, debug.Stack())})
			}
		}()
		types.NewChecker(&conf, im.fset, im.pkg, info).Files([]*ast.File{file})
	}()
	return errs, info
}
