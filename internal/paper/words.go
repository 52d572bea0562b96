package paper

import (
	"strconv"
	"strings"

	"releve/internal/form"
	"releve/internal/locale"
)

// Hint returns what a sheet says below a question: whether it may be left out, when it is asked, how it is answered.
func (p *Printer) Hint(f *form.Form, q *form.Question, tag locale.Tag) string {
	k := &composer{form: f, words: p.words}
	words := p.words.Printer(tag)
	if q.Answerable() && !q.Required {
		return strings.TrimSpace(capital(words.Text("paper.optional", nil)) + ". " + k.hint(q, words))
	}
	return k.hint(q, words)
}

// Row returns what a row of a form's repeat is called, from 1: "Demande 1".
func Row(f *form.Form, n int, tag locale.Tag) string {
	return capital(noun(f.RowNoun, tag)) + " " + strconv.Itoa(n)
}

// Label returns what stands beside the box of a choice or a band of a question.
func Label(q *form.Question, code string, tag locale.Tag) string {
	whole, _ := labelOf(q, code)(tag)
	return whole
}
