package interchange

import (
	"strconv"

	"releve/internal/problem"
	"releve/internal/sheet"
)

// refuseCycles refuses sheets of the file that resume one another in a circle. Each circle is told once, at its
// first sheet.
func (r *reader) refuseCycles() {
	next := make([]int, len(r.file.Sheets))
	for i, s := range r.file.Sheets {
		next[i] = r.followed(s)
	}
	walk := make([]int, len(next)) // the walk that came by first, from 1
	for start := range next {
		i := start
		for i >= 0 && walk[i] == 0 {
			walk[i] = start + 1
			i = next[i]
		}
		if i >= 0 && walk[i] == start+1 {
			r.refuseCycle(next, i)
		}
	}
}

// followed returns the place of the sheet that this one resumes, -1 when the file does not have it.
func (r *reader) followed(s *sheet.Sheet) int {
	if s == nil || s.Follows == "" || s.Follows == sheet.Unknown {
		return -1
	}
	id, wrong := sheet.ParseID(s.Follows)
	place, ok := r.sheets[id]
	if wrong != nil || !ok {
		return -1
	}
	return place
}

// refuseCycle refuses the circle that goes through a sheet.
func (r *reader) refuseCycle(next []int, through int) {
	first, size := through, 1
	for i := next[through]; i != through; i = next[i] {
		first = min(first, i)
		size++
	}
	reason := problem.New(problem.Invalid, "import.cycle", problem.Args{"size": strconv.Itoa(size)})
	r.wrong.cell(r.file.Lines[first], sheet.FieldFollows, r.file.Sheets[first].Follows, reason)
}
