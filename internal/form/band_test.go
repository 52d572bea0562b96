package form_test

import (
	"testing"

	"releve/internal/form"
)

func TestMinutes(t *testing.T) {
	tests := []struct {
		name string
		sent string
		want int64 // -1: refused
	}{
		{"digits", "25", 25},
		{"none", "0", 0},
		{"leading zeros", "007", 7},
		{"hours and minutes", "1h30", 90},
		{"hours", "2 h", 120},
		{"capital", "1H30", 90},
		{"spread out", " 1 h 05 min ", 65},
		{"in Dutch", "1u30", 90},
		{"hours in Dutch", "2 u", 120},
		{"of a spreadsheet", "12,0", 12},
		{"of an English spreadsheet", "12.00", 12},
		{"with its unit", "25 min", 25},
		{"with a point", "25 Min.", 25},
		{"in full", "25 minutes", 25},
		{"in full in Dutch", "25 minuten", 25},
		{"short unit", "25m", 25},
		{"no-break space", "1\u00a0234", 1234},
		{"a space inside", "1 234", 1234},
		{"a day", "1440", 1440},
		{"a day in hours", "24h", 1440},
		{"above a day", "1441", -1},
		{"above a day in hours", "24h01", -1},
		{"hours above a day", "25h", -1},
		{"half a minute", "12,5", -1},
		{"half an hour", "1,5h", -1},
		{"thousands or a fraction", "1,000", -1},
		{"below none", "-3", -1},
		{"signed", "+3", -1},
		{"minutes below none", "1h-30", -1},
		{"hours below none", "-1h90", -1},
		{"minutes above an hour", "1h60", -1},
		{"two hours", "1h2h", -1},
		{"unit alone", "min", -1},
		{"short unit alone", "m", -1},
		{"hour alone", "h", -1},
		{"hour without its number", "h30", -1},
		{"comma alone", ",", -1},
		{"comma first", ",0", -1},
		{"two commas", "1,0,0", -1},
		{"a clock", "1:30", -1},
		{"words", "une heure", -1},
		{"a span", "10-20", -1},
		{"hexadecimal", "0x10", -1},
		{"exponent", "1e2", -1},
		{"far too much", "99999999999999999999", -1},
		{"hours far too many", "9223372036854775807h", -1},
		{"other digits", "٢٥", -1},
	}
	q, _ := every(t).Question("dur")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, wrong := q.Kind.Read(q, form.Raw{Minutes: test.sent})
			if test.want < 0 {
				if wrong == nil || wrong.Key != "answer.minutes" {
					t.Errorf("got %+v, %v, want a refusal", a, wrong)
				}
				return
			}
			if wrong != nil || !a.Numbered || a.Number != test.want {
				t.Errorf("got %+v, %v, want %d", a, wrong, test.want)
			}
		})
	}
}

// TestBandsHold puts whole minutes into the bands that ship: a number on a limit goes to the upper one.
func TestBandsHold(t *testing.T) {
	sets := map[string]*form.BandSet{}
	for _, s := range shipped(t).BandSets() {
		sets[s.Name] = s
	}
	tests := []struct {
		name    string
		bands   string
		minutes int64
		want    string
	}{
		{"none", "1030", 0, "d00"},
		{"below ten", "1030", 9, "d00"},
		{"ten", "1030", 10, "d10"},
		{"below twenty", "1030", 19, "d10"},
		{"twenty", "1030", 20, "d20"},
		{"thirty", "1030", 30, "d30"},
		{"below an hour", "1030", 59, "d30"},
		{"an hour", "1030", 60, "d60"},
		{"a day", "1030", 1440, "d60"},
		{"none", "round", 0, "r5"},
		{"seven", "round", 7, "r5"},
		{"eight", "round", 8, "r10"},
		{"twelve", "round", 12, "r10"},
		{"thirteen", "round", 13, "r15"},
		{"seventeen", "round", 17, "r15"},
		{"eighteen", "round", 18, "r20"},
		{"twenty-four", "round", 24, "r20"},
		{"half-way", "round", 25, "r30"},
		{"thirty-seven", "round", 37, "r30"},
		{"thirty-eight", "round", 38, "r45"},
		{"fifty-two", "round", 52, "r45"},
		{"fifty-three", "round", 53, "r60"},
		{"seventy-four", "round", 74, "r60"},
		{"half-way", "round", 75, "r90"},
		{"half-way", "round", 105, "r120"},
		{"above two hours", "round", 149, "r120"},
		{"two hours and a half", "round", 150, "r150"},
	}
	for _, test := range tests {
		t.Run(test.bands+" "+test.name, func(t *testing.T) {
			if got := sets[test.bands].Holding(test.minutes).Code; got != test.want {
				t.Errorf("%d minutes: got %s, want %s", test.minutes, got, test.want)
			}
		})
	}
}

func TestQuestionMinutes(t *testing.T) {
	f := every(t)
	tests := []struct {
		name     string
		question string
		answer   form.Answer
		want     form.Span
		open, ok bool
	}{
		{"a band", "dur", form.Answer{Codes: []string{"m0"}}, form.Span{Low: 0, Mid: 5, High: 7.5}, false, true},
		{"an open band", "dur", form.Answer{Codes: []string{"m20"}}, form.Span{Low: 20, Mid: 20, High: 20}, true, true},
		{"exact minutes", "dur", form.Answer{Codes: []string{"m20"}, Number: 25, Numbered: true}, form.Span{Low: 25, Mid: 25, High: 25}, false, true},
		{"no minutes", "dur", form.Answer{Codes: []string{"m0"}, Number: 0, Numbered: true}, form.Span{}, false, true},
		{"blank", "dur", form.Answer{}, form.Span{}, false, false},
		{"unknown band", "dur", form.Answer{Codes: []string{"x"}}, form.Span{}, false, false},
		{"no band question", "times", form.Answer{Number: 3, Numbered: true}, form.Span{}, false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			q, _ := f.Question(test.question)
			got, open, ok := q.Minutes(test.answer)
			if got != test.want || open != test.open || ok != test.ok {
				t.Errorf("got %v, %v, %v, want %v, %v, %v", got, open, ok, test.want, test.open, test.ok)
			}
		})
	}
}
