package interchange

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"releve/internal/problem"
	"releve/internal/sheet"
)

// Limits of what is told about a file.
const (
	mostRefusals = 100 // the rest is counted
	mostShown    = 40  // signs of a value
	hidden       = "…" // stands for what is not shown
)

// refusals gathers what is wrong with a file.
type refusals struct {
	found []refusal
	more  int
	at    func(object int) int // line of a JSON file on which an object begins; nil for files of lines
}

type refusal struct {
	line  int
	wrong *problem.Error
}

// add notes a problem of a line; 0 stands for the file as a whole.
func (r *refusals) add(line int, wrong *problem.Error) {
	if len(r.found) >= mostRefusals {
		r.more++
		return
	}
	r.found = append(r.found, refusal{line: line, wrong: wrong})
}

// shown returns the line of the file that people are told.
func (r *refusals) shown(line int) string {
	if r.at != nil {
		line = r.at(line)
	}
	return strconv.Itoa(line)
}

// place names a line for a person, a JSON file's object with the line on which it begins.
func (r *refusals) place(line int) *problem.Error {
	if r.at == nil {
		return problem.New(problem.Invalid, "import.place.line", problem.Args{"line": r.shown(line)})
	}
	return problem.New(problem.Invalid, "import.place.object", problem.Args{"object": strconv.Itoa(line), "line": r.shown(line)})
}

// line notes why a line as a whole is refused.
func (r *refusals) line(line int, reason *problem.Error) {
	args := problem.Args{"line": r.shown(line), "where": r.place(line), "reason": reason}
	r.add(line, problem.New(reason.Kind, "import.line", args))
}

// cell notes why a value is refused. Nothing of a personal identifier is repeated, neither as the value nor by the
// reason.
func (r *refusals) cell(line int, column, value string, reason *problem.Error) {
	seen := shown(value)
	args := problem.Args{
		"line": r.shown(line), "where": r.place(line), "column": column, "reason": discreet(reason, seen == hidden),
	}
	key := "import.cell.bare"
	if seen != "" && seen != hidden {
		key, args["value"] = "import.cell", seen
	}
	r.add(line, problem.New(reason.Kind, key, args).At(column))
}

// list returns the problems in the order of the file.
func (r *refusals) list() problem.List {
	slices.SortStableFunc(r.found, func(a, b refusal) int { return cmp.Compare(a.line, b.line) })
	list := make(problem.List, 0, len(r.found)+1)
	for _, f := range r.found {
		list = append(list, f.wrong)
	}
	if r.more > 0 {
		list = append(list, problem.New(problem.Invalid, "import.more", problem.Args{"n": r.more}))
	}
	return list
}

// discreet returns a reason whose arguments may be shown. Where the value holds an identifier, so may any piece of
// it that the reason repeats. The guard's own sentences hold none, under other names.
func discreet(reason *problem.Error, private bool) *problem.Error {
	told := *reason
	told.Args = make(problem.Args, len(reason.Args))
	for name, value := range reason.Args {
		s, ok := value.(string)
		switch {
		case ok && (private && name == argValue || sheet.Private(s)):
			value = hidden
		case ok && name == argValue:
			value = shown(s)
		}
		told.Args[name] = value
	}
	return &told
}

// argValue is the argument under which reasons repeat what was sent.
const argValue = "value"

// shown returns what of a value a message may repeat: nothing of a text with an identifier, else its first signs,
// on one line and without any that could steer a terminal.
func shown(value string) string {
	line := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError || !unicode.IsGraphic(r):
			return -1
		}
		return r
	}, value)
	line = strings.TrimSpace(line)
	if sheet.Private(value) || sheet.Private(line) {
		return hidden
	}
	if utf8.RuneCountInString(line) <= mostShown {
		return line
	}
	return string([]rune(line)[:mostShown-1]) + hidden
}
