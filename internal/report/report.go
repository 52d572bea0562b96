// Package report lays measures out as typed tables from a definition.
//
// A definition (reports/) names figures and messages, never questions; what the campaign's form has no role for is
// left out. A Report knows no file format: xlsx and pages write it.
package report

import "releve/internal/locale"

// Report is one sheet of tables with what has to be read before them.
type Report struct {
	Name     string // of the sheet, in the chosen language
	Language locale.Tag
	Notice   string // what nobody may overlook, "" for nothing
	Title    string // of the campaign
	Sentence string // the figures in one sentence
	Caveat   string // what the figures do not say
	About    string // where the questionnaire comes from, "" where there is nothing to say
	Facts    []Fact
	Tables   []Table
	Rowless  string // why the rows themselves are left out, "" when they are not
}

// MostRows is the most lines of the interchange layout that stand beside a report in one file: above it a workbook
// is slow to open, and the rows are better taken as CSV.
const MostRows = 200_000

// Fact is a line of what the report is about.
type Fact struct {
	Label, Text string
}

// Table is a table of typed cells. Every row begins with its name; Head holds a heading for each cell.
type Table struct {
	Title string
	Head  []string
	Rows  []Row
}

// Row is a line of a table with what explains it, "" for nothing.
type Row struct {
	Cells []Cell
	Note  string
}

// Kind says what a cell holds, and so how it is written.
type Kind uint8

// The kinds of cell.
const (
	Text Kind = iota
	Count
	Share   // 0…1
	Minutes // with one decimal
	Hours   // with one decimal
	Date    // yyyy-mm-dd, in Text
)

// Cell is one value.
type Cell struct {
	Kind  Kind
	Text  string
	Value float64 // not rounded
	Empty bool    // an undefined figure: there was nothing to compute it from
	Name  string  // of the figure, the same in every language; "" for a cell that is none
}
