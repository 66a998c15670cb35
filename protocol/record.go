package protocol

// Record is a struct whose type is not known where it arrived: its fields by name, and their names in the order of its
// declaration. It prints as the struct does at home, and sent on to a node that knows the type it is a value of that type.
type Record struct {
	Type   string // Go source, such as "main.Point"; "" for a struct without a name
	Names  []string
	Types  []string // of the fields, as Go source; nil if they are not known
	Fields map[string]any
}
