// Package report lays measures out as typed tables from a definition.
//
// A definition (reports/) names figures and messages, never questions; what the campaign's form has no role for is
// left out. A Report knows no file format: xlsx and pages write it.
package report

import (
	"releve/internal/locale"
	"releve/internal/tally"
)

// Book is all that one file shows of a campaign: its reports in their order, then the rows.
type Book struct {
	Language locale.Tag
	Title    string    // of the campaign
	Reports  []*Report // at least one
	Data     *Data     // nil where it is left out
}

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
	Charts   []Chart
	Wide     bool   // one table of many columns: its sheet is printed across
	Rowless  string // why the rows themselves are left out, "" when they are not

	AfterRows bool // stands behind Data and Codes
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
	Key   string     // of the table, the same in every language
	Axis  tally.Axis // what its rows are values of, "" for a table that is none of one
	Title string
	Note  string // what has to be known to read it: its base, what was left out; "" for nothing
	Head  []string
	Rows  []Row
}

// Row is a line of a table with what explains it, "" for nothing.
type Row struct {
	Cells []Cell
	Note  string
	Code  string // of the value on the table's axis, "" for what was not answered and for other rows
	Level int    // depth in a tree, 0 at the top
	Total bool   // the sum of the others
}

// Chart draws columns of a table.
type Chart struct {
	Kind   ChartKind
	Title  string
	Table  string // Key of the table
	Series []int  // columns of the table, from 1: column 0 names the rows
	Rows   int    // only so many of the first rows; totals and deeper levels are never drawn
	Text   string // what the chart shows, for who cannot see it
}

// ChartKind says how a chart draws.
type ChartKind uint8

// The kinds of chart.
const (
	Bars    ChartKind = iota + 1 // lying, one below the other: names are long
	Columns                      // standing, in the order of time
	Stacked                      // lying, the series of a row on one bar
)

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

	Formula *Formula // how a spreadsheet calculates the value again; nil for a plain value
}

// Written writes the value as a person reads it: rounded, in the printer's language, "" for an undefined figure.
func (c Cell) Written(p *locale.Printer) string {
	if c.Empty {
		return ""
	}
	switch c.Kind {
	case Count:
		return p.Integer(int64(c.Value))
	case Share:
		return p.Percent(c.Value, 0)
	case Minutes, Hours:
		return p.Decimal(c.Value, 1)
	case Date:
		return p.Date(c.Text)
	case Text:
	}
	return c.Text
}
