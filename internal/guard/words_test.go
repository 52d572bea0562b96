package guard

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// TestWordsAreWhole reads words.json strictly: a list that no rule knows, one that is missing, a word twice or one that
// no folded word ever equals is a mistake.
func TestWordsAreWhole(t *testing.T) {
	var k knowledge
	decoder := json.NewDecoder(bytes.NewReader([]byte(Words())))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&k); err != nil {
		t.Fatal(err)
	}
	if len(k.IBAN) < 100 || k.IBAN["BE"] != "12n" {
		t.Errorf("%d countries, Belgium %q", len(k.IBAN), k.IBAN["BE"])
	}
	lists := reflect.ValueOf(k.Words)
	for i := range lists.NumField() {
		name := lists.Type().Field(i).Name
		seen := map[string]bool{}
		for w := range strings.SplitSeq(strings.Trim(lists.Field(i).String(), "|"), "|") {
			if w == "" || seen[w] || fold(w) != w || len(w) > foldable {
				t.Errorf("%s: %q", name, w)
			}
			seen[w] = true
		}
	}
}
