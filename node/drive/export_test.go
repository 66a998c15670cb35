package drive

import "parley/protocol"

// Taping writes an event as a tape has it, and reads it again.
func (c *Codec) Taping(self protocol.NodeID, e protocol.Event) (protocol.Event, error) {
	packed, err := c.pack(1, e)
	if err != nil {
		return e, err
	}
	x, err := c.unpack(self, packed)
	return x.Event, err
}

// Storing writes what is stored under a key as it is on disk, and reads it again.
func (c *Codec) Storing(w protocol.Write) (any, error) {
	b, err := c.store(w)
	if err != nil {
		return nil, err
	}
	return c.readStored(w.Key, b)
}
