package eval

// This file finds methods of types that are not the image's. The type checker looks for what declares a receiver's type, which must not be
// some other package's, put into scope by a dot.

import (
	"go/ast"
	"go/types"
	"slices"
)

// foreignReceivers are the methods that the chunk declares on types of other packages, by names without a qualifier.
func (im *Image) foreignReceivers(c *chunk) (ps problems) {
	var own map[string]*ast.TypeSpec
	for _, d := range c.decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv == nil || len(f.Recv.List) != 1 {
			continue
		}
		if own == nil {
			own = map[string]*ast.TypeSpec{}
			for _, s := range specsOf[*ast.TypeSpec](c.decls) {
				own[s.Name.Name] = s
			}
		}
		written := receiverName(f.Recv.List[0].Type)
		name := written
		for range len(own) { // an alias may lead to another
			s := own[name]
			if s == nil || !s.Assign.IsValid() {
				break
			}
			name = receiverName(s.Type)
		}
		if name == "" || own[name] != nil {
			continue
		}
		t, ok := im.lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		what := written
		if name == written {
			what = plainNames(types.TypeString(t.Type(), (*types.Package).Name))
		}
		at := firstNode(f.Recv, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			return ok && id.Name == written && !slices.Contains(f.Recv.List[0].Names, id)
		})
		if src, off := im.offset(at.Pos()); src != nil {
			ps = append(ps, problem{src.position(off), "cannot define new methods on non-local type " + what, off, src})
		}
	}
	return ps
}

// firstNode is the first node inside of n that is the one.
func firstNode(n ast.Node, is func(ast.Node) bool) (found ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if found == nil && n != nil && is(n) {
			found = n
		}
		return found == nil
	})
	return found
}
