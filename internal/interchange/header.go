package interchange

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"releve/internal/problem"
	"releve/internal/sheet"
)

// column is a column of a file that is read.
type column struct {
	name     string
	question string // code of its question
	use      use
}

// use says what a column is read for.
type use uint8

// The uses of a column.
const (
	useNothing  use = iota // ignored: told by other columns, or refused
	useNameless            // has no name, so that nothing may stand in it
	useAnswer
	useOwn
)

// head reads the names of the columns.
func (r *reader) head(ln Line) error {
	names := ln.Values
	for len(names) > 0 && strings.TrimSpace(names[len(names)-1]) == "" {
		names = names[:len(names)-1]
	}
	if len(names) > mostColumns {
		r.wrong.add(ln.Number, problem.New(problem.TooLarge, "import.columns", problem.Args{"n": len(names), "most": mostColumns}))
		return errStop
	}
	r.headed = ln.Number
	known := r.layout.known()
	for i, cell := range names {
		name := strings.TrimSpace(Bare(cell))
		c, ok := known[name]
		_, twice := r.at[name]
		switch {
		case name == "":
			c = column{use: useNameless}
		case !ok:
			r.wrong.add(ln.Number, problem.New(problem.Invalid, "import.column.unknown", problem.Args{"column": shown(name)}))
			c.name = shown(name)
		case twice:
			r.wrong.add(ln.Number, problem.New(problem.Invalid, "import.column.double", problem.Args{"column": name}))
			c.use = useNothing
		default:
			r.at[name] = i
		}
		r.header = append(r.header, c)
	}
	if _, ok := r.at[sheet.FieldDate]; !ok {
		r.wrong.add(ln.Number, problem.New(problem.Invalid, "import.column.date", problem.Args{"column": sheet.FieldDate}))
	}
	return nil
}

// known returns every column that a file may have, by name.
func (l *Layout) known() map[string]column {
	known := map[string]column{}
	for _, s := range l.questions {
		for _, name := range s.names() {
			known[name] = column{name: name, question: s.code, use: useAnswer}
		}
		for _, choice := range s.choices {
			name := s.code + "/" + choice
			known[name] = column{name: name}
		}
	}
	for _, name := range ownColumns() {
		known[name] = column{name: name, use: useOwn}
	}
	known[colFirst] = column{name: colFirst}
	return known
}

// shape brings a line to the width of the header, takes the apostrophes away that guard against formulas, and
// refuses what a line cannot be.
func (r *reader) shape(ln *Line) bool {
	if n, want := len(ln.Values), len(r.header); n < want {
		r.wrong.line(ln.Number, problem.New(problem.Invalid, "import.cells", problem.Args{"n": n, "want": want}))
		return false
	}
	fits := true
	for i, v := range ln.Values {
		switch {
		case v == "":
		case i >= len(r.header) || r.header[i].use == useNameless:
			if strings.TrimSpace(v) == "" {
				continue
			}
			args := problem.Args{"place": strconv.Itoa(i + 1)}
			r.wrong.line(ln.Number, problem.New(problem.Invalid, "import.cell.nameless", args))
			return false
		case len(v) > mostSigns && utf8.RuneCountInString(v) > mostSigns:
			args := problem.Args{"most": mostSigns}
			r.wrong.cell(ln.Number, r.header[i].name, "", problem.New(problem.TooLarge, "import.cell.long", args))
			fits = false
		case !r.bare:
			ln.Values[i] = Bare(v)
		}
	}
	ln.Values = ln.Values[:len(r.header)]
	return fits
}

// own returns the value of a column that is not an answer, "" where the file does not have it.
func (r *reader) own(values []string, name string) string {
	i, ok := r.at[name]
	if !ok {
		return ""
	}
	return strings.TrimSpace(values[i])
}

// refuse notes why the value of a column is refused. A column that the file lacks is told once.
func (r *reader) refuse(line int, values []string, name string, reason *problem.Error) {
	i, ok := r.at[name]
	switch {
	case ok:
		r.wrong.cell(line, name, values[i], reason)
	case r.once(name + reason.Key):
		r.wrong.cell(line, name, "", reason)
	}
}

// versions returns the published versions, for a message.
func (r *reader) versions() string {
	var known []string
	for _, f := range r.layout.campaign.Forms {
		known = append(known, strconv.FormatInt(f.Version, 10))
	}
	return strings.Join(known, ", ")
}

func empty(values []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return strings.TrimSpace(v) != "" })
}
