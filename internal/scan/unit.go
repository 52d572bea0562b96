package scan

import (
	"slices"
	"strconv"
	"strings"

	"releve/internal/form"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// unit is a sheet in the making: the cells of a slip, or those of a line of a tally with the lines that go on with it.
type unit struct {
	leaf  *leaf
	form  *form.Form
	image *Image // its page, of a slip the first
	line  int    // of a tally, 0 of a slip
	cells []cell // of the sheet, its week and its date
	rows  [][]cell
	waits bool
}

// mark before a code that a person found for a handwritten word.
const named = "="

// Named returns what a decision on a handwritten word says when the word names a choice of the list.
func Named(code string) string { return named + code }

// NameIn returns the code that such a decision names, false where it is a text.
func NameIn(value string) (code string, isCode bool) { return strings.CutPrefix(value, named) }

// all walks every cell of the unit.
func (u *unit) all(visit func(*cell)) {
	for i := range u.cells {
		visit(&u.cells[i])
	}
	for r := range u.rows {
		for i := range u.rows[r] {
			visit(&u.rows[r][i])
		}
	}
}

// cell returns the cell of a field that is no question, nil where the paper has none.
func (u *unit) cell(name string) *cell { return find(u.cells, name, "") }

// value returns what stands in such a field, "" for nothing.
func (u *unit) value(name string) string {
	if c := u.cell(name); c != nil {
		return c.value()
	}
	return ""
}

func find(cells []cell, question, part string) *cell {
	i := slices.IndexFunc(cells, func(c cell) bool { return c.Spot.Question == question && c.Spot.Part == part })
	if i < 0 {
		return nil
	}
	return &cells[i]
}

// entry writes the unit as a sheet that was sent.
func (u *unit) entry() sheet.Entry {
	e := sheet.Entry{
		Language: string(u.leaf.layout.Languages[0]), Version: strconv.FormatInt(u.leaf.layout.Version, 10),
		Channel: string(sheet.Scan), Answers: u.fields(u.cells),
	}
	if u.value(paper.FieldFollow) != "" {
		e.Follows = sheet.Unknown
	}
	if n := u.value(paper.FieldShared); n != "1" {
		e.Shared = n
	}
	for _, row := range u.rows {
		e.Rows = append(e.Rows, u.fields(row))
	}
	return e
}

// fields writes the answers of cells.
func (u *unit) fields(cells []cell) sheet.Fields {
	all := sheet.Fields{}
	for i := range cells {
		c := &cells[i]
		q, known := u.form.Question(c.Spot.Question)
		if !known || len(c.values) == 0 || c.Spot.Part != "" {
			continue
		}
		all[q.Code] = slices.Clone(c.values)
	}
	for i := range cells {
		if c := &cells[i]; c.Spot.Part == paper.PartText && len(c.values) > 0 {
			u.specify(all, c)
		}
	}
	return all
}

// specify adds what is written beside a question's "other": the choice that it names takes that one's place.
func (u *unit) specify(all sheet.Fields, c *cell) {
	q, known := u.form.Question(c.Spot.Question)
	if !known {
		return
	}
	other := otherOf(q)
	code, isCode := NameIn(c.value())
	if !isCode {
		all[q.Code+sheet.SuffixText] = []string{c.value()}
		if len(all[q.Code]) == 0 && other != "" {
			all[q.Code] = []string{other}
		}
		return
	}
	rest := slices.DeleteFunc(slices.Clone(all[q.Code]), func(v string) bool { return v == other || v == code })
	all[q.Code] = append(rest, code)
}

// otherOf returns the code of a question's choice that stands for all without a box, "" where it has none.
func otherOf(q *form.Question) string {
	if q.List == nil {
		return ""
	}
	for _, c := range q.List.Choices {
		if c.Specify {
			return c.Code
		}
	}
	return ""
}

// at returns the cell that a problem concerns, nil when it is on none of the pages.
func (u *unit) at(wrong *problem.Error) *cell {
	cells, name := u.cells, wrong.Field
	if rep := u.form.Repeat(); rep != nil {
		rest, inside := strings.CutPrefix(name, rep.Code+".")
		number, inner, split := strings.Cut(rest, ".")
		if n, err := strconv.Atoi(number); inside && split && err == nil && n >= 1 && n <= len(u.rows) {
			cells, name = u.rows[n-1], inner
		}
		if name == rep.Code && len(u.rows) > 0 {
			return answered(u.form, u.rows[len(u.rows)-1])
		}
	}
	if name == sheet.FieldDate {
		return u.dateCell()
	}
	text := find(cells, name, paper.PartText)
	if text != nil && text.used() && wrong.Key != "sheet.required" && wrong.Key != "sheet.unasked" {
		return text
	}
	return find(cells, name, "")
}

// answered returns the first answer of a row, nil where it has none.
func answered(f *form.Form, row []cell) *cell {
	i := slices.IndexFunc(row, func(c cell) bool { return insideOf(f, c) && c.used() })
	if i < 0 {
		return nil
	}
	return &row[i]
}

// dateCell returns the cell where the date of the unit can be mended.
func (u *unit) dateCell() *cell {
	names := []string{paper.FieldDate, paper.FieldDay, paper.FieldMonth, paper.FieldWeek10, paper.FieldWeek1}
	for _, name := range names {
		if c := u.cell(name); c != nil && c.used() {
			return c
		}
	}
	for _, name := range names {
		if c := u.cell(name); c != nil {
			return c
		}
	}
	return nil
}
