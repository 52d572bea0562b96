package simulate

import (
	"math"

	"releve/internal/paper"
)

// digit returns the strokes of a figure as points of a square, 0 … 1 from its top left corner.
func digit(n int) [][]paper.Point {
	shapes := [10][][]paper.Point{
		{{{X: 0.5, Y: 0}, {X: 0.1, Y: 0.3}, {X: 0.15, Y: 0.8}, {X: 0.5, Y: 1}, {X: 0.85, Y: 0.7}, {X: 0.85, Y: 0.25}, {X: 0.5, Y: 0}}},
		{{{X: 0.2, Y: 0.35}, {X: 0.55, Y: 0}, {X: 0.55, Y: 1}}},
		{{{X: 0.1, Y: 0.25}, {X: 0.45, Y: 0}, {X: 0.8, Y: 0.3}, {X: 0.1, Y: 1}, {X: 0.9, Y: 1}}},
		{{{X: 0.1, Y: 0.05}, {X: 0.8, Y: 0.1}, {X: 0.45, Y: 0.45}, {X: 0.85, Y: 0.7}, {X: 0.1, Y: 1}}},
		{{{X: 0.5, Y: 0}, {X: 0.1, Y: 0.6}, {X: 0.9, Y: 0.6}}, {{X: 0.65, Y: 0.35}, {X: 0.6, Y: 1}}},
		{{{X: 0.85, Y: 0}, {X: 0.25, Y: 0}, {X: 0.2, Y: 0.45}, {X: 0.8, Y: 0.6}, {X: 0.7, Y: 0.95}, {X: 0.1, Y: 1}}},
		{{{X: 0.7, Y: 0}, {X: 0.2, Y: 0.5}, {X: 0.3, Y: 1}, {X: 0.8, Y: 0.75}, {X: 0.25, Y: 0.6}}},
		{{{X: 0.1, Y: 0}, {X: 0.9, Y: 0}, {X: 0.4, Y: 1}}, {{X: 0.3, Y: 0.5}, {X: 0.8, Y: 0.5}}},
		{{{X: 0.5, Y: 0.45}, {X: 0.2, Y: 0.2}, {X: 0.55, Y: 0}, {X: 0.75, Y: 0.25}, {X: 0.2, Y: 0.75}, {X: 0.5, Y: 1}, {X: 0.8, Y: 0.7}, {X: 0.5, Y: 0.45}}},
		{{{X: 0.8, Y: 0.3}, {X: 0.4, Y: 0.45}, {X: 0.2, Y: 0.2}, {X: 0.6, Y: 0}, {X: 0.8, Y: 0.3}, {X: 0.7, Y: 1}}},
	}
	return shapes[n]
}

// figures writes so many figures into an area, side by side.
func (f *filling) figures(area paper.Rect, n int) {
	high := min(area.H*0.62, 4.2)
	step := min(area.W/float64(n), high*0.85)
	left := area.X + (area.W-step*float64(n))/2
	for i := range n {
		corner := paper.Point{X: left + step*float64(i) + f.w.normal(0.15), Y: area.Y + (area.H-high)/2 + f.w.normal(0.25)}
		for _, shape := range digit(f.r.IntN(10)) {
			points := make([]paper.Point, len(shape))
			for k, p := range shape {
				points[k] = paper.Point{X: corner.X + p.X*step*0.75, Y: corner.Y + p.Y*high}
			}
			f.c.draw(f.w.pen, f.r, f.w.line(points...))
		}
	}
}

// sentence writes words into an area, from its top left; sometimes only one. In a narrow one it is a short word.
func (f *filling) sentence(area paper.Rect) {
	const lead, most = 7.0, 1.9 // millimetres from line to line, and of a letter's width
	letters := max(min(3+f.r.IntN(6), int((area.W-2)/most)), 2)
	left := min(2, area.W/6)
	at := paper.Point{X: area.X + left, Y: area.Y + min(area.H*0.65, 5)}
	for range 1 + f.r.IntN(max(int(area.W/22)*max(int(area.H/lead), 1), 1)) {
		wide := min(float64(letters)*f.w.between(1.5, 2.2), area.W-left-0.6)
		if at.X+wide > area.X+area.W-0.5 {
			at = paper.Point{X: area.X + left, Y: at.Y + lead}
		}
		if at.Y > area.Y+area.H-1.5 {
			return
		}
		f.word(at, wide, letters)
		at.X += wide + 3
	}
}

// word writes joined letters that end within a width: loops, some with a long stroke up.
func (f *filling) word(at paper.Point, wide float64, letters int) {
	var points []paper.Point
	step := wide / float64(letters)
	for i := range letters {
		up := f.w.between(1.2, 1.9)
		if f.chance(0.25) {
			up = f.w.between(2.2, 3)
		}
		for k := range 5 {
			angle := float64(k) / 5 * 2 * math.Pi
			points = append(points, paper.Point{
				X: at.X + step*(float64(i)+0.5) + 0.45*step*math.Sin(angle) + 0.08*step*float64(k),
				Y: at.Y - up/2 + up/2*math.Cos(angle),
			})
		}
	}
	f.c.draw(f.w.pen, f.r, f.w.line(points...))
}
