package web_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/need"
)

// campaign returns a campaign as it is kept.
func (d *desk) campaign(slug string) *campaign.Campaign {
	d.t.Helper()
	c, err := d.db.Campaign(context.Background(), slug)
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

// move posts and returns the address that the answer leads to, which must be a redirection.
func (d *desk) move(target string, values url.Values) string {
	d.t.Helper()
	w := d.post(target, values)
	if w.Code != http.StatusSeeOther {
		d.t.Fatalf("POST %s: %d\n%s", target, w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

func TestCreateCampaign(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	page := d.page("/c/_new")
	for _, want := range []string{
		`value="2026-03-02"`, `value="Coordination de Schaerbeek"`, "Quelle institution avez-vous remplacée", "appels",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	draft := url.Values{
		"form": {"monitoring-plus"}, "title": {"Été à l'hôpital"}, "slug": {""}, "from": {"2026-04-01"}, "to": {""},
		"language": {"nl"}, "publisher": {"CASS"},
	}
	if got, want := d.move("/c/_new", draft), "/c/ete-a-l-hopital/services?did=created"; got != want {
		t.Errorf("leads to %s, want %s", got, want)
	}
	made := d.campaign("ete-a-l-hopital")
	if made.Title != "Été à l'hôpital" || made.State != campaign.Trial || made.Language != "nl" || made.Publisher != "CASS" ||
		made.FormID != "monitoring-plus" || made.From != "2026-04-01" || made.To != "" {
		t.Errorf("made %+v", made)
	}
	if got, want := d.move("/c/_new", draft), "/c/ete-a-l-hopital-2/services?did=created"; got != want {
		t.Errorf("the same title again leads to %s, want %s", got, want)
	}
	if !strings.Contains(d.page("/c/ete-a-l-hopital/services?did=created"), "Ajoutez maintenant les services") {
		t.Error("the page does not say what was done")
	}
}

func TestCreateRefused(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	good := url.Values{"form": {"monitoring-1030"}, "title": {"T"}, "slug": {""}, "from": {"2026-04-01"}, "to": {""}, "language": {"fr"}}
	for _, tt := range []struct {
		name, field, value string
		status             int
		want               string // in the page
	}{
		{"no form", "form", "", 422, `href="#f-form"`},
		{"unknown form", "form", "x", 422, `href="#f-form"`},
		{"no title", "title", "", 422, `href="#f-title"`},
		{"bad slug", "slug", "É", 422, `href="#f-slug"`},
		{"taken slug", "slug", "c", 409, `href="#f-slug"`},
		{"bad date", "from", "demain", 422, `value="demain"`},
		{"end before the start", "to", "2026-03-01", 422, `href="#f-to"`},
		{"language", "language", "es", 422, `href="#f-language"`},
		{"publisher", "publisher", strings.Repeat("x", 201), 422, `href="#f-publisher"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			values := maps.Clone(good)
			values.Set(tt.field, tt.value)
			w := d.post("/c/_new", values)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) {
				t.Errorf("got %d, want %d and %s in\n%s", w.Code, tt.status, tt.want, w.Body)
			}
			if n := strings.Count(w.Body.String(), `class="e"`); n != 1 {
				t.Errorf("%d problems beside their fields, want 1", n)
			}
		})
	}
	all, err := d.db.Campaigns(t.Context())
	if err != nil || len(all) != 1 {
		t.Errorf("%d campaigns, want 1 (%v)", len(all), err)
	}
}

func TestListCampaigns(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	if w := d.house.post("/s/"+serviceLink, filled(t)); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code, w.Body)
	}
	row := find(t, d.page("/c"), `(?s)<tbody>(.*)</tbody>`)
	for _, want := range []string{"Monitoring social 2026", "ouverte", "à partir du 1er janvier 2026", `<td class="r">1</td>`, `/services">2</a>`} {
		if !strings.Contains(row, want) {
			t.Errorf("no %s in\n%s", want, row)
		}
	}
	if strings.Contains(d.as(account.Reader).page("/c"), "/c/_new") {
		t.Error("a reader is offered to create a campaign")
	}
}

func TestOpenCampaign(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.set(func(c *campaign.Campaign) { c.State = campaign.Trial })
	note := func() {
		t.Helper()
		if w := d.house.post("/s/"+serviceLink, filled(t)); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code, w.Body)
		}
	}
	note()
	note()
	open := url.Values{"to": {"open"}}
	asked := d.move("/c/c/state", open)
	if asked != "/c/c/state?to=open" {
		t.Fatalf("leads to %s, want the question", asked)
	}
	if page := html.UnescapeString(d.page(asked)); !strings.Contains(page, "efface 2 fiches d'essai") || !strings.Contains(page, `name="sure" value="2"`) {
		t.Errorf("the question is not asked in\n%s", page)
	}
	if d.campaign("c").State != campaign.Trial || len(d.kept()) != 2 {
		t.Error("something changed before the answer")
	}
	note()
	if row := find(t, d.page("/c"), `(?s)<tbody>(.*)</tbody>`); !strings.Contains(row, `<td class="r">3<br>`) {
		t.Errorf("the list does not show the sheets of the trial: %s", row)
	}
	if page := html.UnescapeString(d.page("/c/c/services")); !strings.Contains(page, "2 services et 3 fiches d'essai") || !strings.Contains(page, "<td>3</td>") {
		t.Errorf("the services do not show who has tried:\n%s", page)
	}
	open.Set("sure", "2")
	if again := d.move("/c/c/state", open); again != asked {
		t.Errorf("with one more sheet the answer leads to %s, want the question again", again)
	}
	open.Set("sure", "3")
	if got, want := d.move("/c/c/state", open), "/c/c/state?did=opened&n=3"; got != want {
		t.Errorf("leads to %s, want %s", got, want)
	}
	if d.campaign("c").State != campaign.Open || len(d.kept()) != 0 {
		t.Error("not opened, or sheets of the trial are left")
	}
}

// A trial that was closed is over only when the campaign is open: what came in then is deleted, after the question.
func TestOpenCampaignAfterAll(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.set(func(c *campaign.Campaign) { c.State = campaign.Trial })
	if w := d.house.post("/s/"+serviceLink, filled(t)); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code, w.Body)
	}
	d.move("/c/c/state", url.Values{"to": {"closed"}})
	asked := d.move("/c/c/state", url.Values{"to": {"open"}})
	if page := html.UnescapeString(d.page(asked)); asked != "/c/c/state?to=open" || !strings.Contains(page, `name="sure" value="1"`) {
		t.Errorf("leads to %s, where the question is not asked:\n%s", asked, page)
	}
	if got, want := d.move("/c/c/state", url.Values{"to": {"open"}, "sure": {"1"}}), "/c/c/state?did=opened&n=1"; got != want {
		t.Errorf("leads to %s, want %s", got, want)
	}
	if d.campaign("c").State != campaign.Open || len(d.kept()) != 0 {
		t.Error("not opened, or the sheet of the trial is left")
	}
	d.move("/c/c/state", url.Values{"to": {"closed"}})
	if got, want := d.move("/c/c/state", url.Values{"to": {"open"}}), "/c/c/state?did=moved.open"; got != want {
		t.Errorf("later on leads to %s, want %s", got, want)
	}
}

func TestMoveCampaign(t *testing.T) {
	need.Full(t)
	for _, tt := range []struct {
		name     string
		from, to campaign.State
		status   int
		want     campaign.State
	}{
		{"open an empty trial", campaign.Trial, campaign.Open, 303, campaign.Open},
		{"closing from trial", campaign.Trial, campaign.Closing, 409, campaign.Trial},
		{"closing", campaign.Open, campaign.Closing, 303, campaign.Closing},
		{"close", campaign.Closing, campaign.Closed, 303, campaign.Closed},
		{"reopen", campaign.Closed, campaign.Open, 303, campaign.Open},
		{"twice", campaign.Closed, campaign.Closed, 409, campaign.Closed},
		{"back on trial", campaign.Open, campaign.Trial, 409, campaign.Open},
		{"nowhere", campaign.Open, "x", 400, campaign.Open},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, "monitoring-1030")
			d.set(func(c *campaign.Campaign) { c.State = tt.from })
			w := d.post("/c/c/state", url.Values{"to": {string(tt.to)}})
			if got := d.campaign("c").State; w.Code != tt.status || got != tt.want {
				t.Errorf("status %d, state %s; want %d, %s\n%s", w.Code, got, tt.status, tt.want, w.Body)
			}
			d.page("/c/c/state")
		})
	}
}

func TestCloneCampaign(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.set(func(c *campaign.Campaign) { c.To, c.KeepUntil, c.Publisher = "2026-02-01", "2026-12-31", "CASS" })
	d.page("/c/c/clone")
	got := d.move("/c/c/clone", url.Values{"title": {"Encore"}, "slug": {""}, "from": {"2027-01-01"}, "to": {""}})
	if want := "/c/encore/services?did=cloned&n=2"; got != want {
		t.Errorf("leads to %s, want %s", got, want)
	}
	made, original := d.campaign("encore"), d.campaign("c")
	if made.Title != "Encore" || made.From != "2027-01-01" || made.To != "" || made.KeepUntil != "" || made.Publisher != "CASS" ||
		made.State != campaign.Trial || len(made.Participants) != 2 || made.Participants[0].Link == original.Participants[0].Link {
		t.Errorf("made %+v", made)
	}
	if w := d.post("/c/c/clone", url.Values{"title": {"Encore"}, "slug": {"c"}, "from": {"2027-01-01"}}); w.Code != http.StatusConflict {
		t.Errorf("a taken slug: %d, want 409", w.Code)
	}
}

// The settings are kept as they stand on the page, and nothing changes when nothing was changed there.
func TestSettings(t *testing.T) {
	need.Full(t)
	for _, id := range []string{"monitoring-1030", "monitoring-plus", "appels"} {
		t.Run(id, func(t *testing.T) {
			d := newDesk(t, id)
			before := d.campaign("c").Settings()
			shown := readInputs(d.page("/c/c/settings"))
			if got := d.move("/c/c/settings", shown); got != "/c/c/settings?did=settings" {
				t.Errorf("leads to %s", got)
			}
			if after := d.campaign("c").Settings(); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Errorf("settings changed from\n%v\nto\n%v", before, after)
			}
		})
	}
}

func TestChangeSettings(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-plus")
	shown := readInputs(d.page("/c/c/settings"))
	shown.Set("title", "Autre titre")
	shown.Del("count-late")
	shown.Set("outcome.declined", "failure")
	shown.Set("groups", "SECU \"Sécurité sociale\"=secu\r\n\r\n")
	shown.Set("procedure-text.nl", "Eén handeling.")
	shown.Set("keep-until", "2027-12-31")
	d.move("/c/c/settings", shown)
	c := d.campaign("c")
	if c.Title != "Autre titre" || c.CountLate || !c.CountOutside || len(c.Groups) != 1 || c.Groups[0].Code != "SECU" ||
		!slices.Contains(c.Outcome.Failure, "declined") || c.ProcedureText["nl"] != "Eén handeling." || c.KeepUntil != "2027-12-31" {
		t.Errorf("kept %+v", c)
	}
	shown.Set("groups", "")
	shown.Set("title", "Encore un")
	d.move("/c/c/settings", shown)
	if c = d.campaign("c"); len(c.Groups) != 0 {
		t.Errorf("groups are left: %+v", c.Groups)
	}
	shown.Set("groups", "x y z")
	shown.Set("from", "jamais")
	w := d.post("/c/c/settings", shown)
	for _, want := range []string{`href="#f-groups"`, `href="#f-from"`, "x y z", `value="jamais"`, `value="Encore un"`} {
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%d, no %s in\n%s", w.Code, want, w.Body)
		}
	}
}

// Every address that changes something, or shows a link, is closed to readers.
func TestCampaignPagesRefuseReaders(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	reader := d.as(account.Reader)
	before := fmt.Sprint(d.campaign("c"))
	for _, target := range []string{
		"/c/_new", "/c/c/clone", "/c/c/state", "/c/c/services/_new", "/c/c/services/_import", "/c/c/services/asso/edit", "/c/c/services/asso/relink",
	} {
		if get, post := reader.get(target).Code, reader.post(target, url.Values{"to": {"closed"}}).Code; get != 403 || post != 403 {
			t.Errorf("%s: %d, %d, want 403", target, get, post)
		}
	}
	for _, target := range []string{"/c/c/services/asso", "/c/c/services/_campaign", "/c/c/services/_file", "/c/c/services/asso/qr.png"} {
		if code := reader.get(target).Code; code != 403 {
			t.Errorf("%s: %d, want 403", target, code)
		}
	}
	if code := reader.post("/c/c/settings", url.Values{"title": {"X"}}).Code; code != 403 {
		t.Errorf("settings: %d, want 403", code)
	}
	if page := reader.page("/c/c/settings"); !strings.Contains(page, "<fieldset disabled>") || strings.Contains(page, `action="/c/c/settings"><button`) {
		t.Error("a reader can edit the settings")
	}
	if after := fmt.Sprint(d.campaign("c")); after != before {
		t.Errorf("the campaign changed from\n%s\nto\n%s", before, after)
	}
}

// Pages stay small with two hundred services.
func TestCampaignPagesAreSmall(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.set(func(c *campaign.Campaign) {
		for i := range 198 {
			p := campaign.Participant{
				Code: fmt.Sprintf("service-%03d", i), Name: fmt.Sprintf("Centre d'action sociale du quartier %d", i), Kind: campaign.Association, Headcount: 12,
			}
			if _, err := c.Add(p, rand.Reader); err != nil {
				t.Fatal(err)
			}
		}
	})
	for _, target := range []string{
		"/c", "/c/_new", "/c/c/services", "/c/c/services/asso", "/c/c/services/_new", "/c/c/services/_import", "/c/c/settings", "/c/c/state", "/c/c/clone",
		"/c/c/services/asso/relink", "/c/c/services/asso/edit",
	} {
		page := d.page(target)
		if len(page) > 60_000 {
			t.Errorf("%s has %d bytes", target, len(page))
		}
		t.Logf("%s %d", target, len(page))
		if n := strings.Count(page, "<h1"); n != 1 {
			t.Errorf("%s has %d titles", target, n)
		}
		if dir := os.Getenv("RELEVE_TEST_PAGES"); dir != "" {
			name := strings.ReplaceAll(strings.Trim(target, "/"), "/", "-") + ".html"
			if err := os.WriteFile(filepath.Join(dir, name), []byte(page), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
