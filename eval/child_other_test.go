//go:build !unix

package eval

import "os"

var quitSignal = os.Kill

func limitMemory() {}
