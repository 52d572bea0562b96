package web_test

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/need"
	"releve/internal/sheet"
)

// Links of the campaigns that follow one another in these tests.
const (
	nextServiceLink  = "2222-2222-2222-2222"
	nextCampaignLink = "3333-3333-3333-3333"
	lastServiceLink  = "4444-4444-4444-4444"
	lastCampaignLink = "5555-5555-5555-5555"
)

// following makes two more campaigns of the house's form: c is followed by next, next by last. Both have the service
// asso, and neither has the other one of c.
func following(tb testing.TB) *house {
	tb.Helper()
	h := newHouse(tb, "monitoring-1030")
	f, err := h.form()
	if err != nil {
		tb.Fatal(err)
	}
	for _, k := range []struct{ slug, title, follows, own, service string }{
		{"last", "Le <dernier>", "", lastCampaignLink, lastServiceLink},
		{"next", "Le suivant", "last", nextCampaignLink, nextServiceLink},
	} {
		c := &campaign.Campaign{
			Slug: k.slug, Title: k.title, FormID: f.ID, Version: f.Version, From: "2027-01-01", Zone: "Europe/Brussels", Language: "nl",
			State: campaign.Open, Groups: f.Groups, Outcome: f.Outcome, ProcedureText: f.ProcedureText, Link: k.own, Successor: k.follows,
			CountLate: true, CountOutside: true,
			Participants: []campaign.Participant{{Code: "asso", Name: "La Rencontre", Kind: campaign.Association, Link: k.service}},
		}
		if err = h.db.Create(tb.Context(), c, f); err != nil {
			tb.Fatal(err)
		}
	}
	h.set(func(c *campaign.Campaign) { c.Successor = "next" })
	return h
}

// move brings a campaign into a state.
func (h *house) move(slug string, to campaign.State) {
	h.t.Helper()
	_, err := h.db.Update(context.Background(), slug, func(c *campaign.Campaign) error {
		c.State = to
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// leadsTo returns the addresses of other forms in a page.
func leadsTo(page string) []string {
	var all []string
	for _, m := range regexp.MustCompile(`<a [^>]*href="/s/([^"]*)"`).FindAllStringSubmatch(page, -1) {
		all = append(all, m[1])
	}
	return all
}

// TestSuccessor: a closed campaign's links lead to the form of the one that follows, for the same service.
func TestSuccessor(t *testing.T) {
	need.Full(t)
	const open, closed, trial = campaign.Open, campaign.Closed, campaign.Trial
	for _, test := range []struct {
		name       string
		next, last campaign.State
		link       string
		want       string // code of the link that it leads to, "" for none
		text       string
	}{
		{"the same service", open, open, serviceLink, nextServiceLink, "Les nouvelles démarches se notent dans «\u00a0Le suivant\u00a0»."},
		{"a service that the next one does not have", open, open, otherLink, nextCampaignLink, "Le suivant"},
		{"the campaign's own link", open, open, campaignLink, nextCampaignLink, "Le suivant"},
		{"closing too", campaign.Closing, open, serviceLink, nextServiceLink, "Le suivant"},
		{"closed too", closed, open, serviceLink, lastServiceLink, "Le &lt;dernier&gt;"},
		{"all closed", closed, closed, serviceLink, "", "Demandez à votre coordination"},
		{"on trial still", trial, open, serviceLink, "", "La suite, «\u00a0Le suivant\u00a0», n&#39;est pas encore ouverte."},
		{"closed, then on trial", closed, trial, serviceLink, "", "Le &lt;dernier&gt;"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := following(t)
			h.move("c", closed)
			h.move("next", test.next)
			h.move("last", test.last)
			page := h.get("/s/" + test.link + "?lang=fr")
			lost := h.post("/s/"+test.link, filled(t))
			for i, w := range []string{page.Body.String(), lost.Body.String()} {
				got := strings.Join(leadsTo(w), " ")
				if want := strings.TrimSuffix(test.want+"?lang=fr", "?lang=fr"); strings.TrimSuffix(got, "?lang=fr") != want {
					t.Errorf("page %d leads to %q, want %q", i, got, test.want)
				}
				if i == 0 && !strings.Contains(w, test.text) {
					t.Errorf("no %q in\n%s", test.text, text(w))
				}
			}
			if page.Code != http.StatusGone || lost.Code != http.StatusGone || len(h.kept()) != 0 {
				t.Errorf("%d, %d, %d kept", page.Code, lost.Code, len(h.kept()))
			}
			if !strings.Contains(lost.Body.String(), "Page perdue deux fois.") {
				t.Error("the answers are not shown back")
			}
			told := h.told(test.link).Successor
			switch {
			case test.want == "" && told != nil, test.want != "" && (told == nil || told.Link != test.want || told.Title == ""):
				t.Errorf("devices are told %+v, want %q", told, test.want)
			case test.want != "":
				if w := h.get("/s/" + leadsTo(page.Body.String())[0]); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `<html lang="fr"`) {
					t.Errorf("there: %d %s", w.Code, w.Body)
				}
			}
		})
	}
}

// TestSuccessorBeside: while a campaign is closing its form stays, and says where the rest goes.
func TestSuccessorBeside(t *testing.T) {
	need.Full(t)
	h := following(t)
	for _, test := range []struct {
		name        string
		state, next campaign.State
		want        string
	}{
		{"open", campaign.Open, campaign.Open, ""},
		{"closing", campaign.Closing, campaign.Open, nextServiceLink + "?lang=nl"},
		{"closing, the next one on trial", campaign.Closing, campaign.Trial, ""},
		{"closing, the next one closed", campaign.Closing, campaign.Closed, lastServiceLink + "?lang=nl"},
	} {
		h.move("next", test.next)
		h.move("c", test.state)
		values := filled(t)
		values.Del("out")
		values.Set("_language", "nl")
		fresh := h.get("/s/" + serviceLink + "?lang=nl")
		for i, page := range []string{fresh.Body.String(), h.post("/s/"+serviceLink, values).Body.String()} {
			if got := strings.Join(leadsTo(strings.Split(page, "<form")[0]), " "); got != test.want {
				t.Errorf("%s, page %d: leads to %q, want %q", test.name, i, got, test.want)
			}
		}
		if w := h.post("/s/"+serviceLink, filled(t)); w.Code != http.StatusSeeOther {
			t.Errorf("%s: posted: %d", test.name, w.Code)
		}
	}
}

// TestSuccessorPages: a clone follows its original, and the settings say which campaign follows.
func TestSuccessorPages(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	if page := d.page("/c/c/settings"); strings.Contains(page, `name="successor"`) {
		t.Error("a campaign that is alone is offered a successor")
	}
	for _, title := range []string{"Deux", "Trois"} {
		d.post("/c/c/clone", url.Values{"title": {title}, "slug": {""}, "from": {"2027-01-01"}, "to": {""}})
	}
	if first, second := d.campaign("c"), d.campaign("deux"); first.Successor != "deux" || second.Successor != "" {
		t.Fatalf("c is followed by %q, deux by %q", first.Successor, second.Successor)
	}
	page := d.page("/c/c/settings?lang=fr")
	if !regexp.MustCompile(`<option value="deux" selected>Deux</option>`).MatchString(page) || strings.Contains(page, `<option value="c"`) {
		t.Errorf("the settings do not show it:\n%s", page)
	}
	values := readInputs(page)
	for _, step := range []struct{ sent, want string }{{"trois", "trois"}, {"", ""}, {"c", ""}, {"nowhere", ""}, {"deux", "deux"}} {
		values.Set("successor", step.sent)
		w := d.post("/c/c/settings", values)
		if got := d.campaign("c").Successor; got != step.want || (w.Code == http.StatusSeeOther) != (step.sent == step.want) {
			t.Errorf("%q: %d, followed by %q, want %q", step.sent, w.Code, got, step.want)
		}
	}
}

// TestFollowsUnknown: with script off, a tick says that a sheet resumes one that was noted before.
func TestFollowsUnknown(t *testing.T) {
	need.Full(t)
	h := newHouse(t, "monitoring-1030")
	ticked := func(page string) (there, set bool) {
		m := regexp.MustCompile(`<input type="checkbox" name="_follows" value="unknown"( checked)?>`).FindStringSubmatch(page)
		return m != nil, m != nil && m[1] != ""
	}
	if there, set := ticked(h.get("/s/" + serviceLink).Body.String()); !there || set {
		t.Errorf("a new sheet: there %v, set %v", there, set)
	}
	values := filled(t)
	values.Set("_follows", "unknown")
	values.Del("out")
	for _, change := range []url.Values{{}, {"_lang": {"nl"}}} {
		maps.Copy(values, change)
		again := h.post("/s/"+serviceLink, values).Body.String()
		if there, set := ticked(again); !there || !set || strings.Count(again, `name="_follows"`) != 1 {
			t.Errorf("%v: there %v, set %v", change, there, set)
		}
	}
	values.Del("_lang")
	values.Set("out", "ko")
	w := h.post("/s/"+serviceLink, values)
	if got := h.kept(); w.Code != http.StatusSeeOther || len(got) != 1 || got[0].Follows != sheet.Unknown {
		t.Fatalf("%d, kept %+v", w.Code, got)
	}
	receipt := find(t, w.Header().Get("Location"), `after=([0-9a-z]{26})`)
	resumed := h.get("/s/" + serviceLink + "?resume=" + receipt).Body.String()
	if there, _ := ticked(resumed); there || strings.Count(resumed, `name="_follows"`) != 1 {
		t.Error("a sheet that resumes a known one asks whether it resumes an unknown one")
	}
	if there, set := ticked(h.get("/s/" + serviceLink + "?after=" + receipt).Body.String()); !there || set {
		t.Errorf("the next sheet: there %v, set %v", there, set)
	}
	if there, _ := ticked(newHouse(t, "appels").get("/s/" + serviceLink).Body.String()); there {
		t.Error("a form with a repeat has chains")
	}
}
