package sheet_test

import (
	"maps"
	"testing"

	"releve/internal/sheet"
)

// TestReadFlags reads sheets whose texts look as if they held an identifier.
func TestReadFlags(t *testing.T) {
	tests := []struct {
		name string
		more sheet.Fields
		want sheet.Status
	}{
		{"nothing", sheet.Fields{"com": {"Madame a rappelé au 0800/35.243"}}, sheet.Received},
		{"telephone number", sheet.Fields{"com": {"rappeler le 0470/12.34.56"}}, sheet.Issues},
		{"name", sheet.Fields{"com": {"Mme Dupont attend"}}, sheet.Issues},
		{"beside another choice", sheet.Fields{"inst": {"oth"}, "inst.text": {"jean.dupont@gmail.com"}}, sheet.Issues},
		{"in one text of two", sheet.Fields{"inst": {"oth"}, "inst.text": {"Mme Dupont"}, "com": {"rien"}}, sheet.Issues},
		{"payment reference", sheet.Fields{"com": {"+++010/8068/17183+++"}}, sheet.Received},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answers := sheet.Fields{"inst": {"com"}, "proc": {"rdv"}, "dur": {"d10"}, "out": {"ok"}}
			maps.Copy(answers, tt.more)
			s, err := sheet.Read(shipped(t, "monitoring-1030"), entry(answers), someTime())
			if err != nil {
				t.Fatal(told(err))
			}
			if s.Status != tt.want {
				t.Errorf("status %s, want %s", s.Status, tt.want)
			}
		})
	}
}

// TestReadFlagsRows reads a name in a row.
func TestReadFlagsRows(t *testing.T) {
	row := sheet.Fields{"theme": {"log"}, "action": {"info"}, "dcom": {"Mme Dupont"}}
	s, err := sheet.Read(shipped(t, "appels"), entry(sheet.Fields{"chan": {"tel"}, "kind": {"ask"}}, row), someTime())
	if err != nil {
		t.Fatal(told(err))
	}
	if s.Status != sheet.Issues {
		t.Errorf("status %s, want %s", s.Status, sheet.Issues)
	}
}
