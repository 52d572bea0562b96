package tally_test

import (
	"reflect"
	"testing"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
	"releve/internal/tally"
)

func TestFrequent(t *testing.T) {
	c := sampleCampaign(t, single)
	var kept []campaign.Kept
	note := func(service, inst, out string, why ...string) {
		k := sheetAt(c, len(kept))
		k.Sheet.Participant = service
		k.Sheet.Answers = form.Answers{"inst": code(inst), "out": code(out), "why": {Codes: why}}
		kept = append(kept, k)
	}
	note("s1", "c", "ko", "bug", "lost")
	note("s1", "c", "ok", "lost")
	note("s1", "c", "ko")
	note("s1", "a1", "ok", "auth", "bug")
	note("s2", "b1", "ok")
	note("s2", "b1", "ok")
	note("s2", "b1", "ok")
	note("s2", "c", "ko")
	note("", "d1", "ok")
	note("s1", "d1", "ok")
	kept[9].Sheet, kept[9].Erased = nil, true
	note("s1", "a1", "")
	kept[10].Trial, kept[10].Sheet.Status = true, sheet.Excluded
	delete(kept[10].Sheet.Answers, "out")
	columns := load(t, c, kept)
	for _, test := range []struct {
		name, service string
		roles         []form.Role
		want          [][]string
	}{
		{"ties by code", "s1", []form.Role{form.RoleOutcome}, [][]string{{"ko"}, {"ok"}}},
		{"most first, one of the trial too", "s1", []form.Role{form.RoleInstitution}, [][]string{{"c"}, {"a1"}}},
		{"several of one answer", "s1", []form.Role{form.RoleReason}, [][]string{{"bug"}, {"lost"}, {"auth"}}},
		{"pairs", "s1", []form.Role{form.RoleInstitution, form.RoleOutcome}, [][]string{{"c", "ko"}, {"a1", "ok"}, {"c", "ok"}}},
		{"pairs with several", "s1", []form.Role{form.RoleInstitution, form.RoleReason}, [][]string{{"c", "lost"}, {"a1", "auth"}, {"a1", "bug"}, {"c", "bug"}}},
		{"the other way round", "s2", []form.Role{form.RoleOutcome, form.RoleInstitution}, [][]string{{"ok", "b1"}, {"ko", "c"}}},
		{"everybody", tally.AllServices, []form.Role{form.RoleInstitution}, [][]string{{"c"}, {"b1"}, {"a1"}, {"d1"}}},
		{"pairs of everybody", tally.AllServices, []form.Role{form.RoleInstitution, form.RoleOutcome}, [][]string{{"b1", "ok"}, {"c", "ko"}, {"a1", "ok"}, {"c", "ok"}, {"d1", "ok"}}},
		{"no service", "", []form.Role{form.RoleInstitution}, [][]string{{"d1"}}},
		{"nothing noted", "s3", []form.Role{form.RoleInstitution}, [][]string{}},
		{"a role that is not there", "s1", []form.Role{form.RoleInstitution, form.RoleProcedure}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := columns.Frequent(test.service, test.roles...); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	if got := columns.Frequent("s9", form.RoleInstitution); len(got) != 0 {
		t.Errorf("a service that is not known noted %v", got)
	}
}
