package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"releve/internal/form"
)

// record is a line of an export, by column.
type record map[string]string

// records exports the campaign a, as csv or json.
func (d *foreign) records(t *testing.T, w world, format string) []record {
	t.Helper()
	return readRecords(t, format, succeed(t, w, "export", "--campaign", "a", "--with-tokens", "--format", format).out)
}

// readRecords reads the lines of an export.
func readRecords(t *testing.T, format, exported string) []record {
	t.Helper()
	var records []record
	if format == "json" {
		decoder := json.NewDecoder(strings.NewReader(exported))
		decoder.UseNumber()
		var objects []map[string]any
		if err := decoder.Decode(&objects); err != nil {
			t.Fatal(err)
		}
		for _, o := range objects {
			r := record{}
			for name, value := range o {
				r[name] = fmt.Sprint(value)
			}
			records = append(records, r)
		}
		return records
	}
	lines, err := csv.NewReader(bytes.NewReader([]byte(exported))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		r := make(record, len(line))
		for i, value := range line {
			r[lines[0][i]] = value
		}
		records = append(records, r)
	}
	return records
}

// tallied is what a procedure is, worked out by hand.
type tallied struct {
	last           record
	row            bool // counts as a procedure, not only for its sheet
	low, mid, high float64
	timed, open    bool
}

// recounted works the figures out of exported lines the way one would with paper and pencil; the defined names that it
// knows are those that follow from the lines alone. Undefined ones are "".
func recounted(f *form.Form, lines []record) map[string]string {
	found := map[string]string{"first_date": "", "last_date": ""}
	tokens, services, sheets := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, r := range lines {
		if !counts(r) {
			continue
		}
		sheets[r["_id"]] = true
		if r["_worker"] != "" {
			tokens[r["_worker"]] = true
		}
		if r["_organisation"] != "" {
			services[r["_organisation"]] = true
		}
		found["first_date"] = min(cmp.Or(found["first_date"], r["_date"]), r["_date"])
		found["last_date"] = max(found["last_date"], r["_date"])
	}
	found["n_sheets"], found["n_tokens"], found["n_organisations"] = strconv.Itoa(len(sheets)), strconv.Itoa(len(tokens)), strconv.Itoa(len(services))
	procedures := procedures(f, lines)
	rows := 0
	for _, p := range procedures {
		if p.row {
			rows++
		}
	}
	found["n_rows"] = strconv.Itoa(rows)
	recountMinutes(found, procedures)
	if f.Role(form.RoleOutcome) != nil {
		recountOutcome(found, f, procedures)
	}
	recountTops(found, f, procedures, rows)
	return found
}

func counts(r record) bool { return r["_status"] != "rejected" && r["_status"] != "excluded" }

// procedures makes one of each repeated row, or of each chain of sheets.
func procedures(f *form.Form, lines []record) []*tallied {
	var all []*tallied
	if f.Repeat() != nil {
		for _, r := range lines {
			if counts(r) {
				p := &tallied{last: r, row: r["_row"] != "0"}
				if r["_row"] == "0" || r["_row"] == "1" { // the minutes are those of the whole sheet
					p.time(f, r)
				}
				all = append(all, p)
			}
		}
		return all
	}
	by, next := map[string]record{}, map[string][]string{}
	for _, r := range lines {
		by[r["_id"]] = r
	}
	for id, r := range by {
		if _, known := by[r["_follows"]]; known {
			next[id] = append(next[id], r["_follows"])
			next[r["_follows"]] = append(next[r["_follows"]], id)
		}
	}
	seen := map[string]bool{}
	for _, r := range lines {
		p := &tallied{row: true}
		for reach := []string{r["_id"]}; len(reach) > 0; {
			id := reach[0]
			reach = reach[1:]
			if seen[id] {
				continue
			}
			seen[id] = true
			reach = append(reach, next[id]...)
			if one := by[id]; counts(one) {
				p.time(f, one)
				if p.last == nil || later(one, p.last) {
					p.last = one
				}
			}
		}
		if p.last != nil {
			all = append(all, p)
		}
	}
	return all
}

// later compares sheets of a chain: by date, then reception, an unknown one first, then id.
func later(a, b record) bool {
	at := func(r record) time.Time {
		t, _ := time.Parse(time.RFC3339, r["_received_at"])
		return t
	}
	return cmp.Or(cmp.Compare(a["_date"], b["_date"]), at(a).Compare(at(b)), cmp.Compare(a["_id"], b["_id"])) > 0
}

// time adds the minutes of a sheet.
func (p *tallied) time(f *form.Form, r record) {
	q := f.Role(form.RoleMinutes)
	band, answered := q.Bands.Band(r[q.Code])
	if !answered {
		return
	}
	p.timed = true
	low, mid, high := band.Low, band.Value, band.High
	if exact, err := strconv.ParseFloat(r[q.Code+".minutes"], 64); err == nil {
		low, mid, high = exact, exact, exact
	} else if band.Open {
		p.open = true
		mid, high = low, low
	}
	share := 1.0
	if n, err := strconv.ParseFloat(r["_shared"], 64); err == nil {
		share = n
	}
	p.low, p.mid, p.high = p.low+low/share, p.mid+mid/share, p.high+high/share
}

func recountMinutes(found map[string]string, all []*tallied) {
	var low, mid, high float64
	timed, open := 0, 0
	for _, p := range all {
		low, mid, high = low+p.low, mid+p.mid, high+p.high
		if p.timed {
			timed++
		}
		if p.open {
			open++
		}
	}
	found["open_band_n"] = strconv.Itoa(open)
	for name, sum := range map[string]float64{"low": low, "mid": mid, "high": high} {
		found["hours_"+name] = fmt.Sprint(sum / 60)
		found["minutes_mean_"+name] = divided(sum, timed)
	}
}

// divided is "" where there is nothing to divide by.
func divided(sum float64, by int) string {
	if by == 0 {
		return ""
	}
	return fmt.Sprint(sum / float64(by))
}

func recountOutcome(found map[string]string, f *form.Form, all []*tallied) {
	q, failed, base := f.Role(form.RoleOutcome), 0, 0
	for _, p := range all {
		switch code := p.last[q.Code]; {
		case slices.Contains(f.Outcome.Failure, code):
			failed++
			base++
		case slices.Contains(f.Outcome.Success, code):
			base++
		}
	}
	found["failed_n"], found["failed_base"] = strconv.Itoa(failed), strconv.Itoa(base)
	found["failed_share"] = divided(float64(failed), base)
}

// recountTops finds the three groups of institutions with most rows: of a publication group, else of the top of the
// tree.
func recountTops(found map[string]string, f *form.Form, all []*tallied, rows int) {
	q := f.Role(form.RoleInstitution)
	number, label := map[string]int{}, map[string]string{}
	for _, p := range all {
		choice, answered := q.List.Choice(p.last[q.Code])
		if !answered {
			continue
		}
		unit, name := choice.Top().Code, cmp.Or(choice.Top().Group.In("fr"), choice.Top().Label.In("fr"))
	search:
		for c := choice; c != nil; c = c.Parent {
			for _, g := range f.Groups {
				if slices.Contains(g.Members, c.Code) {
					unit, name = g.Code, g.Label.In("fr")
					break search
				}
			}
		}
		number[unit]++
		label[unit] = name
	}
	order := slices.SortedFunc(maps.Keys(number), func(a, b string) int {
		return cmp.Or(cmp.Compare(number[b], number[a]), cmp.Compare(a, b))
	})
	for i := range 3 {
		name := "top" + strconv.Itoa(i+1)
		found[name+"_label"], found[name+"_n"], found[name+"_share"] = "", "", ""
		if i < len(order) {
			found[name+"_label"], found[name+"_n"] = label[order[i]], strconv.Itoa(number[order[i]])
			found[name+"_share"] = divided(float64(number[order[i]]), rows)
		}
	}
}
