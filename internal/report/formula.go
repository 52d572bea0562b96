package report

// Formula says how a figure follows from the lines of Data or from other figures, so that a spreadsheet can calculate
// it again. It is a small tree, blind to file formats. A figure without one is a value: what a spreadsheet cannot
// calculate (an interval), what it need not (an order, a name), and everything where rows are too many.
type Formula struct {
	Op     Op
	Column string      // Sum, Least, Most: key of a column of Data
	Where  []Condition // Sum: only the lines that pass all of them
	Name   string      // Figure: the name of a cell of any report of the book
	Beside int         // Beside: index into the cells of the same row
	Number float64     // Constant
	Args   []*Formula  // Quotient: dividend, divisor. Unless: base, what holds when it is not 0
}

// Op is what a node of a Formula does.
type Op uint8

// The operations. All of them are linear in the lines of Data.
const (
	Sum      Op = iota + 1 // sum of a column, over the lines that pass the conditions
	Least                  // smallest value of a column, blank cells left out
	Most                   // largest value of a column
	Figure                 // the cell with a Name
	Beside                 // a cell of the same row
	Constant               // a number
	Quotient               // Args[0] ÷ Args[1]
	Unless                 // empty when Args[0] is 0, else Args[1]
)

// Condition is passed by the lines whose text in a column is the given one.
type Condition struct {
	Column string // key of a column of Data that holds texts
	Text   string // as Data writes it
}
