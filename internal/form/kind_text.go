package form

import "releve/internal/problem"

// textKind is a free text, short (one line) or long.
type textKind struct {
	name  string
	usual int // most signs where the file does not say
}

func (k textKind) Name() string { return k.name }

func (textKind) Read(q *Question, raw Raw) (Answer, *problem.Error) {
	sent, wrong := raw.one()
	if wrong != nil {
		return Answer{}, wrong
	}
	text, wrong := readText(sent, q.MaxLength)
	return Answer{Text: text}, wrong
}

func (textKind) Write(_ *Question, a Answer) Raw {
	if a.Text == "" {
		return Raw{}
	}
	return Raw{Values: []string{a.Text}}
}

func (textKind) members() []string { return []string{"max_length", "default"} }

func (k textKind) check(q *Question, complain complaint) {
	if q.MaxLength == 0 {
		q.MaxLength = k.usual
	}
	if q.MaxLength < 1 || q.MaxLength > maxText {
		complain("form.question.length", problem.Args{"most": maxText})
		return
	}
	checkDefault(q, complain)
}
