package form_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
)

// TestKindRead reads what people send to every kind of question. The answer is written as its codes, its text and its
// number; a key alone is a refusal.
func TestKindRead(t *testing.T) {
	tests := []struct {
		name     string
		question string
		raw      form.Raw
		want     form.Answer
		wrong    string
	}{
		{"choice, nothing", "inst", form.Raw{}, form.Answer{}, ""},
		{"choice, blanks", "inst", form.Raw{Values: []string{"", "  "}, Text: " "}, form.Answer{}, ""},
		{"choice, leaf", "inst", form.Raw{Values: []string{"top-a"}}, form.Answer{Codes: []string{"top-a"}}, ""},
		{"choice, branch", "inst", form.Raw{Values: []string{" top\n"}}, form.Answer{Codes: []string{"top"}}, ""},
		{"choice, the same twice", "inst", form.Raw{Values: []string{"top", "", "top "}}, form.Answer{Codes: []string{"top"}}, ""},
		{"choice, two", "inst", form.Raw{Values: []string{"top", "oth"}}, form.Answer{}, "answer.several"},
		{"choice, two in one", "inst", form.Raw{Values: []string{"top oth"}}, form.Answer{}, "answer.unknown"},
		{"choice, unknown", "inst", form.Raw{Values: []string{"Top"}}, form.Answer{}, "answer.unknown"},
		{"choice, label", "inst", form.Raw{Values: []string{"Autre"}}, form.Answer{}, "answer.unknown"},
		{"choice, other", "inst", form.Raw{Values: []string{"oth"}}, form.Answer{Codes: []string{"oth"}}, ""},
		{"choice, other specified", "inst", form.Raw{Values: []string{"oth"}, Text: " e\u0301cole\r\n"}, form.Answer{Codes: []string{"oth"}, Text: "école"}, ""},
		{"choice, text alone", "inst", form.Raw{Text: "école"}, form.Answer{}, "answer.specify.nothing"},
		{"choice, text beside another", "inst", form.Raw{Values: []string{"top"}, Text: "école"}, form.Answer{}, "answer.specify.other"},
		{"choice, longest text", "inst", form.Raw{Values: []string{"oth"}, Text: strings.Repeat("é", 120)}, form.Answer{Codes: []string{"oth"}, Text: strings.Repeat("é", 120)}, ""},
		{"choice, text too long", "inst", form.Raw{Values: []string{"oth"}, Text: strings.Repeat("é", 121)}, form.Answer{}, "answer.text.long"},
		{"choice, unreadable text", "inst", form.Raw{Values: []string{"oth"}, Text: "a\x00"}, form.Answer{}, "answer.text.unreadable"},

		{"multiple, nothing", "why", form.Raw{Values: []string{" "}}, form.Answer{}, ""},
		{"multiple, in one", "why", form.Raw{Values: []string{"oth  top\ttop-a"}}, form.Answer{Codes: []string{"top", "top-a", "oth"}}, ""},
		{"multiple, in several", "why", form.Raw{Values: []string{"oth", "top-a", "oth"}}, form.Answer{Codes: []string{"top-a", "oth"}}, ""},
		{"multiple, in order", "why", form.Raw{Values: []string{"top", "oth"}}, form.Answer{Codes: []string{"top", "oth"}}, ""},
		{"multiple, the same twice", "why", form.Raw{Values: []string{"top", "top"}}, form.Answer{Codes: []string{"top"}}, ""},
		{"multiple, one unknown", "why", form.Raw{Values: []string{"top", "tip"}}, form.Answer{}, "answer.unknown"},
		{"multiple, other among them", "why", form.Raw{Values: []string{"oth", "top"}, Text: "x"}, form.Answer{Codes: []string{"top", "oth"}, Text: "x"}, ""},
		{"multiple, text without other", "why", form.Raw{Values: []string{"top"}, Text: "x"}, form.Answer{}, "answer.specify.other"},
		{"multiple, text alone", "why", form.Raw{Text: "x"}, form.Answer{}, "answer.specify.nothing"},

		{"band, nothing", "dur", form.Raw{Minutes: " "}, form.Answer{}, ""},
		{"band alone", "dur", form.Raw{Values: []string{"m10"}}, form.Answer{Codes: []string{"m10"}}, ""},
		{"band, open", "dur", form.Raw{Values: []string{"m20"}}, form.Answer{Codes: []string{"m20"}}, ""},
		{"band, unknown", "dur", form.Raw{Values: []string{"m5"}}, form.Answer{}, "answer.unknown"},
		{"band, two", "dur", form.Raw{Values: []string{"m0", "m10"}}, form.Answer{}, "answer.several"},
		{"band and minutes", "dur", form.Raw{Values: []string{"m10"}, Minutes: "12"}, form.Answer{Codes: []string{"m10"}, Number: 12, Numbered: true}, ""},
		{"minutes alone", "dur", form.Raw{Minutes: "1h"}, form.Answer{Codes: []string{"m20"}, Number: 60, Numbered: true}, ""},
		{"no minute at all", "dur", form.Raw{Minutes: "0"}, form.Answer{Codes: []string{"m0"}, Number: 0, Numbered: true}, ""},
		{"minutes in a gap", "dur", form.Raw{Minutes: "19"}, form.Answer{Codes: []string{"m10"}, Number: 19, Numbered: true}, ""},
		{"minutes outside", "dur", form.Raw{Values: []string{"m0"}, Minutes: "12"}, form.Answer{}, "answer.minutes.outside"},
		{"minutes unread", "dur", form.Raw{Values: []string{"m0"}, Minutes: "x"}, form.Answer{}, "answer.minutes"},
		{"minutes that are not asked", "slow", form.Raw{Values: []string{"m0"}, Minutes: "5"}, form.Answer{}, "answer.minutes.unasked"},

		{"integer, nothing", "times", form.Raw{Values: []string{" "}}, form.Answer{}, ""},
		{"integer", "times", form.Raw{Values: []string{" 12 "}}, form.Answer{Number: 12, Numbered: true}, ""},
		{"integer, none", "times", form.Raw{Values: []string{"0"}}, form.Answer{Number: 0, Numbered: true}, ""},
		{"integer, below none", "times", form.Raw{Values: []string{"-3"}}, form.Answer{Number: -3, Numbered: true}, ""},
		{"integer, of a spreadsheet", "times", form.Raw{Values: []string{"3,0"}}, form.Answer{Number: 3, Numbered: true}, ""},
		{"integer, with spaces", "free", form.Raw{Values: []string{"1 234\u00a0567"}}, form.Answer{Number: 1234567, Numbered: true}, ""},
		{"integer, too small", "times", form.Raw{Values: []string{"-4"}}, form.Answer{}, "answer.range"},
		{"integer, too large", "times", form.Raw{Values: []string{"13"}}, form.Answer{}, "answer.range"},
		{"integer, a fraction", "times", form.Raw{Values: []string{"1.5"}}, form.Answer{}, "answer.integer"},
		{"integer, thousands or a fraction", "free", form.Raw{Values: []string{"1.000"}}, form.Answer{}, "answer.integer"},
		{"integer, words", "times", form.Raw{Values: []string{"trois"}}, form.Answer{}, "answer.integer"},
		{"integer, beyond all", "free", form.Raw{Values: []string{"99999999999999999999"}}, form.Answer{}, "answer.integer"},
		{"integer, two", "times", form.Raw{Values: []string{"1", "2"}}, form.Answer{}, "answer.several"},

		{"text, nothing", "word", form.Raw{}, form.Answer{}, ""},
		{"text, blank", "word", form.Raw{Values: []string{" \r\n"}}, form.Answer{}, ""},
		{"text", "word", form.Raw{Values: []string{" e\u0301te\u0301\r\nfin "}}, form.Answer{Text: "été\nfin"}, ""},
		{"text, longest", "word", form.Raw{Values: []string{strings.Repeat("€", 120)}}, form.Answer{Text: strings.Repeat("€", 120)}, ""},
		{"text, too long", "word", form.Raw{Values: []string{strings.Repeat("€", 121)}}, form.Answer{}, "answer.text.long"},
		{"text, the same twice", "word", form.Raw{Values: []string{" a", "a", " "}}, form.Answer{Text: "a"}, ""},
		{"text, two", "word", form.Raw{Values: []string{"a", "b"}}, form.Answer{}, "answer.several"},
		{"text, not UTF-8", "word", form.Raw{Values: []string{"\xff"}}, form.Answer{}, "answer.text.unreadable"},
		{"long text", "long", form.Raw{Values: []string{strings.Repeat("a", 600)}}, form.Answer{Text: strings.Repeat("a", 600)}, ""},
		{"long text, too long", "long", form.Raw{Values: []string{strings.Repeat("a", 601)}}, form.Answer{}, "answer.text.long"},

		{"date, nothing", "day", form.Raw{Values: []string{""}}, form.Answer{}, ""},
		{"date", "day", form.Raw{Values: []string{"14/9/2022"}}, form.Answer{Text: "2022-09-14"}, ""},
		{"date, two", "day", form.Raw{Values: []string{"2022-09-14", "2022-09-15"}}, form.Answer{}, "answer.several"},
		{"date that never was", "day", form.Raw{Values: []string{"2022-02-29"}}, form.Answer{}, "answer.date"},

		{"note", "intro", form.Raw{Values: []string{"x"}}, form.Answer{}, ""},
		{"repeat", "tries", form.Raw{Values: []string{"x"}}, form.Answer{}, ""},
	}
	f := every(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			q, ok := f.Question(test.question)
			if !ok {
				t.Fatalf("no question %s", test.question)
			}
			got, wrong := q.Kind.Read(q, test.raw)
			switch {
			case wrong == nil && test.wrong == "":
				if !got.Equal(test.want) {
					t.Errorf("got %+v, want %+v", got, test.want)
				}
			case wrong == nil || wrong.Key != test.wrong || wrong.Kind != problem.Invalid:
				t.Errorf("got %+v, %v, want %s", got, wrong, test.wrong)
			default:
				speak(t, wrong)
			}
		})
	}
}

func TestReadDate(t *testing.T) {
	tests := []struct {
		name string
		sent string
		want string // "" when it is refused
	}{
		{"as stored", "2022-09-14", "2022-09-14"},
		{"slashes", "14/09/2022", "2022-09-14"},
		{"hyphens", "14-09-2022", "2022-09-14"},
		{"points", "14.09.2022", "2022-09-14"},
		{"short day and month", "4/9/2022", "2022-09-04"},
		{"spread out", " 14 / 9 / 2022\n", "2022-09-14"},
		{"leap day", "29/02/2024", "2024-02-29"},
		{"the first", "1900-01-01", "1900-01-01"},
		{"the last", "2199-12-31", "2199-12-31"},
		{"no leap day", "29/02/2023", ""},
		{"thirteenth month", "14/13/2022", ""},
		{"month first", "09/14/2022", ""},
		{"too early", "1899-12-31", ""},
		{"too late", "2200-01-01", ""},
		{"short year", "14/09/22", ""},
		{"short month as stored", "2022-9-14", ""},
		{"with an hour", "2022-09-14T10:00:00Z", ""},
		{"year alone", "2022", ""},
		{"a number", "44818", ""},
		{"words", "hier", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, wrong := form.ReadDate(test.sent)
			if got != test.want || (wrong == nil) != (test.want != "") {
				t.Errorf("got %q, %v, want %q", got, wrong, test.want)
			}
			if wrong != nil && (wrong.Key != "answer.date" || wrong.Args["value"] != test.sent) {
				t.Errorf("refused with %s %v", wrong.Key, wrong.Args)
			}
		})
	}
	for _, blank := range []string{"", " ", "\u00a0\n"} {
		if got, wrong := form.ReadDate(blank); got != "" || wrong != nil {
			t.Errorf("blank %q: %q, %v", blank, got, wrong)
		}
	}
}

func TestAnswer(t *testing.T) {
	full := form.Answer{Codes: []string{"a", "b"}, Text: "t", Number: 0, Numbered: true}
	others := []form.Answer{
		{},
		{Codes: []string{"a"}, Text: "t", Numbered: true},
		{Codes: []string{"b", "a"}, Text: "t", Numbered: true},
		{Codes: []string{"a", "b"}, Numbered: true},
		{Codes: []string{"a", "b"}, Text: "t"},
		{Codes: []string{"a", "b"}, Text: "t", Number: 1, Numbered: true},
	}
	for _, other := range others {
		if full.Equal(other) || other.Equal(full) {
			t.Errorf("%+v equals %+v", full, other)
		}
	}
	if !full.Equal(form.Answer{Codes: []string{"a", "b"}, Text: "t", Numbered: true}) || !(form.Answer{Codes: []string{}}).Equal(form.Answer{}) {
		t.Error("equal answers are not")
	}
	for _, a := range []form.Answer{{Codes: []string{"a"}}, {Text: "t"}, {Numbered: true}} {
		if a.Blank() {
			t.Errorf("%+v is blank", a)
		}
	}
	if !(form.Answer{}).Blank() || (form.Answer{}).Code() != "" || full.Code() != "a" {
		t.Error("blank or code is wrong")
	}
}

// anything draws what a person, a file or an attacker may send for a question, often something that fits.
func anything(t *rapid.T, q *form.Question) form.Raw {
	words := []string{"", " ", "0", "12", "1h30", "-3", "14/09/2022", "2022-09-14", "top oth", "\xff", "été", "a\r\nb"}
	if q.List != nil {
		for c := range q.List.All() {
			words = append(words, c.Code)
		}
	}
	if q.Bands != nil {
		for _, b := range q.Bands.Bands {
			words = append(words, b.Code)
		}
	}
	value := rapid.OneOf(rapid.SampledFrom(words), rapid.SampledFrom(words), rapid.String())
	return form.Raw{
		Values:  rapid.SliceOfN(value, 0, 3).Draw(t, "values"),
		Text:    rapid.OneOf(rapid.Just(""), rapid.String()).Draw(t, "text"),
		Minutes: rapid.OneOf(rapid.Just(""), rapid.SampledFrom(words), rapid.String()).Draw(t, "minutes"),
	}
}

// TestKindRoundTrip sends anything to every question of every questionnaire: what is read is written so that it reads
// the same again, and holds nothing that its question does not have.
func TestKindRoundTrip(t *testing.T) {
	for _, f := range all(t) {
		for q := range f.All() {
			t.Run(f.ID+"/"+q.Code, func(t *testing.T) {
				rapid.Check(t, func(t *rapid.T) {
					a, wrong := q.Kind.Read(q, anything(t, q))
					if wrong != nil {
						return
					}
					fits(t, q, a)
					again, wrong := q.Kind.Read(q, q.Kind.Write(q, a))
					if wrong != nil || !again.Equal(a) {
						t.Fatalf("%+v comes back as %+v, %v", a, again, wrong)
					}
				})
			})
		}
	}
}

// fits checks an answer against its question.
func fits(t *rapid.T, q *form.Question, a form.Answer) {
	for i, code := range a.Codes {
		_, inList := choice(q, code)
		if !inList || slices.Contains(a.Codes[:i], code) || i > 0 && q.Kind.Name() != "multiple" {
			t.Fatalf("codes %q", a.Codes)
		}
	}
	if clean, ok := locale.Clean(a.Text); !ok || clean != a.Text {
		t.Fatalf("text %q", a.Text)
	}
	if !a.Numbered && a.Number != 0 || a.Numbered && q.Kind.Name() != "integer" && !q.Exact {
		t.Fatalf("number %d, %v", a.Number, a.Numbered)
	}
}

// choice says whether a code is one of the question's, in its list or bands.
func choice(q *form.Question, code string) (any, bool) {
	if q.List != nil {
		return q.List.Choice(code)
	}
	if q.Bands != nil {
		return q.Bands.Band(code)
	}
	return nil, false
}
