package guard

import (
	"slices"
	"testing"
)

// score is how many identifiers of a group of kinds were there and how many were found.
type score struct {
	kinds  []Kind
	wanted int // least share found, in percent
}

// TestCorpus holds the rules against sentences as social workers write them. Both halves were written before the rules
// and drawn apart by turns; the rules were tuned on the first alone. When the second was first counted, 15 of 15 numbers
// with a checksum, 63 of 64 telephone numbers and addresses of mail, 62 of 64 names, 40 of 40 addresses and 29 of 29
// dates of birth were found, with 2 false alarms in 241 sentences; the one telephone number (0032 2 …) has been
// mended since.
//
// The third was written by another hand that had not read the rules. When it was first counted, 115 of 115 numbers with a
// checksum, 128 of 132 telephone numbers and addresses of mail, 76 of 88 names, 64 of 74 addresses and 50 of 52 dates of
// birth were found, with 6 false alarms in 478 sentences. Rules that were wrong have been mended since (initials, the
// articles in De la Fuente and 't Hooft, more kinds of streets, 32 without its plus), with a vector for each; 130, 82, 69
// and 50 are found now, with 4 false alarms.
func TestCorpus(t *testing.T) {
	for _, file := range []string{"corpus-tuning", "corpus-judging", "corpus-unseen"} {
		t.Run(file, func(t *testing.T) {
			examples := readExamples(t, file)
			for _, s := range []score{
				{[]Kind{National, IBAN, Card}, 99},
				{[]Kind{Phone, Email}, 97},
				{[]Kind{Page}, 90},
				{[]Kind{Name}, 90},
				{[]Kind{Address}, 85},
				{[]Kind{Birth}, 85},
			} {
				s.recall(t, examples)
			}
			falseAlarms(t, examples)
		})
	}
}

// recall counts the identifiers that are found at their place.
func (s score) recall(t *testing.T, examples []example) {
	t.Helper()
	all, hits := 0, 0
	for _, e := range examples {
		found := Find(e.Text)
		for _, want := range e.findings(t) {
			if !s.holds(want.Kind) {
				continue
			}
			all++
			if meets(found, want) {
				hits++
			} else {
				t.Logf("missed %s %q in %q", want.Kind, e.Text[want.Start:want.End], e.Text)
			}
		}
	}
	t.Logf("%v: %d of %d", s.kinds, hits, all)
	if all == 0 || hits*100 < s.wanted*all {
		t.Errorf("%v: %d of %d found, want %d %%", s.kinds, hits, all, s.wanted)
	}
}

func (s score) holds(kind Kind) bool {
	return slices.Contains(s.kinds, kind)
}

// meets says whether one of the findings is of the same kind and at the same place as another.
func meets(found []Finding, want Finding) bool {
	for _, f := range found {
		if f.Kind == want.Kind && f.Start < want.End && want.Start < f.End {
			return true
		}
	}
	return false
}

// falseAlarms counts the sentences without an identifier that are refused or flagged, and the findings elsewhere that
// nothing in their sentence explains.
func falseAlarms(t *testing.T, examples []example) {
	t.Helper()
	clean, alarms := 0, 0
	for _, e := range examples {
		want := e.findings(t)
		if want == nil {
			clean++
		}
		for _, f := range Find(e.Text) {
			switch {
			case !f.Kind.Certain() && !f.Kind.Flagged(), meets(want, f):
			default:
				t.Logf("alarm: %s %q in %q", f.Kind, e.Text[f.Start:f.End], e.Text)
				alarms++
			}
		}
	}
	t.Logf("false alarms: %d in %d sentences without an identifier and %d with one", alarms, clean, len(examples)-clean)
	if clean < 200 || alarms*100 > 2*clean {
		t.Errorf("%d false alarms in %d sentences, want at most 2 %%", alarms, clean)
	}
}
