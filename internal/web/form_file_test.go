package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"releve/forms"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/problem"
	"releve/internal/sheet"
	"releve/internal/web"
)

// heaviestFile is how many bytes a questionnaire in one file may have: what goes through any mail server.
const heaviestFile = 300_000

// fileCampaign returns an open campaign of a shipped form, with services.
func fileCampaign(tb testing.TB, id string) *campaign.Campaign {
	tb.Helper()
	lib, err := form.Load(forms.FS)
	if err != nil {
		tb.Fatal(err)
	}
	f, ok := lib.Form(id)
	if !ok {
		tb.Fatal("no form ", id)
	}
	return &campaign.Campaign{
		Slug: "c", Title: "Monitoring <b>& </script>", FormID: f.ID, Version: f.Version, Forms: []*form.Form{f}, From: "2026-09-14", To: "2026-11-30",
		Zone: "Europe/Brussels", Language: "fr", State: campaign.Open, Groups: f.Groups, Outcome: f.Outcome, ProcedureText: f.ProcedureText,
		Publisher: "Coordination sociale", CreatedAt: time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC), Link: "jjjjkkkkmmmmnnnn",
		Participants: []campaign.Participant{
			{Code: "asso", Name: "La Rencontre </script> & co", Kind: campaign.Association, Link: "aaaabbbbccccdddd"},
			{Code: "autre", Name: "Un autre service", Kind: campaign.Other},
		},
	}
}

// formFile makes the file of a campaign.
func formFile(tb testing.TB, c *campaign.Campaign, participant string, tag locale.Tag) (string, error) {
	tb.Helper()
	catalogue, err := locale.Load()
	if err != nil {
		tb.Fatal(err)
	}
	page, err := web.FormFile(web.FileOptions{
		Campaign: c, Participant: participant, Tag: tag, Catalogue: catalogue, Now: time.Date(2026, 9, 20, 8, 0, 0, 0, time.UTC),
	})
	return string(page), err
}

// A file of every form in every language is light enough for a mail, whole, and asks nothing of anybody.
func TestFormFile(t *testing.T) {
	need.Full(t)
	for _, id := range []string{"monitoring-1030", "monitoring-plus", "appels"} {
		for _, tag := range locale.Languages() {
			t.Run(id+" "+string(tag), func(t *testing.T) {
				page, err := formFile(t, fileCampaign(t, id), "", tag)
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%d bytes", len(page))
				if len(page) > heaviestFile {
					t.Errorf("%d bytes, want at most %d", len(page), heaviestFile)
				}
				for _, pattern := range []string{`(?i)\b(src|href|action|formaction)="(?:[^"#d]|d[^a])`, `https?://(?:[^w]|w[^w])`, `aaaabbbb|jjjjkkkk`} {
					if m := regexp.MustCompile(pattern).FindString(page); m != "" {
						t.Errorf("the file refers to %q", m)
					}
				}
				if n := strings.Count(strings.ToLower(page), "</script"); n != 2 {
					t.Errorf("%d scripts end, want 2", n)
				}
			})
		}
	}
}

// What stands in a file depends on who it is for and on the campaign.
func TestFormFileSays(t *testing.T) {
	tests := []struct {
		name        string
		participant string
		change      func(*campaign.Campaign)
		want        []string
		not         []string
	}{
		{
			"for all services", "", nil,
			[]string{
				`<select id="organisation"`, `<option value="asso">La Rencontre &lt;/script&gt; &amp; co</option>`,
				`data-mode="file"`, "Du 14 septembre 2026 au 30 novembre 2026", ` : Coordination sociale</p>`, "<noscript>",
			},
			[]string{"data-organisation", `name="_lang"`, `id="resume"`, `class="trial">Campagne`},
		},
		{"for one service", "asso", nil, []string{"<strong>La Rencontre &lt;/script&gt; &amp; co</strong>", `data-organisation="asso"`}, []string{`id="organisation"`, `name="_noservice"`}},
		{"of a campaign without services", "", func(c *campaign.Campaign) { c.Participants = nil }, nil, []string{`id="organisation"`}},
		{"of a campaign without an end", "", func(c *campaign.Campaign) { c.To, c.Publisher = "", "" }, []string{"À partir du 14 septembre 2026"}, []string{"Coordination sociale", `class="about">É`}},
		{"of a campaign on trial", "", func(c *campaign.Campaign) { c.State = campaign.Trial }, []string{`class="trial">Campagne à l&#39;essai`}, nil},
		{"of made-up data", "", func(c *campaign.Campaign) { c.Fictitious = true }, []string{`class="demo"`}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := fileCampaign(t, "monitoring-1030")
			if test.change != nil {
				test.change(c)
			}
			page, err := formFile(t, c, test.participant, "fr")
			if err != nil {
				t.Fatal(err)
			}
			page = strings.ReplaceAll(page, "\u00a0", " ")
			for _, want := range test.want {
				if !strings.Contains(page, want) {
					t.Errorf("the file lacks %s", want)
				}
			}
			for _, not := range test.not {
				if strings.Contains(page, not) {
					t.Errorf("the file has %s", not)
				}
			}
		})
	}
}

// A file that could not be used is not made.
func TestFormFileRefused(t *testing.T) {
	closed := fileCampaign(t, "monitoring-1030")
	closed.State = campaign.Closed
	tests := []struct {
		name        string
		campaign    *campaign.Campaign
		participant string
		want        problem.Kind
	}{
		{"closed", closed, "", problem.Conflict},
		{"unknown service", fileCampaign(t, "monitoring-1030"), "nobody", problem.NotFound},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			page, err := formFile(t, test.campaign, test.participant, "fr")
			if got := problem.KindOf(err); got != test.want || page != "" {
				t.Errorf("got %v and %d bytes, want %v", err, len(page), test.want)
			}
		})
	}
}

// handedOver is a file that a device handed over, as a phone shares it: JSON under the name of a text.
const handedOver = `[
{"inst":"com-pop","proc":"rdv","dur":"d10","out":"ok","_id":"2a0b6a0e-3c1d-4e5f-8a9b-0c1d2e3f4a5b","_row":1,"_campaign":"c","_organisation":"asso","_date":"2026-02-02","_channel":"offline","_language":"fr"},
{"inst":"com-etr","proc":"rdv","dur":"d20","out":"ko","com":"Perdu deux fois.","_id":"3b1c7b1f-4d2e-4f60-9bac-1d2e3f4a5b6c","_row":1,"_campaign":"c","_organisation":"asso","_date":"2026-02-03","_channel":"offline","_language":"fr"}
]
`

// The import page takes the file of a device with its ids, so that one that is sent twice counts once, and with the same guard
// as every other way in.
func TestFormFileImported(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	guarded := strings.Replace(handedOver, "Perdu deux fois.", "Le numéro 85073003328", 1)
	w := d.upload("releve-c-asso-2026-02-03.txt", []byte(guarded), map[string]string{"do": "keep"})
	said := w.Body.String()
	if w.Code != http.StatusUnprocessableEntity || d.sheets() != 0 || !strings.Contains(said, `<td class="code">com</td>`) || strings.Contains(said, "85073003328") {
		t.Fatalf("with a number: %d, %d sheets\n%s", w.Code, d.sheets(), said)
	}
	for _, again := range []string{"first", "again"} {
		w = d.upload("releve-c-asso-2026-02-03.txt", []byte(handedOver), map[string]string{"do": "keep"})
		if w.Code != http.StatusOK || d.sheets() != 2 {
			t.Fatalf("%s: %d, %d sheets\n%s", again, w.Code, d.sheets(), w.Body)
		}
	}
	for _, s := range d.kept() {
		if s.Channel != sheet.Offline || s.Participant != "asso" || !strings.Contains(handedOver, s.ID.String()) {
			t.Errorf("kept %+v", s)
		}
	}
}
