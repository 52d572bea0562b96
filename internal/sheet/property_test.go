package sheet_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"releve/internal/form"
	"releve/internal/sheet"
)

// TestReadGivesWhatWasSent draws valid sheets of every questionnaire, written in all the ways that people write: Read
// gives exactly their answers, directly and out of a posted form.
func TestReadGivesWhatWasSent(t *testing.T) {
	for _, f := range all(t) {
		t.Run(f.ID, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				d := drawer{t, f}
				e, want := d.entry()
				want.ReceivedAt = someTime().UTC().Truncate(1e9)
				got, err := sheet.Read(f, e, someTime())
				if err != nil {
					t.Fatalf("refused: %q", told(err))
				}
				alike(t, got, want)
				posted := sheet.FromValues(f, d.values(e))
				posted.Precision, posted.Worker = e.Precision, e.Worker
				if got, err = sheet.Read(f, posted, someTime()); err != nil {
					t.Fatalf("refused as a posted form: %q", told(err))
				}
				alike(t, got, want)
			})
		})
	}
}

func alike(t *rapid.T, got, want *sheet.Sheet) {
	if got.ID != want.ID || got.Version != want.Version || got.Follows != want.Follows || got.Shared != want.Shared || got.Worker != want.Worker ||
		got.Date != want.Date || got.Precision != want.Precision || !got.ReceivedAt.Equal(want.ReceivedAt) || got.Channel != want.Channel ||
		got.Language != want.Language || got.Status != want.Status || got.Participant != "" || got.Reason != "" {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	if !sameAnswers(got.Answers, want.Answers) {
		t.Fatalf("got %s, want %s", written(got.Answers), written(want.Answers))
	}
	if !slices.EqualFunc(got.Rows, want.Rows, sameAnswers) || (got.Rows == nil) != (want.Rows == nil) {
		t.Fatalf("got rows %v, want %v", got.Rows, want.Rows)
	}
}

func sameAnswers(a, b form.Answers) bool {
	if len(a) != len(b) {
		return false
	}
	for code, answer := range a {
		if other, ok := b[code]; !ok || !answer.Equal(other) {
			return false
		}
	}
	return true
}

// damage is one change that makes a valid sheet an invalid one. It returns the field that must be named and the keys
// that may be told, no key where the sheet at hand cannot be damaged in this way.
type damage struct {
	name string
	do   func(d drawer, p place) (field string, keys []string)
}

// place is a part of an entry: the sheet, or one of its rows.
type place struct {
	prefix         string
	questions      []*form.Question
	sent           sheet.Fields
	around, filled form.Answers
}

func (p place) question(code string) *form.Question {
	i := slices.IndexFunc(p.questions, func(q *form.Question) bool { return q.Code == code })
	if i < 0 {
		return nil
	}
	return p.questions[i]
}

// pick returns a question of the part that fits, nil when none does.
func (p place) pick(t *rapid.T, fits func(*form.Question) bool) *form.Question {
	var found []*form.Question
	for _, q := range p.questions {
		if q.Answerable() && fits(q) {
			found = append(found, q)
		}
	}
	if found == nil {
		return nil
	}
	return rapid.SampledFrom(found).Draw(t, "question")
}

func (p place) answered(q *form.Question) bool { _, ok := p.filled[q.Code]; return ok }

// identifiers are made up; their checksums hold.
func identifiers() []string {
	return []string{"85.07.30-033.28", "BE68 5390 0754 7034", "4111 1111 1111 1111"}
}

func damages() []damage {
	hasCodes := func(q *form.Question) bool { return q.List != nil || q.Bands != nil }
	isText := func(q *form.Question) bool { return q.Kind.Name() == "text" || q.Kind.Name() == "longtext" }
	return []damage{
		{"unknown code", func(d drawer, p place) (string, []string) {
			q := p.pick(d.t, func(q *form.Question) bool { return hasCodes(q) && len(p.sent[q.Code]) > 0 && p.answered(q) })
			if q == nil {
				return "", nil
			}
			bad := rapid.SampledFrom([]string{"nowhere", "OTH", "-", "com/pop", "0"}).Draw(d.t, "code")
			p.sent[q.Code] = []string{bad}
			delete(p.sent, q.Code+".text")
			return q.Code, []string{"answer.unknown"}
		}},
		{"required answer missing", func(d drawer, p place) (string, []string) {
			q := p.pick(d.t, func(q *form.Question) bool { return q.Required && p.answered(q) })
			if q == nil {
				return "", nil
			}
			p.sent[q.Code] = rapid.SampledFrom([][]string{nil, {}, {""}, {" \n", "\t"}}).Draw(d.t, "blank")
			delete(p.sent, q.Code+".text")
			delete(p.sent, q.Code+".minutes")
			return q.Code, []string{"sheet.required"}
		}},
		{"question that is not asked", func(d drawer, p place) (string, []string) {
			q := p.pick(d.t, func(q *form.Question) bool { return !holds(q, p.around, p.filled) })
			if q == nil {
				return "", nil
			}
			d.answer(q, p.sent)
			return q.Code, []string{"sheet.unasked"}
		}},
		{"unknown question", func(d drawer, p place) (string, []string) {
			name := rapid.SampledFrom([]string{"zz", "Inst", "inst.Text", "com.text", "com.minutes", ".text", "demands", "_id", "intro", "tries.0.way"}).Draw(d.t, "name")
			if q := p.question(strings.TrimSuffix(name, ".text")); q != nil && q.Specifies() {
				return "", nil
			}
			p.sent[name] = []string{"x"}
			return name, []string{"sheet.question.unknown"}
		}},
		{"two values", func(d drawer, p place) (string, []string) {
			q := p.pick(d.t, func(q *form.Question) bool {
				return q.Kind.Name() != "multiple" && len(p.sent[q.Code]) > 0 && p.answered(q)
			})
			if q == nil {
				return "", nil
			}
			p.sent[q.Code] = append(slices.Clone(p.sent[q.Code]), "another")
			return q.Code, []string{"answer.several"}
		}},
		{"identifier in a text", func(d drawer, p place) (string, []string) {
			q := p.pick(d.t, func(q *form.Question) bool { return isText(q) && p.answered(q) && q.MaxLength >= 60 })
			if q == nil {
				return "", nil
			}
			p.sent[q.Code] = []string{d.short(p.filled[q.Code].Text) + " (" + rapid.SampledFrom(identifiers()).Draw(d.t, "identifier") + ")"}
			return q.Code, []string{"guard.national", "guard.iban", "guard.card"}
		}},
		{"identifier beside other", func(d drawer, p place) (string, []string) {
			q := p.pick(d.t, func(q *form.Question) bool { return p.filled[q.Code].Text != "" && q.List != nil })
			if q == nil {
				return "", nil
			}
			p.sent[q.Code+".text"] = []string{"voir " + rapid.SampledFrom(identifiers()).Draw(d.t, "identifier")}
			return q.Code, []string{"guard.national", "guard.iban", "guard.card"}
		}},
		{"text too long", func(d drawer, p place) (string, []string) {
			q := p.pick(d.t, func(q *form.Question) bool { return isText(q) && p.answered(q) })
			if q == nil {
				return "", nil
			}
			p.sent[q.Code] = []string{strings.Repeat("é", q.MaxLength+1)}
			return q.Code, []string{"answer.text.long"}
		}},
		{"text that cannot be stored", func(d drawer, p place) (string, []string) {
			q := p.pick(d.t, func(q *form.Question) bool { return isText(q) && p.answered(q) })
			if q == nil {
				return "", nil
			}
			p.sent[q.Code] = []string{p.filled[q.Code].Text + rapid.SampledFrom([]string{"\xff.", "\x00.", "\x1b.", "\ufffe."}).Draw(d.t, "sign")}
			return q.Code, []string{"answer.text.unreadable"}
		}},
		{"number out of its limits", func(d drawer, p place) (string, []string) {
			q := p.pick(d.t, func(q *form.Question) bool { return q.Kind.Name() == "integer" && p.answered(q) })
			if q == nil {
				return "", nil
			}
			p.sent[q.Code] = []string{rapid.SampledFrom([]string{"-4", "1000000000000000", "1.5", "x", "99999999999999999999"}).Draw(d.t, "number")}
			return q.Code, []string{"answer.range", "answer.integer"}
		}},
		{"minutes that do not fit", func(d drawer, p place) (string, []string) {
			q := p.pick(d.t, func(q *form.Question) bool { return q.Exact && p.answered(q) && len(p.sent[q.Code]) > 0 })
			if q == nil {
				return "", nil
			}
			outside := rapid.SampledFrom([]string{"1441", "-1", "x", "1.5", "0", "1440"}).Draw(d.t, "minutes")
			if code := p.filled[q.Code].Code(); outside == "0" && code == q.Bands.Bands[0].Code || outside == "1440" && code == q.Bands.Bands[len(q.Bands.Bands)-1].Code {
				return "", nil
			}
			p.sent[q.Code+".minutes"] = []string{outside}
			return q.Code, []string{"answer.minutes", "answer.minutes.outside"}
		}},
	}
}

// short returns the beginning of a text, without a number that could run into what follows.
func (d drawer) short(text string) string {
	return strings.TrimRight(string([]rune(text)[:min(20, len([]rune(text)))]), "0123456789")
}

// TestReadRefusesDamage draws a valid sheet, damages one value and reads it: it is refused for that value alone.
func TestReadRefusesDamage(t *testing.T) {
	for _, f := range all(t) {
		for _, harm := range damages() {
			t.Run(f.ID+"/"+harm.name, func(t *testing.T) {
				done := 0
				rapid.Check(t, func(t *rapid.T) {
					d := drawer{t, f}
					e, want := d.entry()
					places := []place{{questions: f.Questions, sent: e.Answers, filled: want.Answers}}
					for i := range e.Rows {
						places = append(places, place{rowPrefix(f, i), f.Repeat().Questions, e.Rows[i], want.Answers, want.Rows[i]})
					}
					var p place
					var field string
					var keys []string
					for _, p = range rapid.Permutation(places).Draw(t, "places") {
						if field, keys = harm.do(d, p); keys != nil {
							break
						}
					}
					if keys == nil {
						return
					}
					done++
					s, err := sheet.Read(f, e, someTime())
					got := told(err)
					for _, key := range keys {
						if len(got) == 1 && got[0] == p.prefix+field+" "+key {
							got = nil
						}
					}
					if s != nil || got != nil || err == nil {
						t.Fatalf("%s: got %+v, %q, want one of %q", p.prefix+field, s, got, keys)
					}
				})
				if needed := able(f, harm.name); done > 0 && !needed || done == 0 && needed && !testing.Short() {
					t.Errorf("damaged %d sheets; the form has what to damage: %v", done, needed)
				}
			})
		}
	}
}

func rowPrefix(f *form.Form, row int) string {
	return f.Repeat().Code + "." + strconv.Itoa(row+1) + "."
}

// able says whether a form has what a damage needs, so that a damage which never happens is noticed.
func able(f *form.Form, harm string) bool {
	one := func(fits func(*form.Question) bool) bool {
		for q := range f.All() {
			if fits(q) {
				return true
			}
		}
		return false
	}
	switch harm {
	case "question that is not asked":
		return one(func(q *form.Question) bool { return len(q.AskIf) > 0 })
	case "number out of its limits":
		return one(func(q *form.Question) bool { return q.Kind.Name() == "integer" })
	default:
		return true
	}
}
