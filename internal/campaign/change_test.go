package campaign_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"releve/forms"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
)

// shipped returns a questionnaire that ships with the program.
func shipped(t *testing.T, id string) *form.Form {
	t.Helper()
	lib, err := form.Load(forms.FS)
	if err != nil {
		t.Fatal(err)
	}
	f, ok := lib.Form(id)
	if !ok {
		t.Fatalf("no questionnaire %s", id)
	}
	return f
}

// random returns bytes that never repeat a link.
func random() io.Reader {
	var all bytes.Buffer
	for i := range 4096 {
		all.WriteByte(byte(i * 7))
		all.WriteByte(byte(i >> 4))
	}
	return &all
}

// noon is the instant of the tests.
func noon() time.Time {
	return time.Date(2026, 11, 22, 12, 0, 0, 5, time.FixedZone("", 3600))
}

func autumn(t *testing.T) *campaign.Campaign {
	t.Helper()
	d := campaign.Draft{Slug: "automne", Title: "Automne", From: "2026-10-01", To: "2026-12-31"}
	c, err := campaign.New(shipped(t, "monitoring-plus"), d, random(), noon())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// told writes problems as field, key and the arguments asked for.
func told(err error, args ...string) string {
	var said []string
	for _, p := range problem.All(err) {
		words := []string{p.Field, p.Key}
		for _, name := range args {
			if value, ok := p.Args[name].(string); ok {
				words = append(words, value)
			}
		}
		said = append(said, strings.TrimSpace(strings.Join(words, " ")))
	}
	if err != nil && said == nil {
		return err.Error()
	}
	return strings.Join(said, "; ")
}

func TestNew(t *testing.T) {
	f := shipped(t, "monitoring-plus")
	d := campaign.Draft{Slug: "automne-26", Title: "  Automne  ", From: "1/10/2026"}
	c, err := campaign.New(f, d, random(), noon())
	if err != nil {
		t.Fatal(err)
	}
	if c.State != campaign.Trial || c.Zone != "Europe/Brussels" || c.Language != "fr" || !c.CountLate || !c.CountOutside || c.CorrectionDays != 14 {
		t.Errorf("got %+v", c)
	}
	if c.Title != "Automne" || c.From != "2026-10-01" || c.To != "" || c.FormID != f.ID || c.Version != f.Version || c.Form() != f {
		t.Errorf("got %+v", c)
	}
	if len(c.Groups) != len(f.Groups) || len(c.Outcome.Success) != 2 || c.ProcedureText["nl"] != f.ProcedureText["nl"] {
		t.Errorf("got groups %v, outcome %v, text %v", c.Groups, c.Outcome, c.ProcedureText)
	}
	if link, ok := campaign.ReadLink(c.Link); !ok || link != c.Link {
		t.Errorf("got link %q", c.Link)
	}
	if want := time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC); !c.CreatedAt.Equal(want) || c.CreatedAt.Nanosecond() != 0 {
		t.Errorf("got created %v, want %v", c.CreatedAt, want)
	}
}

func TestNewRefuses(t *testing.T) {
	good := campaign.Draft{Slug: "a", Title: "A", From: "2026-10-01", To: "2026-12-31", Zone: "Europe/London", Language: "nl"}
	tests := []struct {
		name  string
		spoil func(*campaign.Draft)
		want  string
	}{
		{"nothing", func(*campaign.Draft) {}, ""},
		{"no slug", func(d *campaign.Draft) { d.Slug = "" }, "slug check.code"},
		{"slug with a capital", func(d *campaign.Draft) { d.Slug = "Automne" }, "slug check.code"},
		{"slug of 25 signs", func(d *campaign.Draft) { d.Slug = strings.Repeat("a", 25) }, "slug check.code"},
		{"no title", func(d *campaign.Draft) { d.Title = " \t" }, "title check.required"},
		{"title with a control sign", func(d *campaign.Draft) { d.Title = "a\x07b" }, "title answer.text.unreadable"},
		{"no start", func(d *campaign.Draft) { d.From = "" }, "from check.date"},
		{"start that does not exist", func(d *campaign.Draft) { d.From = "2026-02-30" }, "from check.date"},
		{"end before start", func(d *campaign.Draft) { d.To = "2026-09-30" }, "to campaign.period"},
		{"end on the first day", func(d *campaign.Draft) { d.To = d.From }, ""},
		{"zone", func(d *campaign.Draft) { d.Zone = "Europe/Schaerbeek" }, "zone check.zone"},
		{"language", func(d *campaign.Draft) { d.Language = "it" }, "language check.lang"},
		{"several at once", func(d *campaign.Draft) { d.Slug, d.To = "é", "tomorrow" }, "slug check.code; to check.date"},
	}
	f := shipped(t, "monitoring-1030")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := good
			test.spoil(&d)
			c, err := campaign.New(f, d, random(), noon())
			if got := told(err); got != test.want || (err == nil) != (c != nil) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	if _, err := campaign.New(f, good, strings.NewReader("short"), noon()); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v without randomness", err)
	}
}

func TestMove(t *testing.T) {
	tests := []struct {
		from, to campaign.State
		want     string
	}{
		{campaign.Trial, campaign.Trial, "campaign.state.same"},
		{campaign.Trial, campaign.Open, ""},
		{campaign.Trial, campaign.Closing, "campaign.state.first"},
		{campaign.Trial, campaign.Closed, ""},
		{campaign.Open, campaign.Trial, "campaign.state.trial"},
		{campaign.Open, campaign.Open, "campaign.state.same"},
		{campaign.Open, campaign.Closing, ""},
		{campaign.Open, campaign.Closed, ""},
		{campaign.Closing, campaign.Trial, "campaign.state.trial"},
		{campaign.Closing, campaign.Open, ""},
		{campaign.Closing, campaign.Closing, "campaign.state.same"},
		{campaign.Closing, campaign.Closed, ""},
		{campaign.Closed, campaign.Trial, "campaign.state.trial"},
		{campaign.Closed, campaign.Open, ""},
		{campaign.Closed, campaign.Closing, ""},
		{campaign.Closed, campaign.Closed, "campaign.state.same"},
	}
	if len(tests) != len(campaign.States())*len(campaign.States()) {
		t.Fatal("not every pair of states is tried")
	}
	for _, test := range tests {
		t.Run(string(test.from)+" to "+string(test.to), func(t *testing.T) {
			c := &campaign.Campaign{Slug: "a", State: test.from}
			err := c.Move(test.to)
			after := test.to
			if test.want != "" {
				after = test.from
			}
			if got := told(err); got != test.want || c.State != after {
				t.Errorf("got %q and state %s, want %q and %s", got, c.State, test.want, after)
			}
		})
	}
}

func TestClone(t *testing.T) {
	c := autumn(t)
	c.Fictitious, c.Config, c.Change, c.Successor = true, 7, 9, "printemps"
	r := random()
	if _, err := c.Add(campaign.Participant{Code: "a", Name: "A", Headcount: 3}, r); err != nil {
		t.Fatal(err)
	}
	if err := c.Move(campaign.Open); err != nil {
		t.Fatal(err)
	}
	n, err := c.Clone(campaign.Draft{Slug: "hiver", From: "2027-01-01", To: "2027-03-31"}, r, noon())
	if err != nil {
		t.Fatal(err)
	}
	if n.Slug != "hiver" || n.Title != "Automne" || n.From != "2027-01-01" || n.State != campaign.Trial || n.Config != 0 || n.Change != 0 || !n.Fictitious || n.Successor != "" {
		t.Errorf("got %+v", n)
	}
	if p := n.Participants[0]; p.Name != "A" || p.Headcount != 3 || p.Link == c.Participants[0].Link || n.Link == c.Link || p.Link == n.Link {
		t.Errorf("got participant %+v and links %s, %s", p, n.Link, c.Link)
	}
	if _, err = c.Clone(campaign.Draft{Slug: "x y"}, r, noon()); told(err) != "slug check.code" {
		t.Errorf("got %v", err)
	}
	if err = n.Succeed(c); err != nil || c.Successor != "printemps" {
		t.Errorf("a named successor became %q (%v)", c.Successor, err)
	}
	c.Successor = ""
	if err = n.Succeed(c); err != nil || c.Successor != "hiver" {
		t.Errorf("followed by %q (%v), want hiver", c.Successor, err)
	}
	if c.State != campaign.Open || c.Slug != "automne" || len(c.Participants) != 1 {
		t.Errorf("the original changed: %+v", c)
	}
}

func TestParticipants(t *testing.T) {
	tests := []struct {
		name string
		p    campaign.Participant
		want string
	}{
		{"good", campaign.Participant{Code: "cass-2", Name: " CASS ", Kind: campaign.Commune, Headcount: 12, Own: []string{"com", "com-pop"}}, ""},
		{"kind left out", campaign.Participant{Code: "b", Name: "B"}, ""},
		{"code", campaign.Participant{Code: "Cass", Name: "CASS"}, "code check.code"},
		{"no name", campaign.Participant{Code: "c"}, "name check.required"},
		{"kind", campaign.Participant{Code: "c", Name: "C", Kind: "club"}, "kind check.oneof"},
		{"headcount", campaign.Participant{Code: "c", Name: "C", Headcount: -1}, "headcount check.min"},
		{"own code", campaign.Participant{Code: "c", Name: "C", Own: []string{"com", "nowhere"}}, "own campaign.own.unknown nowhere"},
		{"taken", campaign.Participant{Code: "first", Name: "Again"}, "code campaign.participant.taken first"},
		{"several at once", campaign.Participant{Name: "\x00"}, "name answer.text.unreadable; code check.code"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := autumn(t)
			r := random()
			first, err := c.Add(campaign.Participant{Code: "first", Name: "First"}, r)
			if err != nil {
				t.Fatal(err)
			}
			p, err := c.Add(test.p, r)
			if got := told(err, "value"); got != test.want {
				t.Fatalf("got %q, want %q", got, test.want)
			}
			if err != nil {
				if len(c.Participants) != 1 {
					t.Errorf("kept a participant that was refused: %+v", c.Participants)
				}
				return
			}
			if kept, ok := c.Participant(test.p.Code); !ok || kept.Link != p.Link || kept.Name != strings.TrimSpace(test.p.Name) || kept.Kind == "" {
				t.Errorf("got %+v", kept)
			}
			if link, ok := campaign.ReadLink(p.Link); !ok || link == first.Link || link == c.Link {
				t.Errorf("got link %q", p.Link)
			}
		})
	}
}

func TestOwnCodesNeedInstitutions(t *testing.T) {
	p := campaign.Participant{Code: "a", Name: "A", Own: []string{"com"}}
	if _, err := campaign.NewParticipant(&form.Form{}, p, random()); told(err) != "own campaign.own.none" {
		t.Errorf("got %v", err)
	}
	p.Own = nil
	if _, err := campaign.NewParticipant(&form.Form{}, p, random()); err != nil {
		t.Error(err)
	}
}

func TestAmend(t *testing.T) {
	c := autumn(t)
	r := random()
	before, err := c.Add(campaign.Participant{Code: "a", Name: "A"}, r)
	if err != nil {
		t.Fatal(err)
	}
	shared := c.Participants
	changed, err := c.Amend(campaign.Participant{Code: "a", Name: "Atelier", Kind: campaign.CPAS, Headcount: 4})
	if after := c.Participants[0]; err != nil || !changed || after.Name != "Atelier" || after.Link != before.Link || after.Kind != campaign.CPAS {
		t.Errorf("got %+v, %v, %v", after, changed, err)
	}
	if shared[0].Name != "A" {
		t.Error("a slice that others may hold was changed in place")
	}
	if changed, err = c.Amend(campaign.Participant{Code: "a", Name: "Atelier", Kind: campaign.CPAS, Headcount: 4}); changed || err != nil {
		t.Errorf("got %v, %v for the same again", changed, err)
	}
	if _, err = c.Amend(campaign.Participant{Code: "b", Name: "B"}); told(err, "value") != "campaign.participant.unknown b" {
		t.Errorf("got %v", err)
	}
	if _, err = c.Amend(campaign.Participant{Code: "a"}); told(err) != "name check.required" || c.Participants[0].Name != "Atelier" {
		t.Errorf("got %v", err)
	}
}

func TestRelink(t *testing.T) {
	c := autumn(t)
	r := random()
	for _, code := range []string{"a", "b"} {
		if _, err := c.Add(campaign.Participant{Code: code, Name: code}, r); err != nil {
			t.Fatal(err)
		}
	}
	shared, own := c.Participants, c.Link
	link, err := c.Relink("b", r)
	if err != nil || c.Participants[1].Link != link || link == shared[1].Link || c.Participants[0].Link != shared[0].Link || c.Link != own {
		t.Errorf("got %q, %v", link, err)
	}
	if link, err = c.Relink("", r); err != nil || c.Link != link || link == own {
		t.Errorf("got %q, %v for the campaign's own link", link, err)
	}
	if _, err = c.Relink("nobody", r); told(err, "value") != "campaign.participant.unknown nobody" {
		t.Errorf("got %v", err)
	}
}
