// Package drive runs one machine of a protocol live: events come from the network, timers and callers, and effects go to
// a store on disk, to the network and back to the callers, in the order of the contract of package protocol.
//
// A Driver has one goroutine that makes all steps. It takes all events that wait, makes their steps, writes what they
// persist in one transaction that is safe on disk before anything else happens (group commit: while the disk works, more events
// gather), and only then sends, answers and sets timers. A machine that panics, or whose store fails, stops: what it has promised is on
// disk, and it can be started again from there.
//
// Where things are: driver.go the goroutine and its inbox, calls.go who waits for an answer, store.go the disk, codec.go what
// travels and is stored, faults.go the network's faults on request, tape.go what happened and how it is played again.
package drive
