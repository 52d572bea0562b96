package report

import "iter"

// Data are the rows behind the figures, one line for each line of the interchange layout, in its order: labels in the
// chosen language to look at, and value columns from which formulas calculate. A value column is blank or 0 on a line
// that is not counted.
type Data struct {
	Name    string // of the sheet, in the chosen language
	Columns []DataColumn
	Lines   iter.Seq2[[]Cell, error] // a line's slice may be used again for the next one
}

// DataColumn is a column of Data.
type DataColumn struct {
	Key   string // the same in every language; what a Formula names
	Head  string // heading in the chosen language, unique among the columns whatever their case
	Kind  Kind
	Width float64 // in signs; 0: as its first lines need
}
