package campaign_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
)

// What Settings writes, Set reads back to the same campaign.
func TestSettingsRoundTrip(t *testing.T) {
	c := autumn(t)
	c.Publisher, c.KeepUntil, c.CountLate, c.PaperGroups = "CASS", "2027-12-31", false, []string{"FWB", "com"}
	c.Successor = "hiver"
	c.Groups = append(slices.Clone(c.Groups), form.Group{Code: "X", Label: locale.Text{"fr": "x", "nl": "x", "de": "x", "en": "x"}, Members: []string{"cpas"}})
	n := autumn(t)
	n.Groups, n.Outcome, n.ProcedureText = nil, form.OutcomeMap{}, nil
	if err := n.Set(c.Settings()...); err != nil {
		t.Fatal(told(err, "value"))
	}
	if got, want := n.Settings(), c.Settings(); !slices.Equal(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
	if len(n.Settings()) != len(campaign.SettingKeys())-1 {
		t.Error("not every key but procedure-text itself is shown")
	}
	for i, g := range n.Groups {
		if !maps.Equal(g.Label, c.Groups[i].Label) || !maps.Equal(g.Footnote, c.Groups[i].Footnote) {
			t.Errorf("got group %+v, want %+v", g, c.Groups[i])
		}
	}
}

func TestSet(t *testing.T) {
	tests := []struct {
		name string
		set  string // KEY=VALUE, a new line between several
		want string // settings afterwards, or problems after "!"
	}{
		{"zone", "zone=Europe/London", "zone=Europe/London"},
		{"unknown zone", "zone=Mars", "! zone check.zone"},
		{"language", "language=de", "language=de"},
		{"dates", "from=01/11/2026\nto=", "from=2026-11-01\nto="},
		{"both dates past the old ones", "from=2027-02-01\nto=2027-03-01", "from=2027-02-01\nto=2027-03-01"},
		{"end before start", "to=2026-01-01", "! to campaign.period"},
		{"keep until", "keep-until=31-12-2027", "keep-until=2027-12-31"},
		{"keep until too short", "keep-until=2026-11-01", "! keep-until campaign.keep 2026-11-01"},
		{"publisher", "publisher= CASS ", "publisher=CASS"},
		{"count late", "count-late=non", "count-late=no"},
		{"count outside", "count-outside=Nee", "count-outside=no"},
		{"neither yes nor no", "count-late=perhaps", "! count-late campaign.set.yesno perhaps"},
		{"correction days", "correction-days=0", "correction-days=0"},
		{"too many days", "correction-days=367", "! correction-days check.max"},
		{"successor", "successor= next ", "successor=next"},
		{"no successor", "successor=", "successor="},
		{"successor that is no slug", "successor=The next", "! successor check.code"},
		{"itself as successor", "successor=automne", "! successor campaign.successor.circle automne"},
		{"no number", "correction-days=ten", "! correction-days answer.integer ten"},
		{"unknown key", "colour=red", "! colour campaign.set.unknown colour"},
		{"part of a key", "procedure-text.it=x", "! procedure-text.it campaign.set.unknown procedure-text.it"},
		{"text for all", "procedure-text=One", "procedure-text.fr=One\nprocedure-text.nl=One"},
		{"text for one", "procedure-text=One\nprocedure-text.nl=Een", "procedure-text.fr=One\nprocedure-text.nl=Een"},
		{"blank text", "procedure-text=", "! procedure-text campaign.set.text"},
		{"no groups", "groups=none", "groups=none"},
		{"one group with a label", `groups=A "Ville; et CPAS"=com,cpas`, `groups=A "Ville; et CPAS"=com,cpas`},
		{"several groups", `groups=A "a|b|c|d" = com , cpas ;B=fwb`, `groups=A "a|b|c|d"=com,cpas; B "Fédération Wallonie-Bruxelles|Federatie Wallonië-Brussel|Föderation Wallonie-Brüssel|Wallonia-Brussels Federation"=fwb`},
		{"a file", "groups=# ours\\nA \"a\"=com\\n\\nB \"b\"=cpas\\n", `groups=A "a"=com; B "b"=cpas`},
		{"member in two groups", `groups=A "a"=com;B "b"=com-pop`, "! groups form.groups.double com-pop"},
		{"unknown member", `groups=A "a"=nowhere`, "! groups form.groups.member nowhere"},
		{"group without members", `groups=A "a"=`, `! groups campaign.set.groups A "a"=`},
		{"groups left blank", "groups=", "! groups campaign.set.groups"},
		{"outcome", "outcome-map=success:ok;failure:ko,later,abandon,wait;apart:declined", "outcome-map=success:ok;failure:ko,later,abandon,wait;apart:declined"},
		{"outcome without a failure", "outcome-map=success:ok,ko,later,abandon,wait;apart:declined", "! outcome-map form.outcome.sides"},
		{"outcome with a code missing", "outcome-map=success:ok;failure:ko,later,abandon;apart:declined", "! outcome-map form.outcome.once wait"},
		{"outcome of another side", "outcome-map=good:ok", "! outcome-map campaign.set.outcome good:ok"},
		{"paper groups", "paper-groups=FWB, com,FWB", "paper-groups=FWB,com"},
		{"paper groups by default", "paper-groups=default", "paper-groups="},
		{"unknown paper group", "paper-groups=FWB,nowhere", "! paper-groups campaign.set.paper nowhere"},
		{"all wrong ones at once", "count-late=x\nzone=x\ntitle=", "! count-late campaign.set.yesno x; title check.required; zone check.zone"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := autumn(t)
			before := c.Settings()
			var settings []campaign.Setting
			for line := range strings.SplitSeq(test.set, "\n") {
				key, value, _ := strings.Cut(line, "=")
				settings = append(settings, campaign.Setting{Key: key, Value: strings.ReplaceAll(value, `\n`, "\n")})
			}
			err := c.Set(settings...)
			if wrong, refused := strings.CutPrefix(test.want, "! "); refused {
				if got := told(err, "value"); got != wrong || !slices.Equal(c.Settings(), before) {
					t.Errorf("got %q, want %q and nothing changed", got, wrong)
				}
				return
			}
			if err != nil {
				t.Fatal(told(err, "value"))
			}
			for line := range strings.SplitSeq(test.want, "\n") {
				key, value, _ := strings.Cut(line, "=")
				if !slices.Contains(c.Settings(), campaign.Setting{Key: key, Value: value}) {
					t.Errorf("got %v, want %s", c.Settings(), line)
				}
			}
		})
	}
}

func TestSetDefaults(t *testing.T) {
	c := autumn(t)
	usual := c.Settings()
	if err := c.Set(campaign.Setting{Key: "groups", Value: "none"}, campaign.Setting{Key: "procedure-text", Value: "x"},
		campaign.Setting{Key: "outcome-map", Value: "success:ok;failure:ko,later,abandon,wait;apart:declined"}); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"groups", "outcome-map", "procedure-text"} {
		if err := c.Set(campaign.Setting{Key: key, Value: "default"}); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.Settings(); !slices.Equal(got, usual) {
		t.Errorf("got %v, want %v", got, usual)
	}
}

// A group keeps the form's label and footnote while it keeps the form's members; the footnote speaks of them.
func TestGroupOfTheForm(t *testing.T) {
	tests := []struct {
		name, groups    string
		label, footnote bool
	}{
		{"same members", "SECU=secu,pay", true, true},
		{"other members", "SECU=secu", true, false},
		{"own label", `SECU "Sécu"=secu,pay`, false, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := autumn(t)
			i := slices.IndexFunc(c.Groups, func(g form.Group) bool { return g.Code == "SECU" })
			own := c.Groups[i]
			if err := c.Set(campaign.Setting{Key: "groups", Value: test.groups}); err != nil {
				t.Fatal(err)
			}
			g := c.Groups[0]
			if maps.Equal(g.Label, own.Label) != test.label || (len(g.Footnote) > 0) != test.footnote {
				t.Errorf("got %+v, want label %v, footnote %v", g, test.label, test.footnote)
			}
		})
	}
}
