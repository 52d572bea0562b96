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
	// check says what is wrong with a question of this kind in a questionnaire file.
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

// readCode checks a code against the list of its question.
func readCode(q *Question, code string) *problem.Error {
	if _, ok := q.List.Choice(code); ok {
		return nil
	}
	return problem.New(problem.Invalid, "answer.unknown", problem.Args{"value": code})
}
