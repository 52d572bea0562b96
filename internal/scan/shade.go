package scan

// A box of which so little is inked, and which is so dark on the whole, may lie in the edge of a shadow.
const (
	shadeFrac = 0.06
	shadeInk  = emptyInk / 2
)

// What is darker than a smooth surface by so much does not belong to the surface, and is ink from so much on.
const (
	beyondShade = 0.04
	beyondPaper = 0.015
)

// shadeless returns the mean darkness of the inside of a box, 0 … 1 as print, without what changes as smoothly as light does: a
// surface of second degree through all that is not clearly darker than it. A mark has edges, and stays.
func (r *raw) shadeless(in *inside, paper light, black float64) float64 {
	var surface []float64
	for range 2 {
		e := newEquations(6)
		r.samples(in, paper, func(t [6]float64, dark float64) {
			if surface == nil || dark < weighed(surface, t)+beyondShade {
				e.add(t[:], dark, 1)
			}
		})
		found, ok := e.solve()
		if !ok {
			break
		}
		surface = found
	}
	sum, n := 0.0, 0
	r.samples(in, paper, func(t [6]float64, dark float64) {
		n++
		if surface != nil {
			dark -= weighed(surface, t) + beyondPaper
		}
		sum += max(0, min(1, dark/(1-black)))
	})
	return sum / float64(max(1, n))
}

// samples visits the samples of the inside of a box: the terms of their places, and how dark they are against the paper.
func (r *raw) samples(in *inside, paper light, visit func(terms [6]float64, dark float64)) {
	from, to := int(in.middle-in.limit)+1, int(in.middle+in.limit)
	for y := from; y <= to; y++ {
		dy := float64(y) - in.middle
		for x := from; x <= to; x++ {
			dx := float64(x) - in.middle
			visit(powers(dx/in.limit, dy/in.limit), 1-float64(r.smooth(x, y))/9/paper.away(dx, dy))
		}
	}
}
