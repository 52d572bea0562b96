package paper

// Measures of a printed page in millimetres. Office printers leave some 4 mm at the edges blank.
const (
	short, long = 210.0, 297.0 // sides of an A4 page

	markSide = 6.0  // of a solid square
	markAt   = 12.0 // its centre from both edges
	markFree = 4.0  // white around it

	codeSide = 20.0
	quiet    = 3.2 // white around the code: four of its 25 modules

	slipBox, tallyBox = 4.5, 4.2
	ring              = 1.4 // kept free of print around a box

	hairline = 0.1
	ruleGray = 0.55
	zebra    = 0.945 // grey of every second line of a tally; darker than 0.92 would be dithered by scanners in black and white

	inner     = markAt + markSide/2 + markFree // from here on nothing is in the way of a mark
	footEdge  = markAt - markSide/2            // nothing is printed nearer to an edge
	pointsMin = 7.5                            // smallest type of a slip
	tallyMin  = 6.5                            // of a tally
)

// frameOf returns what a box covers, its line included.
func frameOf(at Point, side float64) Rect {
	return Rect{at.X - side/2 - Line/2, at.Y - side/2 - Line/2, side + Line, side + Line}
}

// grown returns an area that reaches further on all sides.
func (r Rect) grown(by float64) Rect { return Rect{r.X - by, r.Y - by, r.W + 2*by, r.H + 2*by} }

// with returns the smallest area around two.
func (r Rect) with(o Rect) Rect {
	if r.W == 0 && r.H == 0 {
		return o
	}
	x, y := min(r.X, o.X), min(r.Y, o.Y)
	return Rect{x, y, max(r.X+r.W, o.X+o.W) - x, max(r.Y+r.H, o.Y+o.H) - y}
}

// furnish puts the marks on a page, and its code in the upper right corner.
func (c *canvas) furnish() {
	right, bottom := c.width-markAt, c.height-markAt
	c.marks = [4]Point{{markAt, markAt}, {right, markAt}, {right, bottom}, {markAt, bottom}}
	for _, m := range c.marks {
		c.draw(thing{what: mark, area: Rect{m.X - markSide/2, m.Y - markSide/2, markSide, markSide}})
	}
	c.code = Rect{c.width - inner - codeSide, markAt - markSide/2, codeSide, codeSide}
}
