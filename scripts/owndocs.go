package scripts

import (
	"embed"
	"reflect"
	"slices"
	"strings"

	"parley/node"
	"parley/protocol"
)

// This file lets help say of this package's own types and methods what their source says.

//go:embed cluster.go every.go load.go operations.go rmap_error.go simulate.go text.go
var ownSource embed.FS

var sourceDocs = node.SourceDocs(Path, ownSource)

func docOfOwn(name string) (decl, comment string) {
	decl, comment = sourceDocs(name)
	if m, is := strings.CutPrefix(name, "Cluster."); is && decl == "" { // of the contract, which this package has no source of
		if _, has := reflect.TypeFor[protocol.Cluster]().MethodByName(m); has {
			comment = inSim(m)
		}
	}
	return decl, comment
}

// inSim is the line of help(Sim) that has a method of a cluster.
func inSim(method string) string {
	i := slices.IndexFunc(rows, func(r Row) bool { return r.Name == "Sim" })
	for line := range strings.Lines(rows[i].Detail) {
		if strings.Contains(line, "."+method+"(") {
			_, calls, _ := strings.Cut(line, " ") // behind what they are about
			return strings.TrimSpace(calls) + ". help(Sim) shows the others."
		}
	}
	return "What it does to a cluster, help(Sim) shows with the others."
}
