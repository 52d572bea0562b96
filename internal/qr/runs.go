package qr

// Run is dark modules beside one another: where the first one stands in the code, from 0 without the quiet zone, and how
// many they are.
type Run struct{ X, Y, Length int }

// Runs returns the code of a text as rows of dark modules, and how many modules wide and high it is without its quiet
// zone. The error is a problem for a text that is empty (qr.empty) or too long (qr.long).
func Runs(text string) (runs []Run, side int, err error) {
	c, err := encode(text)
	if err != nil {
		return nil, 0, err
	}
	return c.runs(), c.modules.Size, nil
}

// runs returns the dark modules, row by row from the top.
func (c code) runs() []Run {
	var all []Run
	side := c.modules.Size
	for y := range side {
		for x := 0; x < side; x++ {
			run := Run{X: x, Y: y}
			for c.modules.Black(x+run.Length, y) {
				run.Length++
			}
			if run.Length > 0 {
				all = append(all, run)
				x += run.Length
			}
		}
	}
	return all
}
