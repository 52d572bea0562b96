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
// sheet with a problem is to be kept. Its status is Received, or Issues where a text has to be reviewed. The sheet's
// channel, reception and participant are the caller's to set; now is the instant of reception in the campaign's zone and
// gives the date when none was sent.
func Read(f *form.Form, e Entry, now time.Time) (*Sheet, error) {
	r := reader{form: f}
	s := &Sheet{Version: f.Version, Status: Received, ReceivedAt: now.UTC().Truncate(time.Second)}
	r.head(s, e, now)
	own := part{sent: e.Answers, found: make(form.Answers, min(len(e.Answers), len(f.Questions)))}
	r.answers(&own, f.Questions)
	s.Answers = own.found
	s.Rows = r.rows(e.Rows, &own)
	if err := r.wrong.OrNil(); err != nil {
		return nil, err
	}
	if r.flagged {
		s.Status = Issues
	}
	return s, nil
}

// reader gathers the problems of one sheet in the order of the page.
type reader struct {
	form    *form.Form
	wrong   problem.List
	flagged bool // a text has to be reviewed
}

// part is a sheet without its rows, or one row, while it is read.
type part struct {
	sent   Fields
	prefix string // of the fields' names in problems: `demands.2.` in a row
	found  form.Answers
	around *part // of a row: the sheet that it stands in
	used   int   // fields that a question took
	unsure []string
}

// answer returns what was answered to a question before, in the row or in the sheet around it.
func (p *part) answer(code string) form.Answer {
	for ; p != nil; p = p.around {
		if a, ok := p.found[code]; ok {
			return a
		}
	}
	return form.Answer{}
}

// take returns the values of a field and notes that a question asked for them.
func (p *part) take(name string) []string {
	values, ok := p.sent[name]
	if ok {
		p.used++
	}
	return values
}

// doubt says whether a question depends on an answer that was refused, so that nobody knows whether it is asked.
func (p *part) doubt(q *form.Question) bool {
	for ; p != nil; p = p.around {
		for _, c := range q.AskIf {
			if slices.Contains(p.unsure, c.Question) {
				return true
			}
		}
	}
	return false
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

// Suffixes of the names of the fields beside an answer.
const (
	SuffixText    = ".text"
	SuffixMinutes = ".minutes"
)

// answers reads the answers of a sheet or of a row.
func (r *reader) answers(p *part, questions []*form.Question) {
	for _, q := range questions {
		if q.Answerable() {
			r.answer(q, p)
		}
	}
	if p.used == len(p.sent) {
		return
	}
	for _, name := range unknown(p.sent, questions) {
		r.refuse(p.prefix+name, "sheet.question.unknown", problem.Args{"value": name})
	}
}

// answer reads one answer and holds it against the question. A question that depends on a refused answer is neither
// missed nor refused itself: whether it is asked shows when that answer is mended.
func (r *reader) answer(q *form.Question, p *part) {
	a, wrong := p.read(q)
	field := p.prefix + q.Code
	switch {
	case r.note(field, wrong), p.doubt(q):
		p.unsure = append(p.unsure, q.Code)
	case a.Blank() && q.Required && q.Asked(p.answer):
		r.refuse(field, "sheet.required", nil)
		p.unsure = append(p.unsure, q.Code)
	case !a.Blank() && !q.Asked(p.answer):
		r.refuse(field, "sheet.unasked", nil)
		return
	}
	if !a.Blank() {
		p.found[q.Code] = a
		r.guard(field, q, a.Text)
	}
}

// guard refuses a text with an identifier that a checksum vouches for, and has the sheet reviewed for one that only
// looks like one. A date that the form itself asks for is none.
func (r *reader) guard(field string, q *form.Question, text string) {
	if r.note(field, guard.Check(text)) || r.flagged || !q.Specifies() && q.MaxLength == 0 {
		return
	}
	r.flagged = guard.Flags(text)
}

// read reads what was sent for one question.
func (p *part) read(q *form.Question) (a form.Answer, wrong *problem.Error) {
	raw := form.Raw{Values: p.take(q.Code)}
	if q.Specifies() {
		raw.Text, wrong = one(p.take(q.Code + SuffixText))
	}
	if q.Bands != nil {
		raw.Minutes, wrong = one(p.take(q.Code + SuffixMinutes))
	}
	if wrong != nil {
		return form.Answer{}, wrong
	}
	return q.Kind.Read(q, raw)
}

// one returns the only text that was sent in a field that stands beside an answer.
func one(values []string) (string, *problem.Error) {
	found := ""
	for _, v := range values {
		if v == found || strings.TrimSpace(v) == "" {
			continue
		}
		if found != "" {
			return "", problem.New(problem.Invalid, "answer.several", nil)
		}
		found = v
	}
	return found, nil
}

// unknown returns the names that no question has, in a stable order. A name with nothing in it is passed over.
func unknown(sent Fields, questions []*form.Question) []string {
	var found []string
	for name, values := range sent {
		if !blank(values) && !slices.ContainsFunc(questions, func(q *form.Question) bool { return names(q, name) }) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

// names says whether a field belongs to a question.
func names(q *form.Question, field string) bool {
	beside, ok := strings.CutPrefix(field, q.Code)
	switch {
	case !ok || !q.Answerable():
		return false
	case beside == SuffixText:
		return q.Specifies()
	case beside == SuffixMinutes:
		return q.Bands != nil
	default:
		return beside == ""
	}
}

// rows reads the rows of the form's repeat.
func (r *reader) rows(sent []Fields, sheet *part) []form.Answers {
	rep := r.form.Repeat()
	if rep == nil {
		if len(sent) > 0 {
			r.refuse("", "sheet.rows.none", nil)
		}
		return nil
	}
	if !r.number(rep, int64(len(sent)), sheet) {
		return nil
	}
	rows := make([]form.Answers, len(sent))
	for i, fields := range sent {
		row := part{
			sent: fields, prefix: rep.Code + "." + strconv.Itoa(i+1) + ".", around: sheet,
			found: make(form.Answers, min(len(fields), len(rep.Questions))),
		}
		r.answers(&row, rep.Questions)
		rows[i] = row.found
	}
	return rows
}

// number holds the number of rows against the repeat; it is false when they are too many to be read at all.
func (r *reader) number(rep *form.Question, n int64, sheet *part) bool {
	if n > rep.Max {
		r.refuse(rep.Code, "sheet.rows.many", problem.Args{"n": rep.Max})
		return false
	}
	if sheet.doubt(rep) {
		return true
	}
	switch asked := rep.Asked(sheet.answer); {
	case !asked && n > 0:
		r.refuse(rep.Code, "sheet.unasked", nil)
	case asked && n < rep.Min:
		r.refuse(rep.Code, "sheet.rows.few", problem.Args{"n": rep.Min})
	}
	return true
}
