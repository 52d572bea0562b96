package guard

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"releve/internal/locale"
	"releve/internal/problem"
)

func FuzzFind(f *testing.F) {
	for _, file := range []string{"vectors", "corpus-tuning", "corpus-unseen"} {
		for _, e := range readExamples(f, file) {
			f.Add(e.Text)
		}
	}
	f.Add("85.07.30-033.28\u0301 BE\u030168 5390 0754 7034 \xff4111 1111 1111 1111")
	f.Fuzz(func(t *testing.T, text string) {
		found := Find(text)
		if all := everyRule(text, numbers(text)); !slices.Equal(all, found) {
			t.Errorf("Find(%q) = %v, the rules find %v", text, found, all)
		}
		end := 0
		for _, finding := range found {
			if finding.Start < end || finding.End <= finding.Start || finding.End > len(text) {
				t.Fatalf("Find(%q) = %v: not in order, inside and apart", text, found)
			}
			end = finding.End
			if number := text[finding.Start:finding.End]; finding.Kind.Certain() && !atSigns(number) {
				t.Errorf("%q does not begin and end with a digit or letter", number)
			}
		}
		if flagged := slices.ContainsFunc(found, func(f Finding) bool { return f.Kind.Flagged() }); certain(found) == nil && flagged != Flags(text) {
			t.Errorf("Flags(%q) = %v, Find = %v", text, !flagged, found)
		}
		if stored, ok := locale.Clean(text); ok && !strings.Contains(text, "\r") {
			sameWhenStored(t, stored, text, found)
		}
		reveals(t, text, certain(found))
	})
}

func atSigns(number string) bool {
	first, _ := utf8.DecodeRuneInString(number)
	last, _ := utf8.DecodeLastRuneInString(number)
	for _, r := range []rune{first, last} {
		if c, _ := classify(r); c != digit && c != letter {
			return false
		}
	}
	return true
}

// sameWhenStored compares the findings with those in the text as it would be stored.
func sameWhenStored(t *testing.T, stored, text string, found []Finding) {
	t.Helper()
	again := Find(stored)
	if len(again) != len(found) {
		t.Fatalf("%v in %q, %v in its stored form %q", found, text, again, stored)
	}
	for i, finding := range found {
		was, _ := locale.Clean(text[finding.Start:finding.End])
		is := stored[again[i].Start:again[i].End]
		if finding.Kind != again[i].Kind || was != is {
			t.Errorf("%s %q, as stored %s %q", finding.Kind, was, again[i].Kind, is)
		}
	}
}

// reveals fails when Check tells a part of a number.
func reveals(t *testing.T, text string, found []Finding) {
	t.Helper()
	told := Check(text)
	if told == nil {
		if found != nil {
			t.Fatalf("Check(%q) = nil, Find = %v", text, found)
		}
		return
	}
	if told.Args["position"] != utf8.RuneCountInString(text[:found[0].Start])+1 {
		t.Errorf("Check(%q) tells the position %v of %v", text, told.Args["position"], found)
	}
	if told.Args["where"] == problem.Key("guard.nowords") {
		return
	}
	where, ok := told.Args["where"].(string)
	if !ok || where == "" || strings.ContainsFunc(where, unicode.IsNumber) || utf8.RuneCountInString(where) > placeSigns {
		t.Errorf("Check(%q) tells the place %q", text, told.Args["where"])
	}
	if told.Err != nil || told.Field != "" || len(told.Args) != 2 {
		t.Errorf("Check(%q) tells more: %#v", text, told)
	}
}
