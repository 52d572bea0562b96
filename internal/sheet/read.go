package sheet

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"releve/internal/form"
	"releve/internal/guard"
	"releve/internal/locale"
	"releve/internal/problem"
)

// most sheets that may share their minutes.
const mostShared = 99

// Read reads a sheet that was sent, against the version of the form it was filled in. All problems come back at
// once as a problem.List whose fields name the questions (`inst`, in a repeat `demands.2.theme`); nothing of a
// sheet with a problem is to be kept. The sheet's channel, reception and participant are the caller's to set;
// now is the instant of reception in the campaign's zone and gives the date when none was sent.
func Read(f *form.Form, e Entry, now time.Time) (*Sheet, error) {
	r := reader{form: f}
	s := &Sheet{Version: f.Version, Status: Received, ReceivedAt: now.UTC().Truncate(time.Second)}
	r.head(s, e, now)
	s.Answers = r.answers(e.Answers, "", r.asked(nil))
	s.Rows = r.rows(e.Rows, s.Answers)
	if err := r.wrong.OrNil(); err != nil {
		return nil, err
	}
	return s, nil
}

// reader gathers the problems of one sheet in the order of the page.
type reader struct {
	form  *form.Form
	wrong problem.List
}

// note keeps a problem, if it is one.
func (r *reader) note(field string, wrong *problem.Error) bool {
	if wrong == nil {
		return false
	}
	r.wrong = append(r.wrong, wrong.At(field))
	return true
}

func (r *reader) refuse(field, key string, args problem.Args) {
	r.note(field, problem.New(problem.Invalid, key, args))
}

// head reads what is not an answer.
func (r *reader) head(s *Sheet, e Entry, now time.Time) {
	id, wrong := ParseID(e.ID)
	r.note(FieldID, wrong)
	s.ID = id
	s.Date, wrong = form.ReadDate(e.Date)
	r.note(FieldDate, wrong)
	if wrong == nil && s.Date == "" {
		s.Date = now.Format(time.DateOnly)
	}
	s.Precision = r.precision(e.Precision)
	s.Language = locale.Tag(e.Language)
	if !locale.Known(e.Language) {
		r.refuse(FieldLanguage, "sheet.language", problem.Args{"value": e.Language})
	}
	if e.Version != "" && e.Version != strconv.FormatInt(r.form.Version, 10) {
		r.refuse(FieldVersion, "sheet.version", problem.Args{"value": e.Version})
	}
	s.Worker = e.Worker
	s.Follows = r.follows(e.Follows, id)
	s.Shared = r.shared(e.Shared)
}

func (r *reader) precision(sent string) Precision {
	switch p := Precision(sent); p {
	case "":
		return Day
	case Day, Week, Month:
		return p
	default:
		r.refuse(FieldDate, "sheet.precision", problem.Args{"value": sent})
		return Day
	}
}

// follows reads the sheet that this one resumes. Only forms without a repeat have chains.
func (r *reader) follows(sent string, own ID) string {
	sent = strings.TrimSpace(sent)
	if sent == "" || sent == Unknown && r.form.Repeat() == nil {
		return sent
	}
	if r.form.Repeat() != nil {
		r.refuse(FieldFollows, "sheet.follows.repeat", nil)
		return ""
	}
	id, wrong := ParseID(sent)
	if wrong != nil || id == own {
		r.refuse(FieldFollows, "sheet.follows", problem.Args{"value": sent})
		return ""
	}
	return id.String()
}

func (r *reader) shared(sent string) int {
	sent = strings.TrimSpace(sent)
	if sent == "" {
		return 0
	}
	n, err := strconv.Atoi(sent)
	if err != nil || n < 2 || n > mostShared {
		r.refuse(FieldShared, "sheet.shared", problem.Args{"value": sent, "most": mostShared})
		return 0
	}
	return n
}

// asked returns which questions are asked, given answers read so far and the sheet's own around a row.
func (r *reader) asked(around form.Answers) func(*form.Question, form.Answers) bool {
	return func(q *form.Question, own form.Answers) bool {
		return q.Asked(func(code string) form.Answer {
			if a, ok := own[code]; ok {
				return a
			}
			return around[code]
		})
	}
}

// answers reads the answers of a sheet (prefix "") or of a row (prefix `demands.2.`).
func (r *reader) answers(sent Fields, prefix string, asked func(*form.Question, form.Answers) bool) form.Answers {
	found := form.Answers{}
	known := map[string]bool{}
	for q, inside := range r.form.All() {
		if inside != (prefix != "") {
			continue
		}
		known[q.Code], known[q.Code+SuffixText], known[q.Code+SuffixMinutes] = true, q.Specifies(), q.Exact
		a, ok := r.answer(q, sent, prefix, asked(q, found))
		if ok && !a.Blank() {
			found[q.Code] = a
		}
	}
	for _, name := range unknown(sent, known) {
		r.refuse(prefix+name, "sheet.question.unknown", problem.Args{"value": name})
	}
	return found
}

// Suffixes of the names of the fields beside an answer.
const (
	SuffixText    = ".text"
	SuffixMinutes = ".minutes"
)

// answer reads one answer and holds it against the question.
func (r *reader) answer(q *form.Question, sent Fields, prefix string, asked bool) (form.Answer, bool) {
	raw := form.Raw{Values: sent[q.Code], Text: joined(sent[q.Code+SuffixText]), Minutes: joined(sent[q.Code+SuffixMinutes])}
	a, wrong := q.Kind.Read(q, raw)
	field := prefix + q.Code
	switch {
	case r.note(field, wrong):
		return a, false
	case a.Blank() && asked && q.Required:
		r.refuse(field, "sheet.required", nil)
		return a, false
	case !a.Blank() && !asked:
		r.refuse(field, "sheet.unasked", nil)
		return a, false
	}
	return a, !r.note(field, guard.Check(a.Text))
}

func joined(values []string) string {
	if len(values) == 1 {
		return values[0]
	}
	return strings.TrimSpace(strings.Join(values, " "))
}

// unknown returns the names that no question has, in a stable order. A name with nothing in it is passed over.
func unknown(sent Fields, known map[string]bool) []string {
	var found []string
	for name, values := range sent {
		if !known[name] && !blank(values) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

// rows reads the rows of the form's repeat.
func (r *reader) rows(sent []Fields, around form.Answers) []form.Answers {
	rep := r.form.Repeat()
	if rep == nil {
		if len(sent) > 0 {
			r.refuse("", "sheet.rows.none", nil)
		}
		return nil
	}
	asked := r.asked(around)
	switch n := int64(len(sent)); {
	case !asked(rep, nil) && n > 0:
		r.refuse(rep.Code, "sheet.unasked", nil)
	case asked(rep, nil) && n < rep.Min:
		r.refuse(rep.Code, "sheet.rows.few", problem.Args{"n": rep.Min})
	case n > rep.Max:
		r.refuse(rep.Code, "sheet.rows.many", problem.Args{"n": rep.Max})
		return nil
	}
	rows := make([]form.Answers, len(sent))
	for i, fields := range sent {
		rows[i] = r.answers(fields, rep.Code+"."+strconv.Itoa(i+1)+".", asked)
	}
	return rows
}
