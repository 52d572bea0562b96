package form

import "releve/internal/locale"

// BandSet is an ordered set of bands of minutes, ascending.
type BandSet struct {
	Name  string
	Unit  string // minute
	Bands []*Band
	Rule  locale.Text // printed beside the bands, empty when there is none

	file string
}

// Band is one answer of a band question. Low, Value and High are in minutes, Low ≤ Value ≤ High; an open band
// has no ceiling and stands at its floor in all three: its total is a minimum.
type Band struct {
	Code             string
	Low, Value, High float64
	Open             bool
	Label, Short     locale.Text

	line  int
	alone []string // the code, as the answer that it is: shared by all sheets that hold it
}

// Band returns the band with a code.
func (s *BandSet) Band(code string) (*Band, bool) {
	for _, b := range s.Bands {
		if b.Code == code {
			return b, true
		}
	}
	return nil, false
}

// Holding returns the band that holds a number of minutes; a number on a limit goes to the upper band.
func (s *BandSet) Holding(minutes int64) *Band {
	found := s.Bands[0]
	for _, b := range s.Bands[1:] {
		if float64(minutes) >= b.Low {
			found = b
		}
	}
	return found
}
