package guard

// layout says how the last digits of a text are grouped. Bit i of gaps and marks speaks of what stands before the
// digit with index i; bit 0 is never set.
type layout struct {
	gaps  uint32 // anything at all
	marks uint32 // a point, dash, slash or comma
	lines int    // line breaks
	free  int    // sides without another number beside: 0, 1 or 2
	plus  bool   // begins behind a plus sign
}

// layout describes the last n digits; free is 1 when no other number follows, else 0. The result is false when they
// begin inside a group of digits, so that a longer number never holds a shorter one by accident.
func (s *scan) layout(n, free int) (layout, bool) {
	first := s.back(n)
	inside := s.digits > n
	if inside && first.gap == 0 {
		return layout{}, false
	}
	l := layout{plus: first.gap&hasPlus != 0, free: free}
	if !inside || first.gap.parts() {
		l.free++
	}
	for i := 1; i < n; i++ {
		bit := uint32(1) << i
		gap := s.back(n - i).gap
		if gap != 0 {
			l.gaps |= bit
		}
		if gap&hasMark != 0 {
			l.marks |= bit
		}
		if gap&hasLine != 0 {
			l.lines++
		}
	}
	return l, true
}

// at returns the bits of the given indexes.
func at(indexes ...int) uint32 {
	var bits uint32
	for _, i := range indexes {
		bits |= 1 << i
	}
	return bits
}

// fits says whether the digits can be read as one number whose groups usually begin at the bits of usual.
//
// Groups may be run together, but where points, dashes or slashes stand they must stand at the usual places: other
// numbers have theirs elsewhere. Spaces anywhere, as machines that read paper put them, are believed in two cases:
// when two marks at the usual places show what number it is, or when enough sides are free (so many as wanted), so
// that neighbours in a list of figures are not taken for one number. Behind a plus sign stands a telephone number,
// unless it is written in the usual groups.
func (l layout) fits(usual uint32, wanted int) bool {
	if l.marks&^usual != 0 {
		return false
	}
	if l.gaps&^usual == 0 {
		return !l.plus || l.gaps != 0
	}
	if l.plus {
		return false
	}
	twoMarks := l.marks&(l.marks-1) != 0
	return twoMarks || l.free >= wanted && l.lines <= 1
}
