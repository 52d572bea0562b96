package scan

import (
	"math"

	"releve/internal/paper"
)

// blob is a connected dark patch of an overview.
type blob struct {
	at   paper.Point // its centre, pixels
	side float64     // of a square with its area
}

// moments gather what is known of a patch: its area, first and second moments, in whole numbers so that their order does
// not matter.
type moments struct{ n, x, y, xx, xy, yy int64 }

// run is a piece of a row that is dark throughout.
type run struct {
	from, to, y int // columns from … to-1
	root        int // index of a run of the same patch, itself for the one that stands for all
}

// blobs returns the patches of a mask that are solid and about as wide as high, and whose side lies between two bounds.
// Solid is told by moments, so that turned squares count too: for a square, as for a disc, the area is twelve times the
// root of the determinant of its covariance; for an outline or a letter it is far less.
func (m mask) blobs(least, most float64) []blob {
	runs := m.runs()
	found := make([]moments, len(runs))
	for i := range runs {
		r := &runs[i]
		found[root(runs, i)].add(r)
	}
	var out []blob
	for i := range found {
		if b, ok := found[i].blob(); ok && runs[i].root == i && b.side >= least && b.side <= most {
			out = append(out, b)
		}
	}
	return out
}

// runs returns the dark pieces of all rows, those that touch joined.
func (m mask) runs() []run {
	var runs []run
	above := 0
	for y := range m.h {
		start := len(runs)
		line := m.on[y*m.w : (y+1)*m.w]
		for x := 0; x < m.w; x++ {
			if !line[x] {
				continue
			}
			r := run{from: x, y: y, root: len(runs)}
			for x < m.w && line[x] {
				x++
			}
			r.to = x
			runs = append(runs, r)
		}
		join(runs, above, start)
		above = start
	}
	return runs
}

// join joins the runs of the last row, which begin at start, with those of the row above, which begin at above.
func join(runs []run, above, start int) {
	i, j := above, start
	for i < start && j < len(runs) {
		if runs[i].y != runs[j].y-1 {
			return
		}
		if runs[i].from <= runs[j].to && runs[j].from <= runs[i].to {
			a, b := root(runs, i), root(runs, j)
			runs[max(a, b)].root = min(a, b)
		}
		if runs[i].to < runs[j].to {
			i++
		} else {
			j++
		}
	}
}

// root returns the run that stands for the patch of a run.
func root(runs []run, i int) int {
	for runs[i].root != i {
		runs[i].root = runs[runs[i].root].root
		i = runs[i].root
	}
	return i
}

// add adds the pixels of a run: sums of whole numbers and of their squares.
func (m *moments) add(r *run) {
	a, b, y := int64(r.from), int64(r.to), int64(r.y)
	n := b - a
	x := (b*(b-1) - a*(a-1)) / 2
	xx := ((b-1)*b*(2*b-1) - (a-1)*a*(2*a-1)) / 6
	m.n += n
	m.x += x
	m.y += n * y
	m.xx += xx
	m.xy += x * y
	m.yy += n * y * y
}

// Bounds of what is taken for a solid square.
const (
	leastSolid = 0.86
	mostSolid  = 1.12
	mostOblong = 1.75 // longer to shorter axis
)

func (m *moments) blob() (blob, bool) {
	if m.n < 9 {
		return blob{}, false
	}
	n := float64(m.n)
	x, y := float64(m.x)/n, float64(m.y)/n
	xx, yy, xy := float64(m.xx)/n-x*x+1.0/12, float64(m.yy)/n-y*y+1.0/12, float64(m.xy)/n-x*y
	det := xx*yy - xy*xy
	if det <= 0 {
		return blob{}, false
	}
	half, gap := (xx+yy)/2, math.Hypot((xx-yy)/2, xy)
	solid := n / (12 * math.Sqrt(det))
	oblong := math.Sqrt((half + gap) / max(half-gap, 1e-9))
	b := blob{paper.Point{X: x + 0.5, Y: y + 0.5}, math.Sqrt(n)}
	return b, solid >= leastSolid && solid <= mostSolid && oblong <= mostOblong
}
