package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// Names in the addresses of figures and of sheets.
const (
	siftFrom        = "from"
	siftTo          = "to"
	siftService     = "service"
	siftChannel     = "channel"
	siftLanguage    = "language"
	siftFunction    = "function"
	siftOutcome     = "outcome"
	siftInstitution = "institution"
	siftShow        = "show"
	siftCounted     = "counted"
)

// Values in these addresses that are no codes of the questionnaire.
const (
	noneService = "_none"  // sheets without a service: no code holds an underscore
	groupMark   = "group." // before the code of a publication group: no code holds a point
)

// Sides of the outcome map, as they stand in an address.
const (
	sideFailed    = "failed"
	sideSucceeded = "succeeded"
	sideApart     = "apart"
)

// sift is what the pages of figures and of sheets are narrowed to. All of it stands in their address, so that an
// address can be sent to a colleague.
type sift struct {
	campaign *campaign.Campaign
	names    []string // that the page knows
	values   url.Values
	filter   tally.Filter
	flags    []tally.Flag
}

// readSift reads an address. Unknown names are passed over; a value that means nothing is a problem, since a page that
// left it out would show other figures than its address says.
func readSift(k *campaign.Campaign, query url.Values, names ...string) (sift, error) {
	s := sift{campaign: k, names: names, values: url.Values{}}
	s.filter.Roles = make(map[form.Role][]string)
	var wrong problem.List
	for _, name := range names {
		value := strings.TrimSpace(query.Get(name))
		if value == "" {
			continue
		}
		s.values.Set(name, value)
		if p := s.read(name, value); p != nil {
			wrong = append(wrong, p.At(name))
		}
	}
	if s.filter.From != "" && s.filter.To != "" && s.filter.From > s.filter.To {
		wrong = append(wrong, problem.New(problem.Invalid, "desk.filter.period", nil).At(siftTo))
	}
	return s, wrong.OrNil()
}

// read reads one value.
func (s *sift) read(name, value string) *problem.Error {
	known := true
	switch name {
	case siftFrom, siftTo:
		return s.readDate(name, value)
	case siftService:
		code := strings.TrimPrefix(value, noneService)
		_, known = s.campaign.Participant(code)
		known = known || code == ""
		s.filter.Participants = []string{code}
	case siftChannel:
		known = slices.Contains(sheet.Channels(), sheet.Channel(value))
		s.filter.Channels = []sheet.Channel{sheet.Channel(value)}
	case siftLanguage:
		known = locale.Known(value)
		s.filter.Languages = []string{value}
	case siftFunction:
		known = offers(s.campaign, form.RoleFunction, value)
		s.filter.Roles[form.RoleFunction] = []string{value}
	case siftInstitution:
		s.filter.Roles[form.RoleInstitution], known = institutionCodes(s.campaign, value)
	case siftOutcome:
		s.filter.Roles[form.RoleOutcome], known = outcomeCodes(s.campaign, value)
	case siftShow:
		known = s.readShow(value)
	case siftCounted:
		known = slices.Contains(countedFlags(), tally.Flag(value))
		s.flags = append(s.flags, tally.Flag(value))
	}
	if !known {
		return problem.New(problem.Invalid, "desk.filter.unknown", problem.Args{"value": value})
	}
	return nil
}

func (s *sift) readDate(name, value string) *problem.Error {
	date, wrong := form.ReadDate(value)
	if wrong != nil {
		return wrong
	}
	s.values.Set(name, date)
	if name == siftFrom {
		s.filter.From = date
	} else {
		s.filter.To = date
	}
	return nil
}

// countedFlags are those that say whether a sheet counts; they have a field of their own.
func countedFlags() []tally.Flag { return []tally.Flag{tally.FlagCounted, tally.FlagUncounted} }

// otherFlags are all but those.
func otherFlags() []tally.Flag {
	return slices.DeleteFunc(tally.AllFlags(), func(f tally.Flag) bool { return slices.Contains(countedFlags(), f) })
}

// readShow reads which kind of sheets are listed: a flag, or a status.
func (s *sift) readShow(value string) bool {
	switch {
	case slices.Contains(otherFlags(), tally.Flag(value)):
		s.flags = append(s.flags, tally.Flag(value))
	case slices.Contains(sheet.Statuses(), sheet.Status(value)):
		s.filter.Statuses = []sheet.Status{sheet.Status(value)}
	default:
		return false
	}
	return true
}

// sideCodes returns the answers that the outcome map puts on a side.
func sideCodes(m form.OutcomeMap, side string) []string {
	switch side {
	case sideFailed:
		return m.Failure
	case sideSucceeded:
		return m.Success
	case sideApart:
		return m.Apart
	default:
		return nil
	}
}

// outcomeCodes returns the answers that a side of the outcome map stands for, or the one that is named.
func outcomeCodes(k *campaign.Campaign, value string) ([]string, bool) {
	if side := sideCodes(k.Outcome, value); len(side) > 0 {
		return side, true
	}
	return []string{value}, offers(k, form.RoleOutcome, value)
}

// institutionCodes returns the codes that a group or a choice of the list stands for.
func institutionCodes(k *campaign.Campaign, value string) ([]string, bool) {
	code, grouped := strings.CutPrefix(value, groupMark)
	if !grouped {
		return []string{value}, offers(k, form.RoleInstitution, value)
	}
	i := slices.IndexFunc(k.Groups, func(g form.Group) bool { return g.Code == code })
	if i < 0 {
		return nil, false
	}
	return k.Groups[i].Members, true
}

// offers says whether some version of the form has a code in the list of the question with a role.
func offers(k *campaign.Campaign, r form.Role, code string) bool {
	return slices.ContainsFunc(k.Forms, func(f *form.Form) bool {
		q := f.Role(r)
		if q == nil || q.List == nil {
			return false
		}
		_, known := q.List.Choice(code)
		return known
	})
}

// narrowed says whether anything is left out.
func (s sift) narrowed() bool { return len(s.values) > 0 }

// to returns the address of a page that is narrowed in the same way and by what is set besides, given as names and
// values; a blank value takes its name out.
func (s sift) to(path string, set ...string) string {
	query := url.Values{}
	maps.Copy(query, s.values)
	for pair := range slices.Chunk(set, 2) {
		query.Set(pair[0], pair[1])
		if pair[1] == "" {
			query.Del(pair[0])
		}
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// siftView is a sift as a form.
type siftView struct {
	Title, Action, Go, Clear, ClearWord string
	Chosen                              string // what the page is narrowed to, in words
	Open                                bool
	Fields                              []siftField
}

// siftField is one field; without options it is a date.
type siftField struct {
	Name, Label, Value string
	Wrong              string
	Groups             []optionGroup
}

// optionGroup is a part of a list of options; a blank label stands for none.
type optionGroup struct {
	Label   string
	Options []option
}

// view returns the form of a page, with what is wrong with the address.
func (s sift) view(t *locale.Printer, action string, wrong error) siftView {
	v := siftView{
		Title: t.Text("desk.filter.title", nil), Action: action, Open: wrong != nil, Go: t.Text("desk.filter.go", nil),
		ClearWord: t.Text("desk.filter.clear", nil),
	}
	for _, name := range s.names {
		field := siftField{Name: name, Label: t.Text("desk.filter."+name, nil), Value: s.values.Get(name)}
		field.Wrong = tellAt(t, problem.All(wrong), name)
		if name != siftFrom && name != siftTo {
			if field.Groups = s.options(t, name); len(field.Groups) == 0 {
				continue
			}
			field.choose(t)
		}
		v.Fields = append(v.Fields, field)
	}
	if s.narrowed() {
		v.Clear, v.Chosen = action, v.chosen(t)
	}
	return v
}

// chosen tells what the page is narrowed to.
func (v *siftView) chosen(t *locale.Printer) string {
	var parts []string
	for _, f := range v.Fields {
		said := t.Date(f.Value)
		for _, g := range f.Groups {
			for _, o := range g.Options {
				if o.Chosen {
					said = strings.TrimLeft(o.Label, space)
				}
			}
		}
		if f.Value != "" {
			parts = append(parts, t.Text("desk.filter.part", problem.Args{"name": f.Label, "value": said}))
		}
	}
	return strings.Join(parts, answerGap)
}

// choose puts "all" before the options and marks the one that is chosen.
func (f *siftField) choose(t *locale.Printer) {
	all := optionGroup{Options: []option{{Label: t.Text("desk.filter.all", nil)}}}
	f.Groups = append([]optionGroup{all}, f.Groups...)
	for _, g := range f.Groups {
		for i := range g.Options {
			g.Options[i].Chosen = g.Options[i].Value == f.Value
		}
	}
}

// options returns what a field offers, nil for a field that the campaign has no use for.
func (s sift) options(t *locale.Printer, name string) []optionGroup {
	switch name {
	case siftService:
		return s.services(t)
	case siftChannel:
		return keyed(t, "desk.channel.", sheet.Channels())
	case siftLanguage:
		return keyed(t, "lang.", locale.Languages())
	case siftFunction:
		return s.choices(t, form.RoleFunction)
	case siftInstitution:
		return append(s.groups(t), s.choices(t, form.RoleInstitution)...)
	case siftOutcome:
		return append(s.sides(t), s.choices(t, form.RoleOutcome)...)
	case siftShow:
		return append(keyed(t, "desk.flag.", otherFlags()), keyed(t, "desk.status.", sheet.Statuses())...)
	case siftCounted:
		return keyed(t, "desk.flag.", countedFlags())
	default:
		return nil
	}
}

// keyed returns values with a message each.
func keyed[T ~string](t *locale.Printer, key string, values []T) []optionGroup {
	if len(values) == 0 {
		return nil
	}
	var g optionGroup
	for _, v := range values {
		g.Options = append(g.Options, option{Value: string(v), Label: t.Text(key+string(v), nil)})
	}
	return []optionGroup{g}
}

// sides returns the sides of the outcome map that have answers.
func (s sift) sides(t *locale.Printer) []optionGroup {
	var sides []string
	for _, side := range []string{sideFailed, sideSucceeded, sideApart} {
		if len(sideCodes(s.campaign.Outcome, side)) > 0 {
			sides = append(sides, side)
		}
	}
	return keyed(t, "desk.outcome.", sides)
}

func (s sift) services(t *locale.Printer) []optionGroup {
	var g optionGroup
	for _, p := range s.campaign.Participants {
		g.Options = append(g.Options, option{Value: p.Code, Label: p.Name})
	}
	g.Options = append(g.Options, option{Value: noneService, Label: t.Text("desk.service.none", nil)})
	return []optionGroup{g}
}

func (s sift) groups(t *locale.Printer) []optionGroup {
	if s.campaign.Form().Role(form.RoleInstitution) == nil || len(s.campaign.Groups) == 0 {
		return nil
	}
	g := optionGroup{Label: t.Text("desk.filter.groups", nil)}
	for _, own := range s.campaign.Groups {
		g.Options = append(g.Options, option{Value: groupMark + own.Code, Label: own.Label.In(t.Tag())})
	}
	return []optionGroup{g}
}

// choices returns the list of the question with a role, what is below a branch behind it.
func (s sift) choices(t *locale.Printer, r form.Role) []optionGroup {
	q := s.campaign.Form().Role(r)
	if q == nil || q.List == nil {
		return nil
	}
	g := optionGroup{Label: q.Short.In(t.Tag())}
	for c := range q.List.All() {
		label := c.Short.In(t.Tag())
		if len(c.Children) > 0 {
			label = c.Heading(t.Tag())
		}
		for up := c.Parent; up != nil; up = up.Parent {
			label = indent + label
		}
		g.Options = append(g.Options, option{Value: c.Code, Label: label})
	}
	return []optionGroup{g}
}

// space is one that does not break, and indent stands before what is below a branch in a list that knows no levels.
const (
	space  = "\u00a0"
	indent = space + space
)
