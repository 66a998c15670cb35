// Package sim runs the machines of a protocol in virtual time: a cluster of them on one goroutine, with a network, disks and clocks
// that fail as a script or a seed says.
//
// A Sim is one cluster. What is done to it is a list of actions (verbs.go), each a line of text: call an operation, let time pass,
// crash a node, cut a channel. The actions that were done, the seed and the configuration are all that a run depends on: the same
// ones give the same trace, byte for byte. A script is such a list, by hand or drawn from a seed.
//
// After each step the properties of the protocol are checked. What breaks one ends the run, and the script so far is the proof.
//
// Where things are: sim.go the cluster and its steps, queue.go time, network.go channels, strict.go the rules that machines must keep, panics.go what panics,
// verbs.go and verbs_network.go what can be done to a cluster, words.go and text.go how that and what happened is written, plain.go
// copies, hashes and prints of states, by the plans of plain_plan.go. explore.go runs every schedule: explore_state.go what a state is, explore_step.go what follows it,
// explore_prove.go makes a script of what was found. random.go draws runs from seeds, seeds.go makes many of them, shrink.go makes small
// what fails, and keep.go a transcript of it.
//
// For people: cluster.go has a method for each verb, describe.go a protocol's row as text, transcript.go the lessons under test. What
// happened goes out by export.go (JSON lines, ShiViz) and by draw.go (SVG; draw_arrows.go the messages, draw_svg.go the writing), in the order of causal.go, and
// linear.go judges the calls.
package sim
