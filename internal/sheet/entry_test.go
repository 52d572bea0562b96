package sheet_test

import (
	"fmt"
	"testing"

	"releve/internal/sheet"
)

func TestFromValues(t *testing.T) {
	tests := []struct {
		name string
		form string
		sent map[string][]string
		want sheet.Entry
	}{
		{"nothing", "appels", nil, sheet.Entry{Answers: sheet.Fields{}}},
		{"head", "appels", map[string][]string{
			"_id": {"1", "2"}, "_date": {"3"}, "_language": {"fr"}, "_version": {"4"}, "_follows": {"5"}, "_shared": {"6"},
		}, sheet.Entry{ID: "1", Date: "3", Language: "fr", Version: "4", Follows: "5", Shared: "6", Answers: sheet.Fields{}}},
		{"head that a page may not say", "appels", map[string][]string{
			"_worker": {"x"}, "_channel": {"keyed"}, "_precision": {"month"}, "_status": {"approved"}, "_": {"x"}, "_more": {"1"}, "_id": {},
		}, sheet.Entry{Answers: sheet.Fields{}}},
		{"answers", "appels", map[string][]string{"kind": {"ask"}, "kind.text": {""}, "nowhere": {"x"}, "": {"y"}}, sheet.Entry{
			Answers: sheet.Fields{"kind": {"ask"}, "kind.text": {""}, "nowhere": {"x"}, "": {"y"}},
		}},
		{"rows", "appels", map[string][]string{
			"demands.2.theme": {"log"}, "demands.2.inst.text": {"x"}, "demands.10.theme": {"ali"}, "demands.1.theme": {"rev", "fin"},
		}, sheet.Entry{Answers: sheet.Fields{}, Rows: []sheet.Fields{
			{"theme": {"rev", "fin"}}, {"theme": {"log"}, "inst.text": {"x"}}, {"theme": {"ali"}},
		}}},
		{"blank rows", "appels", map[string][]string{
			"demands.1.theme": {""}, "demands.2.theme": {" ", "\n"}, "demands.3.theme": {"log"}, "demands.3.dcom": {""}, "demands.4.x": {},
		}, sheet.Entry{Answers: sheet.Fields{}, Rows: []sheet.Fields{{"theme": {"log"}}}}},
		{"names that are no rows", "appels", map[string][]string{
			"demands": {"x"}, "demands.1": {"x"}, "demands.0.theme": {"x"}, "demands.-1.theme": {"x"}, "demands.+1.theme": {"x"}, "demands.01.theme": {"x"},
			"demands.one.theme": {"x"}, "demands..theme": {"x"}, "demand.1.theme": {"x"}, "demands.99999999999999999999.theme": {"x"},
		}, sheet.Entry{Answers: sheet.Fields{
			"demands": {"x"}, "demands.1": {"x"}, "demands.0.theme": {"x"}, "demands.-1.theme": {"x"}, "demands.+1.theme": {"x"}, "demands.01.theme": {"x"},
			"demands.one.theme": {"x"}, "demands..theme": {"x"}, "demand.1.theme": {"x"}, "demands.99999999999999999999.theme": {"x"},
		}}},
		{"a row without a name inside", "appels", map[string][]string{"demands.1.": {"x"}, "demands.2.a.b": {"y"}}, sheet.Entry{
			Answers: sheet.Fields{}, Rows: []sheet.Fields{{"": {"x"}}, {"a.b": {"y"}}},
		}},
		{"rows of a form without a repeat", "monitoring-1030", map[string][]string{"demands.1.theme": {"log"}, "inst": {"com"}}, sheet.Entry{
			Answers: sheet.Fields{"demands.1.theme": {"log"}, "inst": {"com"}},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := sheet.FromValues(shipped(t, test.form), test.sent)
			if fmt.Sprintf("%+q", got) != fmt.Sprintf("%+q", test.want) || (got.Rows == nil) != (test.want.Rows == nil) {
				t.Errorf("got\n%+v, want\n%+v", got, test.want)
			}
		})
	}
}
