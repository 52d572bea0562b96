// Package paper lays a questionnaire out on A4 with a layout file, and prints it.
//
// A layout is all that is needed to read a filled sheet again: where the marks, the code and every box stand. Boxes stand
// at the same places whatever the language. A printed page says which layout it has by its QR code (see Code), which
// names no person and holds no secret.
package paper

import "releve/internal/locale"

// Kind says what is printed.
type Kind string

// The kinds.
const (
	Slip   Kind = "slip"   // one sheet of paper for each filled questionnaire
	Tally  Kind = "tally"  // a line for each filled questionnaire, 15 to 20 on a page
	Poster Kind = "poster" // where and how to fill it in online; nothing on it is read
)

// Kinds returns all kinds.
func Kinds() []Kind { return []Kind{Slip, Tally, Poster} }

// Layout tells where everything that is read stands on a printed questionnaire. Lengths are millimetres from the top left
// corner of the page, to the right and down. It is never changed once it was made.
type Layout struct {
	Number    string // of this layout, 6 Crockford signs; "" in one of another program
	Campaign  string // slug
	Form      string
	Version   int64
	Kind      Kind
	Languages []locale.Tag // that it is printed in, one or two
	Pages     []Page
}

// Page is one page of a layout.
type Page struct {
	Width, Height float64
	Marks         [4]Point // centres of the solid squares: top left, top right, bottom right, bottom left
	Mark          float64  // side of such a square
	Code          Rect     // the QR code without its quiet zone; zero where there is none
	Fields        []Field  // in the order in which they are filled in
}

// Point is a place on a page.
type Point struct{ X, Y float64 }

// Rect is an area of a page: its top left corner, its width and height.
type Rect struct{ X, Y, W, H float64 }

// Answering says how a field is filled in.
type Answering string

// The ways to fill in a field.
const (
	One   Answering = "one"   // one box at most is crossed
	Many  Answering = "many"  // any number of boxes
	Write Answering = "write" // by hand: what is there is shown to a person, never read by the program
)

// Names of fields that are no questions. They begin with an underscore, which no question's code may.
const (
	FieldDay    = "_day"     // One: day of the month, "1"…"31" (slip)
	FieldMonth  = "_month"   // One: month, "1"…"12" (slip)
	FieldDate   = "_date"    // Write: day and month of a line (tally)
	FieldWeek10 = "_week.10" // One: tens of the ISO week of a whole page, "0"…"5" (tally)
	FieldWeek1  = "_week.1"  // One: its units, "0"…"9"
	FieldShared = "_shared"  // Write: × n, the line stands for n sheets that share their minutes
	FieldFollow = "_follows" // One: a single box, value "unknown": goes on with a procedure that was noted before
	FieldVoid   = "_void"    // One: a single box, value "void": the line is cancelled
	FieldSame   = "_same"    // One: a single box, value "same": the line is another row of the sheet of the line above
)

// PartText is the part of a field that holds what a choice that asks for more stands for.
const PartText = "text"

// Field is something that is answered: the boxes of a question, or a place to write on.
type Field struct {
	Line     int    // 0: belongs to the whole sheet of paper; else the line of a tally, from 1 (also on later pages)
	Question string // code of the question, or one of the names above
	Part     string // "" or PartText
	Fill     Answering
	Required bool // a sheet, or a line on which anything is marked, is not complete without it
	Boxes    []Box
	Area     Rect // everything that a person needs to see to judge the field; of a Write field, the place to write on
}

// Box is a square to cross. What is inside its black line, and a ring around it, is kept free of print.
type Box struct {
	At    Point   // centre
	Side  float64 // between the middles of its lines
	Key   string  // printed beside it and typed when keying: "1"…"9", "A"…"Z"; "" for boxes that are no choices
	Value string  // code of the choice, or the value that the field's name tells
}

// Line is the width of the line around a box.
const Line = 0.25
