package report

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/tally"
)

// labels name the codes of one column of Data, each with a text of its own: a spreadsheet compares texts without
// regard to case, and adds up what it cannot tell apart.
type labels struct {
	texts map[string]string // by code; "" is what was not answered
	taken map[string]bool   // folded
}

// coded is a code with the text that it would have alone.
type coded struct{ code, text string }

// mostLabel is the most signs of a text that a formula compares: spreadsheets refuse conditions above 255 bytes of
// what they store, escapes included.
const mostLabel = 100

// number finds texts that a spreadsheet could take for a number, a date or a time.
var number = regexp.MustCompile(`^[\d\s.,:/%+-]*\d[\d\s.,:/%+-]*$|^\d+[eE]\d+$`)

// newLabels names codes. Two codes with one text both get their code beside it.
func newLabels(blank string, all []coded) *labels {
	l := &labels{texts: map[string]string{"": blank}, taken: map[string]bool{fold(blank): true}}
	times := map[string]int{fold(blank): 1}
	for i := range all {
		all[i].text = short(all[i].text)
		times[fold(all[i].text)]++
	}
	for _, c := range all {
		if times[fold(c.text)] == 1 && !number.MatchString(c.text) {
			l.put(c.code, c.text)
		}
	}
	for _, c := range all {
		l.name(c.code, c.text)
	}
	return l
}

// name gives a code its text, with the code beside it where the text alone would not do.
func (l *labels) name(code, text string) {
	if _, named := l.texts[code]; named {
		return
	}
	if !l.taken[fold(text)] && text == code && !number.MatchString(text) {
		l.put(code, text)
		return
	}
	for text = text + " (" + code + ")"; l.taken[fold(text)]; {
		text += "*"
	}
	l.put(code, text)
}

func (l *labels) put(code, text string) {
	l.texts[code], l.taken[fold(text)] = text, true
}

// of returns the text of a code; one that nobody named is its own.
func (l *labels) of(code string) string {
	if text, ok := l.texts[code]; ok {
		return text
	}
	l.name(code, code)
	return l.texts[code]
}

// short cuts a text that is too long to compare.
func short(text string) string {
	if utf8.RuneCountInString(text) <= mostLabel {
		return text
	}
	return string([]rune(text)[:mostLabel-1]) + "…"
}

// fold is the form in which a spreadsheet compares texts.
func fold(text string) string { return strings.ToLower(strings.ToUpper(text)) }

// labelsOf returns the labels of an axis.
func (b *builder) labelsOf(axis tally.Axis) *labels {
	if l, ok := b.texts[string(axis)]; ok {
		return l
	}
	var l *labels
	switch axis {
	case tally.AxisUnit:
		l = newLabels(b.text("report.answer.none"), b.unitNames())
	case tally.AxisParticipant:
		l = newLabels(b.text("report.service.blank"), b.serviceNames())
	case tally.AxisKind:
		var names []coded
		for _, k := range campaign.Kinds() {
			names = append(names, coded{string(k), b.text(string(campaign.KindKey(k)))})
		}
		l = newLabels(b.text("report.service.blank"), names)
	case tally.AxisChannel:
		l = newLabels("", b.channelNames())
	case tally.AxisLanguage:
		l = newLabels("", b.languageNames())
	case tally.AxisWeek:
		l = newLabels("", nil)
	case tally.AxisMonth:
		l = newLabels("", nil)
	default:
		l = newLabels(b.text("report.answer.none"), b.choiceNames(form.Role(axis)))
	}
	b.texts[string(axis)] = l
	return l
}

// lists returns the lists that the questions of a role use, of the newest version first.
func (b *builder) lists(r form.Role) []*form.List {
	var found []*form.List
	for _, f := range slices.Backward(b.source.Campaign.Forms) {
		for _, q := range f.ByRole(r) {
			if q.List != nil && !slices.Contains(found, q.List) {
				found = append(found, q.List)
			}
		}
	}
	return found
}

// choice finds the choice of a code in the newest version that has it, nil for an unknown one.
func (b *builder) choice(r form.Role, code string) *form.Choice {
	for _, l := range b.lists(r) {
		if c, ok := l.Choice(code); ok {
			return c
		}
	}
	return nil
}

// choices walks the choices of a role, each code as its newest version has it.
func (b *builder) choices(r form.Role) []*form.Choice {
	var all []*form.Choice
	seen := map[string]bool{}
	for _, l := range b.lists(r) {
		for c := range l.All() {
			if !seen[c.Code] {
				seen[c.Code] = true
				all = append(all, c)
			}
		}
	}
	return all
}

func (b *builder) choiceNames(r form.Role) []coded {
	var names []coded
	for _, c := range b.choices(r) {
		names = append(names, coded{c.Code, c.Label.In(b.printer.Tag())})
	}
	if q := b.bandsOf(r); q != nil {
		for _, band := range q.Bands.Bands {
			names = append(names, coded{band.Code, band.Label.In(b.printer.Tag())})
		}
	}
	return names
}

// bandsOf returns the question of a role when its answers are bands.
func (b *builder) bandsOf(r form.Role) *form.Question {
	q := b.source.Campaign.Form().Role(r)
	if q == nil || q.Bands == nil {
		return nil
	}
	return q
}

// unitNames names publication groups and branches, whose codes are their own.
func (b *builder) unitNames() []coded {
	var names []coded
	tag := b.printer.Tag()
	for i := range b.source.Campaign.Groups {
		g := &b.source.Campaign.Groups[i]
		names = append(names, coded{unitKey(tally.Unit{Code: g.Code, Group: g}), g.Label.In(tag)})
	}
	for _, c := range b.choices(form.RoleInstitution) {
		if c.Parent == nil && !b.grouped(c) {
			names = append(names, coded{unitKey(tally.Unit{Code: c.Code, Choice: c}), c.Heading(tag)})
		}
	}
	return names
}

// grouped says whether a publication group takes a whole branch.
func (b *builder) grouped(c *form.Choice) bool {
	return slices.ContainsFunc(b.source.Campaign.Groups, func(g form.Group) bool { return slices.ContainsFunc(g.Members, c.Under) })
}

func (b *builder) unitText(u tally.Unit) string { return b.labelsOf(tally.AxisUnit).of(unitKey(u)) }

// unitKey tells a group from a branch of the same code; "" is no unit.
func unitKey(u tally.Unit) string {
	switch {
	case u.Code == "":
		return ""
	case u.Group != nil:
		return "g." + u.Code
	default:
		return "c." + u.Code
	}
}

func (b *builder) serviceNames() []coded {
	var names []coded
	for _, p := range b.source.Campaign.Participants {
		names = append(names, coded{p.Code, p.Name})
	}
	return names
}

func (b *builder) channelNames() []coded {
	var names []coded
	for _, channel := range []string{"web", "offline", "keyed", "scan", "import", "api"} {
		names = append(names, coded{channel, b.text("report.channel." + channel)})
	}
	return names
}

func (b *builder) languageNames() []coded {
	var names []coded
	for _, tag := range []string{"fr", "nl", "de", "en"} {
		names = append(names, coded{tag, b.text("report.language." + tag)})
	}
	return names
}

// levelLabels name what stands at a depth of a role's tree, from 0: branches by their heading, leaves by their label.
func (b *builder) levelLabels(axis tally.Axis, depth int) *labels {
	key := levelColumn(axis, depth)
	if l, ok := b.texts[key]; ok {
		return l
	}
	var names []coded
	for _, c := range b.choices(form.Role(axis)) {
		if len(path(c))-1 == depth {
			names = append(names, coded{c.Code, b.heading(c)})
		}
	}
	l := newLabels(b.text("report.answer.none"), names)
	b.texts[key] = l
	return l
}

// heading names a choice as a line of a tree.
func (b *builder) heading(c *form.Choice) string {
	if len(c.Children) > 0 {
		return c.Heading(b.printer.Tag())
	}
	return c.Label.In(b.printer.Tag())
}

// levels returns how many depths of a role's tree hold branches.
func (b *builder) levels(axis tally.Axis) int {
	deepest := 0
	for _, c := range b.choices(form.Role(axis)) {
		if len(c.Children) > 0 {
			deepest = max(deepest, len(path(c)))
		}
	}
	return deepest
}

// path returns the branches that lead to a choice, the top first and itself last.
func path(c *form.Choice) []*form.Choice {
	var up []*form.Choice
	for ; c != nil; c = c.Parent {
		up = append(up, c)
	}
	slices.Reverse(up)
	return up
}
