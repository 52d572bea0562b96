package tally

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"releve/internal/form"
)

// figures makes the figures of everything that was recounted.
func (r *recount) figures() map[string]Figure {
	all := map[string]Figure{}
	set := func(name string, value float64) { all[name] = Figure{Defined: true, Value: value} }
	for _, name := range []string{"late_n", "outside_n", "rejected_n", "excluded_n", "trial_n", "follows_unknown_n", "follows_missing_n"} {
		set(name, float64(r.fates[name]))
	}
	set("n_sheets", float64(r.sheets))
	set("n_rows", float64(r.rows))
	set("n_tokens", float64(len(r.tokens)))
	set("n_organisations", float64(len(r.services)))
	people := 0
	for _, p := range r.campaign.Participants {
		if among(r.filter.Participants, p.Code) && among(r.filter.Kinds, p.Kind) {
			people += p.Headcount
		}
	}
	if people > 0 {
		set("n_people_declared", float64(people))
	}
	if r.sheets > 0 {
		all["first_date"] = Figure{Defined: true, Date: r.first}
		all["last_date"] = Figure{Defined: true, Date: r.last}
	}
	r.time(set)
	r.failures(set)
	r.tops(all)
	for name, f := range all {
		m, _ := Named(name)
		f.Kind = m.Kind
		all[name] = f
	}
	return all
}

func (r *recount) time(set func(string, float64)) {
	set("minutes_n", float64(r.timed))
	set("open_band_n", float64(r.open))
	for name, sum := range map[string]float64{"low": r.low, "mid": r.mid, "high": r.high} {
		set("hours_"+name, sum/60)
		if r.timed > 0 {
			set("minutes_mean_"+name, sum/float64(r.timed))
		}
	}
}

func (r *recount) failures(set func(string, float64)) {
	y, m := 0., 0.
	for service, base := range r.based {
		y, m = y+float64(r.failed[service]), m+float64(base)
	}
	set("failed_n", y)
	set("failed_base", m)
	set("apart_n", float64(r.apart))
	if m == 0 {
		return
	}
	share := y / m
	set("failed_share", share)
	p, n := r.independent(share, m)
	// Wilson's interval are the x that solve (p−x)² = z² x(1−x)/n.
	z2 := normal95 * normal95
	a, b, c := 1+z2/n, -(2*p + z2/n), p*p
	root := math.Sqrt(max(0, b*b-4*a*c))
	set("failed_low", max(0, min((-b-root)/2/a, share)))
	set("failed_high", min(1, max((-b+root)/2/a, share)))
}

// independent returns the share over the services, and how many independent rows tell as much as theirs: those of the
// share itself where there are fewer than five services.
func (r *recount) independent(p, n float64) (share, rows float64) {
	services, y, m := 0., 0., 0.
	for service, base := range r.based {
		if service != "" {
			services, y, m = services+1, y+float64(r.failed[service]), m+float64(base)
		}
	}
	if services < enoughClusters {
		return p, n
	}
	p = y / m
	variance := 0.
	for service, base := range r.based {
		if service != "" {
			off := (float64(r.failed[service]) - p*float64(base)) / m
			variance += off * off * services / (services - 1)
		}
	}
	if simple := p * (1 - p) / (m - 1); variance > simple && simple > 0 {
		return p, m * simple / variance
	}
	return p, m
}

func (r *recount) tops(all map[string]Figure) {
	base := r.rows
	if q := r.form.Role(form.RoleInstitution); q != nil && r.form.Repeat() != nil && !r.form.InRepeat(q) {
		base = r.sheets
	}
	units := slices.SortedFunc(maps.Values(r.units), func(a, b *Unit) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), strings.Compare(a.Code, b.Code), groupFirst(*a, *b))
	})
	for i, u := range units[:min(tops, len(units))] {
		name := "top" + strconv.Itoa(i+1)
		all[name+"_label"] = Figure{Defined: true, Unit: *u}
		all[name+"_n"] = Figure{Defined: true, Value: float64(u.Rows)}
		if base > 0 {
			all[name+"_share"] = Figure{Defined: true, Value: float64(u.Rows) / float64(base)}
		}
	}
	all["own_n"] = Figure{Defined: true, Value: float64(r.own)}
}

// Differences returns the names of the measures on which a count and a recount do not agree, in the order of Measures.
// Sums that were made in another order agree to a millionth.
func Differences(c *Count, recounted map[string]Figure) []string {
	var names []string
	for _, m := range Measures() {
		if m.In(c) && !m.Of(c).agrees(recounted[m.Name]) {
			names = append(names, m.Name)
		}
	}
	return names
}

func (f Figure) agrees(o Figure) bool {
	if f.Defined != o.Defined || !f.Defined {
		return f.Defined == o.Defined
	}
	return math.Abs(f.Value-o.Value) <= 1e-6*max(1, math.Abs(f.Value)) && f.Date == o.Date &&
		f.Unit.Code == o.Unit.Code && (f.Unit.Group == nil) == (o.Unit.Group == nil)
}
