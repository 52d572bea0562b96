package form_test

import (
	"slices"
	"testing"

	"releve/internal/form"
)

// TestEveryKind fails when a kind was added and testdata/every.yaml has no question of it, on which the tests of all
// kinds run.
func TestEveryKind(t *testing.T) {
	var used []string
	for _, q := range every(t).Questions {
		used = append(used, q.Kind.Name())
	}
	for _, kind := range form.KindNames() {
		if !slices.Contains(used, kind) {
			t.Errorf("no question of kind %s", kind)
		}
	}
}

// TestRead compares what was read with the file, where the file leaves something to the program or writes it in
// another way.
func TestRead(t *testing.T) {
	f := every(t)
	question := func(code string) *form.Question {
		q, ok := f.Question(code)
		if !ok {
			t.Fatalf("no question %s", code)
		}
		return q
	}
	if f.ID != "every" || f.Version != 2026112299 || f.SheetNoun["de"] != (form.Noun{One: "Bogen", Other: "Bögen"}) {
		t.Errorf("got %s %d %v", f.ID, f.Version, f.SheetNoun)
	}
	defaults := map[string]string{
		"inst": "top-a", "why": "top oth", "dur": "m10", "times": "1", "word": "un\nmot", "day": "2022-09-14", "free": "",
	}
	for code, want := range defaults {
		if got := question(code).Default; got != want {
			t.Errorf("default of %s: got %q, want %q", code, got, want)
		}
	}
	lengths := map[string]int{"word": 120, "com": 3000, "long": 600, "deep": 10, "times": 0}
	for code, want := range lengths {
		if got := question(code).MaxLength; got != want {
			t.Errorf("length of %s: got %d, want %d", code, got, want)
		}
	}
	limits := map[string][2]int64{"times": {-3, 12}, "free": {0, 999_999_999_999_999}, "none": {0, 0}, "tries": {1, 3}}
	for code, want := range limits {
		if got := [2]int64{question(code).Min, question(code).Max}; got != want {
			t.Errorf("limits of %s: got %v, want %v", code, got, want)
		}
	}
	if got := question("dur").AskIf; len(got) != 2 || got[0].Question != "inst" || !slices.Equal(got[0].Not, []string{"oth"}) ||
		got[0].Is != nil || !slices.Equal(got[1].Is, []string{"ok", "ko"}) {
		t.Errorf("conditions of dur: %v", got)
	}
	for _, code := range []string{"inst", "why"} {
		if !question(code).Specifies() {
			t.Errorf("%s opens no free text", code)
		}
	}
	for _, code := range []string{"out", "dur", "com", "tries"} {
		if question(code).Specifies() {
			t.Errorf("%s opens a free text", code)
		}
	}
}

func TestFormWalks(t *testing.T) {
	f := every(t)
	var outside, inside []string
	for q, in := range f.All() {
		if in != f.InRepeat(q) {
			t.Errorf("%s: inside %v, InRepeat %v", q.Code, in, f.InRepeat(q))
		}
		if in {
			inside = append(inside, q.Code)
		} else {
			outside = append(outside, q.Code)
		}
	}
	want := []string{"inst", "out", "why", "dur", "slow", "times", "free", "none", "word", "com", "long", "day"}
	if !slices.Equal(outside, want) || !slices.Equal(inside, []string{"way", "deep"}) {
		t.Errorf("got %q and inside %q", outside, inside)
	}
	for stop := range len(want) + 2 {
		n := 0
		for range f.All() {
			if n++; n > stop {
				break
			}
		}
		if n != stop+1 {
			t.Errorf("walk that stops at %d went to %d", stop+1, n)
		}
	}
	if f.Repeat().Code != "tries" || f.InRepeat(f.Repeat()) {
		t.Errorf("repeat %s", f.Repeat().Code)
	}
	if q := f.Role(form.RoleChannelTried); q == nil || q.Code != "way" || !f.InRepeat(q) {
		t.Errorf("role channel_tried on %v", q)
	}
	if q := f.Role(form.RoleNTU); q != nil {
		t.Errorf("role ntu on %s", q.Code)
	}
	if q := f.Role(form.RoleMinutes); q == nil || f.InRepeat(q) {
		t.Error("role minutes is not at the level of the sheet")
	}
	if _, ok := f.Question("nowhere"); ok {
		t.Error("found a question that does not exist")
	}
}

func TestListWalks(t *testing.T) {
	q, _ := every(t).Question("inst")
	var codes []string
	for c := range q.List.All() {
		codes = append(codes, c.Code)
	}
	if want := []string{"top", "top-a", "top-oth", "oth"}; !slices.Equal(codes, want) {
		t.Errorf("got %q, want %q", codes, want)
	}
	leaf, _ := q.List.Choice("top-a")
	other, _ := q.List.Choice("oth")
	if leaf.Top().Code != "top" || other.Top() != other || leaf.Parent.Code != "top" || other.Parent != nil {
		t.Error("parents are wrong")
	}
	if !leaf.NonNum || other.NonNum {
		t.Error("the mark nonnum is not inherited, or by too many")
	}
	for code, want := range map[string]bool{"top-a": true, "top": true, "top-oth": false, "oth": false, "": false} {
		if got := leaf.Under(code); got != want {
			t.Errorf("top-a under %q: %v", code, got)
		}
	}
	for date, want := range map[string]bool{"2022-12-31": true, "2023-01-01": false, "2024-01-01": false} {
		if got := leaf.Offered(date); got != want {
			t.Errorf("offered on %s: %v", date, got)
		}
	}
	if !other.Offered("2199-01-01") {
		t.Error("a choice that never retires is not offered")
	}
	if got := leaf.Top().Heading("fr") + leaf.Heading("fr"); got != "Le hautA" {
		t.Errorf("headings %q", got)
	}
}

func TestAsked(t *testing.T) {
	f := every(t)
	tests := []struct {
		name     string
		question string
		answers  map[string][]string
		want     bool
	}{
		{"no condition", "inst", nil, true},
		{"is, nothing answered", "why", nil, false},
		{"is, another answer", "why", map[string][]string{"out": {"ok"}}, false},
		{"is, the first", "why", map[string][]string{"out": {"ko"}}, true},
		{"is, the second", "why", map[string][]string{"out": {"later"}}, true},
		{"not, nothing answered", "more", nil, true},
		{"not, that answer", "more", map[string][]string{"out": {"ok"}}, false},
		{"not, another answer", "more", map[string][]string{"out": {"ko"}}, true},
		{"both hold", "dur", map[string][]string{"inst": {"top"}, "out": {"ok"}}, true},
		{"the first does not hold", "dur", map[string][]string{"inst": {"oth"}, "out": {"ok"}}, false},
		{"the second does not hold", "dur", map[string][]string{"inst": {"top"}, "out": {"later"}}, false},
		{"is and not, one answer fits", "slow", map[string][]string{"dur": {"m20"}}, true},
		{"is and not, both answered", "slow", map[string][]string{"dur": {"m0", "m20"}}, false},
		{"around and inside", "deep", map[string][]string{"inst": {"top"}, "way": {"later"}}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			q, _ := f.Question(test.question)
			got := q.Asked(func(code string) form.Answer { return form.Answer{Codes: test.answers[code]} })
			if got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
