package sheet

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"releve/internal/form"
)

// Fields are values by name as they were sent, before anything is read: `inst`, `inst.text`, `dur.minutes`.
type Fields map[string][]string

// Entry is a sheet as it was sent: the same for a posted form, a JSON body and the lines of a file.
type Entry struct {
	ID, Date, Precision, Language, Worker, Version, Channel, Follows, Shared string

	Answers Fields
	Rows    []Fields
}

// Names of the fields of a posted form that are not answers.
const (
	FieldID           = "_id"
	FieldDate         = "_date"
	FieldLanguage     = "_language"
	FieldVersion      = "_version"
	FieldFollows      = "_follows"
	FieldShared       = "_shared"
	FieldNoService    = "_noservice"
	FieldAnotherRow   = "_more"
	FieldPageLanguage = "_lang" // a button: show the page in another language
)

// FromValues gathers a posted form. Rows of a repeat are named `demands.2.theme`; rows with nothing in them are
// left out, so that an unused block of the page is not a row. Names that begin with an underscore and are
// unknown are passed over; other unknown names are kept, so that Read refuses them.
func FromValues(f *form.Form, values map[string][]string) Entry {
	first := func(name string) string {
		if v := values[name]; len(v) > 0 {
			return v[0]
		}
		return ""
	}
	e := Entry{
		ID: first(FieldID), Date: first(FieldDate), Language: first(FieldLanguage), Version: first(FieldVersion),
		Follows: first(FieldFollows), Shared: first(FieldShared), Answers: make(Fields, len(values)),
	}
	repeat := f.Repeat()
	rows := map[int]Fields{}
	for name, v := range values {
		if strings.HasPrefix(name, "_") {
			continue
		}
		row, inner, ok := rowField(repeat, name)
		switch {
		case !ok:
			e.Answers[name] = v
		case !blank(v):
			if rows[row] == nil {
				rows[row] = Fields{}
			}
			rows[row][inner] = v
		}
	}
	e.Rows = inOrder(rows)
	return e
}

// rowField splits `demands.2.theme` into the row and the name inside it. A row has one way to be written, so that no
// two fields of a form are the same.
func rowField(repeat *form.Question, name string) (row int, inner string, ok bool) {
	if repeat == nil {
		return 0, "", false
	}
	rest, found := strings.CutPrefix(name, repeat.Code+".")
	if !found {
		return 0, "", false
	}
	number, inner, found := strings.Cut(rest, ".")
	row, err := strconv.Atoi(number)
	return row, inner, found && err == nil && row > 0 && strconv.Itoa(row) == number
}

func blank(values []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return strings.TrimSpace(v) != "" })
}

func inOrder(rows map[int]Fields) []Fields {
	if len(rows) == 0 {
		return nil
	}
	numbers := make([]int, 0, len(rows))
	for n := range rows {
		numbers = append(numbers, n)
	}
	slices.SortFunc(numbers, cmp.Compare[int])
	out := make([]Fields, len(numbers))
	for i, n := range numbers {
		out[i] = rows[n]
	}
	return out
}
