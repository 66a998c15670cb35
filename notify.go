package main

import (
	"net"
	"os"
)

// tellSystemd tells the service manager that started this process how it is, as sd_notify(3) does: READY=1 once the node can be asked. Without one
// ($NOTIFY_SOCKET is not set) nobody is told; that it cannot be told is no reason to stop.
func tellSystemd(state string) {
	socket := os.Getenv("NOTIFY_SOCKET")
	if socket == "" {
		return
	}
	if c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: socket, Net: "unixgram"}); err == nil { // an @ at its beginning is the abstract one's
		c.Write([]byte(state))
		c.Close()
	}
}
