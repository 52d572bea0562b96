package form

import (
	"strconv"

	"releve/internal/problem"
)

// bandKind is one band of minutes; where the question allows it, exact minutes stand beside the band or instead
// of it, and then the band follows from them.
type bandKind struct{}

func (bandKind) Name() string { return kindBand }

func (bandKind) Read(q *Question, raw Raw) (Answer, *problem.Error) {
	code, wrong := raw.one()
	if wrong != nil {
		return Answer{}, wrong
	}
	var a Answer
	if code != "" {
		b, ok := q.Bands.Band(code)
		if !ok {
			return Answer{}, unknown(code)
		}
		a.Codes = b.alone
	}
	return readExact(q, a, raw.Minutes)
}

// readExact adds exact minutes to a band. They must lie in it: a sheet that says "10 to 20 minutes" and "45" is
// not one that can be defended later.
func readExact(q *Question, a Answer, minutes string) (Answer, *problem.Error) {
	n, given, wrong := readMinutes(minutes)
	if wrong != nil || !given {
		return a, wrong
	}
	if !q.Exact {
		return Answer{}, problem.New(problem.Invalid, "answer.minutes.unasked", nil)
	}
	band := q.Bands.Holding(n)
	if len(a.Codes) > 0 && a.Codes[0] != band.Code {
		return Answer{}, problem.New(problem.Invalid, "answer.minutes.outside", problem.Args{"n": n})
	}
	return Answer{Codes: band.alone, Number: n, Numbered: true}, nil
}

func (bandKind) Write(_ *Question, a Answer) Raw {
	raw := Raw{Values: a.Codes}
	if a.Numbered {
		raw.Minutes = strconv.FormatInt(a.Number, 10)
	}
	return raw
}

func (bandKind) members() []string { return []string{"bands", "exact", "default"} }

func (bandKind) check(q *Question, complain complaint) {
	switch {
	case q.Bands != nil:
		checkDefault(q, complain)
	case !q.lost:
		complain("form.question.bands", nil)
	}
}

// Minutes returns the least, likeliest and most minutes that the answer to a band question stands for. Exact
// minutes are all three; an open band stands at its floor in all three. The last value says that the answer
// lies in an open band without exact minutes, so that it is a minimum.
func (q *Question) Minutes(a Answer) (m Span, open, ok bool) {
	if q.Bands == nil || a.Blank() {
		return Span{}, false, false
	}
	if a.Numbered {
		exact := float64(a.Number)
		return Span{exact, exact, exact}, false, true
	}
	b, known := q.Bands.Band(a.Code())
	if !known {
		return Span{}, false, false
	}
	return Span{b.Low, b.Value, b.High}, b.Open, true
}

// Span is a quantity known between limits, in minutes: least, likeliest, most.
type Span struct {
	Low, Mid, High float64
}
