//go:build race

package eval

// underRace: the race detector takes several times the memory, outside of what Go counts.
const underRace = true
