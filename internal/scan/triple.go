package scan

import (
	"slices"

	"releve/internal/paper"
)

// triples returns sets of three patches that may be marks of a page whose fourth is hidden, with the fourth where a
// parallelogram has it; the best first.
func triples(found []blob, s shape) []quad {
	var corners [4][]blob
	for i, direction := range [4]paper.Point{{X: -1, Y: -1}, {X: 1, Y: -1}, {X: 1, Y: 1}, {X: -1, Y: 1}} {
		corners[i] = outermost(found, direction)
	}
	var out []quad
	for hidden := range 4 {
		for _, a := range corners[(hidden+1)%4] {
			for _, b := range corners[(hidden+2)%4] {
				for _, c := range corners[(hidden+3)%4] {
					var four [4]blob
					four[(hidden+1)%4], four[(hidden+2)%4], four[(hidden+3)%4] = a, b, c
					four[hidden] = blob{paper.Point{X: a.at.X + c.at.X - b.at.X, Y: a.at.Y + c.at.Y - b.at.Y}, (a.side + c.side) / 2}
					if q, ok := s.quad(four); ok {
						out = append(out, q)
					}
				}
			}
		}
	}
	slices.SortStableFunc(out, byOff)
	return out[:min(len(out), 3)]
}
