package device

import (
	"bytes"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"releve/internal/locale"
)

// Two builds make the same assets under the same names: what a phone keeps stays valid when the server starts again.
func TestBuild(t *testing.T) {
	one, err := Build()
	if err != nil {
		t.Fatal(err)
	}
	two, err := Build()
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]Asset{{one.First, two.First}, {one.App, two.App}, {one.Style, two.Style}} {
		if pair[0].Name != pair[1].Name || !bytes.Equal(pair[0].Body, pair[1].Body) {
			t.Errorf("%s and %s differ", pair[0].Name, pair[1].Name)
		}
		kept, ok := one.Asset(pair[0].Name)
		if !ok || !bytes.Equal(kept.Body, pair[0].Body) {
			t.Errorf("%s is not kept as it is", pair[0].Name)
		}
	}
	for _, asset := range []Asset{one.First, one.App, one.Style} {
		if !bytes.Contains(one.Worker, []byte(asset.Path())) {
			t.Errorf("the worker does not keep %s", asset.Name)
		}
	}
}

// A mistake in a script stops the program at its start, and says where it is.
func TestBuildRefuses(t *testing.T) {
	_, err := bundle("missing.js", module, nil)
	if err == nil || !strings.Contains(err.Error(), "missing.js") {
		t.Errorf("got %v, want an error that names missing.js", err)
	}
}

// said finds keys of messages in scripts, and computed their beginnings.
var (
	said     = regexp.MustCompile(`["'](device\.[a-z0-9.-]*[a-z0-9])["']`)
	computed = regexp.MustCompile("[\"'`](device\\.(?:[a-z0-9-]+\\.)*)(?:[\"']|\\$\\{)")
)

// Every message that a script says is there, and every message for scripts is said by one.
func TestWordsUsed(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	var beginnings []string
	err = fs.WalkDir(sources, "script", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(sources, path)
		for _, m := range said.FindAllSubmatch(text, -1) {
			used[string(m[1])] = true
			if !catalogue.Has(string(m[1])) {
				t.Errorf("%s says %s, which is no message", path, m[1])
			}
		}
		for _, m := range computed.FindAllSubmatch(text, -1) {
			beginnings = append(beginnings, string(m[1]))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range catalogue.Keys() {
		begun := slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(key, b) })
		if strings.HasPrefix(key, wordsPrefix) && !used[key] && !begun {
			t.Errorf("message %s is said by no script", key)
		}
	}
}
