// Package form reads and checks questionnaires and the kinds of question they use.
//
// A questionnaire is a file (see forms/): questions of a few kinds, lists of choices that are trees, bands
// of minutes, text in four languages. What a question means to the figures is its role; nothing downstream
// ever names a question.
package form

import (
	"iter"
	"slices"

	"releve/internal/locale"
)

// Form is one version of a questionnaire, with the lists and bands it uses. It is never changed after
// Library.Read or Decode returned it and may be shared between goroutines.
type Form struct {
	ID            string
	Version       int64       // yyyymmddrr
	Title         locale.Text // name of the questionnaire
	About         locale.Text // sentence printed on every artefact, empty when there is none
	ProcedureText locale.Text // "one procedure is…", the default of a campaign
	SheetNoun     Nouns       // what one sheet is called: fiche, appel
	RowNoun       Nouns       // what one row is called: démarche, demande
	Questions     []*Question // in the order of the page; one of them may be a repeat
	Groups        []Group     // default publication groups of the role institution
	Outcome       OutcomeMap  // default reading of the role outcome
	PaperGroups   []string    // default boxes of the role institution on paper, codes of its list; none: its first branches

	file      string
	line      int
	questions map[string]*Question
}

// Nouns holds the singular and plural of a noun in each language.
type Nouns map[locale.Tag]Noun

// Noun is a word in singular and plural.
type Noun struct {
	One, Other string
}

// Question is one question of a form, or a repeat that holds questions of its own.
type Question struct {
	Code      string
	Kind      Kind
	Role      Role // "" where the figures have no use for it
	Required  bool
	Short     locale.Text // heading of tables, charts and paper, at most 24 signs
	Label     locale.Text
	Hint      locale.Text // one line under the label
	Help      locale.Text // longer, unfolds
	List      *List       // choice, multiple
	Bands     *BandSet    // band
	Exact     bool        // band: exact minutes may stand beside it
	Default   string
	AskIf     []Condition // all must hold
	MaxLength int         // text, longtext: most signs
	Min, Max  int64       // integer: limits; repeat: least and most rows
	Questions []*Question // repeat

	line int
	lost bool // its kind, list or bands do not exist: what hangs on them cannot be judged
}

// Condition says when a question is asked: the answer to an earlier question is one of Is, or none of Not.
type Condition struct {
	Question string
	Is, Not  []string
}

// Group is a publication group: it gathers branches and codes of the institution tree under one name.
type Group struct {
	Code     string
	Label    locale.Text
	Footnote locale.Text // empty when there is none
	Members  []string    // codes of the tree; a branch stands for all below it
}

// OutcomeMap says how the codes of the role outcome count: success and failure make the base of the failure
// rate, apart stands outside of it and is reported beside it.
type OutcomeMap struct {
	Success, Failure, Apart []string
}

// Question returns the question with a code, of the sheet or of its repeat.
func (f *Form) Question(code string) (*Question, bool) {
	q, ok := f.questions[code]
	return q, ok
}

// Repeat returns the form's repeated part, nil when it has none.
func (f *Form) Repeat() *Question {
	for _, q := range f.Questions {
		if q.IsRepeat() {
			return q
		}
	}
	return nil
}

// All walks the questions that carry answers in the order of the form; the second value says that the
// question stands inside the repeat. Notes and the repeat itself carry none.
func (f *Form) All() iter.Seq2[*Question, bool] {
	return func(yield func(*Question, bool) bool) {
		for _, q := range f.Questions {
			if !walk(q, yield) {
				return
			}
		}
	}
}

func walk(q *Question, yield func(*Question, bool) bool) bool {
	if !q.IsRepeat() {
		return !q.Answerable() || yield(q, false)
	}
	for _, inner := range q.Questions {
		if inner.Answerable() && !yield(inner, true) {
			return false
		}
	}
	return true
}

// Touches returns the questions that every sheet answers by a touch: required ones with choices or bands.
func (f *Form) Touches() []*Question {
	var all []*Question
	for q := range f.All() {
		if q.Required && (q.List != nil || q.Bands != nil) {
			all = append(all, q)
		}
	}
	return all
}

// ByRole returns the questions that carry a role, in the order of the form.
func (f *Form) ByRole(r Role) []*Question {
	var found []*Question
	for q := range f.All() {
		if q.Role == r {
			found = append(found, q)
		}
	}
	return found
}

// Role returns the only question that carries a role, nil when the form has none.
func (f *Form) Role(r Role) *Question {
	if found := f.ByRole(r); len(found) > 0 {
		return found[0]
	}
	return nil
}

// InRepeat says whether a question stands inside the form's repeat.
func (f *Form) InRepeat(q *Question) bool {
	r := f.Repeat()
	return r != nil && slices.Contains(r.Questions, q)
}

// IsRepeat says whether the question is the repeated part of its form.
func (q *Question) IsRepeat() bool { return q.Kind != nil && q.Kind.Name() == kindRepeat }

// Answerable says whether the question carries an answer of its own: all kinds but note and repeat.
func (q *Question) Answerable() bool {
	return q.Kind != nil && q.Kind.Name() != kindNote && q.Kind.Name() != kindRepeat
}

// Asked says whether the question is asked, given the answers before it.
func (q *Question) Asked(answer func(code string) Answer) bool {
	for _, c := range q.AskIf {
		if !c.holds(answer(c.Question)) {
			return false
		}
	}
	return true
}

func (c Condition) holds(a Answer) bool {
	among := func(codes []string) bool {
		return slices.ContainsFunc(a.Codes, func(code string) bool { return slices.Contains(codes, code) })
	}
	if len(c.Is) > 0 && !among(c.Is) {
		return false
	}
	return !among(c.Not)
}

// Specifies says whether a choice question has a choice that opens a free text.
func (q *Question) Specifies() bool {
	return q.List != nil && q.List.specify
}

// index fills the map of questions by code. Doubles were refused before.
func (f *Form) index() {
	f.questions = make(map[string]*Question)
	for _, q := range f.Questions {
		f.questions[q.Code] = q
		for _, inner := range q.Questions {
			f.questions[inner.Code] = inner
		}
	}
}
