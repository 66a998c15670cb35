// Package fsport lets programs that are no nodes use the replicated file system: by JSON, over plain TCP and HTTP, with a client of its own.
//
// The nodes speak QUIC with certificates. A student with netcat, a shell script with curl or a program in another language has neither, so a node also has a client port, by
// default on loopback: whoever reaches it may read and write the files, and nothing else. The page docs/fs.md is its manual.
//
//	wire.go    the JSON objects: requests and answers, and what is refused
//	serve.go   what an answer is made of, of the calls of the machine
//	port.go    the port: who may connect, how long a line may be, which of the two protocols it is
//	http.go    the same by HTTP
//	client.go  the client: a session that goes on at another server
//	shell.go   the program `parley fs`: commands in, sentences out
package fsport
