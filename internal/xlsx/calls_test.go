package xlsx_test

import (
	"testing"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

// callsOf returns a campaign whose sheets have repeated rows, also none.
func callsOf(t *testing.T) (*campaign.Campaign, []campaign.Kept) {
	t.Helper()
	c := newCampaign(t, "appels")
	call := func(id byte, rows ...form.Answers) *sheet.Sheet {
		return &sheet.Sheet{
			ID: sheet.ID{id, 6: 0x40}, Version: c.Version, Date: "2022-10-01", Precision: sheet.Day, Channel: sheet.Keyed, Language: "fr",
			Status: sheet.Received, Answers: form.Answers{"cdur": {Codes: []string{"r10"}}}, Rows: rows,
		}
	}
	inst := func(code string) form.Answers { return form.Answers{"inst": {Codes: []string{code}}} }
	return c, keep([]*sheet.Sheet{call(1), call(2, inst("onem"), inst("actiris")), call(3, inst("onem"))})
}

func TestCalls(t *testing.T) {
	c, kept := callsOf(t)
	f := reopen(t, writeBook(t, c, kept, "fr"))
	for name, want := range map[string]string{"n_sheets": "3", "n_rows": "3", "minutes_mean_mid": "10", "hours_mid": "0.5", "top1_n": "2"} {
		in, address := cellNamed(t, f, name)
		if got, err := f.GetCellValue(in, address); got != want || err != nil {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if rows, err := f.GetRows("Codes"); err != nil || len(rows) != 5 {
		t.Errorf("Codes has %d rows, want 5 (%v)", len(rows), err)
	}
}
