// This file says whom Maekawa's algorithm asks: sets of nodes of which any two have one in common.

package mutex

import "parley/protocol"

// plane is a perfect difference set, where one is known for that many nodes: of d1 to dK, each number from 1 to N-1 is the difference of exactly one pair,
// modulo N. So the sets i+d1 .. i+dK are the lines of a finite projective plane, as the paper has them: each has K nodes, each node is in K of them, and
// any two meet in exactly one. N is K(K-1)+1, and K-1 is a power of a prime (Singer 1938).
func plane(n int) []int {
	switch n {
	case 1:
		return []int{0}
	case 3:
		return []int{0, 1}
	case 7:
		return []int{0, 1, 3}
	case 13:
		return []int{0, 1, 3, 9}
	case 21:
		return []int{0, 1, 4, 14, 16}
	case 31:
		return []int{0, 1, 3, 8, 12, 18}
	case 57:
		return []int{0, 1, 3, 13, 32, 36, 43, 52}
	case 73:
		return []int{0, 1, 3, 7, 15, 31, 36, 54, 63}
	case 91:
		return []int{0, 1, 3, 9, 27, 49, 56, 61, 77, 81}
	}
	return nil
}

// quorum is the set of the i-th node, itself among them, in the order of all. Where there is no plane of that size, it is the row and the column of the node in a square: twice
// as many. If the last row is not full, the node of another row and a column that it does not reach meets those of the last row in theirs.
func quorum(nodes []protocol.NodeID, i int) (set []protocol.NodeID) {
	n := len(nodes)
	in := make([]bool, n)
	if p := plane(n); p != nil {
		for _, d := range p {
			in[(i+d)%n] = true
		}
	} else {
		side := 1
		for side*side < n {
			side++
		}
		for k := range n {
			in[k] = k/side == i/side || k%side == i%side
		}
	}
	for k, yes := range in {
		if yes {
			set = append(set, nodes[k])
		}
	}
	return set
}
