package protocol

import "embed"

// Source is what says at a prompt what the types of this package are, and what their methods do.
//
//go:embed machine.go table.go world.go
var Source embed.FS
