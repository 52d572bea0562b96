package sheet_test

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"releve/internal/form"
	"releve/internal/guard"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// FuzzRead posts anything to every questionnaire. What is refused is refused with a reason and a field; what is read is
// held against the questionnaire and against what was sent by judge, which knows nothing of how Read works.
func FuzzRead(f *testing.F) {
	const head = "_id=" + someID + "&_date=2022-09-14&_language=fr"
	forms := all(f)
	for i := range forms {
		for _, answers := range []string{
			"", "&inst=com&proc=rdv&dur=d10&out=ok", "&inst=oth&inst.text=%C3%A9cole&proc=rdv&dur.minutes=1h05&out=ko&com=deux%0D%0Alignes&fn=",
			"&inst=com-pop&proc=dem&dur=r15&out=wait&why=auth&why=late+skill&alt-desk=no&risk=&_follows=unknown&_shared=3",
			"&kind=ask&pc=1030&cdur=r5&demands.1.theme=log&demands.1.action=info&demands.3.theme=oth&demands.3.action=relay&demands.2.dcom=",
			"&inst=top&out=ko&why=oth&why.text=x&dur.minutes=12&times=-3&free=1+000&word=mot&day=31/12/2022&tries.1.way=later&tries.1.deep=x",
			"&inst=x&inst=y&proc=&dur=d00&dur.minutes=45&com=85.07.30-033.28&zz=1&demands.0.theme=log&_version=1&_more=1",
		} {
			f.Add(uint8(i), head+answers)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		questionnaire := forms[int(which)%len(forms)]
		e := sheet.FromValues(questionnaire, values)
		s, err := sheet.Read(questionnaire, e, someTime())
		if err == nil {
			judge(t, questionnaire, values, s)
			return
		}
		if s != nil || len(problem.All(err)) == 0 {
			t.Fatalf("refused with the sheet %v and the error %v", s, err)
		}
		for _, wrong := range problem.All(err) {
			if wrong.Field == "" && wrong.Key != "sheet.rows.none" && values[""] == nil {
				t.Errorf("%s names no field", wrong.Key)
			}
		}
	})
}

// judgement is one posted form, and what was read from it.
type judgement struct {
	t    *testing.T
	form *form.Form
	sent map[string][]string
	used map[string]bool // fields that a question took
}

// judge fails unless the sheet holds all that was sent and nothing else, and fits the questionnaire.
func judge(t *testing.T, f *form.Form, sent map[string][]string, s *sheet.Sheet) {
	t.Helper()
	j := judgement{t: t, form: f, sent: sent, used: map[string]bool{}}
	j.head(s)
	var repeat *form.Question
	for _, q := range f.Questions {
		if q.Kind.Name() == "repeat" {
			repeat = q
		}
	}
	j.part(f.Questions, "", s.Answers, nil)
	blocks := j.blocks(repeat)
	if len(blocks) != len(s.Rows) {
		t.Fatalf("%d blocks were filled in, %d rows read", len(blocks), len(s.Rows))
	}
	if repeat != nil {
		n := int64(len(blocks))
		if asked := holds(repeat, s.Answers, nil); n > repeat.Max || asked && n < repeat.Min || !asked && n > 0 {
			t.Fatalf("%d rows, asked %v", n, asked)
		}
	}
	for i, block := range blocks {
		j.part(repeat.Questions, repeat.Code+"."+strconv.Itoa(block)+".", s.Rows[i], s.Answers)
	}
	for name, values := range sent {
		if !j.used[name] && !strings.HasPrefix(name, "_") && strings.TrimSpace(strings.Join(values, "")) != "" {
			t.Fatalf("%s=%q was dropped", name, values)
		}
	}
}

func (j judgement) head(s *sheet.Sheet) {
	first := func(name string) string {
		return strings.TrimSpace(strings.Join(j.sent[name][:min(1, len(j.sent[name]))], ""))
	}
	if s.ID.String() != strings.ToLower(first("_id")) || string(s.Language) != first("_language") || s.Version != j.form.Version {
		j.t.Fatalf("head %+v", s)
	}
	if !regexp.MustCompile(`^(19|2[01])\d\d-[01]\d-[0-3]\d$`).MatchString(s.Date) || s.Precision != sheet.Day {
		j.t.Fatalf("date %s %s", s.Date, s.Precision)
	}
	if s.Follows != strings.ToLower(first("_follows")) || s.Follows == s.ID.String() {
		j.t.Fatalf("follows %q, sent %q", s.Follows, first("_follows"))
	}
	if n, err := strconv.Atoi(first("_shared")); err == nil && n != s.Shared || err != nil && s.Shared != 0 || s.Shared == 1 || s.Shared > 99 {
		j.t.Fatalf("shared %d, sent %q", s.Shared, first("_shared"))
	}
}

// blocks returns the numbers of the blocks in which something was filled in.
func (j judgement) blocks(repeat *form.Question) []int {
	if repeat == nil {
		return nil
	}
	var found []int
	row := regexp.MustCompile(`^` + repeat.Code + `\.([1-9]\d*)\.`)
	for name, values := range j.sent {
		m := row.FindStringSubmatch(name)
		if m == nil || strings.TrimSpace(strings.Join(values, "")) == "" {
			continue
		}
		if n, err := strconv.Atoi(m[1]); err == nil && !slices.Contains(found, n) {
			found = append(found, n)
		}
	}
	slices.Sort(found)
	return found
}

// part holds the answers of the sheet or of a row against its questions and fields.
func (j judgement) part(questions []*form.Question, prefix string, answers, around form.Answers) {
	known := 0
	for _, q := range questions {
		a, answered := answers[q.Code]
		if answered {
			known++
		}
		asked := holds(q, around, answers)
		switch {
		case answered && (a.Blank() || !asked || q.Kind.Name() == "note" || q.Kind.Name() == "repeat"):
			j.t.Fatalf("%s%s holds %+v, asked %v", prefix, q.Code, a, asked)
		case !answered && asked && q.Required && q.Kind.Name() != "repeat":
			j.t.Fatalf("%s%s is missing", prefix, q.Code)
		}
		j.answer(q, prefix, a)
	}
	if known != len(answers) {
		j.t.Fatalf("%d questions, answers %v", known, answers)
	}
}

// field returns the values of a field that hold something, trimmed, each once.
func (j judgement) field(name string) []string {
	j.used[name] = true
	var found []string
	for _, v := range j.sent[name] {
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(found, v) {
			found = append(found, v)
		}
	}
	return found
}

// answer compares one answer with its fields.
func (j judgement) answer(q *form.Question, prefix string, a form.Answer) {
	if q.Kind.Name() == "note" || q.Kind.Name() == "repeat" {
		return
	}
	sent := j.field(prefix + q.Code)
	var beside string
	switch {
	case q.List != nil && slices.ContainsFunc(slices.Collect(q.List.All()), func(c *form.Choice) bool { return c.Specify }):
		beside = strings.Join(j.field(prefix+q.Code+".text"), "|")
	case q.Bands != nil:
		beside = strings.Join(j.field(prefix+q.Code+".minutes"), "|")
	}
	switch q.Kind.Name() {
	case "choice", "multiple":
		j.choices(q, a, strings.Fields(strings.Join(sent, " ")), beside)
	case "band":
		j.band(q, a, sent, beside)
	case "integer":
		if a.Numbered != (len(sent) > 0) || a.Number < q.Min && a.Numbered || a.Number > q.Max || a.Codes != nil || a.Text != "" {
			j.t.Fatalf("%s: %+v from %q", q.Code, a, sent)
		}
	case "date":
		if (a.Text != "") != (len(sent) > 0) || a.Codes != nil || a.Numbered {
			j.t.Fatalf("%s: %+v from %q", q.Code, a, sent)
		}
	default:
		j.text(q, a.Text, strings.Join(sent, "|"), q.MaxLength)
	}
}

func (j judgement) choices(q *form.Question, a form.Answer, sent []string, beside string) {
	known := map[string]bool{}
	specify := false
	for c := range q.List.All() {
		known[c.Code] = true
		specify = specify || c.Specify && slices.Contains(a.Codes, c.Code)
	}
	for _, code := range a.Codes {
		if !known[code] || !slices.Contains(sent, code) {
			j.t.Fatalf("%s: the code %q was not sent or does not exist", q.Code, code)
		}
	}
	for _, code := range sent {
		if !slices.Contains(a.Codes, code) {
			j.t.Fatalf("%s: %q was sent, %q read", q.Code, sent, a.Codes)
		}
	}
	if q.Kind.Name() == "choice" && len(a.Codes) > 1 || a.Numbered || a.Text != "" && !specify {
		j.t.Fatalf("%s: %+v", q.Code, a)
	}
	j.text(q, a.Text, beside, 120)
}

func (j judgement) band(q *form.Question, a form.Answer, sent []string, minutes string) {
	if a.Text != "" || a.Numbered != (minutes != "") || a.Numbered && !q.Exact || a.Number < 0 || a.Number > 1440 {
		j.t.Fatalf("%s: %+v from %q and %q", q.Code, a, sent, minutes)
	}
	if len(sent) > 0 && !slices.Equal(a.Codes, sent) {
		j.t.Fatalf("%s: %q was sent, %q read", q.Code, sent, a.Codes)
	}
	if (len(sent) > 0 || minutes != "") != (len(a.Codes) == 1) {
		j.t.Fatalf("%s: codes %q", q.Code, a.Codes)
	}
	for i, b := range q.Bands.Bands {
		if len(a.Codes) == 0 || b.Code != a.Codes[0] || !a.Numbered {
			continue
		}
		if n := float64(a.Number); n < b.Low || i+1 < len(q.Bands.Bands) && n >= q.Bands.Bands[i+1].Low {
			j.t.Fatalf("%s: %v minutes in %s", q.Code, n, b.Code)
		}
	}
}

func (j judgement) text(q *form.Question, got, sent string, most int) {
	want, ok := locale.Clean(sent)
	if got != want || !ok || utf8.RuneCountInString(got) > most || guard.Check(got) != nil {
		j.t.Fatalf("%s: %q from %q", q.Code, got, sent)
	}
}
