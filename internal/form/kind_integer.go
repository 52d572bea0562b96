package form

import (
	"strconv"

	"releve/internal/problem"
)

// integerKind is a whole number between two limits.
type integerKind struct{}

func (integerKind) Name() string { return kindInteger }

func (integerKind) Read(q *Question, raw Raw) (Answer, *problem.Error) {
	s, wrong := raw.one()
	if wrong != nil || s == "" {
		return Answer{}, wrong
	}
	n, err := wholeNumber(squeeze(s))
	if err != nil {
		return Answer{}, problem.New(problem.Invalid, "answer.integer", problem.Args{"value": s})
	}
	if n < q.Min || n > q.Max {
		return Answer{}, problem.New(problem.Invalid, "answer.range", problem.Args{"least": q.Min, "most": q.Max})
	}
	return Answer{Number: n, Numbered: true}, nil
}

func (integerKind) Write(_ *Question, a Answer) Raw {
	if !a.Numbered {
		return Raw{}
	}
	return Raw{Values: []string{strconv.FormatInt(a.Number, 10)}}
}

func (integerKind) members() []string { return []string{"min", "max", "default"} }

// maxInteger is the largest number a question can ask for, and the limit where the file names none: every
// spreadsheet keeps it exactly.
const maxInteger = 999_999_999_999_999

func (integerKind) check(q *Question, complain complaint) {
	if q.Min > q.Max || q.Min < -maxInteger || q.Max > maxInteger {
		complain("form.question.limits", problem.Args{"least": q.Min, "most": q.Max, "limit": int64(maxInteger)})
		return
	}
	checkDefault(q, complain)
}
