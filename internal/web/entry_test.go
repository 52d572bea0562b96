package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/paper"
	"releve/internal/sheet"
)

// keyed is a sheet as the page on which paper is keyed posts it, with changes; nil takes a member away.
func keyed(tb testing.TB, changes map[string]any) map[string]any {
	tb.Helper()
	body := map[string]any{
		"id": filled(tb)["_id"][0], "date": "2026-03-02", "date_precision": "week", "language": "fr", "form_version": 2026112203, "channel": "keyed",
		"organisation": "asso", "answers": map[string]any{"inst": "fwb", "proc": "rdv", "dur": "d10", "out": "ok"},
		"paper": map[string]any{"layout": "", "serial": 0, "page": 0, "line": 1, "pile": "Mars", "note": "1"},
	}
	for name, value := range changes {
		if value == nil {
			delete(body, name)
		} else {
			body[name] = value
		}
	}
	return body
}

// at says where on paper a sheet stands.
func at(note string, line int) map[string]any {
	return map[string]any{"layout": "", "serial": 0, "page": 0, "line": line, "pile": "Mars", "note": note}
}

// key posts sheets to a path below that of keyed entry.
func (d *desk) key(path string, sheets ...map[string]any) batchAnswer {
	d.t.Helper()
	var answer batchAnswer
	w := d.json(path, map[string]any{"sheets": sheets})
	if w != http.StatusOK {
		d.t.Fatalf("%s: %d", path, w)
	}
	if path == "/again" && strings.Contains(string(d.body), "invalid") {
		d.t.Fatalf("keyed again: %s", d.body)
	}
	if err := json.Unmarshal(d.body, &answer); err != nil || len(answer.Sheets) != len(sheets) {
		d.t.Fatalf("%s: %s: %v", path, d.body, err)
	}
	return answer
}

// json posts a body to a path below that of keyed entry, keeps what comes back, and returns its status.
func (d *desk) json(path string, body any) int {
	d.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		d.t.Fatal(err)
	}
	w := d.send(http.MethodPost, "/c/c/entry"+path, "application/json", strings.NewReader(string(data)))
	d.body = w.Body.Bytes()
	return w.Code
}

// printedRun keeps a layout of the campaign and copies of it, with serial numbers from 1.
func (d *desk) printedRun(slug, number string, r paper.Run) {
	d.t.Helper()
	l := &paper.Layout{Number: number, Campaign: slug, Form: "monitoring-1030", Version: 2026112203, Kind: paper.Tally, Pages: []paper.Page{{
		Width: 297, Height: 210, Mark: 6, Marks: [4]paper.Point{{X: 12, Y: 12}, {X: 285, Y: 12}, {X: 285, Y: 198}, {X: 12, Y: 198}},
	}}}
	if err := d.db.KeepLayout(d.t.Context(), l); err != nil {
		d.t.Fatal(err)
	}
	r.Layout = number
	if _, err := d.db.Print(d.t.Context(), r); err != nil {
		d.t.Fatal(err)
	}
}

// Each sheet that is posted goes its own way, and stands with its place on paper.
func TestPostKeyed(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	d.printedRun("c", "7H2KQ9", paper.Run{Copies: 5, Participant: "autre", Worker: "pad"})
	one := keyed(t, nil)
	printed := map[string]any{"layout": "7H2KQ9", "serial": 3, "page": 1, "line": 2, "pile": "Mars", "note": ""}
	for _, test := range []struct {
		name  string
		sheet map[string]any
		key   string // of the problem
		want  string // status
	}{
		{"stored", one, "", "stored"},
		{"sent again", one, "", "duplicate"},
		{"sent again otherwise", keyed(t, map[string]any{"id": one["id"], "date": "2026-03-09"}), "api.sheet.conflict", "conflict"},
		{"of a printed run", keyed(t, map[string]any{"paper": printed}), "", "stored"},
		{"as web", keyed(t, map[string]any{"channel": "web"}), "api.channel", "invalid"},
		{"as scan", keyed(t, map[string]any{"channel": "scan"}), "api.channel", "invalid"},
		{"without a pile", keyed(t, map[string]any{"paper": map[string]any{"note": "1"}}), "desk.entry.place", "invalid"},
		{"without a sheet of paper", keyed(t, map[string]any{"paper": map[string]any{"pile": "Mars"}}), "desk.entry.place", "invalid"},
		{"line below zero", keyed(t, map[string]any{"paper": at("1", -1)}), "desk.entry.place", "invalid"},
		{"pile with an identifier", keyed(t, map[string]any{"paper": map[string]any{"pile": "85.07.30-033.28", "note": "1"}}), "desk.entry.place", "invalid"},
		{"unknown layout", keyed(t, map[string]any{"paper": map[string]any{"layout": "AAAAAA", "serial": 1, "page": 1, "line": 1, "pile": "Mars"}}), "paper.layout.unknown", "invalid"},
		{"unknown service", keyed(t, map[string]any{"organisation": "nowhere"}), "desk.filter.unknown", "invalid"},
		{"unknown member", keyed(t, map[string]any{"status": "approved"}), "api.sheet", "invalid"},
		{"incomplete", keyed(t, map[string]any{"answers": map[string]any{"inst": "fwb"}}), "sheet.required", "invalid"},
		{"identifier in a text", keyed(t, map[string]any{"answers": map[string]any{"inst": "fwb", "proc": "rdv", "dur": "d10", "out": "ok", "com": "NN 85.07.30-033.28"}}), "guard.national", "invalid"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := d.key("/sheets", test.sheet).Sheets[0]
			if got.Status != test.want || got.ID != test.sheet["id"] || got.Receipt != "" {
				t.Errorf("%+v, want %s", got, test.want)
			}
			if test.key != "" && (len(got.Problems) == 0 || got.Problems[0].Key != test.key || got.Problems[0].Message == "") {
				t.Errorf("%+v, want %s", got.Problems, test.key)
			}
		})
	}
	all, err := d.db.Keyed(t.Context(), "c", "Mars")
	if err != nil || len(all) != 2 {
		t.Fatalf("%d lines kept: %v", len(all), err)
	}
	for _, k := range all {
		s, want := k.Kept.Sheet, [3]string{"asso", "", "week"}
		if k.Origin.Serial > 0 {
			want = [3]string{"autre", "pad", "week"}
		}
		if got := [3]string{s.Participant, s.Worker, string(s.Precision)}; got != want || s.Channel != sheet.Keyed {
			t.Errorf("%+v: kept %v by %s, want %v", k.Origin, got, s.Channel, want)
		}
	}
}

// Keyed sheets are taken in every state of the campaign, by coordinators of this site alone.
func TestPostKeyedWhoAndWhen(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	for _, state := range []campaign.State{campaign.Trial, campaign.Open, campaign.Closing, campaign.Closed} {
		d.set(func(c *campaign.Campaign) { c.State = state })
		if got := d.key("/sheets", keyed(t, nil)).Sheets[0].Status; got != "stored" {
			t.Errorf("%s: %s", state, got)
		}
	}
	before := len(d.kept())
	reader, stranger := d.as(account.Reader), &desk{house: d.house, cookies: map[string]string{}}
	if got := reader.json("/sheets", map[string]any{"sheets": []any{keyed(t, nil)}}); got != http.StatusForbidden {
		t.Errorf("a reader: %d", got)
	}
	if got := stranger.json("/sheets", map[string]any{"sheets": []any{keyed(t, nil)}}); got != http.StatusSeeOther {
		t.Errorf("nobody: %d", got)
	}
	for _, path := range []string{"", "/state?pile=Mars", "/diff?pile=Mars"} {
		if w := reader.get("/c/c/entry" + path); w.Code != http.StatusForbidden {
			t.Errorf("a reader at %q: %d", path, w.Code)
		}
	}
	foreign := d.json("/sheets", map[string]any{"sheets": []any{}})
	if foreign != http.StatusOK || len(d.kept()) != before {
		t.Errorf("none: %d, %d sheets, were %d", foreign, len(d.kept()), before)
	}
	if got := d.json("/sheets", []any{}); got != http.StatusBadRequest {
		t.Errorf("no batch: %d", got)
	}
	if got := d.json("/sheets", map[string]any{"sheets": slices.Repeat([]any{1}, 201)}); got != http.StatusRequestEntityTooLarge {
		t.Errorf("too many: %d", got)
	}
	if got := d.json("/sheets", map[string]any{"sheets": []any{strings.Repeat("x", 1<<20)}}); got != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: %d", got)
	}
}

// A keyed sheet is taken back as long as nobody changed it; no other sheet is.
func TestUndoKeyed(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	one, two := keyed(t, nil), keyed(t, map[string]any{"paper": at("1", 2)})
	d.key("/sheets", one, two)
	undo := func(id any) int { return d.json("/undo", map[string]any{"id": id}) }
	for range 2 {
		if got := undo(one["id"]); got != http.StatusOK || len(d.kept()) != 1 {
			t.Fatalf("%d %s, %d sheets are left", got, d.body, len(d.kept()))
		}
	}
	if got := d.key("/sheets", one).Sheets[0].Status; got != "withdrawn" {
		t.Errorf("sent again: %s", got)
	}
	if got := undo(filled(t)["_id"][0]); got != http.StatusOK {
		t.Errorf("one that never came in: %d", got)
	}
	if got := undo("x"); got != http.StatusUnprocessableEntity {
		t.Errorf("no id: %d", got)
	}
	posted := filled(t)
	if _, answer := d.batch(serviceLink, `{"sheets":[`+apiSheet(t, posted)+`]}`); answer.Sheets[0].Status != "stored" {
		t.Fatal(answer)
	}
	if got := undo(posted["_id"][0]); got != http.StatusConflict {
		t.Errorf("one that came by the page: %d", got)
	}
	d.post("/c/c/sheets/"+two["id"].(string), url.Values{"what": {"exclude"}, "reason": {"double"}, "_since": {sinceOf(t, d, two["id"].(string))}})
	if got := undo(two["id"]); got != http.StatusConflict {
		t.Errorf("one that was changed: %d %s", got, d.body)
	}
}

// apiSheet writes a sheet as a device posts it.
func apiSheet(t *testing.T, v url.Values) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"id": v["_id"][0], "date": "2026-03-01", "language": "fr", "channel": "web", "answers": map[string]any{"inst": "fwb", "proc": "rdv", "dur": "d10", "out": "ok"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// sinceOf returns which state of a sheet its page shows.
func sinceOf(t *testing.T, d *desk, id string) string {
	t.Helper()
	return find(t, d.page("/c/c/sheets/"+id), `name="_since" value="(\d+)"`)
}

// keyedState is what the page is told of a sheet of paper.
type keyedState struct {
	Piles []string
	Pile  struct {
		Name                  string
		Counted, Keyed, Again int
	}
	Lines []struct {
		ID      string
		Number  int
		Answers map[string]struct{ Codes []string }
	}
	Pages, Keyed int
}

func (d *desk) state(query string) keyedState {
	d.t.Helper()
	var s keyedState
	if err := json.Unmarshal([]byte(d.page("/c/c/entry/state?"+query)), &s); err != nil {
		d.t.Fatal(err)
	}
	return s
}

// The page is told of the pile and of the lines of one sheet of paper; who keys it again is told nothing of the first time.
func TestTellEntry(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	d.printedRun("c", "7H2KQ9", paper.Run{Copies: 5})
	printed := func(line int, pile string) map[string]any {
		return keyed(t, map[string]any{"paper": map[string]any{"layout": "7H2KQ9", "serial": 3, "page": 1, "line": line, "pile": pile, "note": ""}})
	}
	d.key("/sheets", keyed(t, nil), keyed(t, map[string]any{"paper": at("1", 2)}), keyed(t, map[string]any{"paper": at("2", 1)}), printed(1, "Mars"), printed(1, "Avril"))
	d.key("/again", keyed(t, map[string]any{"paper": at("1", 2), "answers": map[string]any{"inst": "com", "proc": "rdv", "dur": "d10", "out": "ok"}}))
	if got := d.json("/pile", map[string]any{"name": "Mars", "counted": 12}); got != http.StatusOK {
		t.Fatal(got)
	}
	if got := d.state("pile=Mars&note=1"); len(got.Lines) != 2 || got.Pile.Keyed != 4 || got.Pile.Counted != 12 || got.Pile.Again != 1 || len(got.Piles) != 2 || got.Keyed != 0 {
		t.Errorf("the first sheet: %+v", got)
	}
	if got := d.state("pile=Mars&layout=7H2KQ9&serial=3&page=1"); len(got.Lines) != 1 || got.Keyed != 2 || got.Pages != 0 {
		t.Errorf("a printed sheet: %+v", got)
	}
	again := d.state("pile=Mars&note=1&again=1")
	if len(again.Lines) != 1 || again.Lines[0].Number != 2 || !slices.Equal(again.Lines[0].Answers["inst"].Codes, []string{"com"}) {
		t.Errorf("keyed again: %+v", again)
	}
	if got := d.state("pile=Mai&note=1"); len(got.Lines) != 0 || got.Pile.Keyed != 0 {
		t.Errorf("a new pile: %+v", got)
	}
	for _, wrong := range []map[string]any{{"name": "", "counted": 1}, {"name": "Mars", "counted": -1}, {"name": strings.Repeat("x", 41), "counted": 1}} {
		if got := d.json("/pile", wrong); got != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", wrong, got)
		}
	}
}

// The page that devices keep holds nothing of who is signed in and no answers, and may load only what is ours.
func TestEntryPage(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	d.key("/sheets", keyed(t, map[string]any{"paper": map[string]any{"pile": "Une pile", "note": "1"}}))
	page, shell := d.page("/c/c/entry"), d.page("/c/c/entry?shell=1")
	if !strings.Contains(page, deskEmail) || strings.Contains(shell, deskEmail) || strings.Contains(shell, "Une pile") {
		t.Error("what is kept names who is signed in, or what was keyed")
	}
	for _, want := range []string{"<noscript>", `href="/s/` + campaignLink + `"`, `<kbd>1</kbd>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
	w := d.get("/c/c/entry")
	for _, want := range []string{"script-src 'self'", "worker-src 'self'", "connect-src 'self'", "default-src 'none'"} {
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), want) {
			t.Errorf("the policy lacks %s", want)
		}
	}
	worker := d.get("/c/c/entry/sw.js")
	if worker.Code != http.StatusOK || worker.Header().Get("Service-Worker-Allowed") != "/c/c/entry" {
		t.Errorf("the worker: %d %v", worker.Code, worker.Header())
	}
}
