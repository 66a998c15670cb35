package eval

// overlaySlices is Go source for package slices; see overlay_std.go.
const overlaySlices = `package slices

import (
	"cmp"
	"iter"
)

const maxInt = int(^uint(0) >> 1)

func Equal[S ~[]E, E comparable](a, b S) bool {
	return EqualFunc(a, b, func(x, y E) bool { return x == y })
}

func EqualFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](a S1, b S2, eq func(E1, E2) bool) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !eq(a[i], b[i]) {
			return false
		}
	}
	return true
}

func Compare[S ~[]E, E cmp.Ordered](a, b S) int {
	return CompareFunc(a, b, cmp.Compare[E])
}

func CompareFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](a S1, b S2, f func(E1, E2) int) int {
	for i := range a {
		if i >= len(b) {
			return 1
		}
		if c := f(a[i], b[i]); c != 0 {
			return c
		}
	}
	if len(a) < len(b) {
		return -1
	}
	return 0
}

func Index[S ~[]E, E comparable](s S, v E) int {
	for i := range s {
		if s[i] == v {
			return i
		}
	}
	return -1
}

func IndexFunc[S ~[]E, E any](s S, f func(E) bool) int {
	for i := range s {
		if f(s[i]) {
			return i
		}
	}
	return -1
}

func Contains[S ~[]E, E comparable](s S, v E) bool { return Index(s, v) >= 0 }

func ContainsFunc[S ~[]E, E any](s S, f func(E) bool) bool { return IndexFunc(s, f) >= 0 }

func Insert[S ~[]E, E any](s S, i int, v ...E) S {
	tail := s[i:]
	if len(v) == 0 {
		return s
	}
	n := len(s)
	if n+len(v) > cap(s) {
		r := append(s[:i], make(S, n+len(v)-i)...) // another array: s stays as it was
		copy(r[i:], v)
		copy(r[i+len(v):], tail)
		return r
	}
	v = append([]E(nil), v...) // it may be a part of s
	r := s[:n+len(v)]
	copy(r[i+len(v):], tail)
	copy(r[i:], v)
	return r
}

func Delete[S ~[]E, E any](s S, i, j int) S {
	_ = s[i:j:len(s)]
	if i == j {
		return s
	}
	r := append(s[:i], s[j:]...)
	clear(s[len(r):])
	return r
}

func DeleteFunc[S ~[]E, E any](s S, del func(E) bool) S {
	n := 0
	for _, v := range s {
		if !del(v) {
			s[n] = v
			n++
		}
	}
	clear(s[n:])
	return s[:n]
}

func Replace[S ~[]E, E any](s S, i, j int, v ...E) S {
	_ = s[i:j]
	if i == j {
		return Insert(s, i, v...)
	}
	tail := s[j:]
	n := i + len(v) + len(tail)
	if n > cap(s) {
		r := append(s[:i], make(S, n-i)...)
		copy(r[i:], v)
		copy(r[i+len(v):], tail)
		return r
	}
	v = append([]E(nil), v...) // it may be a part of s
	r := s[:n]
	copy(r[i+len(v):], tail)
	copy(r[i:], v)
	if n < len(s) {
		clear(s[n:])
	}
	return r
}

func Clone[S ~[]E, E any](s S) S { return append(s[:0:0], s...) }

func Compact[S ~[]E, E comparable](s S) S {
	return CompactFunc(s, func(x, y E) bool { return x == y })
}

func CompactFunc[S ~[]E, E any](s S, eq func(E, E) bool) S {
	if len(s) < 2 {
		return s
	}
	n := 1
	for i := 1; i < len(s); i++ {
		if !eq(s[n-1], s[i]) {
			s[n] = s[i]
			n++
		}
	}
	clear(s[n:])
	return s[:n]
}

func Grow[S ~[]E, E any](s S, n int) S {
	if n < 0 {
		panic("cannot be negative")
	}
	if more := n - (cap(s) - len(s)); more > 0 {
		s = append(s[:cap(s)], make(S, more)...)[:len(s)]
	}
	return s
}

func Clip[S ~[]E, E any](s S) S { return s[:len(s):len(s)] }

func Concat[S ~[]E, E any](all ...S) S {
	n := 0
	for _, s := range all {
		n += len(s)
		if n < 0 {
			panic("len out of range")
		}
	}
	r := Grow[S](nil, n)
	for _, s := range all {
		r = append(r, s...)
	}
	return r
}

func Repeat[S ~[]E, E any](s S, n int) S {
	if n < 0 {
		panic("cannot be negative")
	}
	if len(s) > 0 && n > maxInt/len(s) {
		panic("the result of (len(x) * count) overflows")
	}
	r := make(S, 0, len(s)*n)
	for range n {
		r = append(r, s...)
	}
	return r
}

func Reverse[S ~[]E, E any](s S) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}

func Max[S ~[]E, E cmp.Ordered](s S) E {
	if len(s) == 0 {
		panic("slices.Max: empty list")
	}
	m := s[0]
	for _, v := range s[1:] {
		m = max(m, v)
	}
	return m
}

func Min[S ~[]E, E cmp.Ordered](s S) E {
	if len(s) == 0 {
		panic("slices.Min: empty list")
	}
	m := s[0]
	for _, v := range s[1:] {
		m = min(m, v)
	}
	return m
}

func MaxFunc[S ~[]E, E any](s S, f func(a, b E) int) E {
	if len(s) == 0 {
		panic("slices.MaxFunc: empty list")
	}
	m := s[0]
	for _, v := range s[1:] {
		if f(v, m) > 0 {
			m = v
		}
	}
	return m
}

func MinFunc[S ~[]E, E any](s S, f func(a, b E) int) E {
	if len(s) == 0 {
		panic("slices.MinFunc: empty list")
	}
	m := s[0]
	for _, v := range s[1:] {
		if f(v, m) < 0 {
			m = v
		}
	}
	return m
}

// Sort leaves to the host what can have no say in it.
func Sort[S ~[]E, E cmp.Ordered](s S) { sortBasic(s) }

func SortFunc[S ~[]E, E any](s S, f func(a, b E) int) { SortStableFunc(s, f) }

// SortStableFunc merges sorted runs of doubling length.
func SortStableFunc[S ~[]E, E any](s S, f func(a, b E) int) {
	from, to := s, make(S, len(s))
	swapped := false
	for w := 1; w < len(s); w *= 2 {
		for lo := 0; lo < len(s); lo += 2 * w {
			mid, hi := min(lo+w, len(s)), min(lo+2*w, len(s))
			i, j := lo, mid
			for k := lo; k < hi; k++ {
				if i < mid && (j >= hi || f(from[j], from[i]) >= 0) {
					to[k] = from[i]
					i++
				} else {
					to[k] = from[j]
					j++
				}
			}
		}
		from, to = to, from
		swapped = !swapped
	}
	if swapped {
		copy(s, from)
	}
}

func IsSorted[S ~[]E, E cmp.Ordered](s S) bool { return IsSortedFunc(s, cmp.Compare[E]) }

func IsSortedFunc[S ~[]E, E any](s S, f func(a, b E) int) bool {
	for i := len(s) - 1; i > 0; i-- {
		if f(s[i], s[i-1]) < 0 {
			return false
		}
	}
	return true
}

func BinarySearch[S ~[]E, E cmp.Ordered](s S, v E) (int, bool) {
	return BinarySearchFunc(s, v, cmp.Compare[E])
}

func BinarySearchFunc[S ~[]E, E, T any](s S, v T, f func(E, T) int) (int, bool) {
	lo, hi := 0, len(s)
	for lo < hi {
		mid := lo + (hi-lo)/2
		if f(s[mid], v) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < len(s) && f(s[lo], v) == 0
}

func All[S ~[]E, E any](s S) iter.Seq2[int, E] {
	return func(yield func(int, E) bool) {
		for i, v := range s {
			if !yield(i, v) {
				return
			}
		}
	}
}

func Backward[S ~[]E, E any](s S) iter.Seq2[int, E] {
	return func(yield func(int, E) bool) {
		for i := len(s) - 1; i >= 0; i-- {
			if !yield(i, s[i]) {
				return
			}
		}
	}
}

func Values[S ~[]E, E any](s S) iter.Seq[E] {
	return func(yield func(E) bool) {
		for _, v := range s {
			if !yield(v) {
				return
			}
		}
	}
}

func AppendSeq[S ~[]E, E any](s S, seq iter.Seq[E]) S {
	for v := range seq {
		s = append(s, v)
	}
	return s
}

func Collect[E any](seq iter.Seq[E]) []E { return AppendSeq([]E(nil), seq) }

func Sorted[E cmp.Ordered](seq iter.Seq[E]) []E {
	s := Collect(seq)
	Sort(s)
	return s
}

func SortedFunc[E any](seq iter.Seq[E], f func(E, E) int) []E {
	s := Collect(seq)
	SortFunc(s, f)
	return s
}

func SortedStableFunc[E any](seq iter.Seq[E], f func(E, E) int) []E { return SortedFunc(seq, f) }

func Chunk[S ~[]E, E any](s S, n int) iter.Seq[S] {
	if n < 1 {
		panic("cannot be less than 1")
	}
	return func(yield func(S) bool) {
		for i := 0; i < len(s); i += n {
			end := min(n, len(s)-i)
			if !yield(s[i : i+end : i+end]) {
				return
			}
		}
	}
}
`
