package campaign_test

import (
	"slices"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/problem"
)

func logoOf(name string) campaign.Logo {
	return campaign.Logo{Name: name, Image: []byte("picture of " + name)}
}

// named returns the names of a campaign's logos.
func named(c *campaign.Campaign) string {
	var all []string
	for _, l := range c.Logos {
		all = append(all, l.Name)
	}
	return strings.Join(all, " ")
}

func TestLogos(t *testing.T) {
	c := &campaign.Campaign{}
	for _, name := range []string{" a ", "b", "c"} {
		if err := c.AddLogo(logoOf(name)); err != nil {
			t.Fatal(err)
		}
	}
	before := slices.Clone(c.Logos)
	shared := c.Logos
	a, b := c.Logos[0].Mark(), c.Logos[1].Mark()
	for _, step := range []struct {
		name string
		do   func() error
		want string
	}{
		{"advance", func() error { return c.AdvanceLogo(b) }, "b a c"},
		{"advance the first", func() error { return c.AdvanceLogo(b) }, "b a c"},
		{"rename", func() error { return c.RenameLogo(a, "  Asso  ") }, "b Asso c"},
		{"remove", func() error { return c.RemoveLogo(b) }, "Asso c"},
		{"add again", func() error { return c.AddLogo(logoOf("b")) }, "Asso c b"},
	} {
		if err := step.do(); err != nil || named(c) != step.want {
			t.Errorf("%s: %q, %v, want %q", step.name, named(c), err, step.want)
		}
	}
	if !slices.EqualFunc(before, shared, func(x, y campaign.Logo) bool { return x.Name == y.Name }) {
		t.Error("logos that were handed out changed")
	}
}

func TestLogosRefused(t *testing.T) {
	full := &campaign.Campaign{}
	for name := range strings.FieldsSeq("a b c d e f") {
		if err := full.AddLogo(logoOf(name)); err != nil {
			t.Fatal(err)
		}
	}
	one := &campaign.Campaign{Logos: full.Logos[:1]}
	for _, test := range []struct {
		name        string
		do          func() error
		field, want string
	}{
		{"a seventh", func() error { return full.AddLogo(logoOf("g")) }, "file", "campaign.logo.many"},
		{"twice", func() error { return one.AddLogo(logoOf("a")) }, "file", "campaign.logo.same"},
		{"no name", func() error { return one.AddLogo(logoOf("  ")) }, "name", "campaign.logo.name"},
		{"long name", func() error { return one.AddLogo(logoOf(strings.Repeat("é", 121))) }, "name", "campaign.logo.name"},
		{"unreadable name", func() error { return one.AddLogo(logoOf("\xff")) }, "name", "answer.text.unreadable"},
		{"rename to nothing", func() error { return one.RenameLogo(one.Logos[0].Mark(), "") }, "name", "campaign.logo.name"},
		{"gone", func() error { return one.RemoveLogo("0123456789abcdef") }, "", "campaign.logo.gone"},
	} {
		t.Run(test.name, func(t *testing.T) {
			all := problem.All(test.do())
			if len(all) != 1 || all[0].Key != test.want || all[0].Field != test.field {
				t.Errorf("got %v, want %s at %q", all, test.want, test.field)
			}
		})
	}
	if named(full) != "a b c d e f" || named(one) != "a" {
		t.Errorf("logos changed: %s, %s", named(full), named(one))
	}
}
