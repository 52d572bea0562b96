package web_test

import (
	"bytes"
	"crypto/rand"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/need"
	"releve/internal/sheet"
	"releve/internal/transfer"
)

// newGolden opens a desk whose campaign holds the 416 sheets of the demonstration.
func newGolden(tb testing.TB) *desk {
	tb.Helper()
	d := newDesk(tb, "monitoring-1030")
	d.set(func(c *campaign.Campaign) { c.From, c.To = "2022-09-12", "2022-11-25" })
	d.take(filepath.Join(need.Root(tb), "cmd", "releve", "demo", "monitoring-1030.csv"))
	return d
}

// take imports a file into the campaign.
func (d *desk) take(name string) {
	d.t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		d.t.Fatal(err)
	}
	_, err = transfer.Import(d.t.Context(), d.db, "c",
		transfer.File{Name: name, Data: bytes.NewReader(data), Size: int64(len(data)), Most: transfer.MostPosted},
		transfer.ImportOptions{AsCampaign: true, Random: rand.Reader})
	if err != nil {
		d.t.Fatal(err)
	}
}

// note posts a sheet on the service's link and returns its id.
func (d *desk) note(values url.Values) string {
	d.t.Helper()
	if w := d.house.post("/s/"+serviceLink, values); w.Code != 303 {
		d.t.Fatalf("%d %s", w.Code, regexp.MustCompile(`class="e" id="[^<]*`).FindAllString(w.Body.String(), -1))
	}
	return values.Get("_id")
}

// text returns what a page says, without its tags, one space between words.
func text(page string) string {
	page = regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`).ReplaceAllString(page, " ")
	return strings.Join(strings.Fields(html.UnescapeString(page)), " ")
}

// listed returns how many sheets a list says that it has.
func listed(tb testing.TB, page string) int {
	tb.Helper()
	n, err := strconv.Atoi(find(tb, page, `role="status"><strong>(\d+)`))
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// fields returns what a browser would send of the form on a page that posts to an address, nothing changed.
func fields(tb testing.TB, page, action string) url.Values {
	tb.Helper()
	_, form, found := strings.Cut(page, `action="`+action+`"`)
	if !found {
		tb.Fatalf("no form for %s in\n%s", action, page)
	}
	form, _, _ = strings.Cut(form, "</form>")
	values := url.Values{}
	attribute := func(tag, name string) string {
		m := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(tag)
		if m == nil {
			return ""
		}
		return html.UnescapeString(m[1])
	}
	for _, tag := range regexp.MustCompile(`<input [^>]*>`).FindAllString(form, -1) {
		kind := attribute(tag, "type")
		if (kind == "radio" || kind == "checkbox") && !strings.Contains(tag, " checked") {
			continue
		}
		values.Add(attribute(tag, "name"), attribute(tag, "value"))
	}
	for _, m := range regexp.MustCompile(`(?s)(<textarea [^>]*>)(.*?)</textarea>`).FindAllStringSubmatch(form, -1) {
		values.Add(attribute(m[1], "name"), html.UnescapeString(m[2]))
	}
	for _, m := range regexp.MustCompile(`(?s)(<select [^>]*>)(.*?)</select>`).FindAllStringSubmatch(form, -1) {
		chosen := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(m[2])
		if chosen == nil {
			chosen = []string{"", ""}
		}
		values.Add(attribute(m[1], "name"), html.UnescapeString(chosen[1]))
	}
	return values
}

// TestListOfSheets narrows the list down and turns its pages.
func TestListOfSheets(t *testing.T) {
	need.Full(t)
	d := newGolden(t)
	for _, test := range []struct {
		name, query string
		want        int
	}{
		{"all", "", 416},
		{"last page", "?page=9", 416},
		{"service", "?service=asso-06", 70},
		{"dates", "?from=2022-09-12&to=2022-09-12", 0},
		{"not completed", "?outcome=failed", 112},
		{"completed", "?outcome=succeeded", 304},
		{"one answer", "?outcome=ko", 112},
		{"publication group", "?institution=group.FWB", 83},
		{"branch of the list", "?institution=com", 79},
		{"open band", "?show=open", 32},
		{"outside", "?show=outside", 26},
		{"excluded", "?show=excluded", 0},
		{"counted", "?counted=counted", 416},
		{"not counted, of a flag", "?counted=uncounted&show=open", 0},
		{"without a service", "?service=_none", 0},
		{"channel", "?channel=keyed", -1},
		{"language", "?language=nl", -1},
		{"function", "?function=as", -1},
		{"far page", "?page=99999999999", 416},
		{"no page", "?page=-3", 416},
	} {
		t.Run(test.name, func(t *testing.T) {
			page := d.page("/c/c/sheets" + test.query)
			n := listed(t, page)
			if test.want >= 0 && n != test.want {
				t.Errorf("got %d, want %d", n, test.want)
			}
			if test.want < 0 && (n == 0 || n == 416) {
				t.Errorf("got %d", n)
			}
		})
	}
	first, second, last := d.page("/c/c/sheets"), d.page("/c/c/sheets?page=2"), d.page("/c/c/sheets?page=9")
	ids := regexp.MustCompile(`/c/c/sheets/[0-9a-f-]{36}`)
	if n := len(ids.FindAllString(first, -1)); n != 50 {
		t.Errorf("%d sheets on the first page", n)
	}
	if n := len(ids.FindAllString(last, -1)); n != 16 {
		t.Errorf("%d sheets on the last page", n)
	}
	if strings.Contains(second, ids.FindString(first)) {
		t.Error("a sheet stands on two pages")
	}
	if !strings.Contains(first, `href="/c/c/sheets?page=2"`) || strings.Contains(first, `rel="prev"`) || strings.Contains(last, `rel="next"`) {
		t.Error("the pages do not lead to each other")
	}
	if !strings.Contains(text(first), "30 novembre 2022") || !strings.Contains(text(last), "septembre 2022") {
		t.Error("the newest do not stand first")
	}
	if page := d.page("/c/c/sheets?service=asso-06&page=2"); !strings.Contains(page, `href="/c/c/sheets?page=1&amp;service=asso-06"`) {
		t.Error("turning the page loses the filter")
	}
}

// TestListRefusesWhatMeansNothing shows that no list stands under an address that says something else.
func TestListRefusesWhatMeansNothing(t *testing.T) {
	need.Full(t)
	d := newGolden(t)
	for _, test := range []struct{ name, query string }{
		{"service", "service=nobody"},
		{"date", "from=31-02-2022"},
		{"channel", "channel=post"},
		{"language", "language=xx"},
		{"outcome", "outcome=maybe"},
		{"institution", "institution=group.NONE"},
		{"flag", "show=odd"},
		{"counted", "counted=trial"},
		{"function", "function=odd"},
		{"period", "from=2022-10-02&to=2022-10-01"},
		{"side without answers", "outcome=apart"},
	} {
		for _, path := range []string{"/c/c/sheets?", "/c/c?"} {
			if path == "/c/c?" && strings.Contains("outcome institution flag counted side without answers", test.name) {
				continue // figures have no such field
			}
			t.Run(test.name+path, func(t *testing.T) {
				w := d.get(path + test.query)
				body := w.Body.String()
				if w.Code != 422 || !strings.Contains(body, `role="alert"`) || !strings.Contains(body, `aria-invalid="true"`) {
					t.Errorf("%d\n%s", w.Code, text(body))
				}
				if strings.Contains(body, "416") {
					t.Error("figures of everything stand under an address that narrows them down")
				}
			})
		}
	}
}

// TestTrialStandsApart shows that sheets of the trial are in no figure and in no list but their own.
func TestTrialStandsApart(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	d.set(func(c *campaign.Campaign) { c.State = campaign.Trial })
	empty := text(d.page("/c/c"))
	id := d.note(filled(t))
	page := d.page("/c/c")
	if !strings.Contains(text(page), "1 fiche d'essai n'est pas comptée") || strings.Contains(empty, "fiche d'essai") {
		t.Error(text(page))
	}
	if strings.Contains(page, `class="tiles"`) {
		t.Error("the trial is counted")
	}
	if n := listed(t, d.page("/c/c/sheets")); n != 0 {
		t.Errorf("%d sheets of the trial among the others", n)
	}
	list := d.page("/c/c/sheets?show=trial")
	if listed(t, list) != 1 || !strings.Contains(list, id) || !strings.Contains(list, `class="tag off">Essai`) {
		t.Error(text(list))
	}
}

// TestSheetsOfOthers shows that no address leads into another campaign, nor to what was erased.
func TestSheetsOfOthers(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	id := d.note(filled(t))
	c, err := d.db.Campaign(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	other := *c
	other.Slug, other.Link, other.Participants = "other", "pppp-qqqq-rrrr-ssss", nil
	if err = d.db.Create(t.Context(), &other, c.Form()); err != nil {
		t.Fatal(err)
	}
	gone := d.note(filled(t))
	goneID, _ := sheet.ParseID(gone)
	if err = d.db.Withdraw(t.Context(), "c", goneID); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, target string
		want         int
	}{
		{"own", "/c/c/sheets/" + id, 200},
		{"other campaign's", "/c/other/sheets/" + id, 404},
		{"other campaign's, to correct", "/c/other/sheets/" + id + "/edit", 404},
		{"never kept", "/c/c/sheets/00000000-0000-4000-8000-000000000000", 404},
		{"no id", "/c/c/sheets/zzz", 404},
		{"erased", "/c/c/sheets/" + gone, 410},
		{"campaign that never was", "/c/nowhere/sheets", 404},
	} {
		t.Run(test.name, func(t *testing.T) {
			if w := d.get(test.target); w.Code != test.want {
				t.Errorf("got %d", w.Code)
			}
		})
	}
	if w := d.post("/c/other/sheets/"+id, url.Values{"what": {"exclude"}, "reason": {"double"}, "_since": {"1"}, "_seen": {"0"}}); w.Code != 404 {
		t.Errorf("excluded through another campaign: %d", w.Code)
	}
	if d.kept()[0].Status != sheet.Received {
		t.Error("a sheet was changed through another campaign")
	}
}

// TestDeskPagesWeigh holds what pages weigh unpacked: 60 kB, with 200 services and 50 sheets a page.
func TestDeskPagesWeigh(t *testing.T) {
	need.Full(t)
	const most = 60_000
	d := newGolden(t)
	d.set(func(c *campaign.Campaign) {
		for i := range 200 {
			code := "service-numero-" + strconv.Itoa(i)
			c.Participants = append(c.Participants, campaign.Participant{
				Code: code, Name: "Centre d'action sociale et de quartier " + strconv.Itoa(i), Kind: campaign.CPAS,
			})
		}
	})
	d.spread()
	id := d.kept()[0].ID.String()
	for _, target := range []string{"/c/c", "/c/c?service=asso-06", "/c/c/sheets", "/c/c/sheets/" + id, "/c/c/sheets/" + id + "/edit"} {
		for _, tag := range []string{"fr", "nl", "de", "en"} {
			page := d.page(strings.ReplaceAll(target, "?", "?lang="+tag+"&") + map[bool]string{true: "", false: "?lang=" + tag}[strings.Contains(target, "?")])
			if len(page) > most {
				t.Errorf("%s in %s: %d bytes", target, tag, len(page))
			}
			for _, foreign := range []string{" style=", "http://", "https://", "<script", "onclick", "@import", "url("} {
				if strings.Contains(strings.ReplaceAll(page, "http://www.w3.org/", ""), foreign) {
					t.Errorf("%s holds %s", target, foreign)
				}
			}
			if n := strings.Count(page, "<h1"); n != 1 {
				t.Errorf("%s has %d first headings", target, n)
			}
			if key := regexp.MustCompile(`>\s*(desk|page|report|figure)\.[a-z.]+\s*<`).FindString(page); key != "" {
				t.Errorf("%s in %s shows %s", target, tag, key)
			}
		}
	}
}

// spread gives every sheet another of the services without one.
func (d *desk) spread() {
	d.t.Helper()
	err := d.db.View(d.t.Context(), "c", func(v campaign.View) error {
		var all []campaign.Kept
		for k, err := range v.Changed(0) {
			if err != nil {
				return err
			}
			all = append(all, k)
		}
		for i, k := range all[:200] {
			s := *k.Sheet
			s.Participant = "service-numero-" + strconv.Itoa(i)
			if _, err := d.db.Alter(d.t.Context(), "c", campaign.Alteration{Sheet: &s, Since: k.Change, What: campaign.Correcting}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
}
