package sqlite

import (
	"fmt"
	"strconv"
	"strings"

	"releve/internal/form"
)

// plan says where the answers to each question of a version of a form stand in a record.
type plan struct {
	form  *form.Form
	sheet []slot // questions of the sheet
	row   []slot // questions of its repeat
}

// slot is where the answer to one question stands.
type slot struct {
	code   string // the question's
	pair   string // "code=" before each code, in a column that several questions share; else ""
	column int    // none: in rest
	exact  int    // column of exact minutes; none: in rest
	shape  shape
}

// shape is what the main part of an answer is.
type shape uint8

// The shapes. An answer's text beside codes and its exact minutes come on top.
const (
	oneCode shape = iota + 1
	someCodes
	freeText
	wholeNumber
)

// Names of the parts of an answer in rest: those of the interchange layout.
const (
	partText    = ".text"
	partMinutes = ".minutes"
)

// newPlan makes the plan of a form.
func newPlan(f *form.Form) (*plan, error) {
	p := &plan{form: f}
	columnOf, taken := roleColumns(), map[int]bool{}
	for q, inside := range f.All() {
		s := slot{code: q.Code, column: none, exact: none, shape: shapeOf(q.Kind.Name())}
		if s.shape == 0 {
			return nil, fmt.Errorf("plan form: kind %s has no place in the store", q.Kind.Name())
		}
		if column, ok := columnOf[q.Role]; ok && (column == colChannelTried || !taken[column]) {
			s.column, taken[column] = column, true
		}
		switch s.column {
		case colChannelTried:
			s.pair = q.Code + "="
		case colMinutes:
			s.exact = colMinutesExact
		}
		if inside {
			p.row = append(p.row, s)
		} else {
			p.sheet = append(p.sheet, s)
		}
	}
	return p, nil
}

// shapeOf returns the shape of the answers of a kind of question, 0 for a kind that carries none.
func shapeOf(kind string) shape {
	switch kind {
	case "choice", "band":
		return oneCode
	case "multiple":
		return someCodes
	case "text", "longtext", "date":
		return freeText
	case "integer":
		return wholeNumber
	default:
		return 0
	}
}

// rest holds the parts of answers that have no column.
type rest map[string]string

// write puts an answer into a record. It refuses what it could not give back.
func (s *slot) write(a form.Answer, into record, more rest) error {
	main, ok := s.main(a)
	if !ok || a.Blank() {
		return fmt.Errorf("keep answer: %s holds what its kind of question has not", s.code)
	}
	switch {
	case main == "":
	case s.column == none:
		more[s.code] = main
	case s.pair != "" && into[s.column] != nil:
		into[s.column] = text(into[s.column]) + " " + main
	default:
		into[s.column] = main
	}
	if s.shape == freeText || s.shape == wholeNumber {
		return nil
	}
	if a.Text != "" {
		more[s.code+partText] = a.Text
	}
	switch {
	case !a.Numbered:
	case s.exact == none:
		more[s.code+partMinutes] = strconv.FormatInt(a.Number, 10)
	default:
		into[s.exact] = a.Number
	}
	return nil
}

// main writes the main part of an answer; false when the answer has parts that its shape has not.
func (s *slot) main(a form.Answer) (string, bool) {
	switch s.shape {
	case freeText:
		return a.Text, len(a.Codes) == 0 && !a.Numbered
	case wholeNumber:
		return strconv.FormatInt(a.Number, 10), a.Numbered && len(a.Codes) == 0 && a.Text == ""
	case oneCode:
		if len(a.Codes) > 1 {
			return "", false
		}
	case someCodes:
	}
	for _, c := range a.Codes {
		if c == "" || strings.ContainsAny(c, " =") {
			return "", false
		}
	}
	if s.pair != "" && len(a.Codes) > 0 {
		return s.pair + strings.Join(a.Codes, " "+s.pair), true
	}
	return strings.Join(a.Codes, " "), true
}

// read takes an answer out of a record; it is blank where none was kept.
func (s *slot) read(from record, more rest) (form.Answer, error) {
	main := more[s.code]
	if s.column != none {
		main = text(from[s.column])
	}
	var a form.Answer
	switch s.shape {
	case freeText:
		return form.Answer{Text: main}, nil
	case wholeNumber:
		return number(main)
	case oneCode, someCodes:
		a.Codes = s.codes(main)
	}
	if len(more) > 0 {
		a.Text = more[s.code+partText]
	}
	if s.exact != none {
		a.Number, a.Numbered = from[s.exact].(int64)
		return a, nil
	}
	if minutes := more[s.code+partMinutes]; minutes != "" {
		n, err := number(minutes)
		a.Number, a.Numbered = n.Number, n.Numbered
		return a, err
	}
	return a, nil
}

// codes reads codes: one, several separated by a space, or in pairs with their question.
func (s *slot) codes(main string) []string {
	switch {
	case main == "":
		return nil
	case s.pair == "" && s.shape == oneCode:
		return []string{main}
	case s.pair == "":
		return strings.Split(main, " ")
	}
	var found []string
	for pair := range strings.SplitSeq(main, " ") {
		if c, own := strings.CutPrefix(pair, s.pair); own {
			found = append(found, c)
		}
	}
	return found
}

func number(s string) (form.Answer, error) {
	if s == "" {
		return form.Answer{}, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return form.Answer{Number: n, Numbered: true}, err
}

// text returns the text of a column, "" for NULL.
func text(v any) string {
	s, _ := v.(string)
	return s
}
