package storetest

import (
	"errors"
	"reflect"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
)

func storeTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"forms are drafts until a campaign takes them": (*suite).drafts,
		"a campaign comes back whole":                  (*suite).whole,
		"unknown and taken":                            (*suite).unknownAndTaken,
		"links lead to a campaign and its service":     (*suite).links,
		"update": (*suite).update,
		"update adds participants and removes none": (*suite).people,
		"a new version concerns every campaign":     (*suite).versions,
		"campaigns stand newest first":              (*suite).newestFirst,
		"another process sees every change":         (*suite).otherProcess,
		"a campaign names its successor":            (*suite).successor,
		"logos":                                     (*suite).logos,
		"ready": func(s *suite) {
			s.must(s.Store.Ready(s.ctx))
			s.must(s.Store.Ready(s.ctx))
		},
	}
}

func encoded(s *suite, f *form.Form) string {
	s.Helper()
	data, err := form.Encode(f)
	s.must(err)
	return string(data)
}

func (s *suite) drafts() {
	f, other := s.plain(usualVersion), s.plain(usualVersion)
	other.Title = other.Questions[0].Label
	s.must(s.Store.AddForm(s.ctx, f))
	s.must(s.Store.AddForm(s.ctx, other))
	s.must(s.Store.AddForm(s.ctx, s.plain(usualVersion+1)))
	all, err := s.Store.Forms(s.ctx)
	s.must(err)
	if len(all) != 2 || all[0].Published || encoded(s, all[0].Form) != encoded(s, other) || all[1].Form.Version != usualVersion+1 {
		s.Fatalf("forms %+v, want the second draft of the first version, and the second version", all)
	}
	s.create(other)
	s.must(s.Store.AddForm(s.ctx, other))
	s.wantProblem(s.Store.AddForm(s.ctx, f), problem.Conflict, "form.published")
	err = s.Store.Create(s.ctx, &campaign.Campaign{Slug: "deux"}, f)
	s.wantProblem(err, problem.Conflict, "form.published")
	if all, err = s.Store.Forms(s.ctx); err != nil || !all[0].Published || all[1].Published {
		s.Errorf("forms %+v (%v), want the first published and the second not", all, err)
	}
}

func (s *suite) whole() {
	f := s.plain(usualVersion)
	want := newCampaign(f)
	got := s.create(f)
	if got.Config < 1 || got.Change != 0 || len(got.Forms) != 1 || encoded(s, got.Forms[0]) != encoded(s, f) {
		s.Errorf("config %d, change %d, %d forms; want at least 1, 0 and the one", got.Config, got.Change, len(got.Forms))
	}
	same := *got
	same.Forms, same.Config = nil, 0
	if !reflect.DeepEqual(&same, want) {
		s.Errorf("campaign came back otherwise:\n got %+v\nwant %+v", same, *want)
	}
}

func (s *suite) unknownAndTaken() {
	f := s.plain(usualVersion)
	s.create(f)
	_, err := s.Store.Campaign(s.ctx, "rien")
	s.wantProblem(err, problem.NotFound, "campaign.unknown")
	_, err = s.Store.Update(s.ctx, "rien", func(*campaign.Campaign) error { return nil })
	s.wantProblem(err, problem.NotFound, "campaign.unknown")
	_, err = s.Store.Open(s.ctx, "rien", func(*campaign.Campaign) error { return nil })
	s.wantProblem(err, problem.NotFound, "campaign.unknown")
	_, err = s.Sheets.Save(s.ctx, campaign.Batch{Slug: "rien"})
	s.wantProblem(err, problem.NotFound, "campaign.unknown")
	_, err = s.Sheets.Import(s.ctx, "rien", campaign.Importation{})
	s.wantProblem(err, problem.NotFound, "campaign.unknown")
	s.wantProblem(s.Sheets.Withdraw(s.ctx, "rien", s.newID()), problem.NotFound, "campaign.unknown")
	s.wantProblem(s.Sheets.View(s.ctx, "rien", func(campaign.View) error { return nil }), problem.NotFound, "campaign.unknown")
	_, err = s.Sheets.ByReceipt(s.ctx, "rien", receipt("x"))
	s.wantProblem(err, problem.NotFound, "campaign.unknown")
	_, _, err = s.Store.ByLink(s.ctx, otherLink)
	s.wantProblem(err, problem.NotFound, "link.unknown")

	again := newCampaign(f)
	again.Link, again.Participants = otherLink, nil
	s.wantProblem(s.Store.Create(s.ctx, again, f), problem.Conflict, "campaign.taken")
	again.Slug, again.Link = "deux", serviceLink
	s.wantProblem(s.Store.Create(s.ctx, again, f), problem.Conflict, "link.taken")
	if _, err = s.Store.Campaign(s.ctx, "deux"); err == nil {
		s.Errorf("a campaign with a taken link is kept")
	}
}

func (s *suite) links() {
	s.create(s.plain(usualVersion))
	for _, want := range []struct{ link, participant string }{{ownLink, ""}, {serviceLink, "zwin"}} {
		c, participant, err := s.Store.ByLink(s.ctx, want.link)
		s.must(err)
		if c.Slug != slug || participant != want.participant {
			s.Errorf("link %s leads to %s, %q; want %s, %q", want.link, c.Slug, participant, slug, want.participant)
		}
	}
	_, err := s.Store.Update(s.ctx, slug, func(c *campaign.Campaign) error {
		c.Participants[0].Link = otherLink
		return nil
	})
	s.must(err)
	_, _, err = s.Store.ByLink(s.ctx, serviceLink)
	s.wantProblem(err, problem.NotFound, "link.unknown")
	_, participant, err := s.Store.ByLink(s.ctx, otherLink)
	s.must(err)
	if participant != "zwin" {
		s.Errorf("the new link leads to %q, want zwin", participant)
	}
	_, err = s.Store.Update(s.ctx, slug, func(c *campaign.Campaign) error {
		c.Participants[1].Link = ownLink
		return nil
	})
	s.wantProblem(err, problem.Conflict, "link.taken")
}

func (s *suite) update() {
	before := s.create(s.plain(usualVersion))
	got, err := s.Store.Update(s.ctx, slug, func(c *campaign.Campaign) error {
		c.Title, c.State, c.To, c.CountLate, c.Groups[0].Code = "Autre", campaign.Closing, "", false, "H"
		c.Slug, c.FormID, c.CreatedAt = "ailleurs", "autre", c.CreatedAt.AddDate(1, 0, 0)
		return nil
	})
	s.must(err)
	if got.Title != "Autre" || got.State != campaign.Closing || got.To != "" || got.CountLate || got.Groups[0].Code != "H" {
		s.Errorf("not all was changed: %+v", *got)
	}
	if got.Slug != slug || got.FormID != before.FormID || !got.CreatedAt.Equal(before.CreatedAt) {
		s.Errorf("changed what stays: %s, %s, %v", got.Slug, got.FormID, got.CreatedAt)
	}
	if got.Config <= before.Config || !reflect.DeepEqual(got, s.campaign()) {
		s.Errorf("config %d after %d; want a higher one, and what Campaign returns", got.Config, before.Config)
	}
	if before.Title == "Autre" || before.Groups[0].Code == "H" {
		s.Errorf("a campaign that was handed out changed")
	}
	refusal := errors.New("no")
	_, err = s.Store.Update(s.ctx, slug, func(c *campaign.Campaign) error {
		c.Title = "Jamais"
		c.Participants[0].Name = "Jamais"
		return refusal
	})
	if !errors.Is(err, refusal) || !reflect.DeepEqual(got, s.campaign()) {
		s.Errorf("error %v, want the one of the change, and nothing kept", err)
	}
}

func (s *suite) people() {
	s.create(s.plain(usualVersion))
	_, err := s.Store.Update(s.ctx, slug, func(c *campaign.Campaign) error {
		c.Participants = []campaign.Participant{{Code: "neuf", Name: "Neuf", Kind: campaign.Commune, Link: otherLink}, {Code: "asso", Name: "Nom", Kind: campaign.Other}}
		return nil
	})
	s.must(err)
	want := newCampaign(s.plain(usualVersion)).Participants[:1]
	want = append(want, campaign.Participant{Code: "asso", Name: "Nom", Kind: campaign.Other},
		campaign.Participant{Code: "neuf", Name: "Neuf", Kind: campaign.Commune, Link: otherLink})
	if got := s.campaign().Participants; !reflect.DeepEqual(got, want) {
		s.Errorf("participants\n got %+v\nwant %+v", got, want)
	}
	_, err = s.Store.Update(s.ctx, slug, func(c *campaign.Campaign) error {
		c.Participants = append(c.Participants, campaign.Participant{Code: "neuf", Name: "Deux fois"})
		return nil
	})
	s.wantProblem(err, problem.Conflict, "campaign.participant.taken")
}

func (s *suite) versions() {
	first := s.create(s.plain(usualVersion))
	next := s.plain(usualVersion + 100)
	_, err := s.Store.Update(s.ctx, slug, func(c *campaign.Campaign) error {
		c.Version = next.Version
		return nil
	})
	s.wantProblem(err, problem.NotFound, "form.unknown")
	s.must(s.Store.AddForm(s.ctx, next))
	if got := s.campaign(); len(got.Forms) != 1 || got.Config != first.Config {
		s.Errorf("%d forms, config %d; want 1 and %d: a draft concerns nobody", len(got.Forms), got.Config, first.Config)
	}
	other := newCampaign(next)
	other.Slug, other.Link, other.Participants = "deux", "", nil
	s.must(s.Store.Create(s.ctx, other, next))
	got := s.campaign()
	if len(got.Forms) != 2 || got.Forms[1].Version != next.Version || got.Config <= first.Config || got.Version != usualVersion {
		s.Errorf("%d forms, config %d, version %d; want both, a higher one than %d, the old one", len(got.Forms), got.Config, got.Version, first.Config)
	}
	got, err = s.Store.Update(s.ctx, slug, func(c *campaign.Campaign) error {
		c.Version = next.Version
		return nil
	})
	s.must(err)
	if got.Version != next.Version || got.Form() != got.Forms[1] {
		s.Errorf("version %d, want %d", got.Version, next.Version)
	}
}

func (s *suite) newestFirst() {
	f := s.plain(usualVersion)
	for i, name := range []string{"vieux", "neuf", "moyen"} {
		c := newCampaign(f)
		c.Slug, c.Link, c.Participants = name, "", nil
		c.CreatedAt = c.CreatedAt.AddDate(0, 0, []int{0, 9, 5}[i])
		s.must(s.Store.Create(s.ctx, c, f))
	}
	all, err := s.Store.Campaigns(s.ctx)
	s.must(err)
	var got []string
	for _, c := range all {
		got = append(got, c.Slug)
	}
	if want := []string{"neuf", "moyen", "vieux"}; !reflect.DeepEqual(got, want) {
		s.Errorf("campaigns %v, want %v", got, want)
	}
}

func (s *suite) otherProcess() {
	here := s.create(s.plain(usualVersion))
	other := s.again()
	if there := other.campaign(); there.Config != here.Config || there.Title != here.Title {
		s.Fatalf("the other process sees %+v", there)
	}
	_, err := other.Store.Update(s.ctx, slug, func(c *campaign.Campaign) error {
		c.Title = "Autre"
		return nil
	})
	s.must(err)
	if got := s.campaign(); got.Title != "Autre" || got.Config <= here.Config {
		s.Errorf("title %q, config %d; want what the other process wrote", got.Title, got.Config)
	}
	if c, _, err := s.Store.ByLink(s.ctx, ownLink); err != nil || c.Title != "Autre" {
		s.Errorf("by link %v; want what the other process wrote", err)
	}
	if got := other.save(s.filled()); got[0] != campaign.Stored {
		s.Fatalf("verdict %v", got)
	}
	if got := s.campaign().Change; got != 1 {
		s.Errorf("change %d, want 1", got)
	}
}
