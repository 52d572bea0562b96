package guard

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"releve/internal/need"
)

// TestBrowserAgrees runs the same texts through static/guard.js: the vectors, the corpus, and numbers as machines that
// read paper give them among ordinary figures.
func TestBrowserAgrees(t *testing.T) {
	var texts []string
	for _, file := range []string{"vectors", "corpus-tuning", "corpus-judging"} {
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
	for i, got := range inBrowser(t, texts) {
		if want := asSent(texts[i]); !slices.Equal(got, want) {
			t.Errorf("%q: the browser finds %v, want %v", texts[i], got, want)
		}
	}
}

// TestBrowserIsLinear reads texts of 1 MB that make a scanner work.
func TestBrowserIsLinear(t *testing.T) {
	need.Full(t)
	for _, piece := range []string{"1", "1 ", "(0)", "0470 12 34 5", "a@a.", "Mme de ", "Mme A-", "rue a 1", "de la ", "BE68 5390 "} {
		start := time.Now()
		inBrowser(t, []string{strings.Repeat(piece, 1_000_000/len(piece))})
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%q: 1 MB takes %v", piece, took)
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

// inBrowser returns what static/guard.js finds in texts.
func inBrowser(t *testing.T, texts []string) [][]sent {
	t.Helper()
	node := need.Program(t, "node", "nodejs")
	script := url.URL{Scheme: "file", Path: filepath.Join(need.Root(t), "static", "guard.js")}
	input, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	var problems bytes.Buffer
	command := exec.CommandContext(t.Context(), node, "testdata/agree.mjs", script.String())
	command.Stdin, command.Stderr = bytes.NewReader(input), &problems
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, problems.String())
	}
	var found [][]sent
	if err = json.Unmarshal(output, &found); err != nil || len(found) != len(texts) {
		t.Fatalf("%d answers for %d texts: %v", len(found), len(texts), err)
	}
	return found
}
