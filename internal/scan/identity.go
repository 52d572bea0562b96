package scan

// Sums counts the pages of a batch by what becomes of them. Their sum is always the number of pages that came in.
type Sums struct {
	In                                           int // pages that came in, those that are not read yet with them
	Read, Review, Refused, Foreign, Blank, Aside int
	Waiting                                      int // not read yet
}

// Sums counts the pages of the batch.
func (w *Work) Sums() Sums {
	s := Sums{In: len(w.Images) + w.Batch.Waiting, Waiting: w.Batch.Waiting}
	for i := range w.Images {
		switch w.Standing[w.Images[i].ID] {
		case StandsRead:
			s.Read++
		case StandsReview:
			s.Review++
		case StandsRefused:
			s.Refused++
		case StandsForeign:
			s.Foreign++
		case StandsBlank:
			s.Blank++
		case StandsAside:
			s.Aside++
		}
	}
	return s
}

// Adds says whether nothing was lost: the pages that came in are those that are told about.
func (s Sums) Adds() bool {
	return s.In == s.Read+s.Review+s.Refused+s.Foreign+s.Blank+s.Aside+s.Waiting
}
