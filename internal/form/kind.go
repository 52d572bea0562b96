package form

import "releve/internal/problem"

// Kind is what a kind of question can do. There is one file for each: kind_<name>.go.
type Kind interface {
	// Name is the word that stands in a questionnaire file.
	Name() string
	// Read turns what was sent into an answer, or says what is wrong with it. Blank input gives a blank
	// answer: whether an answer is required is not the kind's business.
	Read(q *Question, raw Raw) (Answer, *problem.Error)
	// Write is the inverse of Read: Read(q, Write(q, a)) gives a again.
	Write(q *Question, a Answer) Raw
	// members are the keys of a question in a questionnaire file that only some kinds have and this one uses.
	members() []string
	// check says what is wrong with a question of this kind in a questionnaire file, and fills in what the file
	// leaves to the kind.
	check(q *Question, complain complaint)
}

// complaint notes a mistake at the question's place in its file.
type complaint func(key string, args problem.Args)

// Names of the kinds.
const (
	kindChoice   = "choice"
	kindMultiple = "multiple"
	kindBand     = "band"
	kindInteger  = "integer"
	kindText     = "text"
	kindLongText = "longtext"
	kindDate     = "date"
	kindNote     = "note"
	kindRepeat   = "repeat"
)

// KindNames returns the names of all kinds.
func KindNames() []string {
	return []string{
		kindChoice, kindMultiple, kindBand, kindInteger, kindText, kindLongText, kindDate, kindNote, kindRepeat,
	}
}

// kindOf returns the kind with a name, nil when there is none.
func kindOf(name string) Kind {
	switch name {
	case kindChoice:
		return choiceKind{}
	case kindMultiple:
		return multipleKind{}
	case kindBand:
		return bandKind{}
	case kindInteger:
		return integerKind{}
	case kindText:
		return textKind{name: kindText, usual: defaultText}
	case kindLongText:
		return textKind{name: kindLongText, usual: defaultLong}
	case kindDate:
		return dateKind{}
	case kindNote:
		return noteKind{}
	case kindRepeat:
		return repeatKind{}
	default:
		return nil
	}
}

// lostKind stands for a kind that does not exist, so that the rest of its question can be checked.
type lostKind struct{}

func (lostKind) Name() string { return "" }

func (lostKind) Read(*Question, Raw) (Answer, *problem.Error) { return Answer{}, nil }

func (lostKind) Write(*Question, Answer) Raw { return Raw{} }

func (lostKind) members() []string { return nil }

func (lostKind) check(*Question, complaint) {}

// checkDefault asks that the default is an answer to the question, and brings it into the form in which that
// answer would be stored.
func checkDefault(q *Question, complain complaint) {
	if q.Default == "" {
		return
	}
	a, wrong := q.Kind.Read(q, Raw{Values: []string{q.Default}})
	if wrong != nil || a.Blank() {
		complain("form.question.default", problem.Args{"value": q.Default})
		return
	}
	q.Default = q.Kind.Write(q, a).Values[0]
}

// readSpecify reads the text beside "other": it needs one of the chosen codes to ask for it.
func readSpecify(q *Question, a Answer, raw Raw) (Answer, *problem.Error) {
	text, wrong := readText(raw.Text, maxSpecify)
	if wrong != nil {
		return Answer{}, wrong
	}
	if text == "" {
		return a, nil
	}
	for _, code := range a.Codes {
		if c, ok := q.List.Choice(code); ok && c.Specify {
			a.Text = text
			return a, nil
		}
	}
	if len(a.Codes) == 0 {
		return Answer{}, problem.New(problem.Invalid, "answer.specify.nothing", nil)
	}
	return Answer{}, problem.New(problem.Invalid, "answer.specify.other", nil)
}

// unknown says that a code is no answer to its question.
func unknown(code string) *problem.Error {
	return problem.New(problem.Invalid, "answer.unknown", problem.Args{"value": code})
}
