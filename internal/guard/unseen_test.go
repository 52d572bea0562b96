package guard

import "testing"

// TestUnseenCorpusIsWhole keeps the corpus that was written without knowledge of the rules from shrinking to what they
// find: enough sentences of both languages, half of them without an identifier, and enough numbers with a checksum.
func TestUnseenCorpusIsWhole(t *testing.T) {
	all, clean, checked := map[string]int{}, map[string]int{}, 0
	for _, e := range readExamples(t, "corpus-unseen") {
		all[e.Lang]++
		found := e.findings(t)
		checked += len(certain(found))
		if found == nil {
			clean[e.Lang]++
		}
	}
	for _, lang := range []struct {
		code string
		want int
	}{
		{"fr", 320}, {"nl", 320}, {"de", 30}, {"en", 30},
	} {
		if all[lang.code] < lang.want || clean[lang.code] < lang.want/2 {
			t.Errorf("%s: %d sentences, %d without an identifier, want %d and half of them", lang.code, all[lang.code], clean[lang.code], lang.want)
		}
	}
	if checked < 60 {
		t.Errorf("%d numbers with a checksum, want 60", checked)
	}
}
