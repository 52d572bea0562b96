package guard

import (
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"releve/internal/need"
)

// TestBrowserAgrees runs the same texts through internal/device/script/guard.js: the vectors, every corpus, numbers as
// machines that read paper give them among ordinary figures, pieces of all that, and texts with odd signs in them.
func TestBrowserAgrees(t *testing.T) {
	var texts []string
	for _, file := range []string{"vectors", "corpus-tuning", "corpus-judging", "corpus-unseen"} {
		for _, e := range readExamples(t, file) {
			texts = append(texts, e.Text)
		}
	}
	rng := seeded(7)
	for range 1000 {
		number := scanned(rng, pick(rng, writtenNational, writtenCard, writtenIBAN)(rng))
		texts = append(texts, around(rng, number), ordinary(rng)+" "+number+"\n"+ordinary(rng))
	}
	whole := len(texts)
	for range 2000 { // pieces of two texts, cut anywhere
		a, b := []rune(texts[rng.IntN(whole)]), []rune(texts[rng.IntN(whole)])
		texts = append(texts, string(a[rng.IntN(len(a)+1):])+pick(rng, "", " ", "\n", ".", ", ")+string(b[:rng.IntN(len(b)+1)]))
	}
	for range 3000 {
		texts = append(texts, spoiled(rng, texts[rng.IntN(whole)]))
	}
	for i, got := range inBrowser(t, texts) {
		if want := asSent(texts[i]); !slices.Equal(got, want) {
			t.Errorf("%q: the browser finds %v, want %v", texts[i], got, want)
		}
	}
}

// spoiled changes a few signs of a text into such as no keyboard has, and some texts into capitals.
func spoiled(rng *rand.Rand, text string) string {
	odd := []rune("İıſKßœÅé\u0301\u00ad\u200b\u200d\u00a0\u202f–‑'’`()[]@.-_/+*°,:;!?%€<0129٣９ABMXabmxДд漢😀\n\r\t\u2028\u0085\ufeff＠＋，。")
	signs := []rune(" " + text)
	for range rng.IntN(5) {
		i := rng.IntN(len(signs))
		if rng.IntN(2) == 0 {
			signs[i] = pick(rng, odd...)
		} else {
			signs = slices.Insert(signs, i, pick(rng, odd...))
		}
	}
	if rng.IntN(8) == 0 {
		return strings.ToUpper(string(signs))
	}
	return string(signs)
}

// TestBrowserIsLinear compares 250 kB with 1 MB of texts that make a scanner work. Four times the text may be eight times
// the work; a reader that looks back at all it has read has sixteen times as much.
func TestBrowserIsLinear(t *testing.T) {
	need.Full(t)
	pieces := []string{"1 ", "85.07.30-033.29", "0470 12 34 5", "a@a.", "Mme A. ", "rue a 1", "1030 A", "BE68 5390 ", ", "}
	var ratios []float64
	if err := json.Unmarshal(underNode(t, "linear.mjs", pieces), &ratios); err != nil || len(ratios) != len(pieces) {
		t.Fatalf("%v for %d texts: %v", ratios, len(pieces), err)
	}
	for i, ratio := range ratios {
		if ratio >= 8 {
			t.Errorf("%q: four times the text is %.1f times the work", pieces[i], ratio)
		}
	}
}

// sent is a finding as testdata/agree.mjs writes it.
type sent struct {
	kind       Kind
	start, end int
}

func (s *sent) UnmarshalJSON(content []byte) error {
	return json.Unmarshal(content, &[]any{&s.kind, &s.start, &s.end})
}

func asSent(text string) []sent {
	var found []sent
	for _, f := range Find(text) {
		start, end := f.Runes(text)
		found = append(found, sent{kind: f.Kind, start: start, end: end})
	}
	return found
}

// inBrowser returns what internal/device/script/guard.js finds in texts.
func inBrowser(t *testing.T, texts []string) [][]sent {
	t.Helper()
	var found [][]sent
	if err := json.Unmarshal(underNode(t, "agree.mjs", texts), &found); err != nil || len(found) != len(texts) {
		t.Fatalf("%d answers for %d texts: %v", len(found), len(texts), err)
	}
	return found
}

// underNode returns what a script of testdata writes when it is given texts and where guard.js is.
func underNode(t *testing.T, name string, texts []string) []byte {
	t.Helper()
	return need.Node(t, filepath.Join("testdata", name), texts, "internal", "device", "script", "guard.js")
}
