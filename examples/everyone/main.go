// Command everyone asks each node of the cluster about itself. It is a script: run it with `parley run`, which gives its
// functions their meaning; an editor and `go vet` know it as an ordinary Go program.
package main

import (
	"fmt"
	"os"
	"runtime"

	. "parley/scripts"
)

// about is what is asked of each node.
type about struct {
	Process    int
	Goroutines int
	System     string
}

func main() {
	pids, err := RemoteAll(All(), Quote(os.Getpid()))
	if err != nil {
		fmt.Println("not everyone answered:", err)
	}
	for _, r := range pids {
		if r.Err != nil {
			fmt.Println(r.Node, r.Err)
			continue
		}
		n, _ := Remote(Node(r.Node), Quote(runtime.NumGoroutine()))
		system, _ := Remote(Node(r.Node), Quote(runtime.GOOS))
		a := about{r.Value, n, system}
		fmt.Printf("%s: process %d, %v goroutines, %s\n", r.Node, a.Process, a.Goroutines > 0, a.System)
	}
}
