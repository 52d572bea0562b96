package report

import (
	"slices"
	"strconv"
	"strings"

	"releve/internal/campaign"
	"releve/internal/problem"
)

// factKey returns the message key of a fact's label.
func factKey(name string) string { return "report.fact." + name }

// factOf returns what writes a fact, nil for an unknown one. A fact without a text is left out.
func factOf(name string) func(builder) string {
	switch name {
	case "period":
		return builder.period
	case "state":
		return builder.state
	case "publisher":
		return func(b builder) string { return b.count.Campaign().Publisher }
	case "form":
		return builder.form
	case "procedure":
		return func(b builder) string { return b.count.Campaign().ProcedureText.In(b.printer.Tag()) }
	case "selection":
		return builder.selection
	case "made":
		return builder.made
	default:
		return nil
	}
}

func (b builder) period() string {
	c := b.count.Campaign()
	return b.span(c.From, c.To)
}

// span writes a period; either end may be open.
func (b builder) span(from, to string) string {
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

func (b builder) state() string {
	return capital(b.printer.Text("campaign.state.is."+string(b.count.Campaign().State), nil))
}

func (b builder) form() string {
	f := b.count.Campaign().Form()
	return b.printer.Text("report.form", problem.Args{"title": f.Title.In(b.printer.Tag()), "version": strconv.FormatInt(f.Version, 10)})
}

// made says when the report was made, on the clocks of the campaign.
func (b builder) made() string {
	if b.options.Made.IsZero() {
		return ""
	}
	at := b.options.Made.UTC()
	if zone, err := b.count.Campaign().Location(); err == nil {
		at = at.In(zone)
	}
	return b.printer.DateTime(at)
}

// selection tells the filter, "" when everything was counted.
func (b builder) selection() string {
	f := b.count.Filter()
	var parts []string
	if span := b.span(f.From, f.To); span != "" {
		parts = append(parts, span)
	}
	if len(f.Participants) > 0 {
		names := serviceNames(b.count.Campaign(), f.Participants, b.printer.Text("report.service.none", nil))
		parts = append(parts, b.printer.Text("report.selection.services", problem.Args{"services": names}))
	}
	if len(f.Kinds)+len(f.Channels)+len(f.Languages)+len(f.Statuses)+len(f.Roles) > 0 {
		parts = append(parts, b.printer.Text("report.selection.more", nil))
	}
	return capital(strings.Join(parts, b.printer.Text("report.sentence.next", nil)))
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
