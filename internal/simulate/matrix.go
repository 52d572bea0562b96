package simulate

import "releve/internal/paper"

// mapping returns the projective mapping that takes four points to four others.
func mapping(from, to [4]paper.Point) [9]float64 {
	var rows [8][9]float64
	for i := range 4 {
		x, y, u, v := from[i].X, from[i].Y, to[i].X, to[i].Y
		rows[2*i] = [9]float64{x, y, 1, 0, 0, 0, -u * x, -u * y, u}
		rows[2*i+1] = [9]float64{0, 0, 0, x, y, 1, -v * x, -v * y, v}
	}
	for i := range rows {
		best := i
		for k := i + 1; k < len(rows); k++ {
			if rows[k][i]*rows[k][i] > rows[best][i]*rows[best][i] {
				best = k
			}
		}
		rows[i], rows[best] = rows[best], rows[i]
		for k := range rows {
			if k == i {
				continue
			}
			f := rows[k][i] / rows[i][i]
			for c := i; c < 9; c++ {
				rows[k][c] -= f * rows[i][c]
			}
		}
	}
	m := [9]float64{8: 1}
	for i := range rows {
		m[i] = rows[i][8] / rows[i][i]
	}
	return m
}

// inverse returns the mapping back.
func inverse(m [9]float64) [9]float64 {
	return [9]float64{
		m[4]*m[8] - m[5]*m[7], m[2]*m[7] - m[1]*m[8], m[1]*m[5] - m[2]*m[4],
		m[5]*m[6] - m[3]*m[8], m[0]*m[8] - m[2]*m[6], m[2]*m[3] - m[0]*m[5],
		m[3]*m[7] - m[4]*m[6], m[1]*m[6] - m[0]*m[7], m[0]*m[4] - m[1]*m[3],
	}
}

// project applies a projective mapping.
func project(m [9]float64, p paper.Point) paper.Point {
	w := m[6]*p.X + m[7]*p.Y + m[8]
	return paper.Point{X: (m[0]*p.X + m[1]*p.Y + m[2]) / w, Y: (m[3]*p.X + m[4]*p.Y + m[5]) / w}
}
