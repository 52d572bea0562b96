// Package scan reads marks from images of printed sheets by their layout file.
//
// What is read is never guessed: a box that is neither clearly empty nor clearly crossed nor clearly blackened leaves its
// field to a person. From image to answers there are three steps that can be told apart: Measure finds the page in the
// image and measures every box; Judge, which knows nothing of images, says what each field says, so that other rules can be
// held against what was measured before; Assemble makes sheets of it, with what a person decided.
package scan

import (
	"image"

	"releve/internal/paper"
)

// Rules is the version of what Measure and Judge do. Every change of either that may change a reading raises it.
const Rules = 3

// Picture is a page as it came in.
type Picture struct {
	Gray    *image.Gray
	Bilevel bool // every pixel is black or white: what a pencil wrote may be lost
}

// Status says what became of a page.
type Status string

// The statuses of a page.
const (
	Read    Status = "read"    // all fields are measured; some may wait for a person
	Blank   Status = "blank"   // nothing is on it, as on the back of a sheet
	Refused Status = "refused" // nothing of it is used; Reason says why
	Foreign Status = "foreign" // a sheet of another campaign, or of a layout that nobody knows
)

// Page is what was measured on one image and how it was read.
type Page struct {
	Rules   int
	Status  Status
	Reason  string     // key of a message below scan.reason., "" where there is none
	Code    paper.Code // zero where it could not be read
	Bilevel bool
	// Grid maps millimetres of the layout to pixels of the image: x' = (a x + b y + c) / (g x + h y + 1), y' likewise with
	// d e f; a … h in this order. Zero where the page was not found.
	Grid   [8]float64
	Boxes  []Features // of all boxes of all fields, in the layout's order; a Write field has one, of its area
	Fields []Field    // in the layout's order
}

// Features is what was measured of one box.
type Features struct {
	X, Y  float64 // where its centre was found, millimetres of the layout away from where it should be
	Frac  float64 // share of its inside that is inked, 0 … 1
	Solid float64 // share that is dark through and through
	Ink   float64 // mean darkness, 0 paper … 1 as black as the print; where next to nothing is inked, without shade
	Ring  float64 // share of the ring around it that is inked
	Sides int     // how many of the four sides of that ring hold ink
	Wide  float64 // how much of the width of the inside the largest connected part of its ink spans, 0 … 1
	High  float64 // of the height
	Thick float64 // how thick that part is, if it is taken for a straight stroke, as a share of the width: a tick is bent, and thick
	Cells int     // how many of its 3 × 3 parts hold ink
	Edge  float64 // contrast of its outline: how surely the box itself was found
}

// State says what stands in a box.
type State string

// The states of a box.
const (
	Empty     State = "empty"
	Crossed   State = "crossed"
	Blackened State = "blackened" // cancelled by who wrote it
	Unsure    State = "unsure"
)

// Field is how a field was read.
type Field struct {
	States []State  // of its boxes; of a Write field one: Empty, Crossed for something written, Unsure
	Values []string // of the crossed boxes; what is proposed to a person where Doubts has anything
	Doubts []string // why a person has to look, keys below scan.doubt.; none: the reading is accepted
}
