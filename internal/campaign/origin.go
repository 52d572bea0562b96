package campaign

// Origin says which line on paper a sheet came from. It is kept beside keyed and scanned sheets, so that paper that comes
// in twice is noticed, and is in no export.
type Origin struct {
	Layout string // number of the printed layout, "" where nobody knows it
	Serial int    // of the sheet of paper, 0 for a photocopied master
	Page   int    // of it, from 1; 0 where nobody knows it
	Line   int    // of a tally, from 1; 0 for a slip
	Pile   string // id of the scanned batch, or the name of the pile it was keyed from
	Note   string // number of the sheet of paper in its pile, as who keyed it wrote it; "" when scanned
}

// Scanned is how well paper was read: of the fields that the program accepted by itself, a random sample was looked at by
// a person before each batch was closed. It counts closed batches only.
type Scanned struct {
	Batches, Pages int
	Sampled, Wrong int // fields
}
