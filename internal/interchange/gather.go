package interchange

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// gather adds a line to its sheet. A sheet without a repeat is whole with its first line and read at once; others
// wait for the end of the file, for their lines may stand anywhere.
func (r *reader) gather(plan *reading, ln Line) error {
	number := r.rowNumber(plan, ln)
	id, again, err := r.identify(ln)
	switch {
	case errors.Is(err, errNoID):
		return nil
	case err != nil:
		return err
	case again:
		r.another(r.sheets[id], row{number: number, line: ln.Number, values: ln.Values})
		return nil
	}
	g := &gathered{id: id, place: len(r.file.Sheets), plan: plan, line: ln.Number, values: ln.Values}
	g.rows = []row{{number: number, line: ln.Number, values: ln.Values}}
	r.sheets[id] = g.place
	r.file.Sheets = append(r.file.Sheets, nil)
	r.file.Lines = append(r.file.Lines, ln.Number)
	if plan.repeat == "" {
		r.read(g)
	} else {
		r.waiting[g.place] = g
	}
	return nil
}

// errNoID says that a line's id cannot be read, which was noted.
var errNoID = errors.New("no id")

// identify returns the id of a line's sheet, a new one where there is none, and whether the file had it before.
func (r *reader) identify(ln Line) (id sheet.ID, again bool, err error) {
	sent := r.own(ln.Values, sheet.FieldID)
	if sent == "" {
		r.made++
		id, err = sheet.NewID(r.options.Random)
		return id, false, err
	}
	id, wrong := sheet.ParseID(sent)
	if wrong != nil {
		r.refuse(ln.Number, ln.Values, sheet.FieldID, problem.New(problem.Invalid, "import.id", nil))
		return id, false, errNoID
	}
	_, again = r.sheets[id]
	return id, again, nil
}

// unread is the number of a row whose `_row` cannot be read.
const unread = -1

// rowNumber reads `_row`; blank is 1.
func (r *reader) rowNumber(plan *reading, ln Line) int {
	sent := r.own(ln.Values, colRow)
	if sent == "" {
		return 1
	}
	n, err := strconv.Atoi(sent)
	switch {
	case err != nil || n < 0:
		r.refuse(ln.Number, ln.Values, colRow, problem.New(problem.Invalid, "import.row", nil))
	case plan.repeat == "" && n != 1:
		r.refuse(ln.Number, ln.Values, colRow, problem.New(problem.Invalid, "import.row.single", nil))
	default:
		return n
	}
	return unread
}

// another adds a further line to a sheet that the file had before.
func (r *reader) another(place int, added row) {
	g, ok := r.waiting[place]
	if !ok {
		args := problem.Args{"row": strconv.Itoa(added.number), "other": r.wrong.shown(r.file.Lines[place])}
		r.refuse(added.line, added.values, sheet.FieldID, problem.New(problem.Invalid, "import.row.twice", args))
		return
	}
	for i, c := range r.header {
		if c.use == useNothing || c.use == useNameless || c.name == colRow || c.name == sheet.FieldID || g.plan.inside[i] {
			continue
		}
		if !same(g.values[i], added.values[i]) {
			args := problem.Args{"other": r.wrong.shown(g.line)}
			r.refuse(added.line, added.values, c.name, problem.New(problem.Invalid, "import.differs", args))
		}
	}
	g.rows = append(g.rows, added)
}

// same compares cells as they would be stored.
func same(a, b string) bool {
	if a == b {
		return true
	}
	a, _ = locale.Clean(a)
	b, _ = locale.Clean(b)
	return a == b
}

// read reads a sheet whose lines are all there and puts it into its place.
func (r *reader) read(g *gathered) {
	r.number(g)
	before := len(r.wrong.found) + r.wrong.more
	own := r.readOwn(g)
	e := sheet.Entry{
		ID:        g.id.String(),
		Date:      r.own(g.values, sheet.FieldDate),
		Precision: r.own(g.values, colPrecision),
		Language:  r.language(g),
		Follows:   r.own(g.values, sheet.FieldFollows),
		Shared:    r.own(g.values, sheet.FieldShared),
		Answers:   r.answers(g.values, r.fields, func(i int) bool { return !g.plan.inside[i] }),
		Rows:      r.rowAnswers(g),
	}
	s, err := sheet.Read(g.plan.form, e, time.Time{})
	if err != nil {
		for _, wrong := range problem.All(err) {
			r.refuseAnswer(g, wrong)
		}
		return
	}
	if len(r.wrong.found)+r.wrong.more > before {
		return
	}
	s.Participant, s.Worker = own.Participant, own.Worker
	s.ReceivedAt, s.Channel, s.Status, s.Reason = own.ReceivedAt, own.Channel, own.Status, own.Reason
	r.file.Sheets[g.place] = s
}

// number puts the lines of a sheet in the order of their `_row`, which must be 1 to n, or 0 alone.
func (r *reader) number(g *gathered) {
	slices.SortStableFunc(g.rows, func(a, b row) int { return cmp.Compare(a.number, b.number) })
	if g.rows[0].number == unread {
		return
	}
	want := 1
	for i, row := range g.rows {
		before := g.rows[max(i-1, 0)]
		refuse := func(key string, args problem.Args) {
			r.refuse(row.line, row.values, colRow, problem.New(problem.Invalid, key, args))
		}
		switch {
		case i > 0 && row.number == before.number:
			refuse("import.row.twice", problem.Args{"row": strconv.Itoa(row.number), "other": r.wrong.shown(before.line)})
		case i > 0 && before.number == 0:
			refuse("import.row.zero", problem.Args{"other": r.wrong.shown(before.line)})
		case row.number > want:
			refuse("import.row.hole", problem.Args{"row": strconv.Itoa(want)})
		}
		want = row.number + 1
	}
	if none := g.rows[0]; none.number == 0 {
		for i, inside := range g.plan.inside {
			if inside && strings.TrimSpace(none.values[i]) != "" {
				r.refuse(none.line, none.values, r.header[i].name, problem.New(problem.Invalid, "import.row.none", nil))
			}
		}
	}
}

// rowAnswers returns what the lines say inside the repeat, nil for a sheet without repeated rows.
func (r *reader) rowAnswers(g *gathered) []sheet.Fields {
	if g.plan.repeat == "" || g.rows[0].number == 0 {
		return nil
	}
	rows := make([]sheet.Fields, len(g.rows))
	for i, row := range g.rows {
		rows[i] = r.answers(row.values, sheet.Fields{}, func(i int) bool { return g.plan.inside[i] })
	}
	return rows
}

// answers fills in the answers of the columns that count; the fields hold slices of the values.
func (r *reader) answers(values []string, fields sheet.Fields, counts func(column int) bool) sheet.Fields {
	clear(fields)
	for i, c := range r.header {
		if c.use == useAnswer && values[i] != "" && counts(i) {
			fields[c.name] = values[i : i+1 : i+1]
		}
	}
	return fields
}

// refuseAnswer tells a problem of a sheet at its line and column.
func (r *reader) refuseAnswer(g *gathered, wrong *problem.Error) {
	at, name := g.rows[0], wrong.Field
	if inner, ok := strings.CutPrefix(name, g.plan.repeat+"."); ok && g.plan.repeat != "" {
		number, rest, _ := strings.Cut(inner, ".")
		if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= len(g.rows) {
			at, name = g.rows[n-1], rest
		}
	}
	switch {
	case name == sheet.FieldDate && wrong.Key == "sheet.precision":
		name = colPrecision
	case name == g.plan.repeat:
		name = colRow
	case wrong.Key == "sheet.required" && r.lacks(name):
		if r.once(name) {
			r.wrong.add(r.headed, problem.New(problem.Invalid, "import.column.required", problem.Args{"column": name}))
		}
		return
	default:
		name = beside(g.plan, name, wrong.Key)
	}
	r.refuse(at.line, at.values, name, wrong)
}

// lacks says whether the file has no column of that name.
func (r *reader) lacks(name string) bool {
	_, ok := r.at[name]
	return !ok
}

// beside returns the column that a problem of a question is about: the answer, the text or the minutes beside it.
func beside(p *reading, code, key string) string {
	q, ok := p.form.Question(code)
	switch {
	case !ok:
		return code
	case strings.HasPrefix(key, "answer.minutes"):
		return code + sheet.SuffixMinutes
	case q.List != nil && (strings.HasPrefix(key, "answer.specify") || strings.HasPrefix(key, "answer.text") || strings.HasPrefix(key, "guard.")):
		return code + sheet.SuffixText
	default:
		return code
	}
}
