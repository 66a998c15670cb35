// Package testdata has no code: it is the folder of sessions at the prompt of three nodes, each a lesson. TestTranscripts
// types them into real processes and compares what these print; `go test . -run Transcripts -update` writes that down.
package testdata
