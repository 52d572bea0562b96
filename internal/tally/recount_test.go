package tally_test

import (
	"math"
	"slices"
	"strings"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// same compares two figures; nil is an undefined one.
func same(got, want any) bool {
	g, isNumber := got.(float64)
	w, wantsNumber := want.(float64)
	if !isNumber || !wantsNumber {
		return got == want
	}
	return math.Abs(g-w) <= 1e-6*math.Max(1, math.Abs(w))
}

// recount works every figure out a second time, the slow way, from the texts of interfaces and measures alone.
type recount struct {
	c    *campaign.Campaign
	f    *form.Form
	kept []campaign.Kept
	by   map[string]campaign.Kept
}

// line is one procedure of the slow count.
type line struct {
	participant, inst, out string
	low, mid, high         float64
	timed, open            bool
}

func naive(c *campaign.Campaign, kept []campaign.Kept, f tally.Filter) map[string]any {
	r := recount{c: c, f: c.Forms[0], by: map[string]campaign.Kept{}}
	for _, k := range kept {
		if !k.Erased && !k.Trial {
			r.kept = append(r.kept, k)
			r.by[k.Sheet.ID.String()] = k
		}
	}
	all := map[string]any{}
	var taken []*sheet.Sheet
	flags := map[string]float64{"trial_n": 0}
	for _, k := range kept {
		if k.Trial && !k.Erased && r.passes(k.Sheet, f) {
			flags["trial_n"]++
		}
	}
	for _, k := range r.kept {
		if r.passes(k.Sheet, f) && r.counts(k.Sheet, flags) {
			taken = append(taken, k.Sheet)
		}
	}
	for _, name := range []string{"late_n", "outside_n", "rejected_n", "excluded_n", "trial_n"} {
		all[name] = flags[name]
	}
	all["n_sheets"] = float64(len(taken))
	r.overSheets(all, taken, f)
	if r.f.ID == single {
		r.overLines(all, r.procedures(taken))
		return all
	}
	r.overCalls(all, taken, f)
	delete(all, "follows_unknown_n")
	delete(all, "follows_missing_n")
	return all
}

// passes says whether a sheet, or one of its rows, passes the filter.
func (r recount) passes(s *sheet.Sheet, f tally.Filter) bool {
	if f.From != "" && s.Date < f.From || f.To != "" && s.Date > f.To {
		return false
	}
	if len(f.Participants) > 0 && !slices.Contains(f.Participants, s.Participant) {
		return false
	}
	if len(f.Channels) > 0 && !slices.Contains(f.Channels, s.Channel) {
		return false
	}
	return len(r.rows(s, f)) > 0 || len(s.Repeats(r.f)) == 0 && len(f.Roles) == 0
}

// rows returns the rows of a sheet that pass.
func (r recount) rows(s *sheet.Sheet, f tally.Filter) []form.Answers {
	var out []form.Answers
	for _, row := range s.Repeats(r.f) {
		ok := true
		for role, wanted := range f.Roles {
			hit := false
			q := r.f.Role(role)
			a := row[q.Code]
			if r.f.Repeat() != nil && !r.f.InRepeat(q) {
				a = s.Answers[q.Code]
			}
			for _, c := range a.Codes {
				for ch, _ := q.List.Choice(c); ch != nil; ch = ch.Parent {
					hit = hit || slices.Contains(wanted, ch.Code)
				}
			}
			ok = ok && hit
		}
		if ok {
			out = append(out, row)
		}
	}
	return out
}

func (r recount) counts(s *sheet.Sheet, flags map[string]float64) bool {
	if s.Status == sheet.Rejected || s.Status == sheet.Excluded {
		flags[string(s.Status)+"_n"]++
		return false
	}
	zone, _ := time.LoadLocation(r.c.Zone)
	shift := func(date string, days int) string {
		d, _ := time.Parse(time.DateOnly, date)
		return d.AddDate(0, 0, days).Format(time.DateOnly)
	}
	posted := s.Channel == "web" || s.Channel == "offline" || s.Channel == "api"
	late := posted && !s.ReceivedAt.IsZero() && s.ReceivedAt.In(zone).Format(time.DateOnly) > shift(r.c.To, 1)
	out := s.Date < shift(r.c.From, -1) || s.Date > shift(r.c.To, 1)
	if late {
		flags["late_n"]++
	}
	if out {
		flags["outside_n"]++
	}
	return (!late || r.c.CountLate) && (!out || r.c.CountOutside)
}

func (r recount) overSheets(all map[string]any, taken []*sheet.Sheet, f tally.Filter) {
	tokens, services := map[string]bool{}, map[string]bool{}
	unknown, missing := 0., 0.
	for _, s := range taken {
		if s.Worker != "" {
			tokens[s.Worker] = true
		}
		if s.Participant != "" {
			services[s.Participant] = true
		}
		if first, ok := all["first_date"]; !ok || s.Date < first.(string) {
			all["first_date"] = s.Date
		}
		if last, ok := all["last_date"]; !ok || s.Date > last.(string) {
			all["last_date"] = s.Date
		}
		if _, there := r.by[s.Follows]; s.Follows == "unknown" {
			unknown++
		} else if s.Follows != "" && !there {
			missing++
		}
	}
	all["n_tokens"], all["n_organisations"] = float64(len(tokens)), float64(len(services))
	all["follows_unknown_n"], all["follows_missing_n"] = unknown, missing
	people := 0
	for _, p := range r.c.Participants {
		if len(f.Participants) == 0 || slices.Contains(f.Participants, p.Code) {
			people += p.Headcount
		}
	}
	if people > 0 {
		all["n_people_declared"] = float64(people)
	}
}

// procedures joins the sheets whose chain begins at the same one.
func (r recount) procedures(taken []*sheet.Sheet) []line {
	chains := map[string][]*sheet.Sheet{}
	for _, s := range taken {
		root := s.ID.String()
		for {
			before, there := r.by[r.by[root].Sheet.Follows]
			if !there {
				break
			}
			root = before.Sheet.ID.String()
		}
		chains[root] = append(chains[root], s)
	}
	var lines []line
	for _, members := range chains {
		slices.SortFunc(members, func(a, b *sheet.Sheet) int {
			if c := strings.Compare(a.Date, b.Date); c != 0 {
				return c
			}
			if c := a.ReceivedAt.Compare(b.ReceivedAt); c != 0 {
				return c
			}
			return strings.Compare(a.ID.String(), b.ID.String())
		})
		last := members[len(members)-1]
		l := line{participant: last.Participant, inst: last.Answers["inst"].Code(), out: last.Answers["out"].Code()}
		for _, m := range members {
			r.minutes(&l, m)
		}
		lines = append(lines, l)
	}
	return lines
}

func (r recount) minutes(l *line, s *sheet.Sheet) {
	a := s.Answers["dur"]
	if a.Blank() {
		return
	}
	low, mid, high := map[string]float64{"s0": 0, "s1": 7.5, "s2": 22.5, "s3": 40}[a.Code()],
		map[string]float64{"s0": 5, "s1": 10, "s2": 30, "s3": 40}[a.Code()],
		map[string]float64{"s0": 7.5, "s1": 22.5, "s2": 40, "s3": 40}[a.Code()]
	if a.Numbered {
		low, mid, high = float64(a.Number), float64(a.Number), float64(a.Number)
	}
	if s.Shared > 0 {
		n := float64(s.Shared)
		low, mid, high = low/n, mid/n, high/n
	}
	l.low, l.mid, l.high = l.low+low, l.mid+mid, l.high+high
	l.timed = true
	l.open = l.open || a.Code() == "s3" && !a.Numbered
}

func (r recount) overLines(all map[string]any, lines []line) {
	all["n_rows"] = float64(len(lines))
	r.time(all, lines)
	r.failures(all, lines)
	r.tops(all, lines, float64(len(lines)))
}

// overCalls counts a form with a repeat: minutes stand on the sheet, everything else on its rows.
func (r recount) overCalls(all map[string]any, taken []*sheet.Sheet, f tally.Filter) {
	var sheets, rows []line
	for _, s := range taken {
		l := line{}
		r.minutes(&l, s)
		sheets = append(sheets, l)
		for _, row := range r.rows(s, f) {
			rows = append(rows, line{participant: s.Participant, inst: row["inst"].Code(), out: row["out"].Code()})
		}
	}
	all["n_rows"] = float64(len(rows))
	r.time(all, sheets)
	r.failures(all, rows)
	r.tops(all, rows, float64(len(rows)))
}

func (r recount) time(all map[string]any, lines []line) {
	n, open, low, mid, high := 0., 0., 0., 0., 0.
	for _, l := range lines {
		if l.timed {
			n++
		}
		if l.open {
			open++
		}
		low, mid, high = low+l.low, mid+l.mid, high+l.high
	}
	all["minutes_n"], all["open_band_n"] = n, open
	all["hours_low"], all["hours_mid"], all["hours_high"] = low/60, mid/60, high/60
	if n > 0 {
		all["minutes_mean_low"], all["minutes_mean_mid"], all["minutes_mean_high"] = low/n, mid/n, high/n
	}
}

func (r recount) failures(all map[string]any, lines []line) {
	type pair struct{ y, m float64 }
	by := map[string]pair{}
	y, m, left := 0., 0., 0.
	for _, l := range lines {
		switch l.out {
		case "ko", "left":
			y, m = y+1, m+1
			by[l.participant] = pair{by[l.participant].y + 1, by[l.participant].m + 1}
		case "ok", "wait":
			m++
			by[l.participant] = pair{by[l.participant].y, by[l.participant].m + 1}
		case "no":
			left++
		}
	}
	all["failed_n"], all["failed_base"], all["apart_n"] = y, m, left
	if m == 0 {
		return
	}
	all["failed_share"] = y / m
	delete(by, "")
	p, n := y/m, m
	if len(by) >= 5 {
		y, m = 0, 0
		for _, b := range by {
			y, m = y+b.y, m+b.m
		}
		p, n = y/m, m
		v := 0.
		for _, b := range by {
			v += (b.y - p*b.m) * (b.y - p*b.m) / m / m * float64(len(by)) / float64(len(by)-1)
		}
		if deff := v * (m - 1) / p / (1 - p); deff > 1 {
			n = m / deff
		}
	}
	// Wilson's interval solves (p−x)² = z² x(1−x)/n for x.
	z2 := 1.959963984540054 * 1.959963984540054
	a, b, c := 1+z2/n, -(2*p + z2/n), p*p
	root := math.Sqrt(max(0, b*b-4*a*c))
	all["failed_low"] = min((-b-root)/2/a, all["failed_share"].(float64))
	all["failed_high"] = max((-b+root)/2/a, all["failed_share"].(float64))
}

// tops counts the units of the sample form: groups c = {c, b1} and deep = {a2…}, else the first letter of the code.
func (r recount) tops(all map[string]any, lines []line, base float64) {
	counts := map[string]float64{}
	own := 0.
	for _, l := range lines {
		unit := map[string]string{"": "", "c": "g-c", "b1": "g-c", "a2": "g-deep", "a21": "g-deep", "a2-oth": "g-deep"}
		name, special := unit[l.inst]
		if !special {
			name = "t-" + l.inst[:1]
		}
		if name != "" {
			counts[name]++
		}
		if l.participant == "s1" && strings.HasPrefix(l.inst, "b") || l.participant == "s3" && l.inst == "a21" {
			own++
		}
	}
	all["own_n"] = own
	for _, place := range []string{"top1", "top2", "top3"} {
		best := ""
		for name, n := range counts {
			if best == "" || n > counts[best] || n == counts[best] && name[2:] < best[2:] {
				best = name
			}
		}
		if best == "" {
			return
		}
		all[place+"_label"], all[place+"_n"], all[place+"_share"] = best[2:], counts[best], counts[best]/base
		delete(counts, best)
	}
}
