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

// sum adds a column up over the lines that pass all conditions.
func sum(column string, where ...Condition) *Formula {
	return &Formula{Op: Sum, Column: column, Where: where}
}

// figure is the cell of a name.
func figure(name string) *Formula { return &Formula{Op: Figure, Name: name} }

func constant(n float64) *Formula { return &Formula{Op: Constant, Number: n} }

// unless is empty where the base is 0.
func unless(base, then *Formula) *Formula { return &Formula{Op: Unless, Args: []*Formula{base, then}} }

// ratio is a quotient, empty over a base of 0.
func ratio(dividend, base *Formula) *Formula {
	return unless(base, &Formula{Op: Quotient, Args: []*Formula{dividend, base}})
}
