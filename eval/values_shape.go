// Declared types of one name and two shapes: at the node that a value comes from, and here.

package eval

import (
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"strings"

	"parley/protocol"
)

// ShapeError says that a type is declared differently where a value comes from.
type ShapeError struct {
	Type        string   // as in "Point"
	Here, There []string // fields; with their types if the names are the same
	At          string   // the node that the value comes from; "" if that is not known
}

func (e *ShapeError) Error() string {
	at := "where it comes from"
	if e.At != "" {
		at = "at " + e.At
	}
	return fmt.Sprintf("%s has %s here and %s %s; declare it alike to send it", e.Type, fieldList(e.Here), fieldList(e.There), at)
}

func fieldList(names []string) string {
	if len(names) == 0 {
		return "no fields"
	}
	return nameList(names)
}

func nameList(names []string) string {
	if len(names) > 10 {
		return strings.Join(names[:10], ", ") + fmt.Sprintf(" and %d more", len(names)-10)
	}
	return strings.Join(names, ", ")
}

// NameSource says in an error of decoding which node the value came from, if it is about that.
func NameSource(err error, at protocol.NodeID) error {
	var diff *ShapeError
	if errors.As(err, &diff) && diff.At == "" {
		diff.At = string(at)
	}
	return err
}

// plainName is a type's name as its user knows it.
func plainName(t reflect.Type) string { return strings.ReplaceAll(typeName(t), "main.", "") }

// typeDiff compares t with the definition of its name that came along. It is nil if they agree, or none came.
func (d *decoder) typeDiff(t reflect.Type) error {
	name, ok := userType(t)
	if !ok {
		return nil
	}
	there := d.definition(strings.ReplaceAll(name, "main.", ""))
	shapes := shapesOf(t)
	if there == nil || len(shapes) == 0 {
		return nil
	}
	here := structOf(shapes[0].text)
	if here == nil {
		return nil
	}
	diff := &ShapeError{Type: plainName(t), Here: typedFields(here), There: typedFields(there)}
	if strings.Join(diff.Here, ";") == strings.Join(diff.There, ";") {
		return nil
	}
	return diff
}

func typedFields(s *ast.StructType) (list []string) {
	for _, f := range s.Fields.List {
		t := strings.ReplaceAll(types.ExprString(f.Type), "main.", "")
		if len(f.Names) == 0 {
			list = append(list, t)
		}
		for _, n := range f.Names {
			list = append(list, n.Name+" "+t)
		}
	}
	return list
}

// undeclared says of a bound value of a type that is not known here how it is declared where it comes from.
func undeclared(b protocol.Value, err error) error {
	d := decoder{data: b.Data}
	if bounds.Wellformed(b.Data) != nil {
		return err
	}
	d.skipTypes()
	name := strings.TrimLeft(strings.ReplaceAll(strings.ReplaceAll(b.Type, "main.", ""), " ", ""), "*[]")
	s := d.definition(name)
	if s == nil || !strings.Contains(err.Error(), "undefined: ") {
		return err
	}
	return fmt.Errorf("%w; where the value comes from it is struct{ %s }", err, strings.Join(typedFields(s), "; "))
}
