package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/sheet"
	"releve/internal/sqlite"
)

// on returns the world with standard input from a person on a terminal, and both outputs on one.
func (w world) on(answer string) world {
	w.in = strings.NewReader(answer)
	w.terminal = func(any) bool { return true }
	return w
}

// tried makes a campaign on trial that holds one sheet of its trial.
func tried(t *testing.T, w world) {
	t.Helper()
	for _, line := range []string{
		"campaign create --form monitoring-1030 --slug c --title C --from 2022-09-14",
		"participant add --campaign c --code asso --name A",
	} {
		if got := releve(t, w, line); got.code != exitSuccess {
			t.Fatalf("%s: got %+v", line, got)
		}
	}
	ctx := t.Context()
	db, err := sqlite.Open(ctx, sqlite.Options{Dir: w.getenv("RELEVE_DATA"), Now: w.now, Random: w.random})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c, err := db.Campaign(ctx, "c")
	if err != nil {
		t.Fatal(err)
	}
	id, err := sheet.NewID(w.random)
	if err != nil {
		t.Fatal(err)
	}
	read, err := sheet.Read(c.Form(), sheet.Entry{
		ID: id.String(), Language: "fr", Answers: sheet.Fields{"inst": {"com"}, "proc": {"rdv"}, "dur": {"d10"}, "out": {"ok"}},
	}, w.now())
	if err != nil {
		t.Fatal(err)
	}
	read.Channel, read.Participant = sheet.Web, "asso"
	verdicts, err := db.Save(ctx, campaign.Batch{Slug: "c", Config: c.Config, Submissions: []campaign.Submission{{Sheet: read}}})
	if err != nil || verdicts[0] != campaign.Stored {
		t.Fatalf("got %v, %v", verdicts, err)
	}
}

// Opening asks once, on a terminal, and only where something would be deleted.
func TestOpenAsks(t *testing.T) {
	need.Full(t)
	const question = "L'ouverture efface 1 fiche d'essai. Continuer ? (oui/non)"
	tests := []struct {
		name, answer, line string
		terminal           bool
		code               int
		state              string
		asked              bool
	}{
		{"yes", "oui\n", "campaign open c", true, exitSuccess, "open", true},
		{"yes in capitals", " OUI \n", "campaign open c", true, exitSuccess, "open", true},
		{"no", "non\n", "campaign open c", true, exitFailure, "trial", true},
		{"only enter", "\n", "campaign open c", true, exitFailure, "trial", true},
		{"end of input", "", "campaign open c", true, exitFailure, "trial", true},
		{"yes in another language", "ja\n", "campaign open c", true, exitFailure, "trial", true},
		{"yes beforehand", "", "campaign open c --yes", true, exitSuccess, "open", false},
		{"no terminal", "oui\n", "campaign open c", false, exitFailure, "trial", false},
		{"no terminal, yes beforehand", "", "campaign open c --yes", false, exitSuccess, "open", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := trial(t)
			tried(t, w)
			asking := w.on(test.answer)
			asking.terminal = func(any) bool { return test.terminal }
			got := releve(t, asking, test.line)
			if got.code != test.code || strings.Contains(strings.ReplaceAll(got.err, "\u00a0", " "), question) != test.asked {
				t.Errorf("got %+v, want code %d, asked %v", got, test.code, test.asked)
			}
			var list []campaignItem
			if err := json.Unmarshal([]byte(releve(t, w, "campaign list --json").out), &list); err != nil || list[0].State != test.state {
				t.Errorf("got %+v, %v, want state %s", list, err, test.state)
			}
		})
	}
	w := trial(t)
	if got := releve(t, w, "campaign create --form monitoring-1030 --slug d --title D --from 2022-09-14"); got.code != exitSuccess {
		t.Fatal(got)
	}
	if got := releve(t, w, "campaign open d"); got.code != exitSuccess {
		t.Errorf("got %+v where nothing would be deleted", got)
	}
}

// What no person can read is not written on a terminal; into a pipe it is.
func TestBinaryOnTerminal(t *testing.T) {
	w := trial(t)
	tried(t, w)
	for _, line := range []string{
		"export --campaign c", "export --campaign c -o -", "participant qr --campaign c --code asso --format png",
	} {
		if got := releve(t, w.on(""), line); got.code != exitUsage || got.out != "" || !strings.Contains(got.err, "-o FICHIER") {
			t.Errorf("%s: got %+v, want a sentence and nothing else", line, got)
		}
		if got := releve(t, w, line); got.code != exitSuccess || len(got.out) < 100 {
			t.Errorf("%s: got %+v in a pipe", line, got)
		}
	}
	for _, line := range []string{"export --campaign c --format csv", "participant qr --campaign c"} {
		if got := releve(t, w.on(""), line); got.code != exitSuccess || got.out == "" {
			t.Errorf("%s: got %+v, want it on the terminal", line, got)
		}
	}
}

// A bar shows on a terminal and nowhere else. Work that is done before it would be drawn shows none.
func TestProgress(t *testing.T) {
	w := trial(t)
	tried(t, w)
	if got := releve(t, w, "import --campaign c demo/monitoring-1030.csv"); got.code != exitSuccess {
		t.Fatal(got)
	}
	const line = "export --campaign c --format csv -o -"
	if got := releve(t, w, line); got.code != exitSuccess || got.err != "" {
		t.Errorf("got %q in a pipe", got.err)
	}
	if got := releve(t, w.on(""), line); got.code != exitSuccess || !strings.Contains(got.err, "\r") {
		t.Errorf("got %q on a terminal", got.err)
	}
	for _, terminal := range []bool{false, true} {
		var drawn bytes.Buffer
		c := &call{world: w}
		c.err, c.terminal = &drawn, func(any) bool { return terminal }
		bar, full := c.readBar()
		if (bar != nil) != terminal {
			t.Fatalf("a bar: %v, on a terminal: %v", bar != nil, terminal)
		}
		for done := int64(20); terminal && done <= 60; done += 20 {
			bar(done, 100)
			time.Sleep(2 * barPause)
		}
		full()
		if strings.Contains(drawn.String(), "%") != terminal {
			t.Errorf("got %q while reading, terminal: %v", drawn.String(), terminal)
		}
	}
}

// A file appears whole or not at all, and what stood under its name stays until then.
func TestWriteWhole(t *testing.T) {
	c := &call{world: trial(t)}
	dir := t.TempDir()
	name := filepath.Join(dir, "out.csv")
	if err := os.WriteFile(name, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := func(w io.Writer) error {
		_, _ = w.Write([]byte("half"))
		return io.ErrUnexpectedEOF
	}
	if err := c.write(name, formatCSV, broken); err == nil {
		t.Error("got no error")
	}
	if data, err := os.ReadFile(name); err != nil || string(data) != "before" {
		t.Errorf("got %q, %v, want what stood there", data, err)
	}
	whole := func(w io.Writer) error {
		_, err := w.Write([]byte("after"))
		return err
	}
	if err := c.write(name, formatCSV, whole); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	info, statErr := os.Stat(name)
	if err != nil || statErr != nil || string(data) != "after" || info.Mode().Perm() != 0o600 {
		t.Errorf("got %q, %v, %v, want the new content with the old rights", data, err, info.Mode())
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if err := c.write(filepath.Join(dir, "no", "out.csv"), formatCSV, whole); err == nil || !strings.Contains(err.Error(), "cli.file.write") {
		t.Errorf("got %v for a folder that is not there", err)
	}
}

func TestLanguage(t *testing.T) {
	tests := []struct{ name, lang, env, line, want string }{
		{"none", "", "", "version", "fr"},
		{"LANG", "nl_BE.UTF-8", "", "version", "nl"},
		{"unknown LANG", "it_IT", "", "version", "fr"},
		{"setting before LANG", "nl_BE", "de", "version", "de"},
		{"flag before setting", "nl_BE", "de", "version --lang en", "en"},
		{"flag in one word", "nl_BE", "de", "version --lang=en", "en"},
		{"flag in front", "nl_BE", "de", "--lang en version", "en"},
		{"unknown flag value", "nl_BE", "", "version --lang=it", "nl"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := &call{world: trial(t).with("LANG", test.lang).with("RELEVE_LANG", test.env)}
			if got := c.language(strings.Fields(test.line)); string(got) != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestDataFolder(t *testing.T) {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		t.Skip("the system says where")
	}
	tests := []struct{ name, xdg, home, want string }{
		{"home", "", "/home/anne", "/home/anne/.local/share/releve"},
		{"data home", "/data", "/home/anne", "/data/releve"},
		{"neither", "", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := trial(t).with("XDG_DATA_HOME", test.xdg).with("HOME", test.home)
			if got, err := w.dataFolder(); got != test.want || (err != nil) != (test.want == "") {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

// The demonstration holds the same at each start: campaigns, services, links, sheets.
func TestDemoSame(t *testing.T) {
	var first string
	for range 2 {
		w := trial(t)
		w.now = func() time.Time { return time.Now().Add(time.Hour) } // the hour must not matter
		c := &call{world: w}
		got := demoState(t, c)
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("got\n%.3000s\nat the second start, at the first\n%.3000s", got, first)
		}
	}
	for _, want := range []string{`"slug":"` + exampleSlug + `"`, `"slug":"` + trialSlug + `"`, `"Fictitious":true`, "b36ec6db-9209-48d0-a0a1-08e3f801d1c7"} {
		if !strings.Contains(first, want) {
			t.Errorf("no %s in the demonstration", want)
		}
	}
}

// demoState fills a demonstration and writes down all that it holds.
func demoState(t *testing.T, c *call) string {
	t.Helper()
	var b bytes.Buffer
	var err error
	if c.catalogue, err = locale.Load(); err != nil {
		t.Fatal(err)
	}
	c.Printer = c.catalogue.Printer("nl") // nor the language of who starts it
	err = c.openStore(t.Context(), sqlite.Options{Dir: t.TempDir()}, func(s *store) error {
		var at site
		failed := c.fillDemo(t.Context(), s, &at)
		b.WriteString(at.link + " " + at.password + "\n")
		for _, slug := range []string{exampleSlug, trialSlug} {
			failed = errors.Join(failed, s.View(t.Context(), slug, func(v campaign.View) error { return tellAll(&b, v) }))
		}
		return failed
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tellAll writes down what a view shows.
func tellAll(w io.Writer, v campaign.View) error {
	k := *v.Campaign()
	k.Forms = nil
	e := json.NewEncoder(w)
	wrong := errors.Join(e.Encode(newCampaignItem(&k)), e.Encode(k))
	for kept, err := range v.ByDate() {
		if err != nil {
			return err
		}
		fmt.Fprint(w, kept.Sheet.ID, " ")
		wrong = errors.Join(wrong, e.Encode(kept.Sheet))
	}
	return wrong
}
