package report

import (
	"cmp"
	"slices"
	"strings"

	"releve/internal/campaign"
	"releve/internal/tally"
)

// Bounds of what is shown of a service in a book that is handed on.
const (
	fewestSheets   = 5
	fewestServices = 2
)

// pool returns the services that are not shown by name, by code, and notes when not even together they can be.
func (b *builder) pool() map[string]bool {
	if b.pooled != nil {
		return b.pooled
	}
	b.pooled = map[string]bool{}
	if b.source.Purpose != ForShare {
		return b.pooled
	}
	broken, err := b.breakdown(tally.AxisParticipant)
	if err != nil {
		b.withheld = true
		return b.pooled
	}
	sheets := map[string]int64{}
	for i, v := range broken.Values(0) {
		sheets[v.Code] = broken.Along(0, i).Sheets
	}
	b.pooled, b.withheld = pool(sheets)
	return b.pooled
}

// pool says which services are shown together: those with fewer than five sheets, and then the next smallest until
// they are two services or more with five sheets or more. Sheets without a service are no service, but show one when
// they are few. It reports true when all together are still too few: then no service can be shown.
func pool(sheets map[string]int64) (map[string]bool, bool) {
	order := slices.Collect(func(yield func(string) bool) {
		for code, n := range sheets {
			if n > 0 && !yield(code) {
				return
			}
		}
	})
	slices.SortFunc(order, func(a, b string) int {
		return cmp.Or(cmp.Compare(sheets[a], sheets[b]), strings.Compare(a, b))
	})
	pooled := map[string]bool{}
	services, together := 0, int64(0)
	for _, code := range order {
		if sheets[code] >= fewestSheets && (len(pooled) == 0 || services >= fewestServices && together >= fewestSheets) {
			break
		}
		pooled[code] = true
		together += sheets[code]
		if code != "" {
			services++
		}
	}
	return pooled, len(pooled) > 0 && (services < fewestServices || together < fewestSheets)
}

// services returns the rows of a table by service: for work also those that logged nothing, to be shared without
// those that are too small.
func (b *builder) services(broken *tally.Breakdown, axis int) []slice {
	var all []slice
	var rest slice
	pooled, seen := b.pool(), map[string]bool{}
	for i, v := range broken.Values(axis) {
		seen[v.Code] = true
		if pooled[v.Code] {
			rest.values = append(rest.values, i)
			continue
		}
		all = append(all, b.service(v.Code, i))
	}
	for _, p := range b.source.Campaign.Participants {
		if b.source.Purpose == ForWork && !seen[p.Code] && b.asked(p) {
			s := b.service(p.Code, 0)
			s.values = nil
			all = append(all, s)
		}
	}
	if len(rest.values) > 0 {
		rest.label = b.text("report.service.others")
		rest.head, rest.blank = rest.label, true
		all = append(all, rest)
	}
	return blankLast(all)
}

// asked says whether a service passes the filter.
func (b *builder) asked(p campaign.Participant) bool {
	f := b.count.Filter()
	return (len(f.Participants) == 0 || slices.Contains(f.Participants, p.Code)) && (len(f.Kinds) == 0 || slices.Contains(f.Kinds, p.Kind))
}

func (b *builder) service(code string, i int) slice {
	text := b.labelsOf(tally.AxisParticipant).of(code)
	s := slice{
		code: code, label: text, head: text, values: []int{i}, where: []Condition{{Column: dataColumnOf(tally.AxisParticipant), Text: text}}, blank: code == "",
	}
	if p, known := b.source.Campaign.Participant(code); known {
		s.kind = b.text(string(campaign.KindKey(p.Kind)))
	}
	return s
}
