package scan

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// assemble makes sheets of the pages that are used. What is not known yet, and what the form refuses, waits for a person.
func (w *Work) assemble() {
	for _, l := range w.leaves() {
		f, _ := w.Campaign.FormVersion(l.layout.Version)
		if lost := l.missing(); len(lost) > 0 && !l.kept() {
			w.tear(l, lost, nil)
			continue
		}
		var units []*unit
		if l.layout.Kind == paper.Slip {
			units = []*unit{w.slip(l, f)}
		} else {
			units = w.tally(l, f)
		}
		for _, u := range units {
			w.finish(u)
		}
	}
}

// tear notes a sheet that lacks something that is on none of its pages.
func (w *Work) tear(l *leaf, lost []int, wrong *problem.Error) {
	w.Torn = append(w.Torn, Torn{Images: l.pages, Missing: lost, Wrong: wrong})
	for _, img := range l.pages {
		w.wait(img)
	}
}

// slip makes the unit of a slip: all its pages are one sheet; its numbered fields are rows of the form's repeat.
func (w *Work) slip(l *leaf, f *form.Form) *unit {
	u := &unit{leaf: l, form: f, image: l.pages[0]}
	rows := map[int][]cell{}
	var numbers []int
	for _, img := range l.pages {
		for i := range img.Page.Fields {
			c := w.cellOf(img, i)
			n := c.Spot.Line
			if n == 0 || f.Repeat() == nil {
				u.cells = append(u.cells, c)
				continue
			}
			if rows[n] == nil {
				numbers = append(numbers, n)
			}
			rows[n] = append(rows[n], c)
		}
	}
	slices.Sort(numbers)
	u.forgive(u.cells)
	for _, n := range numbers {
		u.forgive(rows[n])
		if slices.ContainsFunc(rows[n], func(c cell) bool { return c.used() || c.waits }) {
			u.rows = append(u.rows, rows[n])
		}
	}
	return u
}

// tally makes a unit of every line of a tally that counts: one on which anything stands and that is not cancelled. A line
// of the same call as the one above it becomes a row of that one's sheet.
func (w *Work) tally(l *leaf, f *form.Form) []*unit {
	var units []*unit
	for _, img := range l.pages {
		head, lines, numbers := w.linesOf(img)
		cancelled := false // the line above, and nobody knows whose call it was
		for _, n := range numbers {
			line := cancelFirst(lines[n])
			same, goesOn := mark(line, paper.FieldSame)
			switch _, void := mark(line, paper.FieldVoid); {
			case void:
				cancelled = cancelled || !goesOn
				continue
			case !slices.ContainsFunc(line, func(c cell) bool { return c.used() || c.waits }):
				continue
			case goesOn && len(units) > 0:
				w.goOn(units[len(units)-1], line)
				if cancelled && !same.decided() {
					units[len(units)-1].waits = true
					w.refuse(same, problem.New(problem.Invalid, "scan.same.void", nil))
				}
			default:
				u := newLine(&unit{leaf: l, form: f, image: img, line: n, waits: goesOn}, head, line)
				if units = append(units, u); goesOn {
					w.refuse(same, problem.New(problem.Invalid, "scan.same.first", nil))
				}
			}
			cancelled = false
		}
	}
	return units
}

// cancelFirst lets a line wait for nothing else while it is not known whether it is cancelled.
func cancelFirst(line []cell) []cell {
	if void := find(line, paper.FieldVoid, ""); void != nil && void.waits {
		for i := range line {
			line[i].waits = &line[i] == void
		}
	}
	return line
}

// mark returns the cell of a single box on a line, nil where the paper has none, and whether it is crossed.
func mark(line []cell, name string) (c *cell, crossed bool) {
	c = find(line, name, "")
	return c, c != nil && c.value() != ""
}

// newLine gives a unit the cells of its line, and those of the whole page. What a repeat asks is its first row.
func newLine(u *unit, head, line []cell) *unit {
	u.cells = append(slices.Clone(head), line...)
	if u.form.Repeat() == nil {
		u.forgive(u.cells)
		return u
	}
	u.cells = slices.DeleteFunc(u.cells, func(c cell) bool { return insideOf(u.form, c) })
	u.forgive(u.cells)
	row := u.rowOf(line)
	if slices.ContainsFunc(row, func(c cell) bool { return insideOf(u.form, c) && (c.used() || c.waits) }) {
		u.rows = [][]cell{row}
	}
	return u
}

// goOn adds a line to the sheet of a line above it. What it says of the whole sheet stands on the first line: a person
// looks at what is not the same.
func (w *Work) goOn(u *unit, line []cell) {
	for i := range line {
		c := &line[i]
		q, isQuestion := u.form.Question(c.Spot.Question)
		if !isQuestion || u.form.InRepeat(q) || !c.waits && len(c.values) == 0 {
			continue
		}
		first := find(u.cells, c.Spot.Question, c.Spot.Part)
		switch {
		case c.waits:
			u.waits = true
			w.ask(c.Item)
		case first != nil && !first.waits && !slices.Equal(first.values, c.values):
			u.waits = true
			w.refuse(c, problem.New(problem.Invalid, "scan.same.other", nil))
		}
	}
	u.rows = append(u.rows, u.rowOf(line))
}

// linesOf returns the cells of a page: those that belong to all of it, and those of its lines.
func (w *Work) linesOf(img *Image) (head []cell, lines map[int][]cell, numbers []int) {
	lines = map[int][]cell{}
	for i := range img.Page.Fields {
		c := w.cellOf(img, i)
		n := c.Spot.Line
		switch {
		case n == 0:
			head = append(head, c)
			continue
		case lines[n] == nil:
			numbers = append(numbers, n)
		}
		lines[n] = append(lines[n], c)
	}
	slices.Sort(numbers)
	return head, lines, numbers
}

// rowOf returns the cells of a line that belong to a row, and what stands beside them.
func (u *unit) rowOf(line []cell) []cell {
	row := slices.DeleteFunc(slices.Clone(line), func(c cell) bool {
		q, isQuestion := u.form.Question(c.Spot.Question)
		return isQuestion && !u.form.InRepeat(q)
	})
	u.forgive(row)
	return row
}

// forgive lets nobody wait for cells that are blank because their questions are not asked.
func (u *unit) forgive(cells []cell) {
	for i := range cells {
		if u.unasked(&cells[i]) {
			cells[i].waits = false
		}
	}
}

// unasked says whether a field is blank whose question, or the repeat it stands in, is not asked for what the unit says:
// the layout tells only that it must be filled in where it is asked.
func (u *unit) unasked(c *cell) bool {
	q, isQuestion := u.form.Question(c.Spot.Question)
	if !isQuestion || !c.waits || len(c.Reading.Values) > 0 || !slices.Equal(c.Reading.Doubts, []string{DoubtBlank}) {
		return false
	}
	said := func(code string) form.Answer {
		if above := find(u.cells, code, ""); above != nil {
			return form.Answer{Codes: above.values}
		}
		return form.Answer{}
	}
	known := func(q *form.Question) bool {
		return !slices.ContainsFunc(q.AskIf, func(when form.Condition) bool {
			above := find(u.cells, when.Question, "")
			return above == nil || above.waits || above.illegible
		})
	}
	unasked := func(q *form.Question) bool { return known(q) && !q.Asked(said) }
	return unasked(q) || u.form.InRepeat(q) && unasked(u.form.Repeat())
}

func insideOf(f *form.Form, c cell) bool {
	q, isQuestion := f.Question(c.Spot.Question)
	return isQuestion && f.InRepeat(q)
}

// finish reads a unit as a sheet, or says what a person has to look at.
func (w *Work) finish(u *unit) {
	u.all(func(c *cell) {
		if c.waits {
			u.waits = true
			w.ask(c.Item)
		}
	})
	if u.waits {
		return
	}
	s, origin, err := w.read(u)
	if err != nil {
		w.refused(u, err)
		return
	}
	w.Sheets, w.Origins = append(w.Sheets, s), append(w.Origins, origin)
	u.all(func(c *cell) {
		if c.acceptable() {
			w.accepted = append(w.accepted, c.Item)
		}
	})
}

// acceptable says whether a field's reading was accepted by the program alone, and says something: a question's, or a mark.
func (c *cell) acceptable() bool {
	if c.Spot.Fill == paper.Write || len(c.Reading.Doubts) > 0 || c.decided() {
		return false
	}
	return c.Spot.Question[0] != '_' || len(c.Reading.Values) > 0
}

// ask puts a field into the queue, once: what stands at the head of a page belongs to all its lines.
func (w *Work) ask(i Item) {
	w.wait(i.Image)
	if at := (place{i.Image.ID, i.Field}); !w.queued[at] {
		w.queued[at] = true
		w.Queue = append(w.Queue, i)
	}
}

// refuse puts a field into the queue with the reason why what it says cannot stand.
func (w *Work) refuse(c *cell, wrong *problem.Error) {
	i := c.Item
	i.Wrong = wrong
	w.ask(i)
}

// refused puts the fields into the queue that an error names.
func (w *Work) refused(u *unit, err error) {
	for _, wrong := range problem.All(err) {
		if c := u.at(wrong); c != nil {
			w.refuse(c, wrong)
		} else {
			w.tear(u.leaf, u.leaf.missing(), wrong)
		}
	}
}

// read reads a unit whose cells are all known.
func (w *Work) read(u *unit) (*sheet.Sheet, campaign.Origin, error) {
	origin := campaign.Origin{
		Layout: u.leaf.layout.Number, Serial: u.leaf.serial, Page: u.image.Page.Code.Page, Line: u.line, Pile: w.Batch.ID,
	}
	e := u.entry()
	e.ID = w.sheetID(u.image.ID, u.line).String()
	date, precision, wrong := w.dated(u)
	if wrong != nil {
		return nil, origin, wrong
	}
	e.Date, e.Precision = date, string(precision)
	participant, worker := w.whose(u.leaf)
	e.Worker = worker
	s, err := sheet.Read(u.form, e, w.Batch.Made)
	if err != nil {
		return nil, origin, err //nolint:wrapcheck // problems, told at their fields
	}
	s.Channel, s.Participant = sheet.Scan, participant
	return s, origin, nil
}

// whose returns the service of a leaf and the pad that it was torn from: what its copies were printed for goes before what
// the batch says.
func (w *Work) whose(l *leaf) (participant, worker string) {
	i := slices.IndexFunc(w.Runs, func(r paper.Run) bool {
		return r.Layout == l.layout.Number && l.serial >= r.First && l.serial < r.First+r.Copies && l.serial > 0
	})
	if i < 0 {
		return w.Batch.Participant, ""
	}
	if p := w.Runs[i].Participant; p != "" {
		return p, w.Runs[i].Worker
	}
	return w.Batch.Participant, w.Runs[i].Worker
}

// sheetID names the sheet of a page and line in this closing of the batch: the same whenever it is worked out, another one
// after the batch was opened again.
func (w *Work) sheetID(image int64, line int) sheet.ID {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d/%d/%d", w.Batch.ID, image, line, w.Batch.Closings))
	var id sheet.ID
	copy(id[:], sum[:])
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return id
}
