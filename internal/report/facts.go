package report

import (
	"slices"
	"strconv"
	"strings"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
)

// factKey returns the message key of a fact's label.
func factKey(name string) string { return "report.fact." + name }

// factOf returns what writes a fact, nil for an unknown one. A fact without a text is left out.
func factOf(name string) func(*builder) string {
	switch name {
	case "period":
		return (*builder).period
	case "state":
		return (*builder).state
	case "publisher":
		return func(b *builder) string { return b.count.Campaign().Publisher }
	case "form":
		return (*builder).form
	case "procedure":
		return func(b *builder) string { return b.count.Campaign().ProcedureText.In(b.printer.Tag()) }
	case "selection":
		return (*builder).selection
	case "purpose":
		return (*builder).purpose
	case "counted":
		return (*builder).told
	case "made":
		return (*builder).made
	default:
		return nil
	}
}

func (b *builder) period() string {
	c := b.count.Campaign()
	return b.span(c.From, c.To)
}

// span writes a period; either end may be open.
func (b *builder) span(from, to string) string {
	key := "report.period"
	switch {
	case from == "" && to == "":
		return ""
	case to == "":
		key = "report.period.from"
	case from == "":
		key = "report.period.to"
	}
	return b.printer.Text(key, problem.Args{"from": b.printer.Date(from), "to": b.printer.Date(to)})
}

func (b *builder) state() string {
	return capital(b.printer.Text("campaign.state.is."+string(b.count.Campaign().State), nil))
}

func (b *builder) form() string {
	f := b.count.Campaign().Form()
	return b.printer.Text("report.form", problem.Args{"title": f.Title.In(b.printer.Tag()), "version": strconv.FormatInt(f.Version, 10)})
}

// made says when the report was made, on the clocks of the campaign.
func (b *builder) made() string {
	if b.source.Made.IsZero() {
		return ""
	}
	at := b.source.Made.UTC()
	if zone, err := b.count.Campaign().Location(); err == nil {
		at = at.In(zone)
	}
	return b.printer.DateTime(at)
}

// selection tells the filter, "" when everything was counted.
func (b *builder) selection() string {
	f := b.count.Filter()
	var parts []string
	if span := b.span(f.From, f.To); span != "" {
		parts = append(parts, span)
	}
	if len(f.Participants) > 0 {
		names := serviceNames(b.count.Campaign(), f.Participants, b.printer.Text("report.service.none", nil))
		parts = append(parts, b.printer.Text("report.selection.services", problem.Args{"services": names}))
	}
	parts = append(parts, b.selected("report.selection.kinds", b.kindNames(f.Kinds)))
	parts = append(parts, b.selected("report.selection.channels", b.names("report.channel.", plain(f.Channels))))
	parts = append(parts, b.selected("report.selection.languages", b.names("report.language.", f.Languages)))
	parts = append(parts, b.selected("report.selection.statuses", b.names("report.status.", plain(f.Statuses))))
	for _, r := range form.Roles() {
		if len(f.Roles[r]) > 0 {
			args := problem.Args{"question": b.roleHead(axisOf(r)), "values": b.wanted(r, f.Roles[r])}
			parts = append(parts, b.printer.Text("report.selection.answers", args))
		}
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	return capital(strings.Join(parts, b.printer.Text("report.sentence.next", nil)))
}

// selected tells one criterion, "" where nothing was asked.
func (b *builder) selected(key string, values []string) string {
	if len(values) == 0 {
		return ""
	}
	return b.printer.Text(key, problem.Args{"values": values})
}

// names returns the messages of codes.
func (b *builder) names(beginning string, codes []string) []string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = b.text(beginning + code)
	}
	return names
}

// kindNames returns the names of kinds of service.
func (b *builder) kindNames(kinds []campaign.Kind) []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = b.text(string(campaign.KindKey(k)))
	}
	return names
}

// plain returns values as strings.
func plain[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

// wanted returns the names of the answers that a filter asks for; a branch stands for all below it.
func (b *builder) wanted(r form.Role, codes []string) []string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = code
		if c := b.choice(r, code); c != nil {
			names[i] = b.heading(c)
		}
	}
	return names
}

// purpose says which of the two versions this is.
func (b *builder) purpose() string {
	if b.source.Purpose == ForShare {
		return b.text("report.purpose.share")
	}
	return b.text("report.purpose.work")
}

// told is the base of everything: how many sheets and rows were counted.
func (b *builder) told() string {
	var parts []string
	for _, name := range []string{"n_sheets", "n_rows"} {
		parts = append(parts, b.words.numbered[name])
	}
	return b.printer.Join(parts)
}

// serviceNames returns the names of services; none stands for the blank one.
func serviceNames(c *campaign.Campaign, codes []string, none string) []string {
	names := slices.Clone(codes)
	for i, code := range codes {
		p, known := c.Participant(code)
		switch {
		case code == "":
			names[i] = none
		case known:
			names[i] = p.Name
		}
	}
	return names
}
